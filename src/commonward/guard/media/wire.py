"""What parent and child say to each other: an order as an argument, an answer on a pipe.

The child reads hostile files, so the parent believes nothing: every word and number of an answer is checked here, and
what does not fit raises Nonsense. Answers hold codes and counts; pictures follow as bytes of announced lengths.
"""

import json
from dataclasses import asdict, dataclass, field

from commonward.guard.contract import Kind
from commonward.guard.media.alike import BITS, MOST_ASKED, MOST_KEPT, PIECES, Asked, Likeness
from commonward.guard.media.limits import Limits
from commonward.guard.media.metadata import MetaKind, Trace
from commonward.guard.media.refusals import Code
from commonward.guard.media.sniff import Format
from commonward.guard.media.things import KINDS, MOST_THINGS, MOST_WORDS, Box, Line, Thing

FULL = 0  # the side of a rendition that was not made smaller
#: Between a parent of children and whoever keeps it (`nursery`, `nurseries`): it is ready; here is a picture.
READY, GIVEN = b"ready", b"1"
LENGTH = 8  # digits of an order's length, which stand before it
IDLE = 120  # seconds after which such a parent ends when nobody asks
MOST_HEADER = 4_000_000  # bytes of the first line of an answer: every thing with its words

_CORNERS, _WHOLE_LINE = 8, 1000  # numbers of a line's corners; its length in the unit of `Line.ends`


