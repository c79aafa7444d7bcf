"""The relationship, step by step: asked for, identity checked, taken into care, paused, ended (rules.md section 4).

Each step is one update that names the state it comes from, so that two people at once make one step.
"""

import calendar
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonward.care import access, others
from commonward.care.events import RelationshipChanged
from commonward.care.models import Chart, Membership, Relationship, Team
from commonward.kernel import clock, datakeys, ledger, text, upkeep
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.kernel.rows import update
from commonward.people import notices
from commonward.people.models import Seat

State, Proof, Ending = Relationship.State, Relationship.Proof, Relationship.Ending

#: A relationship lasts so long after the last contact.
MONTHS: Final = 12
#: A team that ends a relationship says so at least so long before.
NOTICE: Final = timedelta(days=30)
LONGEST_NAME: Final = 120
LONGEST_HANDOVER: Final = 2000
_OLDEST: Final = 130  # years


def ask(person: Person, team: Team, *, name: str, born: str) -> Relationship:
    """Ask a team for care. Name and birth date are for its identity check; nothing is said of any illness.

    Raises Denied for anybody but a patient, Unacceptable beside `name` or `born`, Conflict while one is open.
    """
    require(access.may_ask(person))
    if team.closed_at is not None:
        raise Denied(_("This team is no more. Please ask another."))
    given, day = told(name, born)
    try:
        with transaction.atomic():
            chart = _chart(person, team, given, day)
            relationship = Relationship.objects.create(chart=chart, team=team)
            _record(person, relationship, "requested")
            for seat in serving(team):
                notices.notify(seat, "care.asked", Ref("relationship", relationship.pk))
    except IntegrityError:
        raise Conflict(_("You asked this team already. You hear from us when it answers.")) from None
    return relationship


def told(name: str, born: str) -> tuple[str, date]:
    """A name and a day of birth as somebody wrote them. Raises Unacceptable beside `name` or `born`."""
    tidied = text.tidy_name(name)
    if text.is_blank(tidied) or len(tidied) > LONGEST_NAME:
        raise Unacceptable(_("Please write the name as the place knows it."), field="name")
    return tidied, _day(born)


def begin_offered(person: Person, team: Team, *, name: str, born: str, proof: str, proposer: Seat) -> Relationship:
    """The patient took up what somebody of the team offered them, having shown who they are.

    In care at once where a health professional who still serves offered it; else the identity counts as checked, and a
    professional of the team confirms. Needs a transaction. Raises Conflict while the team cares for them already.
    """
    given, day = told(name, born)
    still = Membership.objects.serving().filter(team=team, seat=proposer).exists()
    now = clock.now()
    try:
        with transaction.atomic():
            chart = _chart(person, team, given, day)
            relationship = Relationship.objects.create(chart=chart, team=team)
            _record(person, relationship, "requested")
    except IntegrityError:
        raise Conflict(_("This team cares for you already, or you asked it. Look under Care.")) from None
    if not still:
        return relationship
    facts: dict[str, object] = {"proof": proof, "verified_at": now, "verified_by_id": proposer.pk}
    _step(person, relationship, (State.REQUESTED, State.VERIFIED), facts)
    if proposer.role == Role.PROFESSIONAL:
        begun = {"established_at": now, "established_by_id": proposer.pk, "last_contact_at": now, "until": until(now)}
        _step(person, relationship, (State.VERIFIED, State.ESTABLISHED), begun)
    return relationship


def verify(person: Person, relationship: Relationship, proof: str) -> None:
    """Say that the identity was checked, and by which proof the team knows this patient."""
    require(access.may_decide(person, relationship))
    if proof not in Proof.values:
        raise Unacceptable(_("Please say how the team knows this patient."), field="proof")
    facts = {"proof": proof, "verified_at": clock.now(), "verified_by_id": person.seat}
    _step(person, relationship, (State.REQUESTED, State.VERIFIED), facts)


def establish(person: Person, relationship: Relationship) -> None:
    """Take somebody into care whose identity was checked. From now on it lasts twelve months after each contact."""
    require(access.may_establish(person, relationship))
    now = clock.now()
    facts = {"established_at": now, "established_by_id": person.seat, "last_contact_at": now, "until": until(now)}
    _step(person, relationship, (State.VERIFIED, State.ESTABLISHED), facts, tell="care.established")


