"""What is committed belongs to everybody: nothing of one machine, no addresses of registries, every package hashed."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

#: Put together here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("deb", "debian", "org"),
        ("yarnpkg", "com"), ("crates", "io"), ("proxy", "golang", "org"),
    )
)  # fmt: skip
#: Folders of one machine. A test may use a temporary folder only as pytest gives it.
PLACES = tuple(f"/{name}/" for name in ("work", "tmp", "root", "home", "Users"))
#: Text whose folders are inventions: what the guard reads, and documents of servers.
INVENTED = ("tests/guard/", "docs/rules/", "src/commonward/guard/resources/")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control; what lies here, where there is no version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("This is not a checkout.")
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """The files that are text, by their path."""
    found = {}
    for path in tracked():
        data = path.read_bytes()
        if path.suffix != ".onnx" and b"\0" not in data[:8000]:  # a network may begin with names alone
            found[str(path.relative_to(ROOT))] = data.decode("utf-8")
    return found


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_registry_is_named(host: str) -> None:
    assert [name for name, text in texts().items() if host in text] == []


@pytest.mark.parametrize("place", PLACES)
def test_no_folder_of_one_machine_is_named(place: str) -> None:
    absolute = re.compile(rf"(?<![\w.$~}}<>*)-]){re.escape(place)}\w")
    named = [name for name, text in texts().items() if not name.startswith(INVENTED) and absolute.search(text)]
    assert named == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_and_hashed(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    for entry in packages:
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z,-]+\])?==\S+( ;[^\n]*?)?\s+--hash=sha256:[0-9a-f]{64}", entry), (
            entry[:80]
        )
    assert not re.search(r"https?:|file:|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", text)


def test_each_lock_holds_its_base() -> None:
    guard, site, dev = (set(_pins(name)) for name in ("guard", "site", "dev"))
    assert guard < site < dev


def test_the_package_asks_for_what_is_locked() -> None:
    """`pip install commonward` brings what requirements/guard.in names, and the extra what site.in adds."""
    project = texts()["pyproject.toml"]
    base = re.search(r"^dependencies = \[(.*?)\]$", project, re.MULTILINE)
    extra = re.search(r"^site = \[\n(.*?)^\]$", project, re.MULTILINE | re.DOTALL)
    assert base is not None
    assert extra is not None
    assert set(re.findall(r'"([^"]+)"', base.group(1))) == _wanted("guard")
    assert set(re.findall(r'"([^"]+)"', extra.group(1))) == _wanted("site")


def _pins(name: str) -> list[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9._-]*(?:\[[a-z,-]+\])?==[^\s;]+)", text, re.MULTILINE)


def _wanted(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("#", "-r"))}
