"""One's own seats and settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied
from commonward.people import access, actions, queries, verifying
from commonward.people.forms import ROLE_HINTS, ProfessionForm, SeatForm, SettingsForm
from commonward.people.house import STAFF_ROLES
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import Seat
from commonward.people.overview import own_seats
from commonward.people.requests import AccountRequest, PersonRequest, for_accounts, for_persons, next_url
from commonward.people.signon import sessions

#: For whoever came in by an organisation's sign-on and asks for something of their own.
OWN_WAY = _lazy(
    "You came in by your organisation's sign-on, so you sit in its seats here. For seats of your own, sign in with "
    "your own password, or open an account with an address of your own."
)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_persons
def you(request: PersonRequest) -> HttpResponse:
    """One's seats, and the ways to everything about oneself."""
    person = request.actor
    context: dict[str, object] = {
        "seats": own_seats(person, sessions.place_of(request.session)),
        "seat": request.seat,
        "may_verify": False,
    }
    context["may_see_halts"] = bool(access.may_see_halts(person))
    context["may_answer"] = bool(access.may_halt(person))
    place = request.seat.organisation
    context["is_staff"] = place is not None and person.role in STAFF_ROLES
    context["may_see_staff"] = place is not None and bool(access.may_see_readiness(person, place))
    if access.may_verify(person):
        context["may_verify"] = True
        context["to_verify"] = verifying.to_verify(access.credentials_visible_to(person), person).count()
    return render(request, "people/you.html", context)


@get_or_post
@for_accounts
def new_seat(request: AccountRequest) -> HttpResponse:
    """Choose what one comes as."""
    if sessions.place_of(request.session) is not None:
        raise Denied(str(OWN_WAY))
    form = SeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        role, profession = Role(form.cleaned_data["role"]), form.cleaned_data["profession"]
        seat = form.attempt(lambda: actions.take_seat(request.user, role, profession=profession))
        if seat is not None:
            request.session[SEAT_KEY] = seat.pk
            return redirect(next_url(request, reverse("community:face")))
    context = {
        "form": form,
        "hints": [(tick, ROLE_HINTS[Role(tick.data["value"])]) for tick in form["role"]],
        "next": next_url(request, ""),
        "is_first": request.seat is None,
        "brought": reverse("people:invitation", args=[access.BROUGHT])
        if queries.has_brought_invitation(request.user)
        else "",
    }
    return render(request, "people/new_seat.html", context, status=422 if form.errors else 200)


@require_POST
@for_persons
def switch_seat(request: PersonRequest, pk: int) -> HttpResponse:
    """Act in another of one's own seats from now on."""
    _keep_within(request, pk)
    seat = actions.switch_seat(request.actor, pk)
    request.session[SEAT_KEY] = seat.pk
    return redirect(next_url(request, reverse("community:home")))


@get_or_post
@for_persons
def end_seat(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what ending a seat means, and do it when the person says so."""
    _keep_within(request, pk)
    seat = access.get_own_seat(request.actor.account, pk)
    if request.method == "POST":
        actions.end_seat(request.actor, seat)
        messages.success(request, _("The seat is ended. Nobody sees its face any more."))
        return redirect("people:you")
    return render(request, "people/end_seat.html", {"ending": seat})


@get_or_post
@for_persons
def settings(request: PersonRequest) -> HttpResponse:
    """Time zone, language, country; and the ways to address and password."""
    form = SettingsForm(
        request.POST if request.method == "POST" else None, initial=SettingsForm.initial_of(request.user)
    )
    if request.method == "POST" and form.is_valid():
        form.attempt(lambda: actions.change_settings(request.actor, **form.cleaned_data))
        if not form.errors:
            messages.success(request, _("Your settings are kept."))
            return redirect("people:settings")
    return render(request, "people/settings.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
@for_persons
def profession(request: PersonRequest) -> HttpResponse:
    """Name another profession in the seat one acts in."""
    data = request.POST if request.method == "POST" else None
    form = ProfessionForm(data, initial={"profession": request.seat.profession})
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["profession"]
        form.attempt(lambda: actions.change_profession(request.actor, request.seat, code))
        if not form.errors:
            messages.success(request, _("Your profession is changed."))
            return redirect("people:credentials")
    return render(request, "people/profession.html", {"form": form}, status=422 if form.errors else 200)


def _keep_within(request: PersonRequest, pk: int) -> None:
    """Raise Denied for a seat of one's own outside the organisation by whose sign-on this session came."""
    place = sessions.place_of(request.session)
    own = Seat.objects.visible_to(request.actor).filter(pk=pk, account_id=request.user.pk)
    if place is not None and own.exclude(organisation=place).exists():
        raise Denied(str(OWN_WAY))
