"""phi.image-text  words in a picture

What it finds: names, numbers, dates and beds that can be read in a picture, as its alternative text repeats them:
the quoted words on a wristband, a whiteboard, a screen or a label, or identifiers in the description itself.
Why it matters: people zoom in. A name on a board behind you is as public as one in the post.
Known misses: words in the picture that its alternative text does not mention; single unusual names without a number
when the words do not say where they were read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Breach, Candidate

RULES = ("phi.image-text",)

SURE = 0.9
LIKELY = 0.7

_QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "«": "»", "`": "`"}
_OPENS_AFTER = " \t\n([{:,;–—-"
_CLOSES_BEFORE = " \t\n)]},.;:!?–—-"
_SAYS = re.compile(
    r"\b(?:reads?|reading|says?|saying|shows?|showing|states?|displays?|displaying|labell?ed|marked|written|named"
    r"|name(?: on it)?|text|overlay|printed|r[oó]tulo|lee|readable|dice|pone)\b[ :]{1,2}",
    re.IGNORECASE,
)
_SURFACE = re.compile(
    r"\b(?:white ?-?board|boards?|screens?|monitors?|display|notes?|lists?|sheets?|folder|stickers?|door|bed ?-?sign"
    r"|tag|card|pager|phone|tablet|laptop|printout|handover|pizarra|pantalla)\b",
    re.IGNORECASE,
)
_PATIENT_SURFACE = re.compile(
    r"\b(?:wrist ?-?bands?|bracelet|labels?|labell?ed|charts?|records?|forms?|letters?|envelope|prescriptions?"
    r"|specimens?|samples?|tubes?|bottles?|drip|bags?|x-?rays?|films?|scans?|ultrasound|report|pulsera|etiqueta)\b",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:readable|legible|visible|in (?:shot|view|frame|full)|uncovered|clear(?:ly)?|sharp|showing|shows?|with|reads?"
    r"|every|all the|legibles?|visibles?|se (?:lee|ve|leen|ven))\b",
    re.IGNORECASE,
)
_NAMES_ONE = re.compile(
    r"\b(?:(?:patients?'?s?'? |full |sur|first |last |family |every |their )names?|surnames?|names? (?:and|,|&)"
    r"|dates? of birth|d\.?o\.?b\.?|birth ?dates?|(?:hospital|record|nhs|medical|id|phone|insurance|policy|unit"
    r"|chart) numbers?"
    r"|mrns?|home address(?:es)?|dnar flags?|room numbers?|nombres?|apellidos?|fechas? de nacimiento"
    r"|n[uú]mero de (?:historia|expediente|afiliaci[oó]n))\b",
    re.IGNORECASE,
)
_UNREADABLE = re.compile(
    r"\b(?:blurred|blanked|blacked|covered|redacted|hidden|removed|cropped|masked|pixel\w{1,6}"
    r"|no (?:patient )?names?|without"
    r"|not (?:readable|legible|visible)|illegible|unreadable|invented|made[- ]up|fake|dummy|mock|demo|fictional"
    r"|empty|blank"
    r"|tapad\w{1,3}|borros\w{1,3}|sin nombres?|staff|nurse'?s?|doctor'?s?|badge|lanyard|volunteer'?s?)\b",
    re.IGNORECASE,
)
_STAFF_BADGE = re.compile(r"\b(?:badge|name ?-?tag|lanyard|business card|staff card)\b", re.IGNORECASE)
_PAIR = re.compile(r"\b([A-ZÀ-Þ][\w'’-]{1,30})(?:,? (?:[A-Z]\. )?)([A-ZÀ-Þ][\w'’-]{1,30})\b")
_LONG_NUMBER = re.compile(r"\d(?:[ ./-]?\d){4,}")
# Words of signs and slogans: two capitals next to each other that are no name.
# fmt: off
_SIGN_WORDS = frozenset({
    "a", "after", "all", "allergy", "and", "area", "awareness", "bed", "be", "blood", "board", "break", "call", "care",
    "center", "centre", "class", "clean", "clinic", "closed", "code", "covid", "ct", "day", "days", "department", "do",
    "doctor", "door", "drink", "eat", "emergency", "employee", "entrance", "exit", "fall", "falls", "fire", "floor",
    "flu", "for", "free", "get", "gloves", "good", "great", "hand", "hands", "happy", "health", "heart", "hello",
    "help", "here", "hospital", "house", "hygiene", "icu", "in", "is", "it", "join", "keep", "kind", "lab", "life",
    "love", "mask", "medical", "medicine", "merry", "month", "mri", "my", "new", "night", "no", "not", "notice", "npo",
    "nurse", "nurses", "nursing", "of", "office", "on", "only", "open", "our", "out", "patient", "patients", "pharmacy",
    "please", "private", "quiet", "radiology", "ready", "recovery", "rest", "risk", "room", "rounds", "safe", "safety",
    "save", "school", "shift", "shot", "silence", "smile", "smoking", "staff", "stay", "step", "stop", "stroke",
    "surgery", "take", "team", "test", "thank", "thanks", "the", "this", "to", "today", "together", "toilet", "unit",
    "us", "vaccine", "visit", "visiting", "wait", "waiting", "ward", "wash", "watch", "water", "wear", "week",
    "welcome", "we", "world", "year", "you", "your", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
})
# fmt: on
_ALWAYS = (Kind.NAME, Kind.ID, Kind.CONTACT)
_ON_A_SURFACE = (*_ALWAYS, Kind.DATE, Kind.LOCATION, Kind.AGE)
_HARMLESS_HINTS = ("clinician", "public", "generic", "author")


@dataclass(frozen=True, slots=True)
class Words:
    """Readable words of a picture: where they stand in the alternative text, and how sure it is that they identify."""

    start: int
    end: int
    confidence: float


def find(alt: str, entities: Sequence[Candidate], breaches: Sequence[Breach]) -> list[Words]:
    """The readable words of a picture that identify someone; offsets of the alternative text.

    `entities` and `breaches` are what the text rules found in the alternative text as if it were prose. Quoted words
    count as a whole; without any, what the text rules found counts, from the first to the last, as one.
    """
    readings = _readings(alt)
    found = [words for span in readings if (words := _identifying(alt, span, entities))]
    if not found and _is_said_to_be_legible(alt):
        start = len(alt) - len(alt.lstrip())
        return [Words(start, len(alt.rstrip()), LIKELY)]
    loose = [breach for breach in breaches if breach.rule.startswith("phi.") and not _is_in(breach, readings)]
    if not found and loose:
        start, end = min(breach.start for breach in loose), max(breach.end for breach in loose)
        found.append(Words(start, end, max(breach.confidence for breach in loose)))
    return found


def _is_said_to_be_legible(alt: str) -> bool:
    """Whether a picture is said to show what names a patient, without the words themselves: "sticker with surname
    readable"."""
    surface = _SURFACE.search(alt) or _PATIENT_SURFACE.search(alt)
    return bool(surface and _SHOWN.search(alt) and _NAMES_ONE.search(alt)) and not _UNREADABLE.search(alt)


