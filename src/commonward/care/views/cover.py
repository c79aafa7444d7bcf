"""When teams answer, for the administrators of an organisation: hours, rota, and the place's calendar."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access, duty, names, queries, standing
from commonward.care.actions import cover as actions
from commonward.care.actions.cover import CHOICES, Plan, Times
from commonward.care.models import Cover, Shift, Team
from commonward.care.models.threads import Urgency
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people import access as people_access
from commonward.people import professions
from commonward.people.forms import zones
from commonward.people.models import Organisation
from commonward.people.requests import PersonRequest, for_persons

COVER = Limit("cover", times=240, seconds=3600)
#: Days of the rota that stand above the place to add a shift; the rest opens below it.
_DAYS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class _Tried:
    """A form that was not taken: what stood in it, and what is said beside which field."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 422 if self.errors else 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def hours(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """When a team answers, how soon, and what it says meanwhile."""
    organisation, team = _team(request.actor, slug, pk)
    tried = _Tried(_stored(duty.cover_of(team)))
    if request.method == "POST":
        spend(COVER, request.actor, request)
        plan = _plan(request.POST)
        tried = _tried(request.POST, lambda: actions.set_cover(request.actor, team, plan))
        if not tried.errors:
            messages.success(request, _("Patients read these hours from now on, before they write."))
            return redirect("care:hours", slug=slug, pk=pk)
    context = {
        "organisation": organisation,
        "team": team,
        "values": tried.values,
        "errors": tried.errors,
        "days": _days(tried),
        "promises": _promises(tried),
        "roles": [("", _("Whoever is on duty")), *professions.choices()],
        "title": _("When the team answers"),
    }
    return render(request, "care/hours.html", context, status=tried.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def rota(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Who is on duty and on call, one shift more, one less. Times are the place's own."""
    organisation, team = _team(request.actor, slug, pk)
    zone = duty.zone_of(duty.calendar_of(organisation))
    members = [one.seat for one in queries.members_of(request.actor, team)]
    tried = _Tried({"begin": "09:00", "end": "17:00", "weeks": "0", "duty": Shift.Duty.DUTY.value})
    if request.method == "POST":
        spend(COVER, request.actor, request)
        tried = _tried(request.POST, lambda: _change_rota(request, team))
        if not tried.errors:
            return redirect("care:rota", slug=slug, pk=pk)
    with timezone.override(zone):
        days = standing.shifts_of(request.actor, team)
        shown = [(day, [(shift, names.staff(shift.seat)) for shift in shifts]) for day, shifts in days]
        context = {
            "organisation": organisation,
            "team": team,
            "zone": zone.key.replace("_", " "),
            "days": shown[:_DAYS_SHOWN],
            "later": shown[_DAYS_SHOWN:],
            "people": [("", _("Please choose")), *((seat.pk, names.staff(seat).name) for seat in members)],
            "duties": Shift.Duty.choices,
            "values": tried.values,
            "errors": tried.errors,
            "title": _("Rota"),
        }
        return render(request, "care/rota.html", context, status=tried.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def calendar(request: PersonRequest, slug: str) -> HttpResponse:
    """The place's time zone, and the days on which all of its teams are closed."""
    organisation = people_access.get_organisation(request.actor, slug)
    require(access.may_manage_teams(request.actor, organisation))
    tried = _Tried()
    if request.method == "POST":
        spend(COVER, request.actor, request)
        tried = _tried(request.POST, lambda: _change_calendar(request, organisation))
        if not tried.errors:
            return redirect("care:calendar", slug=slug)
    found = duty.calendar_of(organisation)
    context = {
        "organisation": organisation,
        "zone": tried.values.get("zone", found.zone),
        "zones": zones(),
        "closed": actions.days_of(found),
        "values": tried.values,
        "errors": tried.errors,
        "title": _("Time zone and closed days"),
    }
    return render(request, "care/calendar.html", context, status=tried.status)


def _team(person: Person, slug: str, pk: int) -> tuple[Organisation, Team]:
    organisation = people_access.get_organisation(person, slug)
    require(access.may_manage_teams(person, organisation))
    team = access.get_team(person, pk)
    if team.organisation_id != organisation.pk:
        raise NotFound(_("There is no such team here."))
    return organisation, team


def _tried(sent: QueryDict, act: Callable[[], object]) -> _Tried:
    values = {name: sent.get(name, "") for name in sent}
    try:
        act()
    except Unacceptable as refusal:
        return _Tried(values, {refusal.field: refusal.sentence})
    return _Tried(values)


def _plan(sent: QueryDict) -> Plan:
    return Plan(
        hours=tuple((sent.get(f"from-{number}", ""), sent.get(f"to-{number}", "")) for number in range(7)),
        promises={urgency: sent.get(urgency.value, "") for urgency in CHOICES},
        role=sent.get("role", ""),
        away=sent.get("away", ""),
        phone=sent.get("phone", ""),
    )


def _stored(cover: Cover) -> dict[str, str]:
    values = {"role": cover.role, "away": cover.away, "phone": cover.phone}
    values |= {urgency.value: str(duty.promised(cover, urgency.value)) for urgency in CHOICES}
    for number, opening in enumerate(cover.hours):
        begin, end = opening or (None, None)
        values |= {f"from-{number}": _clock(begin), f"to-{number}": _clock(end)}
    return values


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _days(tried: _Tried) -> list[dict[str, str | int]]:
    return [
        {
            "number": number,
            "name": str(WEEKDAYS[number]),
            "begin": tried.values.get(f"from-{number}", ""),
            "end": tried.values.get(f"to-{number}", ""),
            "error": tried.errors.get(f"hours-{number}", ""),
        }
        for number in range(7)
    ]


def _promises(tried: _Tried) -> list[dict[str, object]]:
    return [
        {
            "name": urgency.value,
            "label": str(Urgency(urgency).label),
            "value": tried.values.get(urgency.value, ""),
            "options": [(minutes, standing.length(minutes)) for minutes in choices],
            "error": tried.errors.get(urgency.value, ""),
        }
        for urgency, choices in CHOICES.items()
    ]


def _change_rota(request: PersonRequest, team: Team) -> None:
    sent, person = request.POST, request.actor
    if "remove" in sent:
        shift = Shift.objects.visible_to(person).filter(team=team, pk=_number(sent["remove"])).first()
        if shift is not None:
            actions.remove_shift(person, shift)
        messages.success(request, _("The shift is off the rota."))
        return
    seats = {str(one.seat_id): one.seat for one in queries.members_of(person, team)}
    seat = seats.get(sent.get("seat", ""))
    if seat is None:
        raise Unacceptable(_("Please choose somebody who serves in this team."), field="seat")
    times = Times(sent.get("day", ""), sent.get("begin", ""), sent.get("end", ""), sent.get("weeks", "0"))
    actions.add_shift(person, team, seat, sent.get("duty", ""), times)
    messages.success(request, _("The rota is kept."))


def _change_calendar(request: PersonRequest, organisation: Organisation) -> None:
    sent, person = request.POST, request.actor
    if "open" in sent:
        actions.open_on(person, organisation, sent["open"])
        messages.success(request, _("The place is open on that day."))
    elif "zone" in sent:
        actions.set_zone(person, organisation, sent["zone"])
        messages.success(request, _("The time zone is kept."))
    else:
        actions.close_on(person, organisation, sent.get("day", ""))
        messages.success(request, _("The place is closed on that day."))


def _number(spelled: str) -> int:
    return int(spelled) if spelled.isdecimal() and len(spelled) < 20 and int(spelled) < 2**63 else 0
