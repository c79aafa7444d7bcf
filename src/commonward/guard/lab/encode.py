"""Marked texts as numbers: the pieces, what lists and patterns say of each, and the labels that training allows."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from commonward.guard.lab.generate import KINDS
from commonward.guard.lab.marked_text import NOT_SURE, MarkedText
from commonward.guard.text import document as documents
from commonward.guard.text import scan
from commonward.guard.text.tagger.lexical import LexicalTagger
from commonward.guard.text.tagger.network import LABELS
from commonward.guard.text.tagger.pieces import Pieces, read_pieces
from commonward.guard.text.tagger.signals import KINDS as ORDER
from commonward.guard.text.tagger.signals import covered, language_row, lexical_rows, pattern_rows

LONGEST = 160  # pieces of a training stretch
NOTHING = 1


@dataclass(slots=True)
class Encoded:
    """Stretches of pieces one after the other. `allowed` has a bit for each label that may stand at the piece."""

    forms: list[str] = field(repr=False)
    form_of: NDArray[np.int32] = field(repr=False)
    rows: NDArray[np.int16] = field(repr=False)
    allowed: NDArray[np.int32] = field(repr=False)
    begins: NDArray[np.int64] = field(repr=False)  # of the stretches, and the end of the last
    taught: NDArray[np.float16] | None = field(default=None, repr=False)  # what a teacher says; nothing where it is 0

    def __len__(self) -> int:
        return len(self.begins) - 1


def joined(first: Encoded, second: Encoded) -> Encoded:
    """Both, one after the other."""
    index = {form: number for number, form in enumerate(first.forms)}
    moved = np.array([index.setdefault(form, len(index)) for form in second.forms], dtype=np.int32)
    return Encoded(
        list(index),
        np.concatenate((first.form_of, moved[second.form_of])),
        np.concatenate((first.rows, second.rows)),
        np.concatenate((first.allowed, second.allowed)),
        np.concatenate((first.begins, second.begins[1:] + len(first.form_of))),
        np.concatenate((_taught(first), _taught(second))),
    )


def _taught(encoded: Encoded) -> NDArray[np.float16]:
    if encoded.taught is None:
        return np.zeros((len(encoded.form_of), LABELS), dtype=np.float16)
    return encoded.taught


def bit(kind: str, *, inside: bool) -> int:
    """The bit of a label."""
    place = next(index for index, known in enumerate(ORDER) if known.value == kind)
    return 1 << (1 + place + (len(ORDER) if inside else 0))


_ALL_OF = {kind: bit(kind, inside=False) | bit(kind, inside=True) for kind in KINDS}


def encode(texts: Iterable[MarkedText], longest: int = LONGEST) -> Encoded:
    """All texts as numbers, long ones in stretches."""
    index: dict[str, int] = {}
    form_of, begins, allowed = array("i"), array("q", [0]), array("i")
    rows: list[NDArray[np.int16]] = []
    lexical = LexicalTagger()
    for text in texts:
        document = documents.read(text.text, text.language)
        pieces = read_pieces(document)
        count = len(pieces.starts)
        if not count:
            continue
        rows.append(
            np.array(
                [
                    pieces.gaps,
                    lexical_rows(document, pieces, lexical.tag(document)),
                    pattern_rows(document, pieces, scan.scan(document)),
                    [language_row(document)] * count,
                ],
                dtype=np.int16,
            ).T
        )
        allowed.extend(_allowed(text, document, pieces))
        start = len(form_of)
        form_of.extend(index.setdefault(form, len(index)) for form in pieces.forms)
        begins.extend(range(start + longest, start + count, longest))
        begins.append(start + count)
    return Encoded(
        list(index),
        np.frombuffer(form_of, dtype=np.int32),
        np.concatenate(rows),
        np.frombuffer(allowed, dtype=np.int32),
        np.frombuffer(begins, dtype=np.int64),
    )


def _allowed(text: MarkedText, document: documents.Document, pieces: Pieces) -> list[int]:
    """For each piece the labels it may have: one where something is marked, nothing or what nobody marked elsewhere."""
    unmarked = sum(_ALL_OF[kind] for kind in KINDS - text.marked)
    small = unmarked
    if "LOCATION" not in text.marked:  # of texts without identifiers: a body or a place would have a capital
        small &= ~(_ALL_OF["LOCATION"] | _ALL_OF["ORG"])
    labels = [NOTHING | (small if form.islower() else unmarked) for form in pieces.forms]
    for span in text.spans:
        for number, place in enumerate(covered(document, pieces, span.start, span.end)):
            labels[place] = _labels(span.kind, inside=number > 0)
    return labels


def _labels(kind: str, *, inside: bool) -> int:
    if kind == NOT_SURE:
        return NOTHING | sum(_ALL_OF.values())
    return sum(bit(one, inside=inside) for one in kind.split("|"))
