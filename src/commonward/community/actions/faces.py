"""The faces people show: a name, perhaps a pseudonym, and a few words, screened like a post."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.community.actions.publishing import Stopped
from commonward.community.events import FaceShown
from commonward.community.models import Profile, ProfileChange, SpentHandle
from commonward.community.objecting import FACE, objected_to
from commonward.community.voices import voice_of
from commonward.kernel import datakeys, ids, ledger, text
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Denied, Unacceptable, Unavailable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.oversight import ethics, mending, objections, reviews, screening
from commonward.oversight.models import Review, Verdict
from commonward.oversight.screening import Checked, Voice
from commonward.people import birthdays
from commonward.people.access import require_publishing
from commonward.people.ages import MINORS, SHELTERED
from commonward.people.models import Seat

HANDLE: Final = re.compile(r"^[a-z0-9](?:[a-z0-9_-]{1,28}[a-z0-9])$")
RESERVED: Final = frozenset(
    {"admin", "administrator", "commonward", "everyone", "help", "here", "local", "moderator", "privacy"}
    | {"root", "support", "system", "you"}
)


@dataclass(frozen=True, slots=True)
class Face:
    """What somebody wants to show of a seat."""

    display_name: str = field(repr=False)
    handle: str = field(repr=False)
    biography: str = field(default="", repr=False)
    is_pseudonym: bool = False
    help_said: str = ""  # what the author said of the help card for these words

    @property
    def words(self) -> str:
        """Name and words as they are judged, in one text."""
        return f"{self.display_name}\n\n{self.biography}".strip()


@dataclass(frozen=True, slots=True)
class Shown:
    """The face is shown."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class Held:
    """A second person reads it first; the old face stays."""

    change: ProfileChange


def require_age(seat: Seat) -> None:
    """Go on, or raise Denied: nobody under 13 is seen by others, so their seat has no face (docs/decisions/0062)."""
    if birthdays.is_child(seat.account_id):
        raise Denied(_("Until you are 13 nobody sees you here, so this seat has no name that others see."))


def show_face(person: Person, seat: Seat, face: Face) -> Shown | Held | Stopped:
    """Give a seat its face, or change it.

    The name itself is the author's own and no finding; whatever else stands in name and words is judged as a public
    post. Raises Unacceptable beside the field for a name or handle that can not be.
    """
    require_age(seat)
    face = _shaped(face, seat)
    require_publishing()
    screened = screening.screen(
        person, _voice(person, seat, face), face.words, context="public_post", marks=objected_to(person, FACE)
    )
    match screened.verdict:
        case Verdict.UNAVAILABLE:
            raise Unavailable(_("We could not check this just now. Nothing was lost; please try again in a minute."))
        case Verdict.BLOCK:
            return Stopped(screened.checked, _("Something needs a change before others can see it."), field="biography")
        case Verdict.HOLD:
            return _hold(person, seat, face, screened)
        case _:
            return _show(person, seat, face, screened)


def check_face(person: Person, seat: Seat, face: Face) -> Checked:
    """What would be said of a face. Stores nothing."""
    voice = _voice(person, seat, face)
    return screening.preview(voice, face.words, context="public_post", marks=objected_to(person, FACE))


def with_fix(face: Face, checked: Checked, token: str) -> Face:
    """The face with the fix that a button named made in its name and words."""
    if not face.display_name:
        return replace(face, biography=mending.mended(face.words, checked, token))
    name, _gap, biography = mending.mended(face.words, checked, token).partition("\n\n")
    return replace(face, display_name=name, biography=biography)


def _voice(person: Person, seat: Seat, face: Face) -> Voice:
    return voice_of(person, seat, face.words, extra_names=(face.display_name,))


def settle_face(review_id: int, change_id: int, state: Review.State) -> None:
    """Do to a held face what a reviewer decided."""
    change = ProfileChange.objects.select_for_update().select_related("seat").get(pk=change_id)
    if change.state not in {ProfileChange.State.HELD, ProfileChange.State.RETURNED, ProfileChange.State.REFUSED}:
        return
    if state != Review.State.RELEASED:
        change.state = ProfileChange.State(state.value)
        change.save(update_fields=["state"])
        return
    profile, made = Profile.objects.update_or_create(
        seat=change.seat,
        defaults={
            "display_name": change.display_name,
            "handle": change.handle,
            "biography": change.biography,
            "is_pseudonym": change.is_pseudonym,
            "screening": change.screening,
            "verdict": Verdict(change.screening.verdict),
            "review_id": review_id,
        },
    )
    if made:
        Profile.objects.filter(pk=profile.pk).update(**shelter_of(change.seat))
    change.state = ProfileChange.State.TAKEN
    change.save(update_fields=["state"])
    emit(FaceShown(profile.pk))


def shelter_of(seat: Seat) -> dict[str, bool]:
    """How a new face begins: private of whoever is under 18, and never heard in public under 16 (rules.md S3)."""
    band = birthdays.band_of(seat.account_id)
    return {"is_private": band in MINORS, "is_sheltered": band in SHELTERED}


