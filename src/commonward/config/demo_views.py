"""The page on which one click takes the seat of an invented person. It exists in demo mode only."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonward.community.faces import face_of
from commonward.config import demo
from commonward.kernel import ledger
from commonward.kernel.actor import Role
from commonward.kernel.errors import NotFound
from commonward.kernel.ref import Ref
from commonward.people import devices
from commonward.people.badges import badges_for
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import Seat
from commonward.people.queries import person_of
from commonward.people.requests import ActorRequest
from commonward.ui.shapes import Face

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: What a visitor posts in place of a seat.
VISITOR: Final = "visitor"

_GROUPS: Final = (
    (gettext_lazy("Working in care"), frozenset({Role.PROFESSIONAL, Role.STUDENT, Role.SUPPORT_WORKER})),
    (gettext_lazy("Patients and families"), frozenset({Role.PATIENT, Role.CAREGIVER})),
    (
        gettext_lazy("Keeping watch"),
        frozenset({Role.MODERATOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, Role.ORGANISATION}),
    ),
)


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """A seat that can be taken: who sits there, and what to try with them."""

    pk: int
    face: Face
    organisation: str
    named: str
    hint: str


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: ActorRequest) -> HttpResponse:
    """Choose somebody to be."""
    if not settings.DEMO:
        raise Http404
    found = demo.seats()
    if request.method == "POST":
        return _sit(request, found, request.POST.get("seat", ""))
    offers = _offers(found)
    named = [offer for one, offer in offers if one.named]
    groups = [
        (label, [offer for one, offer in offers if not one.named and Role(one.role) in roles])
        for label, roles in _GROUPS
    ]
    context = {"named": named, "groups": groups, "count": len(offers), "visitor": VISITOR, "title": _("Take a seat")}
    return render(request, "config/seats.html", context)


def _sit(request: ActorRequest, found: dict[str, Seat], wanted: str) -> HttpResponse:
    if wanted == VISITOR:
        logout(request)
        return redirect("community:welcome")
    chosen = next((seat for seat in found.values() if str(seat.pk) == wanted), None)
    if chosen is None:
        raise NotFound(_("There is no such seat."))
    login(request, chosen.account, backend=BACKEND)
    request.session[SEAT_KEY] = chosen.pk
    devices.note(request, chosen.account_id)
    del request.session[devices.SEEN_KEY]  # in the demo nobody is signed out for having left
    with transaction.atomic():
        ledger.record(person_of(chosen), "demo.seat_taken", Ref("seat", chosen.pk))
    return redirect("community:home")


def _offers(found: dict[str, Seat]) -> list[tuple[demo.Character, SeatOffer]]:
    badges = badges_for(seat.pk for seat in found.values())
    offers = []
    for one in demo.PEOPLE:
        seat = found.get(one.handle)
        if seat is None:
            continue
        face = face_of(seat.profile, badges.get(seat.pk))
        place = seat.organisation.name if seat.organisation is not None else ""
        offers.append((one, SeatOffer(seat.pk, face, place, one.named, one.try_)))
    return offers
