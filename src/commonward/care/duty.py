"""Who of a team is there at an instant: on duty by the rota, on call, or, without one, whoever serves in its hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Count, Q

from commonward.care import hours
from commonward.care.hours import Week
from commonward.care.models import Membership, Team
from commonward.care.models.cover import USUAL, Calendar, Cover, Shift
from commonward.care.models.threads import Urgency
from commonward.kernel.actor import System
from commonward.people.models import Organisation

JOB: Final = System("care")


@dataclass(frozen=True, slots=True)
class Roster:
    """Seats that are there, those to turn to first before the others, and everybody who serves."""

    on_duty: tuple[int, ...]
    on_call: tuple[int, ...]
    serving: tuple[int, ...]
    has_rota: bool

    def keeps(self, seat: int | None) -> bool:
        """Whether what somebody has to answer stays with them. Without a rota it does overnight, too."""
        return seat in (*self.on_duty, *self.on_call) or (not self.has_rota and seat in self.serving)


def cover_of(team: Team) -> Cover:
    """A team's hours and promises; the usual ones, not stored, until somebody said otherwise."""
    return getattr(team, "cover", None) or Cover(team=team)


def calendar_of(organisation: Organisation) -> Calendar:
    """A place's zone and closed days; this installation's zone, not stored, until somebody said otherwise."""
    found: Calendar | None = getattr(organisation, "care_calendar", None)
    return found or Calendar(organisation=organisation, zone=settings.TIME_ZONE)


def zone_of(calendar: Calendar) -> ZoneInfo:
    """The zone of a calendar. One that this machine's tables no longer know counts as that of the installation."""
    try:
        return ZoneInfo(calendar.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def week_of(team: Team) -> Week:
    """The hours of a team, ready to count with. Two queries."""
    return week(cover_of(team), calendar_of(team.organisation))


def week(cover: Cover, calendar: Calendar) -> Week:
    """The same, of a cover and a calendar at hand."""
    days = tuple((day[0], day[1]) if day else None for day in (cover.hours or USUAL))
    return Week(days, zone_of(calendar), frozenset(date.fromisoformat(day) for day in calendar.closed_days))


def promised(cover: Cover, urgency: str) -> int:
    """Within how many minutes of opening an answer is promised."""
    return {
        Urgency.URGENT.value: cover.urgent_minutes,
        Urgency.SOON.value: cover.soon_minutes,
    }.get(urgency, cover.routine_minutes)


def roster(team: Team, instant: datetime, *, open_now: bool, role: str = "") -> Roster:
    """Who is there. On duty first: those of the profession that answers here, then whoever has least to answer."""
    serving = list(
        Membership.objects.serving()
        .filter(team=team)
        .annotate(turns=Count("seat__care_turns", filter=Q(seat__care_turns__ended_at=None)))
        .values_list("seat_id", "seat__profession", "turns")
    )
    now = Shift.objects.visible_to(JOB).filter(team=team, starts_at__lte=instant, ends_at__gt=instant)
    shifts = {(seat, duty) for seat, duty in now.values_list("seat_id", "duty")}
    has_rota = bool(shifts) or Shift.objects.visible_to(JOB).filter(team=team, duty=Shift.Duty.DUTY).exists()
    ordered = sorted(serving, key=lambda one: (bool(role) and one[1] != role, one[2], one[0]))
    seats = [seat for seat, _profession, _turns in ordered]
    duty = (
        [seat for seat in seats if (seat, Shift.Duty.DUTY.value) in shifts] if has_rota else seats if open_now else []
    )
    call = [seat for seat in seats if (seat, Shift.Duty.ON_CALL.value) in shifts]
    return Roster(tuple(duty), tuple(call), tuple(seats), has_rota)


def roster_now(team: Team, instant: datetime) -> Roster:
    """Who is there, with the team's own hours and role."""
    cover = cover_of(team)
    return roster(
        team, instant, open_now=hours.is_open(week(cover, calendar_of(team.organisation)), instant), role=cover.role
    )


def next_change(team: Team, instant: datetime) -> datetime | None:
    """When somebody's shift begins or ends next, or the team opens; None when nothing is planned."""
    shifts = Shift.objects.visible_to(JOB).filter(team=team)
    begins = shifts.filter(starts_at__gt=instant).order_by("starts_at").values_list("starts_at", flat=True).first()
    ends = shifts.filter(ends_at__gt=instant).order_by("ends_at").values_list("ends_at", flat=True).first()
    week_here = week_of(team)
    if (closes := hours.closing(week_here, instant)) is not None:
        opens = hours.next_opening(week_here, closes)
    else:
        opens = hours.next_opening(week_here, instant)
    return min((at.astimezone(UTC) for at in (begins, ends, opens) if at is not None and at > instant), default=None)
