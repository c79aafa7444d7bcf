"""What a person may read by FHIR: the same as on the pages, decided in the query.

`whose` is how far the token reaches: `user` for all that this seat may read, `patient` for what is theirs as a patient.
Messages and their threads are given to anybody but their patient only while the patient permits messages: what a
program carries away, no door here holds any more (decision 47).
"""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonward.care.models import CareFile, Chart, Membership, Message, Proxy, Relationship, Showing, Team, Thread
from commonward.care.models.relationships import IN_CARE, granted
from commonward.consent.kinds import ASKED, Kind
from commonward.consent.models import Grant, Question
from commonward.fhir.scopes import USER
from commonward.kernel.actor import Person, Role
from commonward.kernel.models import Entry
from commonward.people.models import Seat

#: By the kind of subject: what its reading is called in the ledger.
READ_AS: Final = {"thread": "thread", "care_file": "file", "showing": "showing"}
_STAFF = frozenset({Role.PROFESSIONAL, Role.SUPPORT_WORKER})


def charts(person: Person, whose: str) -> "QuerySet[Chart]":
    """Patients."""
    seen = Chart.objects.visible_to(person)
    return seen if whose == USER else seen.filter(seat_id=person.seat)


def relationships(person: Person, whose: str) -> "QuerySet[Relationship]":
    """Care teams of patients."""
    seen = Relationship.objects.visible_to(person)
    return seen if whose == USER else seen.filter(chart__seat_id=person.seat)


def memberships(person: Person, whose: str) -> "QuerySet[Membership]":
    """Who serves now in the teams of those relationships, and in the teams that one serves in."""
    known = Q(pk__in=relationships(person, whose).values("team_id"))
    if whose == USER:
        known |= Q(pk__in=Membership.objects.serving().filter(seat_id=person.seat).values("team_id"))
    teams = Team.objects.visible_to(person).filter(known)
    return Membership.objects.serving().filter(team__in=teams.values("pk"))


def practitioners(person: Person, whose: str) -> "QuerySet[Seat]":
    """The seats of those. Who serves shows their own name there (`care.models.teams.standing`)."""
    return Seat.objects.filter(pk__in=memberships(person, whose).values("seat_id"))


def proxies(person: Person, whose: str) -> "QuerySet[Proxy]":
    """Who acts for patients now: all of them for the patient and the team, oneself for whoever acts."""
    seen = Q(chart__seat_id=person.seat)
    if whose == USER:
        seen |= Q(seat_id=person.seat)
        if person.role in _STAFF:
            seen |= Q(chart__in=Relationship.objects.visible_to(person).values("chart_id"))
    return Proxy.objects.in_force().filter(seen)


def grants(person: Person, whose: str) -> "QuerySet[Grant]":
    """One's own, with those that ended; for staff what their patients permit the place now, but for screening."""
    seen = Q(pk__in=Grant.objects.visible_to(person).values("pk"))
    if whose == USER and person.role in _STAFF:
        cared_for = Relationship.objects.visible_to(person).filter(
            state__in=IN_CARE, chart__seat_id=OuterRef("seat_id"), team__organisation_id=OuterRef("organisation_id")
        )
        permits = Grant.objects.in_force().filter(Exists(cared_for), kind__in=[Kind.MESSAGING, *ASKED])
        seen |= Q(pk__in=permits.values("pk"))
    return Grant.objects.filter(seen)


def questions(person: Person, whose: str) -> "QuerySet[Question]":
    """What patients are asked to permit, and what was refused or taken out. A yes is a grant."""
    seen = Question.objects.visible_to(person).exclude(state=Question.State.GIVEN)
    return seen if whose == USER else seen.filter(seat_id=person.seat)


def threads(person: Person, whose: str) -> "QuerySet[Thread]":
    """Matters in care."""
    return Thread.objects.visible_to(person).filter(_given(person, whose, ""))


def messages(person: Person, whose: str) -> "QuerySet[Message]":
    """Messages that were delivered."""
    seen = Message.objects.visible_to(person).filter(delivered_at__isnull=False)
    return seen.filter(_given(person, whose, "thread__"))


def files(person: Person, whose: str) -> "QuerySet[CareFile]":
    """Files of those messages that were looked at and let through."""
    seen = CareFile.objects.visible_to(person).filter(state=CareFile.State.READY)
    return seen.filter(message__in=messages(person, whose).values("pk"))


def read_of(person: Person, whose: str) -> "dict[str, QuerySet[Any, Any]]":
    """Of what one's own as a patient it is on record who reads it, by the kind of subject that the ledger names."""
    own = Q(relationship__chart__seat_id=person.seat)
    return {
        "thread": Thread.objects.visible_to(person).filter(own),
        "care_file": CareFile.objects.visible_to(person).filter(own, message__isnull=False),
        "showing": Showing.objects.visible_to(person).filter(own),
    }


def readings(person: Person, whose: str) -> "QuerySet[Entry]":
    """That somebody else opened a matter, a file or a question of one's own as a patient."""
    own = Q()
    for kind, rows in read_of(person, whose).items():
        own |= Q(action=f"{READ_AS[kind]}.read", subject_kind=kind, subject_id__in=rows.values("pk"))
    return Entry.objects.filter(own).exclude(actor_id=person.account)


def _given(person: Person, whose: str, prefix: str) -> Q:
    relationship = f"{prefix}relationship"
    own = Q(**{f"{relationship}__chart__seat_id": person.seat})
    if whose != USER:
        return own
    patient, place = f"{relationship}__chart__seat_id", f"{relationship}__team__organisation_id"
    permitted = Q(Exists(granted(OuterRef(patient), OuterRef(place))))
    # What somebody opened in an emergency they read here themselves, for the reason they gave; no program does.
    served = Membership.objects.serving().filter(seat_id=person.seat).values("team_id")
    acted_for = Proxy.objects.in_force().filter(seat_id=person.seat, may_view=True).values("chart_id")
    part = Q(**{f"{relationship}__team__in": served}) | Q(**{f"{relationship}__chart__in": acted_for})
    return own | (permitted & part)
