"""What is covered in a picture, and what its author decides of it.

The inspection finds parts that are covered in everything that others get: faces, codes, words that name somebody. For a
day the author may say of each face whose it is, cover more, and say that words or a code name nobody; the picture is
then made anew. Whoever says the latter of something the guard would stop has a second person read the post first.

Where things are is kept for that day only, together with the original. Then both go, and what remains is what the
author said: whose faces they are, and what the picture shows.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonward.guard.contract import Kind
from commonward.guard.media.things import Box
from commonward.guard.seen import SHOWN, Part
from commonward.kernel import clock, ledger, work
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight.models import Media, Objection

OPEN_FOR: Final = timedelta(hours=24)
#: A change is made within this time, also when it was asked for at the last moment.
_GRACE: Final = timedelta(hours=1)
INSPECT: Final = "media.inspect"
MOST_OWN: Final = 30
_MOST_PAST: Final = 20
_LEAST_SIDE: Final = 4  # pixels
OWN: Final = "OWN"

#: What an author may say of a face. The first covers it, as nothing said does.
FACES: Final = {
    "": gettext_lazy("Keep it covered"),
    "me": gettext_lazy("It is me"),
    "colleague": gettext_lazy("A colleague who agreed to be shown here"),
    "drawn": gettext_lazy("It is drawn, or a doll"),
    "public": gettext_lazy("A public figure at a public event"),
    "patient": gettext_lazy("A patient"),
    "stranger": gettext_lazy("Somebody else"),
}
#: Why an author wants words or a code to be seen.
GROUNDS: Final = {ground.value: ground.label for ground in Objection.Ground}
#: What an author may say that a picture shows: the rule that is about it, and whether it can be public at all.
SHOWS: Final = {
    "alcohol": gettext_lazy("Alcohol"),
    "weapon": gettext_lazy("A weapon, or a knife that is no tool"),
    "wound": gettext_lazy("An open wound, blood or an operation"),
    "nudity": gettext_lazy("Bare skin that is private"),
    "uniform": gettext_lazy("A uniform, a badge or a clinical room"),
}
_SCAN: Final = "dicom"  # always of somebody, so that staff show none without a second look
_READ_FIRST: Final = frozenset({"alcohol", "weapon"})
_NOTICED: Final = {
    Kind.DRINK.value: gettext_lazy("a bottle or a wine glass"),
    Kind.KNIFE.value: gettext_lazy("a knife"),
    Kind.GUN.value: gettext_lazy("a gun"),
    Kind.NUDITY.value: gettext_lazy("private skin"),
}
NOT_IN_PUBLIC: Final = frozenset({"wound", "nudity"})


@dataclass(frozen=True, slots=True)
class Choices:
    """What an author decided of one picture. Parts go by their number."""

    faces: Mapping[int, str] = field(default_factory=dict)
    seen: Mapping[int, str] = field(default_factory=dict)  # words and codes that stay visible, and why
    own: tuple[Box, ...] = ()
    shows: tuple[str, ...] = ()

    @property
    def kept(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "faces": {str(number): word for number, word in self.faces.items()},
            "seen": {str(number): word for number, word in self.seen.items()},
            "own": [list(box) for box in self.own],
            "shows": list(self.shows),
        }


def said_at_once(shows: Collection[str]) -> dict[str, object]:
    """The choices to store of a picture whose author says what it shows while they bring it; empty for nothing said."""
    said = tuple(word for word in SHOWS if word in shows)
    return Choices(shows=said).kept if said else {}


def choices_of(media: Media) -> Choices:
    """What was decided of a picture so far."""
    return _read(media.choices)


def _read(kept: Mapping[str, object]) -> Choices:
    faces, seen, own, shows = (kept.get(name) or () for name in ("faces", "seen", "own", "shows"))
    return Choices(
        faces={int(number): str(word) for number, word in faces.items()} if isinstance(faces, dict) else {},
        seen={int(number): str(word) for number, word in seen.items()} if isinstance(seen, dict) else {},
        own=tuple(_box(box) for box in own) if isinstance(own, list) else (),
        shows=tuple(map(str, shows)) if isinstance(shows, list) else (),
    )


def _box(numbers: Sequence[int]) -> Box:
    left, top, width, height = numbers
    return left, top, width, height


def kept_parts(found: Sequence[Part]) -> list[dict[str, object]]:
    """The parts that the inspection found, as they are stored."""
    return [{"kind": part.kind.value, "boxes": [list(box) for box in part.boxes]} for part in found]


def parts_of(media: Media) -> tuple[Part, ...]:
    """The parts of a picture, each with whether it is seen by what the author decided."""
    chosen = choices_of(media)
    return tuple(
        Part(
            Kind(item["kind"]),
            tuple(_box(box) for box in item["boxes"]),
            number in chosen.seen or (item["kind"] == Kind.FACE and chosen.faces.get(number, "") in SHOWN),
        )
        for number, item in enumerate(media.parts)
    )


def counted(media: Media) -> dict[str, int]:
    """How many parts of each kind are covered, and how many places of the author's own choice."""
    counts = Counter(part.kind.value for part in parts_of(media) if not part.is_shown)
    own = len(choices_of(media).own)
    return dict(counts) | ({OWN: own} if own else {})


