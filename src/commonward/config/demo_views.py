"""The page on which one click takes the seat of an invented person. It exists in demo mode only."""

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.community.faces import face_of
from commonward.config import demo
from commonward.kernel import ledger
from commonward.kernel.errors import NotFound
from commonward.kernel.ref import Ref
from commonward.people.badges import badges_for
from commonward.people.middleware import SEAT_KEY
from commonward.people.queries import person_of
from commonward.people.requests import ActorRequest

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: ActorRequest) -> HttpResponse:
    """Choose somebody to be."""
    if not settings.DEMO:
        raise Http404
    found = list(demo.seats())
    if request.method == "POST":
        chosen = next((seat for seat in found if str(seat.pk) == request.POST.get("seat")), None)
        if chosen is None:
            raise NotFound(_("There is no such seat."))
        login(request, chosen.account, backend=BACKEND)
        request.session[SEAT_KEY] = chosen.pk
        with transaction.atomic():
            ledger.record(person_of(chosen), "demo.seat_taken", Ref("seat", chosen.pk))
        return redirect("community:home")
    badges = badges_for([seat.pk for seat in found])
    people = [(seat, face_of(seat.profile, badges.get(seat.pk))) for seat in found]
    return render(request, "config/seats.html", {"people": people, "title": _("Take a seat")})
