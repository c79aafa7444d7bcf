"""Texts that people wrote and we marked: the marks fit them, and nothing of them is kept here."""

import io
import json
import re
import tarfile
from importlib import resources
from pathlib import Path

import pytest

from commonward.guard.lab import snippets

MARK = re.compile(r"[NLO]\d+-\d+")


def _archive(folder: Path, **files: str) -> Path:
    """A source package as snippets reads it: an archive within an archive."""
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as texts:
        for name in ("tweets", "movieReviewSnippets", "amazonReviewSnippets"):
            content = files.get(name, "").encode()
            entry = tarfile.TarInfo(f"rated/{name}_GroundTruth.txt")
            entry.size = len(content)
            texts.addfile(entry, io.BytesIO(content))
    package = folder / "package.tar.gz"
    with tarfile.open(package, "w:gz") as outer:
        entry = tarfile.TarInfo("package/more/rated.tar.gz")
        entry.size = len(inner.getvalue())
        outer.addfile(entry, io.BytesIO(inner.getvalue()))
    return package


@pytest.mark.parametrize("name", ["tweets", "films", "abuse_davidson"])
def test_marks_are_numbers_kinds_and_offsets_and_nothing_else(name: str) -> None:
    file = resources.files("commonward.guard.lab").joinpath("marks").joinpath(f"{name}.tsv")
    lines = [line for line in file.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    assert len(lines) > 300
    for line in lines:
        number, _, marks = line.partition("\t")
        assert number.isdigit()
        assert all(MARK.fullmatch(mark) for mark in marks.split())


def test_a_mark_lies_where_it_was_made(tmp_path: Path) -> None:
    # Number 8 of the tweets is marked: a place at 0-13, a body at 23-26.
    package = _archive(tmp_path, tweets="8\t0.1\tA place there&amp; with the ABC crew.\n9\t0.2\tNothing here.\n")
    found = [text for held in (False, True) for text in snippets.marked(package, None, held_out=held)]
    marked = next(text for text in found if text.text.startswith("A place"))
    assert [(span.kind, marked.text[span.start : span.end]) for span in marked.spans] == [
        ("LOCATION", "A place there"),
        ("ORG", " AB"),
    ]


def test_every_marked_text_is_either_learned_from_or_held_out(tmp_path: Path) -> None:
    package = _archive(tmp_path, tweets="".join(f"{number}\t0.1\tWords {number}.\n" for number in range(1, 400)))
    learned = {text.text for text in snippets.marked(package, None, held_out=False)}
    held = {text.text for text in snippets.marked(package, None, held_out=True)}
    assert learned
    assert held
    assert not learned & held


def test_what_is_not_marked_is_left_for_a_teacher(tmp_path: Path) -> None:
    data = tmp_path / "abuse_davidson"
    data.mkdir()
    rows = [{"id": "davidson-999999", "text": "Never marked."}, {"id": "davidson-999998", "text": "Never marked."}]
    (data / "data.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [text.text for text in snippets.unmarked(None, tmp_path)] == ["Never marked."]
    assert list(snippets.marked(None, tmp_path, held_out=False)) == []


def test_without_its_sources_there_is_nothing() -> None:
    assert list(snippets.marked(None, None, held_out=False)) == []
    assert list(snippets.unmarked(None, None)) == []
