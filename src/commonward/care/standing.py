"""What a page says of time: when the team answers, until when it will, who has it, and what to do until then.

For patients before and after they write, for staff on the board and beside a conversation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonward.care import duty, hours, names
from commonward.care.duty import JOB
from commonward.care.hours import DAY_MINUTES, Opening, Week
from commonward.care.models import Alert, Membership, Relationship, Shift, Team, Turn
from commonward.care.models.threads import Urgency
from commonward.care.names import Named
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight import helplines
from commonward.people import professions
from commonward.people.house import HouseText
from commonward.people.models import Account, Organisation, Seat
from commonward.ui.shapes import Helplines

#: Shifts shown on the rota's page, from today on.
MOST_SHIFTS: Final = 200


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team answers, in sentences. `now` says whether somebody is there at this moment."""

    lines: tuple[str, ...]
    zone: str
    is_open: bool
    now: str
    promises: tuple[tuple[str, str], ...]
    answers: str
    away: str = field(default="", repr=False)
    phone: str = ""  # the team's own number, where it stated one
    phone_url: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a thread stands: until when an answer is promised, whose turn it is, what is said of an alert."""

    answer_by: datetime | None
    is_late: bool
    who: str
    step: str
    is_yours: bool
    alert: "AlertSaid | None" = None


@dataclass(frozen=True, slots=True)
class AlertSaid:
    """What is said of an alert. `nobody`: the patient has to hear that nobody is there, and whom to call."""

    pk: int
    sentence: str  # for the patient and who acts for them
    for_team: str
    is_open: bool
    nobody: bool
    take_by: datetime | None = None  # while it is open: then it goes on to somebody else
    who: str = ""  # who was alerted last, while it is open
    is_yours: bool = False


@dataclass(frozen=True, slots=True)
class Burden:
    """How much somebody has to answer, and how much of it is late."""

    seat: int
    who: Named
    number: int
    late: int
    is_there: bool


def numbers(reader: "Account | AnonymousUser", relationship: Relationship) -> "SimpleLazyObject[Helplines]":
    """Whom to call: by the country that the reader stated, else that of the place that cares for them."""
    stated = reader.country if isinstance(reader, Account) else ""

    def found() -> Helplines:
        country = stated or relationship.team.organisation.country
        return replace(helplines.for_reader(country), know_url=reverse("community:let_know"))

    return SimpleLazyObject(found)


def of_team(team: Team) -> Hours:
    """When a team answers, and what is said meanwhile: by the team, else by its house. Two queries or three."""
    cover, calendar = duty.cover_of(team), duty.calendar_of(team.organisation)
    week, now = duty.week(cover, calendar), clock.now()
    is_open = hours.is_open(week, now)
    return Hours(
        lines=tuple(_lines(week)),
        zone=_zone_said(week.zone, now),
        is_open=is_open,
        now=_now_said(week, now, is_open=is_open),
        promises=tuple((str(one.label), length(duty.promised(cover, one.value))) for one in Urgency),
        answers=professions.label_of(cover.role) or _("whoever is on duty"),
        away="" if is_open else cover.away or _said_by_the_house(team.organisation),
        phone=cover.phone,
        phone_url=cover.phone_url,
    )


def _said_by_the_house(organisation: Organisation) -> str:
    """What the organisation says for all its teams while they are closed. One query where it says something."""
    if organisation.hours_text is None:
        return ""
    found = HouseText.objects.visible_to(JOB).filter(pk=organisation.hours_text).values_list("words", flat=True)
    return found.first() or ""


def of_turn(person: Person, turn: Turn | None) -> Waiting | None:
    """Where a thread stands whose turn was loaded with it; None while nobody waits for an answer. No query."""
    if turn is None:
        return None
    return Waiting(
        answer_by=turn.answer_by,
        is_late=turn.answer_by is not None and turn.answer_by < clock.now(),
        who=_called(turn.responsible) if turn.responsible is not None else "",
        step=str(turn.get_step_display()) if turn.step else "",
        is_yours=turn.responsible_id == person.seat,
        alert=_alert_said(person, turn.alert) if turn.alert is not None else None,
    )


def burden(person: Person, team: int | None = None) -> list[Burden]:
    """Who of one's teams, or of one of them, has how much to answer; whoever is there first. One query."""
    now = clock.now()
    mine = Membership.objects.serving().filter(seat_id=person.seat).values("team_id")
    there = Shift.objects.visible_to(person).filter(seat=OuterRef("seat_id"), starts_at__lte=now, ends_at__gt=now)
    turns = Turn.objects.visible_to(JOB).filter(responsible=OuterRef("seat_id"), ended_at=None)
    members = (
        Membership.objects.serving()
        .filter(team_id__in=mine, **({} if team is None else {"team_id": team}))
        .annotate(is_there=Exists(there), number=_count(turns), late=_count(turns.filter(answer_by__lt=now)))
        .select_related("seat__profile")
    )
    rows = {one.seat_id: _burden_of(one) for one in members}
    return sorted(rows.values(), key=lambda row: (not row.is_there, -row.number, row.who.name))


