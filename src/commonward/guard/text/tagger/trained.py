"""The trained tagger: what lists and rules cannot know, from a small network, and its word on what they found.

The lexical tagger runs first; the network reads its sightings beside everything else. What both see keeps the hint of
the sighting and the greater confidence, and is widened where the network sees more; what the network alone sees is
added with its own confidence; what it holds for nothing loses confidence.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import Kind
from commonward.guard.shipped import verified_model
from commonward.guard.text import lexicons
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.document import Document
from commonward.guard.text.lexicons import (
    CHURCH,
    COMPANY,
    FACILITY,
    FACILITY_TAIL,
    HEALTH,
    NAME,
    PLACE,
    REGION,
    SCHOOL,
    STAFF,
    TEAM,
    THING,
    WORD,
)
from commonward.guard.text.packed import PackedWords
from commonward.guard.text.tagger.lexical import LexicalTagger
from commonward.guard.text.tagger.network import FILE, LABELS, Floats, Network, unpacked
from commonward.guard.text.tagger.pieces import Pieces, read_pieces
from commonward.guard.text.tagger.signals import (
    KINDS,
    PATTERN_FIRST,
    covered,
    language_row,
    lexical_rows,
    pattern_rows,
)

#: The network finds these; dates, ages, numbers and addresses belong to the patterns.
TAGGED: Final = 4
_LEAST: Final = 0.12  # of all four kinds together, for a piece to be part of anything
# Of a span that the network alone sees, calibrated. Of Spanish it has read less, so it must be surer there.
_LEAST_ALONE: Final = {"en": 0.12, "es": 0.3}
#: From which it is listed all the same, in English; nothing follows from that. Of bodies such guesses are mostly wrong.
_LEAST_LISTED: Final = {Kind.NAME: 0.05, Kind.LOCATION: 0.05}
_LEAST_LEFT: Final = 0.3  # of a sighting of the word lists that the network doubts
_WIDENS: Final = 0.6  # how sure the network must be to widen a sighting
_WIDEST: Final = 20  # pieces; a longer run of capitals is a list, whose names stay apart
_PLAIN: Final = 0.5  # what ordinary words alone are worth as a name, place or body
_TRUSTED: Final = 0.85  # a sighting of the word lists that is not given up easily
_NEW: Final = 0.85  # a piece that begins a new span of the kind that runs


_ONES: Final = np.ones(TAGGED, dtype=np.float32)
_NOTHING: Final = np.eye(1, LABELS, dtype=np.float32)[0]


class _Span(NamedTuple):
    """Pieces [first, last) of a kind."""

    first: int
    last: int
    kind: int


class _Stretch(NamedTuple):
    """Pieces [first, last) as one thing."""

    first: int
    last: int
    kind: int
    confidence: float


class TrainedTagger:
    """Finds names, places, bodies and occupations with the network and the word lists. Holds nothing of any text."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._lexical = LexicalTagger()
        fitted = network.calibration
        self._fitted = {
            kind: (fitted.get(f"{kind.value}.a", 1.0), fitted.get(f"{kind.value}.b", 0.0)) for kind in KINDS
        }

    def tag(self, document: Document, patterns: Sequence[Candidate] = ()) -> list[Candidate]:
        """All candidates of the document, sorted. `patterns` is what the patterns found in it."""
        return self.tag_many([(document, patterns)])[0]

    def tag_many(self, texts: Sequence[tuple[Document, Sequence[Candidate]]]) -> list[list[Candidate]]:
        """As `tag` of each document, read together."""
        found = [self._lexical.tag(document) for document, _ in texts]
        read = [
            (number, document, read_pieces(document), patterns) for number, (document, patterns) in enumerate(texts)
        ]
        read = [one for one in read if one[2].starts]
        asked = [
            (pieces.forms, _rows(document, pieces, found[number], patterns))
            for number, document, pieces, patterns in read
        ]
        if asked:
            answers = self.network.scores_of_many(asked)
            for (number, document, pieces, _), (_, rows), scores in zip(read, asked, answers, strict=True):
                scores[rows[:, 2] != PATTERN_FIRST] = _NOTHING  # what a pattern found is the pattern's
                least = _LEAST_ALONE.get(document.language, _LEAST_ALONE["es"])
                seen = list(self._stretches(pieces, scores))
                stretches = [one for one in seen if one.confidence >= least]
                joined = _joined(document, pieces, scores, stretches, found[number])
                kept = [one for one in joined if one.origin != "network" or one.confidence >= least]
                if document.language == "en":
                    kept += _listed(document, pieces, [one for one in seen if one.confidence < least])
                found[number] = sorted(kept)
        return found

    def _stretches(self, pieces: Pieces, scores: Floats) -> Iterator[_Stretch]:
        """What the network sees, from left to right."""
        kinds = len(KINDS)
        begins = scores[:, 1 : 1 + TAGGED]
        of_kind = begins + scores[:, 1 + kinds : 1 + kinds + TAGGED]
        places = (of_kind @ _ONES >= _LEAST).nonzero()[0]
        if not places.size:
            return
        seen = dict(zip(places.tolist(), of_kind[places].tolist(), strict=True))
        fresh = begins[places].tolist()
        first = last = -1
        kind = 0
        for (place, shares), beginning in zip(seen.items(), fresh, strict=True):
            best = shares.index(max(shares))
            if place == last and best == kind and beginning[kind] < _NEW and pieces.forms[place] != "\n":
                last = place + 1
                continue
            if first >= 0:
                yield from self._stretch(pieces, seen, _Span(first, last, kind))
            first, last, kind = place, place + 1, best
        yield from self._stretch(pieces, seen, _Span(first, last, kind))

    def _stretch(self, pieces: Pieces, seen: dict[int, list[float]], span: "_Span") -> Iterator[_Stretch]:
        first, last, kind = span
        forms = pieces.forms
        while first < last and not forms[first][0].isalnum():
            first += 1
        while last > first and not forms[last - 1][0].isalnum():
            last -= 1
        if KINDS[kind] is Kind.NAME and any(form[0].isupper() for form in forms[first:last]):
            while forms[last - 1].islower():  # "Lourdes Iriarte caminó": who writes capitals ends a name with one
                last -= 1
        if first == last or not any(form[0].isalpha() for form in forms[first:last]):
            return
        share = sum(seen[place][kind] for place in range(first, last)) / (last - first)
        yield _Stretch(first, last, kind, self._calibrated(KINDS[kind], share))

    def _calibrated(self, kind: Kind, share: float) -> float:
        """The share of right ones among such, by the figures in the model file."""
        share = min(max(share, 1e-4), 1 - 1e-4)
        slope, lift = self._fitted[kind]
        x = slope * math.log(share / (1 - share)) + lift
        return round(min(0.97, 1 / (1 + math.exp(-max(x, -30.0)))), 3)


