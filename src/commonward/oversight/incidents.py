"""The first record of an incident: reported, contained, assessed, people told, closed; with the clocks of rules.md 5.

Only privacy officers. Each step says in words what was done; the words stay with the incident, the ledger has the step.
Dates are shown as information: which duties apply is a decision of people, and the page says whose rule each date is.
"""

import textwrap
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.kernel import clock, ledger, text
from commonward.kernel.access import ALLOW, Permission, deny, require
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight.models import Incident, IncidentStep
from commonward.people import notices
from commonward.people.queries import seats_answering

LONGEST: Final = 5000
#: So many people of one breach, and authorities and media hear of it at once (45 CFR 164.406, 164.408).
MANY: Final = 500
#: So much of what happened stands in the list.
BEGINNING: Final = 90
KEPT: Final = timedelta(days=6 * 365 + 2)

S = Incident.State
_NEXT: Final = {S.REPORTED: S.CONTAINED, S.CONTAINED: S.ASSESSED, S.NOTIFIED: S.CLOSED}


def may_handle(actor: Actor) -> Permission:
    """Knowing of incidents at all."""
    if isinstance(actor, Person) and actor.role == Role.PRIVACY_OFFICER:
        return ALLOW
    return deny(_("Incidents are for privacy officers."))


def get(actor: Actor, pk: int) -> Incident:
    """The one way a view obtains an incident. To others it does not exist."""
    incident = Incident.objects.visible_to(actor).select_related("organisation").filter(pk=pk).first()
    if incident is None:
        raise NotFound(_("There is nothing here for you to read."))
    return incident


def report(person: Person, *, discovered_at: datetime, words: str, is_abroad: bool = False) -> Incident:
    """Open the record of an incident. The other privacy officers are told that there is one, and nothing of it."""
    require(may_handle(person))
    said = _said(words)
    if discovered_at > clock.now():
        raise Unacceptable(_("Choose when it was first known; that can not lie ahead."), field="discovered_at")
    with transaction.atomic():
        ledger.take_turn()  # two who report at once get two numbers
        incident = Incident.objects.create(
            organisation_id=person.organisation,
            number=_next_number(person),
            discovered_at=discovered_at,
            is_abroad=is_abroad,
        )
        _write(person, incident, said)
        for seat in seats_answering(person.organisation):
            if seat != person.seat:
                notices.notify(seat, "incident.reported", Ref("incident", incident.pk))
    return incident


@dataclass(frozen=True, slots=True)
class Assessment:
    """What came of looking into it: what it is, how many people, and whether people abroad are among them."""

    outcome: str
    affected: int | None = None
    is_abroad: bool = False


def next_of(incident: Incident) -> Incident.State | None:
    """The step that comes next: people are told of a breach before it is closed; of what is none nobody has to be."""
    if incident.state == S.ASSESSED:
        return S.NOTIFIED if incident.outcome == Incident.Outcome.BREACH else S.CLOSED
    return _NEXT.get(S(incident.state))


def step(person: Person, pk: int, *, to: str, words: str, assessment: Assessment | None = None) -> Incident:
    """Take the next step. Raises Conflict where another one comes next, Unacceptable beside a field."""
    require(may_handle(person))
    said = _said(words)
    try:
        with transaction.atomic():
            get(person, pk)
            incident = Incident.objects.visible_to(person).select_for_update(of=("self",)).get(pk=pk)
            if to != next_of(incident):
                raise Conflict(_("Somebody took another step meanwhile. Look at it once more; your words are kept."))
            if to == S.ASSESSED:
                _assess(incident, assessment)
            incident.state = S(to)
            incident.closed_at = clock.now() if to == S.CLOSED else None
            incident.save()
            _write(person, incident, said)
    except IntegrityError:
        raise Conflict(_("Somebody took this step a moment ago.")) from None
    return incident


def note(person: Person, pk: int, *, words: str) -> None:
    """Add words without a step, also to one that is closed."""
    require(may_handle(person))
    said = _said(words)
    with transaction.atomic():
        incident = get(person, pk)
        IncidentStep.objects.create(
            incident=incident, state=incident.state, is_note=True, by_id=person.seat, words=said
        )
        ledger.record(person, "incident.noted", Ref("incident", pk))


