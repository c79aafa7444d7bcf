"""Development data: JSON lines with spans, with findings, or with texts in which nothing should be found.

Spans data: {"id","text","spans":[{"start","end","label"}]}. Findings data: {"id","text","context","author"?,
"findings":[{"rule","quote"}]}, each quote standing once in its text. Clean data: {"id","text"}. Other fields are left
alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from commonward.guard.contract import AUTHORS, CONTEXTS, Author, Context


class DatasetError(Exception):
    """Data that cannot be scored; the message names the file and the line, never its content."""


class Marking(StrEnum):
    """What is marked in a data set."""

    SPANS = "spans"
    FINDINGS = "findings"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something marked in a text: a span with its label, or a finding with its rule."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its marks."""

    id: str
    text: str = field(repr=False)
    marks: tuple[Mark, ...]
    context: Context = "public_post"
    author: Author = "unknown"
    language: str | None = None
    source: str | None = None
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which texts of a data set to take: those whose language, source and split are named, and at most `limit`.

    Where nothing is named, all are taken. So a fold that training left out can be scored by itself.
    """

    languages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    splits: frozenset[str] = frozenset()
    limit: int | None = None

    def takes(self, record: dict[str, object]) -> bool:
        """Whether a record is one of them."""
        wanted = (("lang", self.languages), ("source", self.sources), ("split", self.splits))
        return all(not names or record.get(field) in names for field, names in wanted)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A data set: all examples are marked in the same way."""

    name: str
    marking: Marking
    examples: tuple[Example, ...] = field(repr=False)

    @property
    def characters(self) -> int:
        """How long all texts are together."""
        return sum(len(example.text) for example in self.examples)


EVERYTHING = Selection()


def load(path: Path, selection: Selection = EVERYTHING) -> Corpus:
    """A data set from a file, or from the data.jsonl of a folder; the selected texts. Raises DatasetError."""
    file = path / "data.jsonl" if path.is_dir() else path
    name = path.name if path.is_dir() else path.stem
    records: list[tuple[int, dict[str, object]]] = []
    try:
        with file.open(encoding="utf-8") as stream:
            for place, line in _numbered(stream):
                if selection.limit is not None and len(records) >= selection.limit:
                    break
                record = _record(line, f"{file}, line {place}")
                if selection.takes(record):
                    records.append((place, record))
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file} could not be read.") from error
    if not records:
        raise DatasetError(f"{file} holds no texts{'' if selection == EVERYTHING else ' of those that are asked for'}.")
    marking = _marking(records[0][1])
    return Corpus(name, marking, tuple(_example(record, marking, f"{file}, line {place}") for place, record in records))


def _numbered(stream: Iterator[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(stream, start=1) if line.strip())


def _record(line: str, place: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise DatasetError(f"{place} is not JSON.") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise DatasetError(f"{place} has no text.")
    return record


def _marking(record: dict[str, object]) -> Marking:
    if "spans" in record:
        return Marking.SPANS
    return Marking.FINDINGS if "findings" in record else Marking.NOTHING


def _example(record: dict[str, object], marking: Marking, place: str) -> Example:
    text = str(record["text"])
    context: Context = next((word for word in CONTEXTS if word == record.get("context")), "public_post")
    author: Author = next((word for word in AUTHORS if word == record.get("author")), "unknown")
    return Example(
        id=str(record.get("id", "")),
        text=text,
        marks=tuple(_marks(record, marking, text, place)),
        context=context,
        author=author,
        language=_name(record.get("lang")),
        source=_name(record.get("source")),
        split=_name(record.get("split")),
    )


def _name(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _marks(record: dict[str, object], marking: Marking, text: str, place: str) -> Iterator[Mark]:
    if marking is Marking.NOTHING:
        return
    entries = record.get(marking.value)
    if not isinstance(entries, list):
        raise DatasetError(f"{place} has no list of {marking.value}.")
    for entry in entries:
        mark = _mark(entry, marking, text) if isinstance(entry, dict) else None
        if mark is None:
            raise DatasetError(f"{place} has one of its {marking.value} out of place.")
        yield mark


def _mark(entry: dict[str, object], marking: Marking, text: str) -> Mark | None:
    if marking is Marking.SPANS:
        label, start, end = entry.get("label"), entry.get("start"), entry.get("end")
        if isinstance(label, str) and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            return Mark(label, start, end)
        return None
    rule, quote = entry.get("rule"), entry.get("quote")
    if not isinstance(rule, str) or not isinstance(quote, str) or not quote or quote not in text:
        return None
    start = text.index(quote)
    return Mark(rule, start, start + len(quote))