def keep_private(person: Person, *, private: bool) -> None:
    """Decide who finds one. Raises Denied for those under 16, for whom it is decided."""
    profile = Profile.objects.visible_to(person).filter(seat_id=person.seat).first()
    if profile is None:
        raise Denied(_("Give this seat a name first, so that people know who speaks."))
    if profile.is_sheltered and not private:
        raise Denied(_("Until you are 16, only people you know find you."))
    with transaction.atomic():
        Profile.objects.filter(pk=profile.pk).update(is_private=private)
        ledger.record(person, "profile.privacy_set", Ref("profile", profile.pk), detail={"private": private})


def lift_shelter(account: int) -> None:
    """Somebody came of the age at which they decide themselves. What is private stays so until they change it."""
    Profile.objects.visible_to(System("ages")).filter(seat__account_id=account).update(is_sheltered=False)


def _shaped(face: Face, seat: Seat) -> Face:
    name = text.tidy_name(face.display_name)
    handle = face.handle.strip().lstrip("@").lower()
    if not 2 <= len(name) <= 60:
        raise Unacceptable(_("Use a name of 2 to 60 characters."), field="display_name")
    if not any(char.isalnum() for char in name):
        raise Unacceptable(_("Use at least one letter or digit, so that the name can be read."), field="display_name")
    if text.mixes_alphabets(name):
        raise Unacceptable(
            _("Write each word of the name in one alphabet, so that nobody takes it for another name."),
            field="display_name",
        )
    if not HANDLE.match(handle):
        raise Unacceptable(_("Use 3 to 30 small letters, digits or hyphens, such as nadia-okafor."), field="handle")
    if handle in RESERVED:
        raise Unacceptable(_("This handle is kept free. Please choose another."), field="handle")
    taken = Profile.objects.filter(handle=handle).exclude(seat=seat).exists()
    if taken or ProfileChange.objects.filter(handle=handle, state="held").exclude(seat=seat).exists():
        raise Unacceptable(_("Somebody has this handle. Please choose another."), field="handle")
    if SpentHandle.objects.filter(digest=datakeys.keyed_digest("handle", handle)).exists():
        raise Unacceptable(_("Somebody had this handle before. Please choose another."), field="handle")
    biography = text.tidy(face.biography)
    if len(biography) > 1000:
        raise Unacceptable(_("Keep it under 1,000 characters. Your words are kept."), field="biography")
    return Face(name, handle, biography, face.is_pseudonym, face.help_said)


def _show(person: Person, seat: Seat, face: Face, screened: screening.Screened) -> Shown:
    pk = Profile.objects.filter(seat=seat).values_list("pk", flat=True).first() or ids.new()
    try:
        with transaction.atomic():
            ledger.take_turn()
            require_publishing()
            kept = screening.keep(screened, Ref("profile", pk), help_said=face.help_said)
            profile, made = Profile.objects.update_or_create(
                seat=seat,
                defaults={
                    "display_name": face.display_name,
                    "handle": face.handle,
                    "biography": face.biography,
                    "is_pseudonym": face.is_pseudonym,
                    "screening": kept,
                    "verdict": screened.verdict,
                    "review": None,
                },
                create_defaults=shelter_of(seat)
                | {
                    "pk": pk,
                    "display_name": face.display_name,
                    "handle": face.handle,
                    "biography": face.biography,
                    "is_pseudonym": face.is_pseudonym,
                    "screening": kept,
                    "verdict": screened.verdict,
                },
            )
            objections.sent(person, FACE, Ref("profile", profile.pk), screened.marks)
            ethics.sent(person, FACE, Ref("profile", profile.pk))
            ledger.record(person, "profile.shown" if made else "profile.changed", Ref("profile", profile.pk))
            emit(FaceShown(profile.pk))
    except IntegrityError:
        raise Unacceptable(_("Somebody has this handle. Please choose another."), field="handle") from None
    return Shown(profile)


def _hold(person: Person, seat: Seat, face: Face, screened: screening.Screened) -> Held:
    with transaction.atomic():
        for old in ProfileChange.objects.select_for_update().filter(seat=seat, state=ProfileChange.State.HELD):
            reviews.drop_reviews(person, Ref("face", old.pk))
            old.delete()
        change = ProfileChange(
            seat=seat,
            display_name=face.display_name,
            handle=face.handle,
            biography=face.biography,
            is_pseudonym=face.is_pseudonym,
        )
        change.screening = screening.keep(screened, Ref("face", change.pk), help_said=face.help_said)
        change.save(force_insert=True)
        objections.sent(person, FACE, Ref("face", change.pk), screened.marks)
        ethics.sent(person, FACE, Ref("face", change.pk))
        reviews.open_review(person, Ref("face", change.pk), author=person, screening=change.screening)
        ledger.record(person, "profile.held", Ref("face", change.pk))
    return Held(change)