def is_open(media: Media) -> bool:
    """Whether its author can still decide."""
    return (
        media.open_until is not None
        and media.open_until > clock.now()
        and media.state in {Media.State.CLEAN, Media.State.QUARANTINED}
    )


def may_be_decided(media: Media) -> bool:
    """Whether its author can decide, or will be able to once it has been looked at."""
    return is_open(media) or (media.state == Media.State.QUARANTINED and media.inspected_at is None)


def needs_reading(media: Media, *, by_staff: bool) -> bool:
    """Whether a second person reads a post first because of what its author decided or said of this picture."""
    chosen = choices_of(media)
    by_what_it_shows = media.kind == _SCAN or bool(media.noticed) or bool(_READ_FIRST & set(chosen.shows))
    may_be_bare = Kind.NUDITY.value in (media.noticed or ())  # whoever shows it (rules.md, conduct.sexual)
    return bool(chosen.seen) or may_be_bare or (by_staff and by_what_it_shows)


def noticed_sentence(media: Media) -> str:
    """Why a second person reads a post with this picture first, whatever its author says: it is a scan, or what a
    machine noticed in it beside a person, which may be wrong; "" for nothing.
    """
    words = [str(_NOTICED[kind]) for kind in media.noticed or () if kind in _NOTICED]
    if media.kind == _SCAN:
        return _("A scan is always of somebody. Of staff, a second person reads such a post first.")
    if not words:
        return ""
    told = {"things": _(" and ").join(words)}
    if Kind.NUDITY.value in (media.noticed or ()):
        return _("There may be %(things)s beside or of a person. A second person reads such a post first.") % told
    return _("There may be %(things)s beside a person. Of staff, a second person reads such a post first.") % told


def waits_for(media: Media) -> tuple[str, ...]:
    """Why a second person may read a post with this picture first, each reason in a few words, for a line of a list."""
    chosen = choices_of(media)
    told = []
    if media.kind == _SCAN:
        told.append(_("a scan"))
    noticed = [str(_NOTICED[kind]) for kind in media.noticed or () if kind in _NOTICED]
    if noticed:
        told.append(_("perhaps %(things)s") % {"things": _(" and ").join(noticed)})
    said = _READ_FIRST & set(chosen.shows)
    if said:
        told.append(_("its author says: %(things)s") % {"things": _listed(said)})
    if chosen.seen:
        told.append(_("words or a code let be seen"))
    return tuple(told)


def note_for_reviewer(media: Media) -> str:
    """What of the picture has a second person read the post, beside whose it may be; "" for nothing."""
    chosen = choices_of(media)
    told = [noticed_sentence(media)]
    if chosen.shows:
        told.append(_("Its author says that it shows: %(things)s.") % {"things": _listed(chosen.shows)})
    if chosen.seen:
        told.append(_("Its author lets words or a code be seen that we would cover."))
    return " ".join(sentence for sentence in told if sentence)


def chosen_sentence(media: Media) -> str:
    """What its author let be seen or said that it shows, for them, where a second person reads it; "" for nothing."""
    chosen = choices_of(media)
    told = []
    if chosen.shows:
        told.append(_("You said that it shows: %(things)s.") % {"things": _listed(chosen.shows)})
    if chosen.seen:
        told.append(_("You let words or a code be seen that we would cover."))
    return " ".join(told)


def _listed(shows: Collection[str]) -> str:
    return "; ".join(str(label) for name, label in SHOWS.items() if name in shows)


