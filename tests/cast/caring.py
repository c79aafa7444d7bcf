"""People in care: a team of Harbour Clinic with verified staff, a patient in its care who permits messages."""

from dataclasses import dataclass
from uuid import uuid4

from cast import Member, member
from cast.people import proven
from commonward.care.actions import messaging, proxies, relating, teams
from commonward.care.actions.filing import Done
from commonward.care.models import Message, Relationship, Team, Thread
from commonward.care.words import Words
from commonward.consent import actions as consents
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.consent.queries import Scope
from commonward.kernel.actor import Role
from commonward.people import actions
from commonward.people.models import Credential, Organisation, Seat

NAME, BORN = "Pat Lindqvist", "1961-04-30"


def licensed(who: Member, verifier: Member, number: str) -> Member:
    """Somebody whose licence was verified."""
    licence = Credential.Kind.LICENCE
    stated = actions.state_credential(who.person, who.fresh_seat(), kind=licence, number=number, jurisdiction="US-ME")
    stated = Credential.objects.select_related("seat__organisation", "seat__account").get(pk=stated.pk)
    proven(stated, verifier)
    return who


def team_of(ada: Member, place: Organisation, *staff: Member, name: str = "Heart team") -> Team:
    """A team that these serve in."""
    team = teams.open_team(ada.person, place, name=name)
    for one in staff:
        teams.join(ada.person, team, one.seat)
    return team


def in_care(patient: Member, clinician: Member, team: Team, *, name: str = NAME) -> Relationship:
    """An established relationship, step by step."""
    relationship = relating.ask(patient.person, team, name=name, born=BORN)
    relating.verify(clinician.person, relationship, "visit")
    relating.establish(clinician.person, relationship)
    return relationship


def daughter_of(patient: Member, relationship: Relationship, *scopes: str) -> Member:
    """Elsa, named by her father to act for him."""
    elsa = member("Elsa Lindqvist", Role.CAREGIVER)
    proxies.name(patient.person, relationship, "@elsa-lindqvist", proof="", scopes=frozenset(scopes), until="")
    return elsa


def permits(patient: Member, place: Organisation) -> Grant:
    """The patient permits messages."""
    return consents.give(patient.person, place, Offer(Scope(Kind.MESSAGING), 1))


@dataclass(slots=True)
class Talk:
    """A matter between a patient and a team, and who is in it."""

    relationship: Relationship
    thread: Thread
    first: Message

    def says(self, who: Member, text: str, **more: object) -> messaging.Outcome:
        """What comes of sending these words in it."""
        words = Words(text, once=uuid4(), **more)  # type: ignore[arg-type]  # the fields of Words
        return messaging.send(who.person, seat_of(who), self.thread, words)

    def sent(self, who: Member, text: str, **more: object) -> Done:
        """The same, of words that are taken."""
        outcome = self.says(who, text, **more)
        assert isinstance(outcome, Done), outcome
        return outcome


def begun(who: Member, relationship: Relationship, text: str, *, topic: str = "The new tablet") -> Talk:
    """A matter that somebody began."""
    outcome = messaging.open_thread(who.person, seat_of(who), relationship, Words(text, topic=topic, once=uuid4()))
    assert isinstance(outcome, Done), outcome
    return Talk(relationship, Thread.objects.get(pk=outcome.message.thread_id), outcome.message)


def seat_of(who: Member) -> Seat:
    """The seat as a request loads it."""
    return who.fresh_seat()