class Nonsense(Exception):
    """The answer is not one that our child gives."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the child shall do: renditions with these longer sides (FULL: as large as it is; none: make nothing).

    `looks`: also say what is in the picture. `cover`: boxes to cover before anything new is made.
    """

    limits: Limits
    sides: tuple[int, ...] = ()
    looks: bool = False
    cover: tuple[Box, ...] = ()
    medical: bool = False  # a DICOM file, for which more has to be loaded

    def sides_for(self, size: tuple[int, int]) -> tuple[int, ...]:
        """The sides that make sense for a picture of this size: nothing is made larger, or twice."""
        return tuple(side for side in self.sides if side == FULL or side < max(size))

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Order":
        order = json.loads(text)
        return cls(
            limits=Limits(**order["limits"]),
            sides=tuple(order["sides"]),
            looks=order["looks"],
            cover=tuple((left, top, width, height) for left, top, width, height in order["cover"]),
            medical=order["medical"],
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One new picture as the child made it."""

    side: int
    form: Format
    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child found and made."""

    form: Format
    width: int
    height: int
    frames: int
    traces: tuple[Trace, ...]
    sheets: tuple[Sheet, ...]
    things: tuple[Thing, ...] = ()
    likeness: Likeness | None = None


class CannotLook(Exception):
    """The child says that what it needs to look at pictures is missing or altered."""


def cannot_look() -> bytes:
    """The answer of a child that could not load what it looks with."""
    return json.dumps({"cannot": "look"}).encode() + b"\n"


def write(answer: Answer | Code) -> bytes:
    """The answer as bytes for the pipe."""
    if isinstance(answer, Code):
        return json.dumps({"refused": answer}).encode() + b"\n"
    header = {
        "form": answer.form,
        "width": answer.width,
        "height": answer.height,
        "frames": answer.frames,
        "traces": [[trace.kind, trace.count] for trace in answer.traces],
        "sheets": [[sheet.side, sheet.form, sheet.width, sheet.height, len(sheet.data)] for sheet in answer.sheets],
        "things": [_listed(thing) for thing in answer.things],
        "likeness": _codes(answer.likeness),
    }
    return b"".join([json.dumps(header).encode(), b"\n", *(sheet.data for sheet in answer.sheets)])


def _listed(thing: Thing) -> list[object]:
    line = None if thing.line is None else [thing.line.corners, thing.line.ends]
    return [thing.kind, *thing.box, thing.confidence, thing.words, line]


def _codes(likeness: Likeness | None) -> list[object] | None:
    """Codes as words: numbers of this size are not safe in JSON everywhere."""
    if likeness is None:
        return None
    return [[f"{code:x}" for code in likeness.kept], [[f"{one.code:x}", f"{one.unsure:x}"] for one in likeness.asked]]


def _likeness(listed: tuple[list[str], list[tuple[str, str]]] | None) -> Likeness | None:
    if listed is None:
        return None
    kept, asked = listed
    if not 0 < len(kept) <= MOST_KEPT or not 0 < len(asked) <= MOST_ASKED:
        raise Nonsense
    return Likeness(
        tuple(_signs(word) for word in kept), tuple(Asked(_signs(code), _signs(unsure)) for code, unsure in asked)
    )


def _signs(word: str) -> int:
    if type(word) is not str or len(word) > BITS // 4 + 1 or not set(word) <= set("0123456789abcdef"):
        raise Nonsense
    signs = int(word, 16)
    if signs >> BITS > PIECES:
        raise Nonsense
    return signs


def read(raw: bytes, order: Order) -> Answer | Code:
    """The answer to this order, checked. Raises Nonsense, and CannotLook."""
    line, newline, rest = raw.partition(b"\n")
    if not newline or len(line) > MOST_HEADER:
        raise Nonsense
    try:
        header = json.loads(line)
        if "cannot" in header:
            raise CannotLook
        if "refused" in header:
            return Code(header["refused"])
        answer = Answer(
            form=Format(header["form"]),
            width=_within(header["width"], order.limits.side),
            height=_within(header["height"], order.limits.side),
            frames=_within(header["frames"], order.limits.frames),
            traces=tuple(Trace(MetaKind(kind), _within(count, order.limits.bytes)) for kind, count in header["traces"]),
            sheets=_sheets(header["sheets"], rest, order),
            things=_things(header["things"], (header["width"], header["height"])),
            likeness=_likeness(header["likeness"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Nonsense from None
    if tuple(sheet.side for sheet in answer.sheets) != order.sides_for((answer.width, answer.height)):
        raise Nonsense
    if (answer.things or answer.likeness) and not order.looks:
        raise Nonsense
    return answer


_Listed = tuple[str, int, int, int, int, float, str, tuple[list[int], list[int]] | None]


def _things(listed: list[_Listed], size: tuple[int, int]) -> tuple[Thing, ...]:
    if len(listed) > MOST_THINGS:
        raise Nonsense
    things = []
    for word, left, top, width, height, confidence, words, line in listed:
        kind = Kind(word)
        _within(left + _within(width, size[0]), size[0])
        _within(top + _within(height, size[1]), size[1])
        box = (_within(left, size[0], least=0), _within(top, size[1], least=0), width, height)
        if kind not in KINDS or type(words) is not str or len(words) > MOST_WORDS:
            raise Nonsense
        if type(confidence) not in (int, float) or not 0 <= confidence <= 1:
            raise Nonsense
        lies = None if line is None else _line(line, words, size)
        if (lies is not None) != (kind is Kind.TEXT):
            raise Nonsense
        things.append(Thing(kind, box, float(confidence), words, lies))
    return tuple(things)


def _line(given: tuple[list[int], list[int]], words: str, size: tuple[int, int]) -> Line:
    """How a line lies. Its corners may stand outside the picture, as those of a line that leaves it do."""
    corners, ends = given
    if len(corners) != _CORNERS or len(ends) != len(words):
        raise Nonsense
    reach = 2 * max(size)
    for corner in corners:
        _within(corner, reach, least=-reach)
    for end in ends:
        _within(end, _WHOLE_LINE, least=0)
    return Line(tuple(corners), tuple(ends))


def _sheets(listed: list[tuple[int, str, int, int, int]], rest: bytes, order: Order) -> tuple[Sheet, ...]:
    sheets, at = [], 0
    for side, form, width, height, length in listed:
        end = at + _within(length, order.limits.output_bytes)
        sheet = Sheet(
            side=_within(side, order.limits.side, least=FULL),
            form=Format(form),
            width=_within(width, order.limits.side),
            height=_within(height, order.limits.side),
            data=rest[at:end],
        )
        if end > len(rest) or sheet.form not in (Format.JPEG, Format.PNG):
            raise Nonsense
        sheets.append(sheet)
        at = end
    if at != len(rest):
        raise Nonsense
    return tuple(sheets)


def _within(value: object, most: int, *, least: int = 1) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Nonsense
    return value