def choose(person: Person, media: Media, wanted: Choices, *, is_sent: Callable[[Media], bool]) -> None:
    """Decide what is covered, and have the picture made anew.

    `is_sent` says, while nobody else can change the picture, whether a post with it went to others already: then words
    and codes stay covered, and what it shows stays said. Raises Unacceptable for a box outside the picture, Conflict
    when the time to decide is over.
    """
    with transaction.atomic():
        media = _mine(person, media)
        before = choices_of(media)
        parts = parts_of(media)
        wanted = replace(
            wanted,
            faces={number: word for number, word in wanted.faces.items() if _is_face(parts, number) and word in FACES},
            seen={
                number: word
                for number, word in wanted.seen.items()
                if number < len(parts) and not _is_face(parts, number) and word in GROUNDS
            },
            own=tuple(_fitting(box, media) for box in wanted.own),
            shows=tuple(word for word in SHOWS if word in wanted.shows),
        )
        if len(wanted.own) > MOST_OWN:
            raise Unacceptable(
                _("A picture takes up to %(most)d covers of your own.") % {"most": MOST_OWN}, field="own"
            )
        if is_sent(media):
            wanted = replace(wanted, seen=before.seen, shows=before.shows)
        if wanted != before:
            _make_anew(person, media, wanted, past=[*media.past, media.choices][-_MOST_PAST:])


def undo(person: Person, media: Media, *, is_sent: Callable[[Media], bool]) -> None:
    """Go back to what was decided before the last change; `is_sent` as in `choose`.

    Raises Conflict when the time to decide is over.
    """
    with transaction.atomic():
        media = _mine(person, media)
        if media.past:
            now, then = choices_of(media), _read(media.past[-1])
            wanted = replace(then, seen=now.seen, shows=now.shows) if is_sent(media) else then
            _make_anew(person, media, wanted, past=media.past[:-1])


def forget_places(media_id: int) -> None:
    """The day is over: where things are in the picture is kept no longer; what its author said of it is."""
    with transaction.atomic():
        media = Media.objects.select_for_update().get(pk=media_id)
        media.choices = replace(choices_of(media), own=()).kept
        media.parts, media.past, media.open_until = [], [], None
        media.save(update_fields=["choices", "parts", "past", "open_until"])


def covered_sentence(kinds: Mapping[str, int]) -> str:
    """What is covered in the picture, and why."""
    said = []
    if faces := kinds.get(Kind.FACE.value, 0):
        said.append(
            ngettext(
                "We covered %(count)d face: a face is as good as a name.",
                "We covered %(count)d faces: a face is as good as a name.",
                faces,
            )
            % {"count": faces}
        )
    if codes := kinds.get(Kind.BARCODE.value, 0):
        said.append(
            ngettext(
                "We covered %(count)d barcode: any phone can read it.",
                "We covered %(count)d barcodes: any phone can read them.",
                codes,
            )
            % {"count": codes}
        )
    if words := kinds.get(Kind.TEXT.value, 0):
        said.append(
            ngettext(
                "We covered words in %(count)d place: a name or number in a picture can be read by everybody.",
                "We covered words in %(count)d places: names and numbers in a picture can be read by everybody.",
                words,
            )
            % {"count": words}
        )
    if own := kinds.get(OWN, 0):
        said.append(
            ngettext("You covered %(count)d place yourself.", "You covered %(count)d places yourself.", own)
            % {"count": own}
        )
    return " ".join(said)


def _mine(person: Person, media: Media) -> Media:
    media = Media.objects.select_for_update().get(pk=media.pk, owner_id=person.seat)
    if not is_open(media):
        raise Conflict(_("The time to change this picture is over. Add it again to decide anew."))
    return media


def _is_face(parts: Sequence[Part], number: int) -> bool:
    return number < len(parts) and parts[number].kind is Kind.FACE


def _fitting(box: Box, media: Media) -> Box:
    """The part of a box that lies in the picture. Raises Unacceptable when it is too small to cover anything."""
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(media.width, box[0] + box[2]), min(media.height, box[1] + box[3])
    if right - left < _LEAST_SIDE or bottom - top < _LEAST_SIDE:
        raise Unacceptable(
            _("One of your covers lies outside the picture or is too small. The picture is %(width)d by %(height)d.")
            % {"width": media.width, "height": media.height},
            field="own",
        )
    return left, top, right - left, bottom - top


def _make_anew(person: Person, media: Media, wanted: Choices, *, past: list[dict[str, object]]) -> None:
    media.choices, media.past = wanted.kept, past
    # Nobody sees it with the old covers while the new ones are made.
    media.state = Media.State.QUARANTINED
    media.open_until = max(media.open_until or clock.now(), clock.now() + _GRACE)
    media.save(update_fields=["choices", "past", "state", "open_until"])
    ledger.record(
        person,
        "media.covers_chosen",
        Ref("media", media.pk),
        detail={
            "faces": sum(word in SHOWN for word in wanted.faces.values()),
            "seen": len(wanted.seen),
            "own": len(wanted.own),
            "shows": len(wanted.shows),
        },
    )
    work.enqueue(INSPECT, media.pk)
