"""The page on which an author decides what is covered in a picture: what was sent, and what the page shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.oversight import covering
from commonward.oversight.covering import Choices
from commonward.oversight.models import Media

_SIDES: Final = ("left", "top", "width", "height")
_LONGEST_NUMBER: Final = 6
_UNFOLDED: Final = 3  # places with words or codes; a scan may have twenty
Box = tuple[int, int, int, int]

_FACE: Final = "FACE"
_KINDS: Final = {
    _FACE: gettext_lazy("A face"),
    "BARCODE": gettext_lazy("A barcode or square code"),
    "TEXT": gettext_lazy("Words that may name somebody"),
}
_WHY: Final = {
    _FACE: gettext_lazy("A face is as good as a name. Say whose it is; until then it stays covered."),
    "BARCODE": gettext_lazy("Any phone reads it. On a wristband or a tube it is somebody's number."),
    "TEXT": gettext_lazy("A name, a number or a date beside them can be read by everybody who zooms in."),
}


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part that was found: its number on the picture, what it is, why it is covered, and what may be said of it."""

    number: int
    field: str
    what: str
    why: str
    boxes: tuple[Box, ...]
    options: tuple[tuple[str, str], ...]
    value: str
    is_seen: bool

    @property
    def is_face(self) -> bool:
        """Whether it waits for its author's word; words and codes may simply stay covered."""
        return self.field.startswith("face-")


@dataclass(frozen=True, slots=True)
class PartRows:
    """The parts of a picture in their order: those to decide on, and words and codes that are folded away."""

    every: tuple[PartRow, ...]

    @property
    def first(self) -> tuple[PartRow, ...]:
        """Every face, the first words and codes, and whatever something was said of."""
        folded = self.rest
        return tuple(row for row in self.every if row not in folded)

    @property
    def rest(self) -> tuple[PartRow, ...]:
        """What stays covered anyhow where there is much of it; none where it would be a few only."""
        rest = tuple(row for row in self.every if not row.is_face)[_UNFOLDED:]
        folded = tuple(row for row in rest if not row.value)
        return folded if len(folded) >= _UNFOLDED else ()


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A cover of the author's own: its number on the picture, and its fields as they were sent."""

    number: int
    place: int
    numbers: Mapping[str, str] = field(repr=False)
    error: str = ""

    @property
    def box(self) -> Box | None:
        """The box, when all four are numbers."""
        return _box(self.numbers)

    @property
    def sides(self) -> tuple[tuple[str, str, str], ...]:
        """Name, label and value of each field."""
        labels = (_("From the left"), _("From the top"), _("Width"), _("Height"))
        return tuple(
            (f"own-{self.place}-{side}", label, self.numbers.get(side, ""))
            for side, label in zip(_SIDES, labels, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with the form: the choices as far as they can be read, and the author's covers as they were written."""

    choices: Choices
    own: tuple[OwnRow, ...]

    @property
    def is_readable(self) -> bool:
        """Whether every cover has four numbers."""
        return not any(row.error for row in self.own)


def sent(data: QueryDict, media: Media) -> Sent:
    """The form, with a cover added or left out where a button says so."""
    act = data.get("act", "")
    at = sorted({int(name.split("-")[1]) for name in data if _is_own(name)})[: covering.MOST_OWN]
    written = [{side: data.get(f"own-{number}-{side}", "").strip() for side in _SIDES} for number in at]
    kept = [numbers for number, numbers in zip(at, written, strict=True) if act != f"remove-{number}"]
    if act == "add":
        kept.append(_middle(media))
    own = _own_rows(kept, len(media.parts), said=True)
    return Sent(
        Choices(
            faces=_said(data, "face", media),
            seen=_said(data, "seen", media),
            own=tuple(row.box for row in own if row.box is not None),
            shows=tuple(data.getlist("shows")),
        ),
        own,
    )


def part_rows(media: Media, chosen: Choices, *, is_sent: bool) -> PartRows:
    """The parts that were found, for the page."""
    rows = []
    told: set[str] = set()
    for number, part in enumerate(covering.parts_of(media)):
        is_face = part.kind.value == _FACE
        value = chosen.faces.get(number, "") if is_face else chosen.seen.get(number, "")
        rows.append(
            PartRow(
                number=number + 1,
                field=f"{'face' if is_face else 'seen'}-{number}",
                what=str(_KINDS[part.kind.value]),
                # Said once for each kind; a list that repeats itself is not read.
                why="" if part.kind.value in told else str(_WHY[part.kind.value]),
                boxes=part.boxes,
                options=_options(is_face=is_face, is_sent=is_sent),
                value=value,
                is_seen=part.is_shown,
            )
        )
        told.add(part.kind.value)
    return PartRows(tuple(rows))


def own_rows(media: Media, chosen: Choices) -> tuple[OwnRow, ...]:
    """The author's own covers, for the page."""
    kept = [dict(zip(_SIDES, map(str, box), strict=True)) for box in chosen.own]
    return _own_rows(kept, len(media.parts), said=False)


def shows_options(chosen: Choices) -> tuple[tuple[str, str, bool], ...]:
    """What may be said of a picture as a whole: name, label, whether it was said."""
    return tuple((name, str(label), name in chosen.shows) for name, label in covering.SHOWS.items())


def _options(*, is_face: bool, is_sent: bool) -> tuple[tuple[str, str], ...]:
    if is_face:
        return tuple((word, str(label)) for word, label in covering.FACES.items())
    stays = ("", _("Keep it covered"))
    return (stays,) if is_sent else (stays, *((word, str(label)) for word, label in covering.GROUNDS.items()))


def _said(data: QueryDict, name: str, media: Media) -> dict[int, str]:
    """What was said of each part under this name; `covering.choose` leaves out what does not fit the part."""
    return {number: word for number in range(len(media.parts)) if (word := data.get(f"{name}-{number}", ""))}


def _own_rows(kept: Sequence[Mapping[str, str]], before: int, *, said: bool) -> tuple[OwnRow, ...]:
    rows = [OwnRow(before + at + 1, at, numbers) for at, numbers in enumerate(kept)]
    if not said:
        return tuple(rows)
    sentence = _("Write four whole numbers of pixels, such as 120.")
    return tuple(replace(row, error=sentence) if row.box is None else row for row in rows)


def _is_own(name: str) -> bool:
    kind, _dash, rest = name.partition("-")
    number = rest.partition("-")[0]
    return kind == "own" and number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER


def _box(numbers: Mapping[str, str]) -> Box | None:
    words = [numbers.get(side, "") for side in _SIDES]
    if not all(word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER for word in words):
        return None
    left, top, width, height = map(int, words)
    return left, top, width, height


def _middle(media: Media) -> dict[str, str]:
    """A new cover: in the middle, a quarter as wide and high as the picture."""
    box = (media.width * 3 // 8, media.height * 3 // 8, max(8, media.width // 4), max(8, media.height // 4))
    return dict(zip(_SIDES, map(str, box), strict=True))