def _burden_of(member: Membership) -> Burden:
    told = vars(member)  # what the query counted
    who = names.staff(member.seat)
    return Burden(member.seat_id, who, int(told["number"]), int(told["late"]), is_there=bool(told["is_there"]))


def _count(rows: "QuerySet[Turn]") -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def shifts_of(person: Person, team: Team) -> list[tuple[date, list[Shift]]]:
    """The rota from today on, by day, in the place's own time, which the caller has set."""
    rows = Shift.objects.visible_to(person).filter(team=team, ends_at__gt=clock.now())
    found = rows.select_related("seat__profile").order_by("starts_at", "duty")[:MOST_SHIFTS]
    return [
        (day, list(shifts))
        for day, shifts in groupby(found, key=lambda shift: timezone.localtime(shift.starts_at).date())
    ]


def length(minutes: int) -> str:
    """A length of opening time: "15 minutes", "1 hour", "24 hours"."""
    if minutes < 60:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    return ngettext("%(number)d hour", "%(number)d hours", minutes // 60) % {"number": minutes // 60}


def _alert_said(person: Person, alert: Alert) -> AlertSaid:
    if alert.taken_by is not None:
        said = _("%(name)s has seen this and takes care of it.") % {"name": _called(alert.taken_by)}
        return AlertSaid(alert.pk, said, said, is_open=False, nobody=False)
    who = _called(alert.owner) if alert.owner is not None else ""
    told = alert.patient_told_at is not None
    if told:
        said = _("Nobody of the team has taken this up yet. Please do not wait for an answer here: call.")
        for_team = _("Nobody has taken this up. The patient was told not to wait for an answer, but to call.")
    else:
        said = _("%(name)s was alerted. If it gets worse, do not wait: call.") % {"name": who}
        for_team = _("%(name)s was alerted and has not taken this up yet. At %(time)s it goes on to somebody else.")
        goes_on = time_format(timezone.localtime(alert.take_by).time(), "TIME_FORMAT")
        for_team %= {"name": who, "time": goes_on}
    yours = alert.owner_id == person.seat and not told
    return AlertSaid(
        alert.pk,
        said,
        for_team,
        is_open=True,
        nobody=told,
        take_by=alert.take_by,
        who="" if told else who,
        is_yours=yours,
    )


def _called(seat: Seat) -> str:
    named = names.staff(seat)
    return ", ".join(part for part in (named.name, named.role) if part) or _("Somebody of the team")


def _lines(week: Week) -> Iterable[str]:
    """Days with the same hours together: "Monday to Friday: 9:00 to 17:00"."""
    for opening, days in groupby(range(7), key=lambda number: week.days[number]):
        numbers = list(days)
        first, last = WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]
        named = str(first) if len(numbers) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}
        yield _("%(days)s: %(hours)s") % {"days": named, "hours": _opening(opening)}


def _opening(opening: Opening | None) -> str:
    if opening is None:
        return _("closed")
    if opening == (0, DAY_MINUTES):
        return _("day and night")
    begin, end = (time_format(time(minute // 60 % 24, minute % 60), "TIME_FORMAT") for minute in opening)
    return _("%(begin)s to %(end)s") % {"begin": begin, "end": end}


def _now_said(week: Week, now: datetime, *, is_open: bool) -> str:
    if is_open:
        return _("The team answers at this time.")
    opens = hours.next_opening(week, now)
    if opens is None:
        return _("Nobody answers here at this time.")
    local = opens.astimezone(week.zone)
    day, at = date_format(local, "l j F"), time_format(local, "TIME_FORMAT")
    return _("Nobody is there now. The team reads this from %(day)s, %(time)s.") % {"day": day, "time": at}


def _zone_said(zone: ZoneInfo, now: datetime) -> str:
    """The place's zone, where it differs from the reader's at this moment; else "", since it needs no word."""
    here = timezone.localtime(now).utcoffset()
    return "" if now.astimezone(zone).utcoffset() == here else zone.key.replace("_", " ")