def refuse(person: Person, relationship: Relationship, *, handover: str) -> None:
    """Say that the team can not confirm it, and where else to turn."""
    require(access.may_decide(person, relationship))
    if relationship.state not in {State.REQUESTED, State.VERIFIED}:
        raise Conflict(_("This was decided meanwhile. Please look again."))
    _end(person, relationship, Ending.REFUSED, _words(handover))


def pause(person: Person, relationship: Relationship) -> None:
    """Let nobody write for a while. Either side may."""
    _require_a_side(person, relationship)
    _step(person, relationship, (State.ESTABLISHED, State.PAUSED), {"paused_by_id": person.seat}, tell="care.paused")


def resume(person: Person, relationship: Relationship) -> None:
    """Go on after a pause. The side that paused it decides."""
    _require_a_side(person, relationship)
    paused_by_patient = relationship.paused_by_id == relationship.chart.seat_id
    if paused_by_patient != access.is_patient_of(person, relationship):
        raise Denied(_("The other side paused this, and decides when it goes on."))
    _step(person, relationship, (State.PAUSED, State.ESTABLISHED), {"paused_by_id": None}, tell="care.resumed")


def end(person: Person, relationship: Relationship) -> None:
    """The patient ends it, at once and without a reason."""
    if not access.is_patient_of(person, relationship):
        raise Denied(_("Only the patient ends this at once. The team gives notice."))
    _end(person, relationship, Ending.PATIENT, None)


def end_with_seat(job: System, relationship: Relationship) -> None:
    """The patient ended their seat or deleted their account: nobody is left to write to. The team hears of it."""
    _end(job, relationship, Ending.PATIENT, None)


def give_notice(person: Person, relationship: Relationship, *, handover: str) -> None:
    """The team ends it: in thirty days, with a word on where the patient turns then."""
    require(access.may_establish(person, relationship))
    words = _words(handover)
    with transaction.atomic():
        row = _locked(relationship)
        if row.state not in {State.ESTABLISHED, State.PAUSED} or row.ends_at is not None:
            raise Conflict(_("This was changed meanwhile. Please look again."))
        row.ends_at, row.handover, row.step = clock.now() + NOTICE, words, row.step + 1
        row.save(update_fields=["ends_at", "handover", "step"])
        _record(person, row, "notice_given")
        notices.notify(row.chart.seat_id, "care.ending", Ref("relationship", row.pk))
        emit(RelationshipChanged(row.pk, row.state))


def extend(relationship: Relationship) -> None:
    """A message was delivered: twelve months begin anew. Called by messaging, with the row that it locked."""
    relationship.last_contact_at = clock.now()
    relationship.until = until(relationship.last_contact_at)
    update(relationship, "last_contact_at", "until")


def serving(team: Team) -> list[int]:
    """The seats that work for the team's patients now. For notices."""
    members = Membership.objects.visible_to(System("care")).filter(pk__in=Membership.objects.serving().values("pk"))
    return list(members.filter(team=team).values_list("seat_id", flat=True))


def until(instant: datetime) -> datetime:
    """The same day twelve months later, or the last of that month where it has fewer days."""
    year = instant.year + MONTHS // 12
    return instant.replace(year=year, day=min(instant.day, calendar.monthrange(year, instant.month)[1]))


@upkeep.sweeps_for_good
def lapse() -> int:
    """Write down as ended what ended by itself: a year without contact, a notice that ran its time."""
    now, job = clock.now(), System("care")
    open_ones = Relationship.objects.visible_to(job).filter(state__in=[State.ESTABLISHED, State.PAUSED])
    over = open_ones.filter(until__lte=now) | open_ones.filter(ends_at__lte=now)
    found = list(over.select_related("chart", "team")[:200])
    for relationship in found:
        noticed = relationship.ends_at is not None and relationship.ends_at <= now
        _end(job, relationship, Ending.TEAM if noticed else Ending.LAPSED, relationship.handover)
    return len(found)


def _chart(person: Person, team: Team, name: str, born: date) -> Chart:
    lookup, number = lookup_of(name, born), others.number_of(name) or 0
    chart = Chart.objects.visible_to(person).filter(seat_id=person.seat, organisation=team.organisation).first()
    if chart is None:
        place = team.organisation
        return Chart.objects.create(
            seat_id=person.seat,
            organisation=place,
            name=name,
            born=born.isoformat(),
            lookup=lookup,
            name_number=number,
        )
    if chart.lookup != lookup:
        established = chart.relationships.exclude(state__in=[State.REQUESTED, State.ENDED]).exists()
        if established:
            raise Unacceptable(
                _("The place knows you by another name or day. Please ask its team to change it."), field="name"
            )
        chart.name, chart.born, chart.lookup = name, born.isoformat(), lookup
        chart.name_number = number
        chart.save(update_fields=["name", "born", "lookup", "name_number"])
    return chart