def _rows(
    document: Document, pieces: Pieces, sightings: Sequence[Candidate], patterns: Sequence[Candidate]
) -> NDArray[np.int64]:
    """The rows of the context table for each piece."""
    language = [language_row(document)] * len(pieces.starts)
    found = pattern_rows(document, pieces, patterns)
    return np.array((pieces.gaps, lexical_rows(document, pieces, sightings), found, language)).T


def _joined(
    document: Document, pieces: Pieces, scores: Floats, stretches: list[_Stretch], sightings: list[Candidate]
) -> Iterator[Candidate]:
    """The sightings of the word lists, with what the network makes of them, and what it alone sees."""
    nothing = scores[:, 0].tolist() if sightings else []
    owner = {place: stretch for stretch in stretches for place in range(stretch.first, stretch.last)}
    confirmed: set[_Stretch] = set()
    for sighting in sightings:
        span = covered(document, pieces, sighting.start, sighting.end)
        same = {owner[place] for place in span if place in owner and KINDS[owner[place].kind] is sighting.kind}
        if same:
            confirmed |= same
            yield _widened(document, pieces, sighting, same)
            continue
        emptiness = sum(nothing[span.start : span.stop]) / len(span) if span else 0.0
        left = _doubted(sighting, emptiness)
        if left >= _LEAST_LEFT:
            yield sighting._replace(confidence=left)
    for stretch in stretches:
        if stretch not in confirmed:
            yield _candidate(document, pieces, stretch)


def _listed(document: Document, pieces: Pieces, stretches: Sequence[_Stretch]) -> Iterator[Candidate]:
    """What the network hardly sees, for the list of entities."""
    for stretch in stretches:
        least = _LEAST_LISTED.get(KINDS[stretch.kind], 1.0)
        if stretch.confidence >= least:
            candidate = _candidate(document, pieces, stretch)
            if candidate.confidence >= least:
                yield candidate


def _widened(document: Document, pieces: Pieces, sighting: Candidate, same: set[_Stretch]) -> Candidate:
    """A sighting that the network confirms, with what the network surely counts to it before and behind."""
    start, end = sighting.start, sighting.end
    for stretch in same:
        if stretch.confidence >= _WIDENS and stretch.last - stretch.first <= _WIDEST:
            first, last = document.original_span(pieces.starts[stretch.first], pieces.ends[stretch.last - 1])
            start, end = min(start, first), max(end, last)
    sure = max(sighting.confidence, *(stretch.confidence for stretch in same))
    rule = sighting.rule
    if not rule and document.original[start : sighting.start].rstrip().endswith(","):
        rule = "phi.geo"  # "Maine" has become "Camden, Maine"
    return sighting._replace(start=start, end=end, confidence=sure, rule=rule)


