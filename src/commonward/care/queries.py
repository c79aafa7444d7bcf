"""Reading care for pages. Every query begins with what the actor may see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from commonward.care import closed, names, signs
from commonward.care.access import Part
from commonward.care.closed import Bar
from commonward.care.models import (
    CareFile,
    EmergencyAccess,
    Membership,
    MessageDraft,
    Proposal,
    Proxy,
    RecordEntry,
    Relationship,
    Team,
    Thread,
    Turn,
)
from commonward.care.models.relationships import IN_CARE, granted
from commonward.care.names import Named
from commonward.care.signs import Sign
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.people.models import Organisation, Seat

State = Relationship.State
#: Rows on a board or a list; whoever has more begins with these.
MOST = 60


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One matter on a list."""

    pk: int
    topic: str = field(repr=False)
    patient: str = field(repr=False)
    team: str
    chart: int
    last_at: datetime
    waits_since: datetime | None
    urgency: str
    urgency_label: str
    is_first: bool
    is_closed: bool
    turn: Turn | None
    sign: Sign | None = None  # of danger, in what waits; on the team's board alone
    permits: bool = True  # whether the patient permits messages; asked on the team's board alone
    closed: str = ""  # why nobody can write there, in a few words; on the team's board alone


def relationships_of(person: Person) -> list[Relationship]:
    """The patient's own, and those one may view for a patient; ended ones last. Not what was asked for and taken back.

    Whether messages are permitted (`permits_now`), and whether this person may write where they are (`may_say`), comes
    along.
    """
    acts = Proxy.objects.in_force().filter(seat_id=person.seat, chart_id=OuterRef("chart_id"), may_message=True)
    found = (
        Relationship.objects.visible_to(person)
        .exclude(state=State.ENDED, established_at=None, ending=Relationship.Ending.PATIENT)
        .select_related("team__organisation", "team__cover", "chart")
        .annotate(
            permits_now=Exists(granted(OuterRef("chart__seat_id"), OuterRef("team__organisation_id"))),
            may_say=Case(When(chart__seat_id=person.seat, then=Value(True)), default=Exists(acts)),
        )
    )
    return sorted(found.order_by("-pk")[:MOST], key=lambda one: one.state == State.ENDED)


def threads_of(person: Person) -> list[ThreadLine]:
    """The matters that one sees as a patient or for one, the newest first. Where nobody can answer, nothing waits."""
    answerable = Thread.objects.permitted().filter(pk=OuterRef("pk"), closed_at=None)
    seen = Thread.objects.visible_to(person).annotate(is_answerable=Exists(answerable))
    return _lines(seen.order_by("-last_at"))


def board(person: Person) -> list[ThreadLine]:
    """What waits for the teams of somebody who serves: signs of an emergency first, then by what is due."""
    waiting = Thread.objects.visible_to(person).filter(waits_since__isnull=False, closed_at=None)
    signed = waiting.annotate(tier=F("turn__alert__message__live__screening__tier"), permits_now=permits_now())
    return _lines(signed.order_by("-is_first", F("turn__answer_by").asc(nulls_last=True), "waits_since"))


def permits_now() -> Exists:
    """Whether the patient of a thread permits messages to the place of its team."""
    return Exists(granted(OuterRef("relationship__chart__seat_id"), OuterRef("relationship__team__organisation_id")))


def bar_of(thread: Thread) -> Bar | None:
    """What stands in the way of an answer in a thread that was asked for with `permits_now`. No query."""
    permitted = vars(thread).get("permits_now", True)
    return closed.bar_of(thread.relationship) or (None if permitted else Bar.NOT_PERMITTED)


def answered(person: Person) -> list[ThreadLine]:
    """What the teams of somebody answered lately."""
    return _lines(Thread.objects.visible_to(person).filter(waits_since=None).order_by("-last_at"))


def asked(person: Person) -> list[Relationship]:
    """Patients who asked the teams of this person for care and wait for an answer, the oldest first."""
    served = Membership.objects.serving().filter(seat_id=person.seat).values("team_id")
    waiting = Relationship.objects.visible_to(person).filter(
        team_id__in=served, state__in=[State.REQUESTED, State.VERIFIED]
    )
    return list(waiting.select_related("chart", "team").order_by("pk")[:MOST])


