"""The base install is the guard alone: without the extra `site`, its verbs work and the platform's say what is missing.

A folder with links to exactly the packages of requirements/guard.txt stands for a fresh environment, so that no network
is needed: `python -S` sees these, our own source and the standard library.
"""

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUARD_VERBS = ("check", "entities", "evaluate", "explain", "read")
SITE_VERBS = (
    *("backup", "clock", "doctor", "example", "init", "keys", "ledger", "manage", "reference"),
    *("restore", "serve", "setup", "upgrade", "web", "worker"),
)
PLATFORM = "needs the platform. Install it with: pip install 'commonward[site]'"
TEXT = '{"id": 1, "text": "Pt Odalys Ferriman, MRN 00482913, went home on March 3rd."}\n'

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pip install commonward` brings, linked."""
    folder = tmp_path_factory.mktemp("base")
    locked = (ROOT / "requirements" / "guard.txt").read_text(encoding="utf-8")
    # A package stands there once for each range of Pythons that takes another version.
    for name in {*re.findall(r"^([a-z0-9-]+)==", locked, re.MULTILINE), "commonward"}:
        distribution = metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in {"..", "__pycache__"}}
        for top in tops:
            if not top.endswith(".pth"):
                (folder / top).symlink_to(Path(str(distribution.locate_file(top))))
    return folder


def said(base: Path, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """What the command answers with nothing but the base install."""
    code = "import sys; from commonward.cli.main import main; sys.exit(main())"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", code, *arguments],
        input=stdin,
        env={"PYTHONPATH": f"{base}{os.pathsep}{ROOT / 'src'}", "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return answer.returncode, answer.stdout, answer.stderr


def test_django_is_not_there(base: Path) -> None:
    answer = said(base, "serve")
    assert answer == (2, "", f"commonward: `serve` {PLATFORM}\n")


def test_help_names_what_is_there_and_what_is_not(base: Path) -> None:
    code, words, _errors = said(base, "--help")
    assert code == 0
    lines = {line.split()[0]: line for line in words.splitlines() if line.startswith("  ")}
    assert set(lines) == {*GUARD_VERBS, *SITE_VERBS}
    assert [verb for verb in lines if "not installed" in lines[verb]] == sorted(SITE_VERBS)


@pytest.mark.parametrize("verb", SITE_VERBS)
def test_a_verb_of_the_platform_says_what_is_missing(base: Path, verb: str) -> None:
    code, _words, errors = said(base, verb, "--help")
    assert (code, PLATFORM in errors, "Traceback" in errors) == (2, True, False)


def test_check(base: Path) -> None:
    code, words, errors = said(base, "check", "--jsonl", stdin=TEXT)
    answer = json.loads(words)
    assert (code, errors, answer["decision"]) == (1, "", "block")
    assert {finding["rule"] for finding in answer["findings"]} >= {"phi.name", "phi.mrn"}


def test_entities(base: Path) -> None:
    code, words, errors = said(base, "entities", "--jsonl", stdin=TEXT)
    assert (code, errors) == (0, "")
    assert {entity["kind"] for entity in json.loads(words)["entities"]} >= {"NAME", "ID", "DATE"}


def test_explain(base: Path) -> None:
    code, words, errors = said(base, "explain", "phi.name")
    assert (code, errors) == (0, "")
    assert "phi.name" in words


def test_evaluate(base: Path) -> None:
    code, words, errors = said(
        base, "evaluate", str(ROOT / "tests" / "guard" / "data" / "examples.jsonl"), "--limit", "5"
    )
    assert (code, errors) == (0, "")
    assert words
