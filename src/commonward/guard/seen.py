"""What was seen in a picture, judged: which rules it breaks, and what is covered in the picture that others get.

A face is judged by what the author declares of it (rules.md, phi.face), under the key "face:0" for the first one:

- me: a note; the author's own face is theirs to show;
- colleague: a warning until the colleague has confirmed; the platform confirms, not this module;
- drawn, public: a note;
- patient, stranger: as the rule says, a block in public;
- nothing declared: held for a person.

A code is a number that singles a person out (phi.image-text) unless it says something else: a web address or the number
of a product is held for a person, since where it leads or on whose table it stood is not known here. So is one that
could not be read: it is covered, and may be the keys of a piano or a striped shirt.

Bottles, glasses, knives and guns (conduct.alcohol-image, conduct.weapon-image) are held where a person, a uniform or a
clinical room is in the picture, also when the finder is uncertain of them; by themselves they are a note, and nothing
when it is uncertain. A uniform or a clinical room by itself is no finding. What may be private skin (conduct.sexual) is
looked for only beside a person, and held, never more: a number refuses nobody. Which authors the rules bind, the
catalogue says.

Faces are numbered in reading order (top to bottom, then left to right), so that a number means the same face whenever
the same file is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commonward.guard.contract import Decision, Kind, Media
from commonward.guard.media.things import SEEN, Box, Thing
from commonward.guard.text.candidate import Breach

FACE: Final = "phi.face"
IMAGE_TEXT: Final = "phi.image-text"
_OBJECTS: Final[dict[Kind, str]] = {
    Kind.DRINK: "conduct.alcohol-image",
    Kind.KNIFE: "conduct.weapon-image",
    Kind.GUN: "conduct.weapon-image",
    Kind.NUDITY: "conduct.sexual",
}
_MOST: Final[dict[str, Decision]] = {
    "me": Decision.NOTE,
    "colleague": Decision.WARN,
    "drawn": Decision.NOTE,
    "public": Decision.NOTE,
    "patient": Decision.BLOCK,
    "stranger": Decision.BLOCK,
}
#: What an author may say of a face that others may then see.
SHOWN: Final = frozenset({"me", "colleague", "drawn", "public"})

# A web address, or the digits of a product (UPC, EAN-13, GTIN-14); eight digits are more often those of a record.
_OF_NOBODY: Final = re.compile(r"https?://\S+|www\.\S+|\d{12,14}", re.IGNORECASE)


def faces(things: Sequence[Thing]) -> list[Thing]:
    """The faces in reading order: the place in this list is the number that a declaration names."""
    return sorted((thing for thing in things if thing.kind is Kind.FACE), key=lambda face: (face.box[1], face.box[0]))


def judge(things: Sequence[Thing], media: Media, index: int) -> list[Breach]:
    """The rules that a picture breaks by what it shows, for the media of this index. Offsets are 0."""
    found = [_face(face, _declared(media, number), index) for number, face in enumerate(faces(things))]
    found += [_code(thing, index) for thing in things if thing.kind is Kind.BARCODE]
    beside = _shows_somebody(things)
    return found + [
        _object(thing, index, Decision.HOLD if beside else Decision.NOTE)
        for thing in things
        if thing.kind in _OBJECTS and (beside or thing.confidence >= SEEN)
    ]


def noticed(things: Sequence[Thing]) -> tuple[Kind, ...]:
    """The kinds of things, seen or uncertain, for which a second person reads what staff show: with a person, a uniform
    or a clinical room in the picture, a drink, a knife, a gun or what may be private skin.
    """
    if not _shows_somebody(things):
        return ()
    return tuple(kind for kind in _OBJECTS if any(thing.kind is kind for thing in things))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a picture that is covered unless somebody decides otherwise: a face, a code, words that name somebody.

    The faces come first, in reading order: the place of one is the number that a declaration names.
    """

    kind: Kind
    boxes: tuple[Box, ...]
    is_shown: bool = False  # a face that the author declared as one that may be seen


def parts(things: Sequence[Thing], media: Media) -> tuple[Part, ...]:
    """The faces and codes among these things."""
    seen = [
        Part(Kind.FACE, (face.box,), _declared(media, number) in SHOWN) for number, face in enumerate(faces(things))
    ]
    return (*seen, *(Part(Kind.BARCODE, (thing.box,)) for thing in things if thing.kind is Kind.BARCODE))


def covers(things: Sequence[Thing], media: Media) -> tuple[Box, ...]:
    """The boxes that are covered before anybody else sees the picture: every code, and every face but those declared as
    shown.
    """
    return boxes_of(parts(things, media))


def boxes_of(hidden: Sequence[Part]) -> tuple[Box, ...]:
    """The boxes of those parts that stay covered."""
    return tuple(box for part in hidden if not part.is_shown for box in part.boxes)


def _shows_somebody(things: Sequence[Thing]) -> bool:
    """Whether a person is in the picture, or what only people at their work have around them."""
    return any(
        thing.kind in (Kind.FACE, Kind.PERSON) or (thing.kind is Kind.UNIFORM and thing.confidence >= SEEN)
        for thing in things
    )


def _object(thing: Thing, index: int, most: Decision) -> Breach:
    return Breach(
        rule=_OBJECTS[thing.kind],
        start=0,
        end=0,
        confidence=thing.confidence,
        media=index,
        box=thing.box,
        most=most,
    )


def _declared(media: Media, number: int) -> str:
    return media.declared.get(f"face:{number}", "")


def _face(face: Thing, declared: str, index: int) -> Breach:
    return Breach(
        rule=FACE,
        start=0,
        end=0,
        confidence=face.confidence,
        media=index,
        box=face.box,
        own=True if declared == "me" else None,
        # A word that nobody knows declares nothing.
        most=_MOST.get(declared, Decision.HOLD),
    )


def _code(code: Thing, index: int) -> Breach:
    return Breach(
        rule=IMAGE_TEXT,
        start=0,
        end=0,
        confidence=code.confidence,
        media=index,
        box=code.box,
        most=None if code.words.strip() and not _OF_NOBODY.fullmatch(code.words.strip()) else Decision.HOLD,
    )
