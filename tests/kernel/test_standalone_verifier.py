"""The verifier for outsiders: one file, a hundred lines, Python's standard library, an exit code and sentences."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from commonward.kernel import chain, heads, verification
from commonward.kernel.actor import System
from kernel.conftest import TOOL
from kernel.ledgers import change, write_entries

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", str(TOOL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of a sealed ledger."""
    write_entries(6)
    verification.seal(System("worker"))
    return written(tmp_path / "ledger.jsonl")


def written(path: Path) -> Path:
    with path.open("w", encoding="ascii") as file:
        chain.export(file)
    return path


def test_it_is_short_and_needs_nothing() -> None:
    source = TOOL.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 100
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= set(sys.stdlib_module_names)


def test_it_says_that_everything_holds(export: Path, heads_folder: Path) -> None:
    answer = run(export, heads_folder, heads.public_bytes(heads.private_key()).hex())
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "Everything holds.\n", "")


def test_it_says_where_something_does_not(heads_folder: Path, export: Path, tmp_path: Path) -> None:
    change(4, outcome="refused")
    answer = run(written(tmp_path / "tampered.jsonl"), heads_folder)
    assert answer.returncode == 1
    assert answer.stdout.startswith("Entry 4 was changed")


def test_lines_exchanged_added_or_damaged_in_the_export_are_found(export: Path, heads_folder: Path) -> None:
    lines = export.read_text(encoding="ascii").splitlines()
    tampered = {
        "exchanged": [lines[1], lines[0], *lines[2:]],
        "doubled": [lines[0], *lines],
        "damaged": [*lines[:3], lines[3][:-9], *lines[4:]],
        "emptied": [*lines[:3], "{}", *lines[4:]],
        "cut": lines[:-1],
    }
    for how, left in tampered.items():
        export.write_text("\n".join(left) + "\n", encoding="ascii")
        assert run(export, heads_folder).returncode == 1, how


@pytest.mark.parametrize("arguments", [[], ["nowhere.jsonl"], ["nowhere.jsonl", "nowhere"]])
def test_what_cannot_be_checked_is_neither_good_nor_bad(arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.returncode == 2
    assert "Nothing could be checked" in answer.stderr


def test_a_key_that_is_none_is_no_verdict(export: Path, heads_folder: Path) -> None:
    assert run(export, heads_folder, "nothing").returncode == 2