def read(person: Person, incident: Incident) -> None:
    """Record that somebody read it."""
    with transaction.atomic():
        ledger.record(person, "incident.read", Ref("incident", incident.pk))


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in the list: what tells it from others, and what is due next."""

    incident: Incident = field(repr=False)
    said: str = field(repr=False)  # how what happened begins
    due: "Clock | None"


def listed(person: Person, found: list[Incident]) -> list[Line]:
    """The lines of a page. They show how the words begin, so that the list was read is on record."""
    steps: dict[int, list[IncidentStep]] = {one.pk: [] for one in found}
    for one in IncidentStep.objects.visible_to(person).filter(incident__in=list(steps)).order_by("pk"):
        steps[one.incident_id].append(one)
    if found:
        with transaction.atomic():
            ledger.record(person, "incident.listed", Ref("incident", 0), detail={"count": len(found)})
    return [Line(one, _beginning(steps[one.pk]), next_due(one, steps[one.pk])) for one in found]


def next_due(incident: Incident, steps: list[IncidentStep]) -> "Clock | None":
    """What has to be done first of all that is not done."""
    open_ones = [one for one in clocks(incident, steps) if one.done_at is None]
    return min(open_ones, key=lambda one: one.due_at, default=None) if incident.state != S.CLOSED else None


def _beginning(steps: list[IncidentStep]) -> str:
    said = next((one.words for one in steps if one.state == S.REPORTED and not one.is_note), "")
    return textwrap.shorten(said.partition("\n")[0], BEGINNING, placeholder=" …")


def _next_number(person: Person) -> int:
    here = Incident.objects.visible_to(person)
    if person.organisation is None:
        here = here.filter(organisation=None)
    return int(here.aggregate(newest=Max("number"))["newest"] or 0) + 1


def forget_past() -> int:
    """Take away what was closed six years ago (45 CFR 164.414, 164.530(j)); how many. On the worker's rounds."""
    past = Incident.objects.visible_to(System("retention")).filter(closed_at__lt=clock.now() - KEPT)
    gone = past.count()
    past.delete()
    return gone


def _assess(incident: Incident, assessment: Assessment | None) -> None:
    if assessment is None or assessment.outcome not in Incident.Outcome.values:
        raise Unacceptable(_("Please choose what it is."), field="outcome")
    if assessment.outcome == Incident.Outcome.BREACH and not assessment.affected:
        raise Unacceptable(_("Say how many people it is about. A careful guess will do."), field="affected")
    incident.outcome, incident.affected = assessment.outcome, assessment.affected
    incident.is_abroad = assessment.is_abroad


def _said(words: str) -> str:
    said = text.tidy(words)
    if text.is_blank(said):
        raise Unacceptable(_("Say what was done. A line is enough."), field="words")
    if len(said) > LONGEST:
        raise Unacceptable(_("Keep it under 5,000 characters. Your words are kept."), field="words")
    return said


def _write(person: Person, incident: Incident, said: str) -> None:
    IncidentStep.objects.create(incident=incident, state=incident.state, by_id=person.seat, words=said)
    detail: ledger.Detail = {"outcome": incident.outcome} if incident.outcome else {}
    ledger.record(person, f"incident.{incident.state}", Ref("incident", incident.pk), detail=detail)


#: Where no law asks for it.
OWN_RULE: Final = gettext_lazy("a rule of this place")


# --- Clocks ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Clock:
    """A duty, by when, whose rule it is, and how it stands."""

    duty: str | Promise
    due_at: datetime
    source: str | Promise
    done_at: datetime | None
    is_past: bool


_Row = tuple[str | Promise, datetime, str | Promise, datetime | None]


def clocks(incident: Incident, steps: list[IncidentStep]) -> list[Clock]:
    """The dates that follow from when it was first known. What only a breach asks for comes once it is one."""
    at = {one.state: one.at for one in steps if not one.is_note}
    known, told = incident.discovered_at, at.get(S.NOTIFIED)
    rows: list[_Row] = [
        (gettext_lazy("Contain it"), known + timedelta(hours=1), OWN_RULE, at.get(S.CONTAINED)),
        (gettext_lazy("A privacy officer has it"), known + timedelta(hours=24), OWN_RULE, at.get(S.REPORTED)),
        (
            gettext_lazy("Assess it by the four factors"),
            known + timedelta(days=10),
            "45 CFR 164.402",
            at.get(S.ASSESSED),
        ),
    ]
    if incident.is_abroad:
        rows.append((gettext_lazy("Tell the authority in the EU or UK"), known + timedelta(hours=72), "GDPR 33", told))
    if incident.outcome == Incident.Outcome.BREACH:
        rows += _breach(incident, told)
    now = clock.now()
    return [Clock(duty, due, source, done, is_past=done is None and due < now) for duty, due, source, done in rows]


def _breach(incident: Incident, told: datetime | None) -> list[_Row]:
    known = incident.discovered_at
    sixty = known + timedelta(days=60)
    affected = incident.affected or 0
    year_end = datetime(known.astimezone(UTC).year + 1, 1, 1, tzinfo=UTC) + timedelta(days=60)
    rows: list[_Row] = [
        (gettext_lazy("Tell each person, without delay"), sixty, "45 CFR 164.404", told),
        (
            gettext_lazy("Tell HHS"),
            sixty if affected >= MANY else year_end,
            "45 CFR 164.408",
            told,
        ),
    ]
    if affected > MANY:
        rows.append((gettext_lazy("Tell the media, if more than 500 live in one state"), sixty, "45 CFR 164.406", told))
    return rows
