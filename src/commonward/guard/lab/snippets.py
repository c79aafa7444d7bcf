"""Short texts that people really wrote, many of them marked by us: tweets, sentences of film and product reviews.

They come with the source package vaderSentiment (Hutto and Gilbert 2014, MIT; the folder of texts that people rated),
and from the open data set abuse_davidson. What we marked is a number, kinds and offsets in `marks/`; the texts
themselves are not kept here. One in eight of the marked ones (by its number) is held out. The rest, unmarked, is what a
teacher can mark.
"""

import html
import io
import json
import tarfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from zlib import crc32

from commonward.guard.lab.marked_text import MarkedText, Span

PACKAGE = "vaderSentiment==3.3.2"
LICENCE = {
    "tweets": "tweets of vaderSentiment, MIT",
    "films": "film reviews of vaderSentiment, MIT",
    "products": "product reviews of vaderSentiment, MIT",
    "abuse_davidson": "Davidson and others 2017, MIT",
}
KINDS = {"N": "NAME", "L": "LOCATION", "O": "ORG"}
HELD_OUT_EVERY = 8

_FILES = {
    "tweets": "tweets_GroundTruth.txt",
    "films": "movieReviewSnippets_GroundTruth.txt",
    "products": "amazonReviewSnippets_GroundTruth.txt",
}


def marked(archive: Path | None, data: Path | None, *, held_out: bool) -> Iterator[MarkedText]:
    """The texts that we marked, as far as their sources are there."""
    for name, texts in _sources(archive, data):
        spans_of = _marks(name)
        for number, text in texts:
            if number in spans_of and (crc32(f"{name}{number}".encode()) % HELD_OUT_EVERY == 0) == held_out:
                yield MarkedText(text, spans_of[number], name, frozenset(KINDS.values()))


def unmarked(archive: Path | None, data: Path | None) -> Iterator[MarkedText]:
    """The texts that nobody marked."""
    for name, texts in _sources(archive, data):
        spans_of = _marks(name)
        yield from (MarkedText(text, (), name, frozenset()) for number, text in texts if number not in spans_of)


def _sources(archive: Path | None, data: Path | None) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    if archive is not None:
        for name in _FILES:
            yield name, _rated(archive, name)
    if data is not None and (data / "abuse_davidson").is_dir():
        yield "abuse_davidson", _tweets(data / "abuse_davidson" / "data.jsonl")


def _rated(archive: Path, name: str) -> Iterator[tuple[str, str]]:
    """Number and text of each line of a file in the archive within the source package."""
    with tarfile.open(archive) as package:
        inner = next(part for part in package if part.name.endswith(".tar.gz"))
        content = package.extractfile(inner)
        assert content is not None
        with tarfile.open(fileobj=io.BytesIO(content.read())) as folder:
            file = folder.extractfile(next(part for part in folder if part.name.endswith(_FILES[name])))
            assert file is not None
            lines = file.read().decode("utf-8", "replace").splitlines()
    for line in lines:
        number, _, text = line.split("\t", 2)
        yield number.replace("_", ""), _plain(text)


def _tweets(path: Path) -> Iterator[tuple[str, str]]:
    """Number and text of each tweet, those that repeat an earlier one left out."""
    seen = set()
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text = _plain(record["text"])
        if text not in seen:
            seen.add(text)
            yield record["id"].rpartition("-")[2], text


def _plain(text: str) -> str:
    """Without the page's codes for signs ("&amp;"), in one line. The offsets of marks are of this."""
    return " ".join(html.unescape(html.unescape(text)).split())


def _marks(name: str) -> dict[str, tuple[Span, ...]]:
    file = resources.files("commonward.guard.lab").joinpath("marks").joinpath(f"{name}.tsv")
    found: dict[str, tuple[Span, ...]] = {}
    if not file.is_file():
        return found
    for line in file.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            number, _, spans = line.partition("\t")
            found[number] = tuple(map(_span, spans.split()))
    return found


def _span(written: str) -> Span:
    start, _, end = written[1:].partition("-")
    return Span(int(start), int(end), KINDS[written[0]])
