"""Calling the one command as a person or a program would: arguments in, streams and exit code out."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from commonward.cli.main import main


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call said and how it ended."""

    code: int
    out: str = field(repr=False)
    err: str = field(repr=False)

    @property
    def records(self) -> list[dict[str, object]]:
        """The JSON lines of the answer."""
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Answer]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command with these arguments and this standard input."""

    def run(*arguments: str | Path, stdin: bytes | str = b"") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small photograph with the place where it was taken inside."""
    path = tmp_path / "garden.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (40.0, 0.0, 54.0)
    Image.new("RGB", (64, 48), (90, 140, 60)).save(path, exif=exif)
    return path
