"""Faces as pages show them."""

from dataclasses import replace
from typing import Final

from commonward.community.models import Profile
from commonward.kernel.addresses import Address, Here
from commonward.people.badges import Badge, badge_of
from commonward.people.models import Seat
from commonward.ui.shapes import Face

#: Under this name a seat keeps its face for the rest of a request.
_KEPT: Final = "_own_face"
PERSON: Final = Address("community:person")


def face_of(profile: Profile, badge: Badge | None, where: Here | None = None) -> Face:
    """The face that a profile shows. Its seat and organisation should be loaded with it. `where`: of a list's faces."""
    organisation = profile.seat.organisation
    return Face(
        name=profile.display_name,
        avatar_seed=str(profile.pk),
        url=PERSON.of(profile.handle, where),
        role_label=badge.label if badge else "",
        proof=badge.proof if badge else "",
        # A pseudonym that names its ward would not be one.
        organisation_name=organisation.name if organisation is not None and not profile.is_pseudonym else "",
    )


def own_face(seat: Seat) -> Face:
    """The face of one's own seat; without a profile yet, its role alone.

    Frame and composer of a page both ask for it, so it is kept with the seat, which lives as long as the request.
    """
    kept = seat.__dict__.get(_KEPT)
    if isinstance(kept, Face):
        return kept
    profile: Profile | None = getattr(seat, "profile", None)
    badge = badge_of(seat)
    face = Face(name="", avatar_seed=str(seat.pk), role_label=badge.label, proof=badge.proof)
    if profile is not None:
        face = face_of(profile, badge)
    seat.__dict__[_KEPT] = face
    return face


def shown_badge(profile: Profile, badge: Badge) -> Badge:
    """The badge beside a face. With a chosen name it does not say who verified: that is usually where one works."""
    return replace(badge, verifier_organisation="") if profile.is_pseudonym else badge