def lookup_of(name: str, born: date) -> str:
    """A keyed digest of name and birth date, however the name is spaced or capitalised."""
    return datakeys.keyed_digest("care.chart", f"{' '.join(name.casefold().split())}\x1f{born.isoformat()}")


def _day(born: str) -> date:
    try:
        day = date.fromisoformat(born.strip())
    except ValueError:
        raise Unacceptable(_("Please write the day as year, month, day: 1961-04-30."), field="born") from None
    today = clock.now().date()
    if not today.replace(year=today.year - _OLDEST, day=1) <= day <= today:
        raise Unacceptable(_("Please look at the year again."), field="born")
    return day


def _words(handover: str) -> str:
    words = text.tidy(handover)
    if text.is_blank(words):
        raise Unacceptable(_("Please say where the patient can turn instead. A line is enough."), field="words")
    if len(words) > LONGEST_HANDOVER:
        raise Unacceptable(_("Please say it in fewer words; what you wrote is kept."), field="words")
    return words


def _require_a_side(person: Person, relationship: Relationship) -> None:
    if not access.is_patient_of(person, relationship):
        require(access.may_decide(person, relationship))


def _locked(relationship: Relationship) -> Relationship:
    rows = Relationship.objects.visible_to(System("care")).select_for_update(of=("self",))
    return rows.select_related("chart", "team").get(pk=relationship.pk)


def _step(
    person: Person,
    relationship: Relationship,
    step: "tuple[Relationship.State, Relationship.State]",
    facts: Mapping[str, object],
    *,
    tell: str = "",
) -> None:
    """One step, from a state to a state, if nobody took it or another first. Raises Conflict otherwise."""
    before, after = step
    with transaction.atomic():
        rows = Relationship.objects.visible_to(System("care")).filter(pk=relationship.pk, state=before)
        if not rows.update(state=after, step=F("step") + 1, **facts):
            raise Conflict(_("This was changed meanwhile. Please look again."))
        relationship.refresh_from_db()
        _record(person, relationship, after.value)
        if tell:
            _tell(person, relationship, tell)
        emit(RelationshipChanged(relationship.pk, after.value))


def _end(actor: Actor, relationship: Relationship, ending: Relationship.Ending, handover: str | None) -> None:
    with transaction.atomic():
        row = _locked(relationship)
        if row.state == State.ENDED:
            return
        is_taken_back = ending == Ending.PATIENT and row.state in {State.REQUESTED, State.VERIFIED}
        row.state, row.step, row.ending, row.ended_at = State.ENDED, row.step + 1, ending, clock.now()
        row.ended_by_id = actor.seat if isinstance(actor, Person) else row.ended_by_id
        row.handover = handover
        row.save(update_fields=["state", "step", "ending", "ended_at", "ended_by", "handover"])
        _record(actor, row, "ended")
        if is_taken_back:  # there is nothing to answer any more
            notices.forget("care.asked", Ref("relationship", row.pk))
        _tell(
            actor, row, {Ending.REFUSED: "care.refused"}.get(ending, "care.unasked" if is_taken_back else "care.ended")
        )
        emit(RelationshipChanged(row.pk, State.ENDED.value))
    relationship.refresh_from_db()


def _record(actor: Actor, relationship: Relationship, what: str) -> None:
    detail: ledger.Detail = {"step": relationship.step, "ending": relationship.ending or "none"}
    ledger.record(
        actor,
        f"relationship.{what}",
        Ref("relationship", relationship.pk),
        detail=detail,
        on_behalf_of=relationship.chart.seat_id,
    )


def _tell(actor: Actor, relationship: Relationship, kind: str) -> None:
    """Whoever did not do it hears of it: the patient, or those who serve in the team."""
    about = Ref("relationship", relationship.pk)
    if not access.is_patient_of(actor, relationship):
        notices.notify(relationship.chart.seat_id, kind, about)
    if not isinstance(actor, Person) or access.is_patient_of(actor, relationship):
        for seat in serving(relationship.team):
            notices.notify(seat, kind, about)
