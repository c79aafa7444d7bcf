"""The guard's contract: what goes in and what comes out. Stable; fields may be added, never change meaning.

Offsets count Unicode code points of the text exactly as it was given. Findings and entities hold offsets, never text:
whoever has the text can quote it, whoever has not learns nothing.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Literal

Context = Literal["public_post", "closed_group", "care_conversation", "professional_case", "direct_message"]
Author = Literal["professional", "student", "patient", "family", "organisation", "unknown"]
KnownRole = Literal["author", "colleague", "subject", "public"]
Tier = Literal["live", "release"]

CONTEXTS: tuple[Context, ...] = (
    "public_post",
    "closed_group",
    "care_conversation",
    "professional_case",
    "direct_message",
)
AUTHORS: tuple[Author, ...] = ("professional", "student", "patient", "family", "organisation", "unknown")


class Kind(StrEnum):
    """What an entity is (design section 3). The second group is found in media only."""

    NAME = "NAME"
    DATE = "DATE"
    AGE = "AGE"
    LOCATION = "LOCATION"
    ORG = "ORG"
    CONTACT = "CONTACT"
    ID = "ID"
    PROFESSION = "PROFESSION"

    FACE = "FACE"
    PERSON = "PERSON"
    TEXT = "TEXT"
    BARCODE = "BARCODE"
    DOCUMENT = "DOCUMENT"
    DRINK = "DRINK"
    KNIFE = "KNIFE"
    GUN = "GUN"
    WOUND = "WOUND"
    NUDITY = "NUDITY"
    UNIFORM = "UNIFORM"
    META = "META"


class Decision(IntEnum):
    """What is done about a finding; the strictest of all findings decides for the whole."""

    ALLOW = 0
    NOTE = 1
    WARN = 2
    HOLD = 3
    BLOCK = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Decision":
        """The decision named by a word, in any case. Raises ValueError for any other word."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError("a decision is one of allow, note, warn, hold, block") from None


@dataclass(frozen=True, slots=True)
class Known:
    """A person whose name may stand in the text, and what they are to it.

    `author`, `colleague` and `public` people are entities but not findings; a `subject` is the patient the text is
    about, whose own facts a care conversation expects.
    """

    name: str = field(repr=False)
    role: KnownRole


@dataclass(frozen=True, slots=True)
class Media:
    """A file that goes with the text. `alt` is the author's alternative text, checked as text in a picture.

    `declared` is what the author says of it, by key: {"face:0": "me", "shows": "no person"}.
    """

    path: Path
    alt: str | None = field(default=None, repr=False)
    declared: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """A recorded authorisation: lowers phi.* and consent.* to a note for the named facts of exactly this item."""

    item: str  # SHA-256 of the exact text, hexadecimal
    facts: tuple[str, ...] = field(default=(), repr=False)  # the named facts, as written in the item
    audience: Context = "public_post"
    channel: str = "commonward"
    expires_on: str | None = None  # ISO date, inclusive
    products: tuple[str, ...] = field(default=(), repr=False)  # that the same patient permits to be advertised, by name


@dataclass(frozen=True, slots=True)
class Permits:
    """What the patient of a care conversation permits beside it. Lowers one rule each, to a note, in care alone.

    `ways` lowers channel.unsecured where the words speak of these ways only; `devices` lowers conduct.device-photo.
    """

    ways: tuple[str, ...] = ()  # of "email" and "sms"
    addresses: tuple[str, ...] = field(default=(), repr=False)  # to which it may go; another one in the words is not
    devices: tuple[str, ...] = field(default=(), repr=False)  # for pictures that serve this patient's care


@dataclass(frozen=True, slots=True)
class Submission:
    """Something that is about to be seen by others, with what is known about it. Only `text` is needed."""

    text: str = field(default="", repr=False)
    context: Context = "public_post"
    author: Author = "unknown"
    people: Sequence[Known] = ()
    thread: Sequence[str] = field(default=(), repr=False)
    media: Sequence[Media] = ()
    credential: str | None = None
    profession: str | None = None
    jurisdiction: str | None = None
    country: str | None = None
    language: str | None = None
    consents: Sequence[Consent] = ()
    permits: Permits | None = None
    policy: str | None = None  # None: the default pack; else the version of a pack the guard was given


@dataclass(frozen=True, slots=True)
class Entity:
    """Something of a kind in the text, whoever it belongs to. For media `media` is the index and offsets are None."""

    kind: Kind
    start: int | None
    end: int | None
    confidence: float
    rule: str = ""  # the identifier rule that governs it, when it is a patient's ("phi.mrn")
    media: int | None = None
    box: tuple[int, int, int, int] | None = None
    page: int | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end] by `text`. An insertion has start == end."""

    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to put a finding right: what the button says, and the edits it makes."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """An entity or phrase that breaks a rule here. Severity 1 (low) to 4 (critical), confidence 0 to 1."""

    rule: str
    start: int | None
    end: int | None
    severity: int
    confidence: float
    decision: Decision
    reason: str
    source: str
    title: str = ""
    fixes: tuple[Fix, ...] = ()
    media: int | None = None
    box: tuple[int, int, int, int] | None = None
    page: int | None = None
    time: float | None = None
    entry: str = ""  # the curated entry that it fits (`guard.curated`), where it fits one
    is_awaiting: bool = False  # no clinician has approved that entry here
    origin: str = ""  # of a near-copy: the name of the text in the reference that it is one of


@dataclass(frozen=True, slots=True)
class Report:
    """What the guard has to say. `fixed` gives the text with chosen fixes made."""

    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...]
    decision: Decision
    effects: frozenset[str]  # "help", "queue_first"
    policy: str
    text: str = field(default="", repr=False)
    unsupported: str = (
        ""  # the language of the text, where it is one of which only patterns are read ("fr", "und-Cyrl")
    )

    def fixed(self, *fixes: Fix) -> str:
        """The text with these fixes made: with the `edits_of` them."""
        pieces: list[str] = []
        position = 0
        for edit in self.edits_of(*fixes):
            pieces += [self.text[position : edit.start], edit.text]
            position = edit.end
        return "".join(pieces) + self.text[position:]

    def edits_of(self, *fixes: Fix) -> tuple[Edit, ...]:
        """What these fixes change together, in the order of the text.

        Of edits that overlap the widest is made, which takes away what the others would; the same edit twice counts
        once.
        """
        edits = {(edit.start, edit.end, edit.text) for fix in fixes for edit in fix.edits}
        taken: list[tuple[int, int, str]] = []
        for edit in sorted(edits, key=lambda edit: (edit[0] - edit[1], edit)):
            at = bisect_left(taken, edit)
            after_last = at == 0 or taken[at - 1][1] <= edit[0]
            if after_last and (at == len(taken) or edit[1] <= taken[at][0]):
                taken.insert(at, edit)
        return tuple(Edit(start, end, words) for start, end, words in taken)


class GuardError(Exception):
    """The guard cannot answer. Public content waits, visibly; nothing is lost. Never carries content."""


class GuardUnavailable(GuardError):
    """A model or resource is missing or altered, a time-out passed, or a child process was killed."""


class InputTooLarge(GuardError):
    """The text is longer than the guard accepts (1 MB as UTF-8)."""


class MediaRefused(GuardError):
    """The file will not be read. `reason` is a sentence for the person who chose it; `code` is its stable name.

    The same file is refused again each time: do not retry. Codes and sentences: `guard.media.refusals`.
    """

    def __init__(self, reason: str, *, code: str = "unreadable") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