def waiting_number(person: Person) -> int:
    """How many matters wait for the teams of this person."""
    return Thread.objects.visible_to(person).filter(waits_since__isnull=False, closed_at=None).count()


def waits_for_seat() -> Combinable:
    """The same, for the seat of a request to bring along; none for a seat that serves nowhere."""
    member = Membership.objects.filter(seat_id=OuterRef("pk"), left_at=None, team__closed_at=None)
    waiting = (
        Thread.objects.filter(
            relationship__team__memberships__in=Membership.objects.serving()
            .filter(seat_id=OuterRef(OuterRef("pk")))
            .values("pk"),
            relationship__state__in=[State.ESTABLISHED, State.PAUSED],
            relationship__until__gt=clock.now(),
            waits_since__isnull=False,
            closed_at=None,
        )
        .annotate(all=Value(1))
        .values("all")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Case(When(Exists(member), then=Coalesce(Subquery(waiting), 0)), default=None, output_field=IntegerField())


class Kept(NamedTuple):
    """Words that wait for a closed door: their draft, and when they were written."""

    pk: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AtWork:
    """Whether somebody is a member of a care team, whether they may act there now or not; and their newest words that
    are kept where they can not send them.
    """

    serves: bool
    kept: tuple[Kept, ...]


def at_work(person: Person) -> AtWork:
    """Both in one query."""
    member = Membership.objects.visible_to(person).filter(seat_id=person.seat, left_at=None)
    kept = _stranded(person)[:1]
    found = (
        Seat.objects.visible_to(person)
        .filter(pk=person.seat)
        .annotate(serves=Exists(member), kept=Subquery(kept.values("pk")), kept_at=Subquery(kept.values("updated_at")))
    )
    serves, pk, at = found.values_list("serves", "kept", "kept_at").get()
    return AtWork(serves, (Kept(pk, at),) if pk is not None else ())


def stranded(person: Person) -> list[Kept]:
    """What this person wrote where they can not send it now, the newest first."""
    return [Kept(*row) for row in _stranded(person).values_list("pk", "updated_at")[:MOST]]


def _stranded(person: Person) -> "QuerySet[MessageDraft]":
    """The same as rows, for questions that ask for more at once."""
    kept = MessageDraft.objects.visible_to(person)
    open_threads = Q(thread__in=Thread.objects.to_write_by(person).values("pk"))
    open_places = Q(thread=None, relationship__in=Relationship.objects.permitted().values("pk"))
    return kept.exclude(open_threads | open_places).order_by("-updated_at", "-pk")


def held_for(person: Person) -> list[RecordEntry]:
    """Held words that this person may read as a reviewer, the oldest first."""
    found = RecordEntry.objects.to_review_by(person).filter(state=RecordEntry.State.HELD)
    return list(
        found.select_related("author__profile", "relationship__chart", "relationship__team").order_by("pk")[:MOST]
    )


def held_files_for(person: Person) -> list[CareFile]:
    """Held files that this person may look at as a reviewer, the oldest first."""
    found = CareFile.objects.to_review_by(person).filter(state=CareFile.State.HELD)
    return list(found.select_related("owner__profile", "relationship__chart").order_by("pk")[:MOST])


def held_number(person: Person) -> int:
    """How many of those there are."""
    words = RecordEntry.objects.to_review_by(person).filter(state=RecordEntry.State.HELD).order_by().values("pk")
    files = CareFile.objects.to_review_by(person).filter(state=CareFile.State.HELD).order_by().values("pk")
    return words.union(files, all=True).count()


def teams_to_ask(person: Person) -> list[Team]:
    """The teams that can be asked for care, by place."""
    teams = Team.objects.visible_to(person).filter(closed_at=None).select_related("organisation")
    return list(teams.order_by("organisation__name", "name")[:500])


def teams_in(person: Person, organisation: Organisation) -> "QuerySet[Team]":
    """The teams of an organisation, for those who manage them."""
    return (
        Team.objects.visible_to(person)
        .filter(organisation=organisation)
        .order_by(F("closed_at").asc(nulls_first=True), "name")
    )


def members_of(person: Person, team: Team) -> list[Membership]:
    """Who serves in a team now, for its members and those who manage it."""
    members = Membership.objects.visible_to(person).filter(team=team, left_at=None)
    return list(members.select_related("seat__profile", "seat__account").order_by("pk"))


def proposals_of(person: Person, team: Team) -> list[tuple[Proposal, Named]]:
    """What a team offers now, and who did, for those who serve in it; the newest first."""
    rows = Proposal.objects.visible_to(person).filter(team=team).still_open()
    return [(one, names.staff(one.proposer)) for one in rows.select_related("proposer__profile").order_by("-pk")[:MOST]]


def served_teams(person: Person) -> list[Team]:
    """The teams that somebody works for now."""
    serving = Membership.objects.serving().filter(seat_id=person.seat).select_related("team__organisation")
    return [one.team for one in serving.order_by("team__name")]


def faces_of(relationship: Relationship) -> list[Membership]:
    """Who serves in the team of a relationship that was obtained as its patient: patients know who reads."""
    members = Membership.objects.serving().filter(team_id=relationship.team_id)
    return list(members.select_related("seat__profile").order_by("pk")[:MOST])


def _lines(threads: "QuerySet[Thread]") -> list[ThreadLine]:
    found = threads.select_related("relationship__chart", "relationship__team")
    found = found.select_related(
        "turn__responsible__profile", "turn__alert__owner__profile", "turn__alert__taken_by__profile"
    )[:MOST]
    return [line_of(one) for one in found]


def line_of(one: Thread) -> ThreadLine:
    """A matter as a list shows it; its relationship, chart, team and turn should be loaded with it."""
    bar = bar_of(one) if "permits_now" in vars(one) else None
    return ThreadLine(
        pk=one.pk,
        topic=one.topic,
        patient=one.relationship.chart.name,
        team=one.relationship.team.name,
        chart=one.relationship.chart_id,
        last_at=one.last_at,
        waits_since=one.waits_since if vars(one).get("is_answerable", True) else None,
        urgency=one.urgency,
        urgency_label=str(one.get_urgency_display()),
        is_first=one.is_first,
        is_closed=one.closed_at is not None,
        turn=one.turn,
        sign=signs.of(vars(one).get("tier") or ""),  # where the question asked for it: on the board
        permits=vars(one).get("permits_now", True),
        closed=closed.word(bar) if bar is not None else "",
    )


def cares_for(staff: int, patient: int) -> bool:
    """Whether the one account works in a team that cares for the other now. For `consent.boundaries`."""
    served = Membership.objects.filter(seat__account_id=staff, left_at=None).values("team_id")
    cared_for = Relationship.objects.filter(chart__seat__account_id=patient, state__in=IN_CARE, team_id__in=served)
    return cared_for.exists()


def proxies_of(person: Person, relationship: Relationship, part: Part) -> list[Proxy]:
    """Who acts for this patient now: all of them for the patient and the team, oneself for whoever acts."""
    now = Proxy.objects.in_force().filter(chart=relationship.chart_id)
    seen = now if part.is_patient or part.serves else now.filter(seat_id=person.seat)
    return list(seen.select_related("seat__profile").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that one opened in an emergency."""

    name: str = field(repr=False)
    until: datetime
    threads: tuple[Thread, ...]


def opened_by(person: Person) -> list[Opened]:
    """What this person opened in an emergency and may read now, with the matters in it."""
    opened = EmergencyAccess.objects.in_force().filter(seat_id=person.seat).select_related("chart").order_by("-pk")
    rows = {one.chart_id: one for one in reversed(opened[:MOST])}
    threads = Thread.objects.visible_to(person).filter(relationship__chart__in=rows).select_related("relationship")
    found: dict[int, list[Thread]] = {pk: [] for pk in rows}
    for thread in threads.order_by("-last_at")[:MOST]:
        found[thread.relationship.chart_id].append(thread)
    return [Opened(one.chart.name, one.until, tuple(found[pk])) for pk, one in rows.items()]


def emergencies_for(person: Person) -> list[EmergencyAccess]:
    """What was opened in an emergency at the place of a privacy officer: first what nobody has read."""
    seen = EmergencyAccess.objects.visible_to(person).filter(chart__organisation_id=person.organisation or 0)
    rows = seen.select_related("chart", "seat__profile").order_by(F("reviewed_at").asc(nulls_first=True), "-pk")
    return list(rows[:MOST])
