"""What can be read in a picture, judged: whose names and numbers stand there, and which parts of lines are covered.

The lines that were read in the child are laid out as one text, row by row, and the text rules read it as they read any
other. What they say is not enough for a picture: a wristband holds no sentence that says whose it is. So a picture in
which a name or a number stands beside what belongs to a patient (a date of birth, a record number, words such as
"patient" or "MRN") counts as a patient's thing, and there every name, number, date, place and age is covered that is
not a clinician's. Elsewhere only what the text rules themselves call a breach is: a sign, a slide or a packet is left
alone.

On a patient's thing a line that could not be read well is covered as a whole and held: what is written by hand beside a
name is more likely about them than not.

A page of a record, a letter, a chart on a screen or an identity card is `phi.upload` as a whole, beside its words.

Known misses: a single name with nothing beside it; what the reader of lines misreads beyond recognition.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from commonward.guard.contract import Decision, Entity, Kind, Submission
from commonward.guard.media.things import READABLE, Box, Thing
from commonward.guard.misread import mended
from commonward.guard.page import Page, around, lay_out
from commonward.guard.seen import Part
from commonward.guard.text.candidate import Breach, Candidate

IMAGE_TEXT: Final = "phi.image-text"
UPLOAD: Final = "phi.upload"

_SURE, _LIKELY, _UNREAD = 0.9, 0.75, 0.65
_WELL_READ = 0.72  # below that, on a patient's thing, it is covered as a whole
_LEAST_NAME = 0.3
_NAMING = frozenset({Kind.NAME, Kind.ID})
_ON_A_PATIENTS_THING = frozenset({Kind.NAME, Kind.ID, Kind.CONTACT, Kind.DATE, Kind.LOCATION, Kind.AGE})
_LEAST_THERE = 0.45
_HARMLESS = frozenset({"clinician", "author", "generic"})
_BREACHES = ("phi.name", "phi.mrn", "phi.ssn", "phi.phone", "phi.email", "phi.plan-id", "phi.account", "phi.other-id")

_OF_A_PATIENT = re.compile(
    r"\b(?:patients?\b(?! safety| experience| care)|pt name|d\.?o\.?b|date of birth|born|mrn|nhs n"
    r"|hosp(?:ital)?\.? (?:no|num)|record (?:no|num)|admitted|admission|discharged?|diagnos[ie]s|specimen|collected"
    r"|member id|policy n|insurance|next of kin|allerg(?:y|ies)|attending|surname|given names?|passport|nationality"
    r"|identity card|driv\w+ licen[cs]e|accession|paciente|fecha de nacimiento|n\.? ?h\.? ?c\.?)",
    re.IGNORECASE,
)
_OF_CARE = re.compile(
    r"\b(?:ward|bed|room|sex|dose|mg|ml|npo|rx|tablets?|blood|consultant|physician|refill|dispensed|iv|bp|hr|cama"
    r"|sala)\b",
    re.IGNORECASE,
)
_OF_A_RECORD = re.compile(
    r"\b(?:discharge summary|clinic letter|hospital n(?:o|um)\w*|mrn|patient(?: name)?:|d\.?o\.?b|diagnos[ie]s"
    r"|medications?|allergies|lab(?:oratory)? report|reference range|specimen|admi(?:tted|ssion)|referr\w+|attending"
    r"|progress note|impression|findings|history|accession|informe|results?|yours sincerely|follow[- ]up|prescri\w+"
    r"|vitals?|hr|bp)\b",
    re.IGNORECASE,
)
_OF_AN_IDENTITY = re.compile(
    r"\b(?:passport|passeport|identity card|driv\w+ licen[cs]e|nationality|date of birth|place of birth|date of expiry"
    r"|date of issue|surname|given names?|insurance card|member id|holder'?s? signature|authority|personal n)\b",
    re.IGNORECASE,
)
_MACHINE_READABLE = re.compile(r"[A-Z0-9<∧Λ]{0,44}(?:[<∧Λ][A-Z0-9]*){3}[A-Z0-9<∧Λ]{8,}")  # ICAO 9303, as it is misread
_LABELLED = re.compile(
    r"\b(?:(?:patient|pt|full|last|first|family|given)?[ .]?names?|patient|surname|pt)\b\.? ?[:.]? {0,4}"
    r"(?P<value>[^\W\d_][^\n:\d]{2,40})",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^(?P<value>[A-Z][A-Za-z'’-]+, ?[A-Z][A-Za-z'’-]+(?: [A-Z]\.?)?)(?=$| {2}|\b)", re.MULTILINE)
_BORN = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d\b|\b\d{1,2} ?[A-Za-z]{3,9}\.? (?:19|20)\d\d\b")
_FINE_DATE = re.compile(r"\d")
_RECORD_LINES, _PAGE_LINES = 5, 9
_NEXT = 3  # letters between two parts of one line that are covered together


class _Reads(Protocol):
    """What the text rules found; see `reading.Reading`."""

    @property
    def entities(self) -> Sequence[Candidate]: ...
    @property
    def breaches(self) -> Sequence[Breach]: ...


class TextReader(Protocol):
    """Reads the text that the lines make; see `reading.Reader`."""

    def examine(self, submission: Submission) -> _Reads: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What the writing of a picture comes to: rules broken, parts to cover, and the box of a document if it is one."""

    breaches: tuple[Breach, ...] = ()
    parts: tuple[Part, ...] = ()
    document: Box | None = None
    confidence: float = 0.0

    def entities(self, media: int) -> tuple[Entity, ...]:
        """The DOCUMENT that the picture shows, if any."""
        if self.document is None:
            return ()
        return (Entity(Kind.DOCUMENT, None, None, self.confidence, media=media, box=self.document),)


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of the text that identifies somebody."""

    start: int
    end: int
    confidence: float
    most: Decision | None = field(default=None)


def is_readable(thing: Thing) -> bool:
    """Whether a thing is a line that a person could read."""
    return thing.kind is Kind.TEXT and thing.confidence >= READABLE


def judge(
    things: Sequence[Thing], reader: TextReader, submission: Submission, index: int, *, scan: bool = False
) -> Written:
    """What the lines among these things say, for the media of this index.

    `scan`: it is a medical image file, where every line is somebody's: name, number, date, hospital or machine. Lines
    that no rule knows are covered and held.
    """
    page = lay_out([mended(thing) for thing in things])
    text = page.text
    if not text.strip():
        return Written()
    read = reader.examine(replace(submission, text=text, media=(), thread=()))
    named = [one for one in read.entities if _may_identify(one, text, submission)]
    spans = _spans(page, text, named, read.breaches)
    if scan:
        spans = list(_whole_lines(page, spans))
    breaches: list[Breach] = []
    parts: list[Part] = []
    for span in spans:
        boxes = page.boxes(span.start, span.end)
        if boxes:
            parts.append(Part(Kind.TEXT, boxes))
            breaches.append(Breach(IMAGE_TEXT, 0, 0, span.confidence, media=index, box=around(boxes), most=span.most))
    document, sure = _document(page, text, bool(spans))
    if document is not None and spans:
        breaches.append(Breach(UPLOAD, 0, 0, sure, media=index, box=document))
    return Written(tuple(breaches), tuple(parts), document, sure)


def _may_identify(entity: Candidate, text: str, submission: Submission) -> bool:
    """Whether an entity may be a patient's: not a clinician's, nor the author's or a colleague's own name."""
    if entity.kind not in _ON_A_PATIENTS_THING or entity.hint in _HARMLESS:
        return False
    if entity.confidence < (_LEAST_NAME if entity.kind is Kind.NAME else _LEAST_THERE):
        return False
    if entity.kind is Kind.DATE and not _FINE_DATE.search(text[entity.start : entity.end]):
        return False
    words = set(text[entity.start : entity.end].casefold().replace(",", " ").split())
    others = [set(person.name.casefold().split()) for person in submission.people if person.role != "subject"]
    return not (entity.kind is Kind.NAME and any(words <= other for other in others))


def _spans(page: Page, text: str, named: Sequence[Candidate], breaches: Sequence[Breach]) -> list[_Span]:
    """What identifies somebody, in the order of the text, not overlapping."""
    told = [one for one in breaches if one.rule in _BREACHES and one.confidence >= _LEAST_THERE]
    machine = [_Span(found.start(), found.end(), _SURE) for found in _MACHINE_READABLE.finditer(text)]
    if not machine and not _is_a_patients(text, named, told):
        # Elsewhere the text rules have the last word; a place or a date alone names nobody.
        return _joined(page, [_Span(one.start, one.end, one.confidence) for one in told if one.rule.startswith("phi.")])
    found = [_Span(one.start, one.end, max(_LIKELY, min(_SURE, one.confidence))) for one in named]
    found += [_Span(one.start, one.end, one.confidence) for one in told]
    found += [_Span(*one.span("value"), _LIKELY) for rule in (_LABELLED, _LISTED) for one in rule.finditer(text)]
    found += machine
    for start, end, thing in page.lines():
        if thing.confidence < _WELL_READ and end - start > _NEXT:
            found.append(_Span(start, end, _UNREAD, Decision.HOLD))
    return _joined(page, found)


def _is_a_patients(text: str, named: Sequence[Candidate], told: Sequence[Breach]) -> bool:
    """Whether the writing stands on a thing of a patient's: see the top of this file."""
    names = any(one.kind is Kind.NAME for one in named) or _LISTED.search(text) is not None
    numbers = any(one.kind is Kind.ID for one in named)
    if not (names or numbers or told):
        return False
    cues = {found[0].casefold() for found in _OF_A_PATIENT.finditer(text)}
    weak = {found[0].casefold() for found in _OF_CARE.finditer(text)}
    return bool(cues or told) or len(weak) > 1 or (names and (numbers or _BORN.search(text) is not None))


