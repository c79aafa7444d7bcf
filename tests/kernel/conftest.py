"""A ledger key and a heads folder of each test's own, and the stand-alone verifier as a function."""

import base64
import runpy
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pytest_django import Settings

from commonward.kernel import chain

TOOL = Path(__file__).parents[2] / "tools" / "verify_ledger.py"

Outsider = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def heads_folder(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's heads go, with a key that no other test uses."""
    settings.LEDGER_KEY = base64.b64encode(bytes(range(32))).decode()
    settings.LEDGER_HEADS_DIR = tmp_path / "heads"
    return tmp_path / "heads"


@pytest.fixture
def outsider(heads_folder: Path, tmp_path: Path) -> Outsider:
    """What somebody with nothing but the export, the heads and the stand-alone verifier finds wrong."""
    flaws: Callable[[Path, Path, list[str]], Iterable[str]] = runpy.run_path(str(TOOL))["flaws"]

    def ask(*keys: str) -> list[str]:
        path = tmp_path / "export.jsonl"
        with path.open("w", encoding="ascii") as file:
            chain.export(file)
        return list(flaws(path, heads_folder, list(keys)))

    return ask
