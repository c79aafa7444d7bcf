"""What care does when something happens elsewhere. Inside the emitting transaction; only rows are written."""

from commonward.care.actions import files, relating, reviewing
from commonward.care.events import MessageDelivered, RelationshipChanged
from commonward.care.models import Membership, Proxy, Relationship, Thread
from commonward.consent.events import BoundaryDrawn, ConsentWithdrawn
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.kernel.actor import System
from commonward.kernel.events import emit, on
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.events import SeatEnded

JOB = System("care")


@on(ConsentWithdrawn)
def stop_messages(event: ConsentWithdrawn) -> None:
    """What waits to be sent stops at once. What is in force is asked by every query that sends."""
    grant = Grant.objects.visible_to(JOB).get(pk=event.grant_id)
    if grant.kind == Kind.MESSAGING:
        _stop_waiting(chart__seat_id=grant.seat_id, team__organisation_id=grant.organisation_id)


@on(RelationshipChanged)
def stop_with_the_relationship(event: RelationshipChanged) -> None:
    """Nothing waits in a relationship that ended."""
    if event.state == Relationship.State.ENDED:
        _stop_waiting(pk=event.relationship)


def _stop_waiting(**which: int) -> None:
    """Words and files of these relationships, by their fields."""
    reviewing.stop_waiting(JOB, **which)
    files.stop_waiting(JOB, **which)


@on(MessageDelivered)
def tell_those_who_act(event: MessageDelivered) -> None:
    """Whoever reads along for the patient hears that there is something, unless the patient keeps it private."""
    if not event.from_team:
        return
    if event.row is not None:
        thread = event.row.thread
    else:
        thread = Thread.objects.visible_to(JOB).select_related("relationship").get(pk=event.thread)
    if not thread.is_private:
        acting = Proxy.objects.visible_to(JOB).in_force().filter(chart_id=thread.relationship.chart_id, may_view=True)
        for seat in acting.values_list("seat_id", flat=True):
            notices.notify(seat, "care.message", Ref("thread", thread.pk))


@on(SeatEnded)
def end_what_the_patient_was_in(event: SeatEnded) -> None:
    """Who ended the seat in which they were a patient is in no care any more; the record stays."""
    open_ones = Relationship.objects.visible_to(JOB).filter(chart__seat_id=event.seat)
    for relationship in open_ones.exclude(state=Relationship.State.ENDED).select_related("chart", "team"):
        relating.end_with_seat(JOB, relationship)


@on(RelationshipChanged)
def draw_the_boundary(event: RelationshipChanged) -> None:
    """Who cares for somebody is not their friend on the same place (S19)."""
    if event.state == Relationship.State.ESTABLISHED:
        begun = Relationship.objects.visible_to(JOB).select_related("chart__seat").get(pk=event.relationship)
        staff = Membership.objects.visible_to(JOB).filter(team_id=begun.team_id, left_at=None)
        accounts = tuple(staff.values_list("seat__account_id", flat=True))
        emit(BoundaryDrawn(accounts, (begun.chart.seat.account_id,)))


def listen() -> None:
    """Importing this module registers its handlers; calling this says so where it happens."""