def _joined(page: Page, spans: Sequence[_Span]) -> list[_Span]:
    """The spans in order, cut at the ends of lines; what is next to each other in one line becomes one."""
    cut = [
        replace(span, start=max(span.start, start), end=min(span.end, end))
        for span in spans
        for start, end, _ in page.lines()
        if span.start < end and start < span.end
    ]
    joined: list[_Span] = []
    for span in sorted(cut, key=lambda span: (span.start, span.end)):
        last = joined[-1] if joined else None
        if last is not None and span.start <= last.end + _NEXT and "\n" not in page.text[last.end : span.start]:
            surer = max(last, span, key=lambda one: one.confidence)
            joined[-1] = _Span(last.start, max(last.end, span.end), surer.confidence, surer.most)
        else:
            joined.append(span)
    return joined


def _whole_lines(page: Page, spans: Sequence[_Span]) -> Iterator[_Span]:
    """Every line as a whole: as what was found in it, or held."""
    for start, end, _ in page.lines():
        within = [span for span in spans if span.start < end and start < span.end]
        surest = max(within, key=lambda span: span.confidence, default=_Span(start, end, _UNREAD, Decision.HOLD))
        yield replace(surest, start=start, end=end)


def _document(page: Page, text: str, names_somebody: bool) -> tuple[Box | None, float]:
    """The box of all writing when it is a page of a record, a letter, a screen or an identity card; and how sure."""
    lines = [thing for _, _, thing in page.lines() if is_readable(thing)]
    identity = {found[0].casefold() for found in _OF_AN_IDENTITY.finditer(text)}
    record = {found[0].casefold() for found in _OF_A_RECORD.finditer(text)}
    sure = 0.0
    if _MACHINE_READABLE.search(text) or (len(identity) > 1 and names_somebody):
        sure = _SURE
    elif len(record) > 1 and len(lines) >= _RECORD_LINES and names_somebody:
        sure = _LIKELY
    elif len(lines) >= _PAGE_LINES:
        sure = _UNREAD
    return (around([thing.box for thing in lines]), sure) if sure and lines else (None, 0.0)


def words_of(things: Sequence[Thing]) -> Iterator[Thing]:
    """The lines that can be read, in the order in which they are read."""
    return (thing for _, _, thing in lay_out(things).lines() if is_readable(thing))