def _doubted(sighting: Candidate, emptiness: float) -> float:
    """What is left of a sighting's confidence when the network sees nothing of its kind there."""
    doubt = 0.5 if sighting.hint or sighting.confidence >= _TRUSTED else 0.75
    return round(sighting.confidence * (1 - doubt * emptiness), 3)


def _candidate(document: Document, pieces: Pieces, stretch: _Stretch) -> Candidate:
    kind = KINDS[stretch.kind]
    words = [pieces.forms[place].lower() for place in range(stretch.first, stretch.last)]
    start, end = document.original_span(pieces.starts[stretch.first], pieces.ends[stretch.last - 1])
    rule, hint = _meaning(kind, words)
    plain = kind is not Kind.PROFESSION and _are_plain(document, pieces, stretch)
    confidence = round(stretch.confidence * (_PLAIN if plain else 1), 3)
    return Candidate(start, end, kind, rule, confidence, "network", hint)


def _are_plain(document: Document, pieces: Pieces, stretch: _Stretch) -> bool:
    """Whether these are ordinary words that name nothing: "Staff Only", "the lake", "paciente vuestro"."""
    forms = pieces.forms[stretch.first : stretch.last]
    if document.language != "en" and all(map(str.islower, forms)):
        # Our list of ordinary words is English. Who writes capitals elsewhere would write them in a name.
        return any(form[0].isupper() for form in pieces.forms)
    marks = lexicons.load().marks
    words = [form for form in forms if form.isalpha()]
    if words and all(marks.get(word.lower(), 0) & (THING | NAME) == THING for word in words):
        return True  # medicines, brands and creeds have capitals too
    if len(words) == 1 and words[0].isupper() and marks.get(words[0].lower(), 0) & _TRADE:
        return True
    if _is_told_to_do(pieces, stretch, marks):
        return True
    if _only_opens_a_sentence(pieces, stretch) and all(marks.get(word.lower(), 0) & WORD for word in words):
        return True
    for form in forms:
        mark = marks.get(form.lower(), 0)
        if form.isalpha() and (not mark & WORD or (mark & (NAME | PLACE | REGION) and not form.islower())):
            return False
    return True


def _is_told_to_do(pieces: Pieces, stretch: _Stretch, marks: PackedWords) -> bool:
    """Whether one ordinary word opens a sentence and something is done to something: "Bill the procedure once"."""
    if stretch.last - stretch.first > 1 or stretch.last >= len(pieces.forms):
        return False
    before = pieces.forms[stretch.first - 1] if stretch.first else "\n"
    opens = before in {".", "!", "?", "\n", ":", "-"}
    return (
        opens
        and bool(marks.get(pieces.forms[stretch.first].lower(), 0) & WORD)
        and pieces.forms[stretch.last] in _DONE_TO
    )


# What the trade writes in capitals: "ICU", "GP", "IBAN".
_TRADE: Final = THING | HEALTH | STAFF
_DONE_TO: Final = frozenset(
    {"the", "a", "an", "your", "my", "our", "it", "them", "this", "that", "all", "each", "every"}
)


def _only_opens_a_sentence(pieces: Pieces, stretch: _Stretch) -> bool:
    """Whether the one capital of several words is that of a sentence: "Best hospital ever." """
    first, *others = pieces.forms[stretch.first : stretch.last]
    before = pieces.forms[stretch.first - 1] if stretch.first else "\n"
    return bool(others) and before in {".", "!", "?", "\n"} and all(map(str.islower, others)) and first.istitle()


def _meaning(kind: Kind, words: list[str]) -> tuple[str, str]:
    """The rule that governs such an entity when it is a patient's, and whose it is when that is known."""
    lists = lexicons.load()
    phrase = " ".join(words)
    if kind is Kind.NAME:
        return "phi.name", "public" if phrase in lists.public_people else ""
    marks = 0
    for word in words:
        marks |= lists.marks.get(word, 0)
    if kind is Kind.LOCATION:
        joined = lists.marks.get("".join(word for word in words if word.isalpha()), 0)  # "U S A"
        is_wide = phrase in lists.regions or bool(joined & REGION)
        return "" if is_wide else "phi.geo", ""
    if kind is Kind.ORG:
        if marks & (FACILITY | FACILITY_TAIL):
            return "phi.geo", ""
        return "phi.affiliation" if marks & (SCHOOL | CHURCH | COMPANY | TEAM) else "", ""
    return "", ""


@lru_cache(maxsize=1)
def load() -> TrainedTagger:
    """The tagger that ships with the guard. Raises GuardUnavailable when its model is missing or altered."""
    return load_from(resources.files("commonward.guard").joinpath("resources"))


def load_from(folder: Traversable) -> TrainedTagger:
    """The tagger of a folder with its card. Raises GuardUnavailable when something is missing or altered."""
    return TrainedTagger(unpacked(*verified_model(folder, FILE, what="trained model")))
