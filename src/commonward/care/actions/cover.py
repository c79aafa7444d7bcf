"""Who answers when: an organisation's administrators say it, for patients to read before they write."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access, duty, voices
from commonward.care.duty import JOB
from commonward.care.models import Calendar, Cover, Membership, Shift, Team, Turn
from commonward.care.models.threads import Urgency
from commonward.kernel import clock, ledger, text, work
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.people.models import Organisation, Seat
from commonward.people.professions import PROFESSIONS

LONGEST_AWAY: Final = 400
#: Promises that can be made, in minutes of opening.
CHOICES: Final = {
    Urgency.URGENT: (15, 30, 60, 120, 240),
    Urgency.SOON: (120, 240, 480, 960),
    Urgency.ROUTINE: (480, 960, 1440, 1920, 2400),
}
MOST_WEEKS: Final = 26
_PHONE: Final = re.compile(r"\+?[0-9(][0-9 ()./-]{0,38}", re.ASCII)
#: Shorter ones are those of the emergency services, or only dialled within the house.
_DIGITS: Final = range(6, 16)
MOST_CLOSED: Final = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """When a team answers, as somebody filled it in: local times such as "09:00", empty for closed."""

    hours: tuple[tuple[str, str], ...]
    promises: dict[Urgency, str] = field(default_factory=dict)
    role: str = ""
    away: str = field(default="", repr=False)
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """A shift as somebody filled it in: a local day, two local times, and for how many weeks more."""

    day: str
    begin: str
    end: str
    weeks: str = "0"


def set_cover(person: Person, team: Team, plan: Plan) -> Cover:
    """Say when a team answers, what it says meanwhile, and which number it is called by.

    Raises Unacceptable beside `hours-N`, a promise, `phone` or `away`.
    """
    require(access.may_manage_teams(person, team.organisation))
    hours = [_opening(number, *times) for number, times in enumerate(plan.hours)]
    promises = {one: _promise(one, plan.promises.get(one, "")) for one in CHOICES}
    if plan.role and plan.role not in PROFESSIONS:
        raise Unacceptable(_("Please choose who answers from the list."), field="role")
    phone = _phone(plan.phone)
    screened = _screened(person, plan.away)
    with transaction.atomic():
        cover = duty.cover_of(team)
        cover.hours, cover.role, cover.phone = hours, plan.role, phone
        cover.urgent_minutes = promises[Urgency.URGENT]
        cover.soon_minutes, cover.routine_minutes = promises[Urgency.SOON], promises[Urgency.ROUTINE]
        cover.away = screened.text if screened is not None else ""
        cover.save()
        if screened is not None:
            screening.keep(screened, Ref("cover", cover.pk))
        ledger.record(person, "cover.changed", Ref("team", team.pk))
        _look_again(team)
    return cover


def set_zone(person: Person, organisation: Organisation, zone: str) -> None:
    """Say in which time zone the place is. Raises Unacceptable beside `zone`."""
    require(access.may_manage_teams(person, organisation))
    if zone not in available_timezones():
        raise Unacceptable(_("Please choose a time zone from the list."), field="zone")
    _keep_calendar(person, organisation, zone=zone)


def close_on(person: Person, organisation: Organisation, day: str) -> None:
    """Say that the place is closed on a day. Raises Unacceptable beside `day`."""
    require(access.may_manage_teams(person, organisation))
    kept = days_of(duty.calendar_of(organisation))
    closed = {*(one.isoformat() for one in kept), _day(day).isoformat()}
    if len(closed) > MOST_CLOSED:
        raise Unacceptable(_("These are more days than can be kept. Remove some that are over."), field="day")
    _keep_calendar(person, organisation, closed_days=sorted(closed))


def days_of(calendar: Calendar) -> list[date]:
    """The closed days that are not over yet, in order."""
    today = clock.now().date() - timedelta(days=1)
    return [day for day in map(date.fromisoformat, calendar.closed_days) if day >= today]


def open_on(person: Person, organisation: Organisation, day: str) -> None:
    """Say that the place is open on a day after all."""
    require(access.may_manage_teams(person, organisation))
    closed = [one for one in duty.calendar_of(organisation).closed_days if one != day]
    _keep_calendar(person, organisation, closed_days=closed)


def add_shift(person: Person, team: Team, seat: Seat, kind: str, times: Times) -> int:
    """Put somebody on the rota, for one day or for several weeks; how many shifts that made.

    Raises Unacceptable beside `seat`, `duty`, `day`, `begin`, `end` or `weeks`.
    """
    require(access.may_manage_teams(person, team.organisation))
    if kind not in Shift.Duty.values:
        raise Unacceptable(_("Please choose on duty or on call."), field="duty")
    if not Membership.objects.visible_to(person).filter(team=team, seat=seat, left_at=None).exists():
        raise Unacceptable(_("Please choose somebody who serves in this team."), field="seat")
    day, weeks = _day(times.day), _weeks(times.weeks)
    begin, end = _time(times.begin, "begin"), _time(times.end, "end")
    zone = duty.zone_of(duty.calendar_of(team.organisation))
    rows = []
    for number in range(weeks + 1):
        first = day + timedelta(weeks=number)
        last = first + timedelta(days=int(end <= begin))
        rows.append(
            Shift(
                team=team,
                seat=seat,
                duty=kind,
                starts_at=_instant(first, begin, zone),
                ends_at=_instant(last, end, zone),
            )
        )
    if rows[-1].ends_at <= clock.now():
        raise Unacceptable(_("This is over already. Please choose a later day."), field="day")
    with transaction.atomic():
        Shift.objects.bulk_create(rows, ignore_conflicts=True)
        ledger.record(person, "shift.added", Ref("team", team.pk), detail={"seat": seat.pk, "shifts": len(rows)})
        _look_again(team)
    return len(rows)


def remove_shift(person: Person, shift: Shift) -> None:
    """Take a shift off the rota. What its person had to answer is handed over."""
    require(access.may_manage_teams(person, shift.team.organisation))
    with transaction.atomic():
        if Shift.objects.visible_to(person).filter(pk=shift.pk).delete()[0]:
            ledger.record(person, "shift.removed", Ref("team", shift.team_id), detail={"seat": shift.seat_id})
            _look_again(shift.team)


def _keep_calendar(person: Person, organisation: Organisation, **facts: object) -> None:
    with transaction.atomic():
        calendar = duty.calendar_of(organisation)
        for name, value in facts.items():
            setattr(calendar, name, value)
        calendar.save()
        ledger.record(person, "calendar.changed", Ref("organisation", organisation.pk))
        for team in Team.objects.visible_to(JOB).filter(organisation=organisation, closed_at=None):
            _look_again(team)


def _look_again(team: Team) -> None:
    """What waits is looked at anew: somebody may be there now who was not. Promises that were given stand."""
    waiting = Turn.objects.visible_to(JOB).filter(thread__relationship__team=team, ended_at=None)
    for number in waiting.values_list("pk", flat=True):
        work.enqueue("turn", number)


def _opening(number: int, begin: str, end: str) -> list[int]:
    if not begin.strip() and not end.strip():
        return []
    field_name = f"hours-{number}"
    first, last = _minutes(begin, field_name), _minutes(end, field_name) or 1440
    if last <= first:
        raise Unacceptable(_("The second time has to be later than the first. Midnight is 00:00."), field=field_name)
    return [first, last]


def _minutes(spelled: str, field_name: str) -> int:
    found = _time(spelled, field_name)
    return found.hour * 60 + found.minute


def _time(spelled: str, field_name: str) -> time:
    try:
        return time.fromisoformat(spelled.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Unacceptable(_("Please write a time of day, such as 09:00."), field=field_name) from None


def _day(spelled: str) -> date:
    try:
        found = date.fromisoformat(spelled.strip())
    except ValueError:
        raise Unacceptable(_("Please write the day as year, month, day: 2026-12-25."), field="day") from None
    if abs((found - clock.now().date()).days) > 800:
        raise Unacceptable(_("Please look at the year again."), field="day")
    return found


def _weeks(spelled: str) -> int:
    if not spelled.strip().isdecimal() or int(spelled) > MOST_WEEKS:
        sentence = _("Please write how many weeks more, from 0 to %(most)d.") % {"most": MOST_WEEKS}
        raise Unacceptable(sentence, field="weeks")
    return int(spelled)


def _promise(urgency: Urgency, spelled: str) -> int:
    if not spelled.isdecimal() or int(spelled) not in CHOICES[urgency]:
        raise Unacceptable(_("Please choose a time from the list."), field=urgency.value)
    return int(spelled)


def _phone(spelled: str) -> str:
    """A telephone number as it was spelled. Digits and what stands between them: no words, so nothing to screen."""
    tidied = text.tidy_name(spelled)
    if text.is_blank(tidied):
        return ""
    if not _PHONE.fullmatch(tidied) or sum(sign.isdigit() for sign in tidied) not in _DIGITS:
        raise Unacceptable(
            _("Please write the team's own number as it is dialled from outside: +1 207 555 0143."), field="phone"
        )
    return tidied


def _screened(person: Person, words: str) -> screening.Screened | None:
    """What the team says out of hours is shown to patients, so it goes through the guard like a post."""
    tidied = text.tidy(words)
    if text.is_blank(tidied):
        return None
    if len(tidied) > LONGEST_AWAY:
        raise Unacceptable(_("Please say it in at most %(most)d characters.") % {"most": LONGEST_AWAY}, field="away")
    seat = Seat.objects.visible_to(person).select_related("organisation", "profile").get(pk=person.seat)
    screened = screening.screen(person, voices.voice_of(person, seat), tidied, context="public_post")
    if screened.verdict not in {Verdict.ALLOW, Verdict.NOTE}:
        raise Unacceptable(_("Please say this without anything that gives a person away, or promises."), field="away")
    return screened


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
