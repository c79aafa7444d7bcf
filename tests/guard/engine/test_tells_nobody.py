"""The guard tells nobody how it is used: ONNX Runtime, which it runs its networks with, would if it were let."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commonward.guard.media import inspect, inspection
from guard.media import pictures

_CODE = "from commonward.guard import Guard, Submission\nGuard('release').check(Submission('My patient Ann Lee.'))\n"


def test_a_check_leaves_nothing_in_the_users_folders(tmp_path: Path) -> None:
    own = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", _CODE], check=True, env=kept | own)
    assert list(tmp_path.rglob("*")) == []


def test_it_may_not_be_let_by_who_starts_the_guard() -> None:
    code = "import os, commonward.guard\nprint(os.environ['ORT_DISABLE_TELEMETRY'])\n"
    told = os.environ | {"ORT_DISABLE_TELEMETRY": "0"}
    assert subprocess.run([sys.executable, "-c", code], check=True, env=told, capture_output=True).stdout == b"1\n"


def test_a_look_at_a_picture_leaves_nothing_there_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, picture = tmp_path / "home", tmp_path / "given"
    home.mkdir()
    picture.write_bytes(pictures.saved(pictures.photo(), "JPEG"))
    own = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_DATA_HOME": str(home)}
    monkeypatch.setattr(inspection, "_ENVIRONMENT", inspection._ENVIRONMENT | own)
    inspect(picture, looks=True)
    assert list(home.rglob("*")) == []
