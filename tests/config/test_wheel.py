"""The wheel that people install holds everything: in an empty folder it makes a place, and answers."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from config.browsing import Browser
from config.installed import until
from config.test_killed_while_publishing import is_up
from config.test_processes import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SENTENCE = "Pt Odalys Ferriman, MRN 00482913, went home on March 3rd."


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the source, so that the checkout stays as it is."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    leave = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", source / "src", ignore=leave)
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(out), str(source)])
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed_at(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's contents as an installer lays them; what it depends on is already there."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(target)]
    run([*command, str(wheel)])
    return target


def run(command: list[str], **more: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, **more)  # type: ignore[call-overload]
    assert done.returncode in {0, 1}, done.stderr
    return str(done.stdout)


def test_every_file_of_the_product_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        there = set(packed.namelist())
    leave = {"__pycache__"}
    files = [
        path for path in (ROOT / "src" / "commonward").rglob("*") if path.is_file() and not leave & set(path.parts)
    ]
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in files}
    assert {name for name in wanted if name.endswith((".html", ".css", ".onnx", ".toml"))}
    # The sheet that translators begin with is collected anew from the source, and read by nobody.
    assert sorted(name for name in wanted - there if "/locale/en/" not in name) == []


def test_in_an_empty_folder_it_makes_a_place_and_answers(installed_at: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("COMMONWARD_", "DJANGO_", "DATA"))
    }
    told = kept | {"PYTHONPATH": str(installed_at)}
    port = free_port()
    commonward = [sys.executable, "-P", "-m", "commonward.cli.main"]
    where = run([sys.executable, "-P", "-c", "import commonward; print(commonward.__file__)"], env=told, cwd=empty)
    assert Path(where.strip()).is_relative_to(installed_at)
    said = run([*commonward, "init", "--no-input", "--address", f"http://localhost:{port}"], env=told, cwd=empty)
    assert "Next:" in said
    line = json.dumps({"id": 1, "text": SENTENCE}) + "\n"
    found = json.loads(run([*commonward, "check", "--jsonl"], env=told, cwd=empty, input=line))
    assert {"phi.name", "phi.mrn"} <= {finding["rule"] for finding in found["findings"]}
    with subprocess.Popen([*commonward, "serve"], env=told, cwd=empty, stdout=subprocess.DEVNULL) as serve:
        try:
            browser = Browser(port)
            until(lambda: is_up(browser), seconds=100)
            page = browser.get("/accounts/login/")
            style = page.html.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
            assert "--" in browser.get(style).html
            doctor = run([*commonward, "doctor", "--json"], env=told, cwd=empty)
        finally:
            serve.terminate()
            serve.wait(timeout=60)
    unwell = [answer["about"] for answer in json.loads(doctor) if not answer["well"]]
    assert set(unwell) <= {"Backups", "Workers"}, unwell  # no backup yet, and the worker may just be starting