def _readings(alt: str) -> list[tuple[int, int]]:
    """What can be read in the picture: words in quotation marks, else what follows "reads" up to the clause's end."""
    quoted = _quoted(alt)
    for verb in _SAYS.finditer(alt):
        start = verb.end()
        if any(start - 2 <= first and last >= start for first, last in quoted) or alt[start : start + 1] in _QUOTES:
            continue
        ends = [at for at in (alt.find(mark, start) for mark in (";", "\n", ". ")) if at >= 0]
        end = len(alt[: min(ends, default=len(alt))].rstrip(" ."))
        if end > start and not any(first < end and start < last for first, last in quoted):
            quoted.append((start, end))
    return sorted(quoted)


def _quoted(alt: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(alt):
        closing = _QUOTES.get(alt[position])
        if closing and (position == 0 or alt[position - 1] in _OPENS_AFTER):
            end = _closing(alt, position + 1, closing)
            if end > position + 1:
                spans.append((position + 1, end))
                position = end
        position += 1
    return spans


def _closing(alt: str, start: int, mark: str) -> int:
    """Where the quotation ends; an apostrophe inside a word does not end it. -1 when nothing does."""
    end = alt.find(mark, start)
    while 0 <= end < len(alt) - 1 and alt[end + 1] not in _CLOSES_BEFORE:
        end = alt.find(mark, end + 1)
    return end


def _identifying(alt: str, span: tuple[int, int], entities: Sequence[Candidate]) -> Words | None:
    start, end = span
    before = alt[max(0, start - 80) : start]
    if _STAFF_BADGE.search(before):
        return None
    is_of_patient = _PATIENT_SURFACE.search(before) is not None
    on_surface = is_of_patient or _SURFACE.search(before) is not None
    kinds = _ON_A_SURFACE if on_surface else _ALWAYS
    for entity in entities:
        inside = entity.start < end and start < entity.end
        if inside and entity.kind in kinds and entity.hint not in _HARMLESS_HINTS:
            return Words(start, end, max(LIKELY, min(SURE, entity.confidence)))
    words = alt[start:end]
    if on_surface and (_LONG_NUMBER.search(words) or _names_someone(words, is_of_patient)):
        return Words(start, end, LIKELY)
    return None


def _names_someone(words: str, is_of_patient: bool) -> bool:
    """Whether two capitals next to each other look like a name: on a patient's own things, or beside a number."""
    if not is_of_patient and not any(character.isdigit() for character in words):
        return False
    pairs = ((pair[1].casefold(), pair[2].casefold()) for pair in _PAIR.finditer(words))
    return any(first not in _SIGN_WORDS and second not in _SIGN_WORDS for first, second in pairs)


def _is_in(breach: Breach, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= breach.start and breach.end <= end for start, end in spans)
