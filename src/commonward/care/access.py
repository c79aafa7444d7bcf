"""Who may do what in care, and the one way a view obtains each thing.

To a stranger nothing here exists. Somebody who had a part in it is told in a sentence why it is closed to them now,
and where to go on.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import closed
from commonward.care.closed import Bar, Side
from commonward.care.models import (
    STAFF,
    CareFile,
    EmergencyAccess,
    Membership,
    Message,
    Proxy,
    ReadyReply,
    RecordEntry,
    Relationship,
    Showing,
    Team,
    Thread,
)
from commonward.care.models.relationships import granted
from commonward.kernel.access import ALLOW, Permission, deny, require
from commonward.kernel.actor import Actor, Person, Role
from commonward.kernel.errors import NotFound, Way
from commonward.kernel.prepared import planned
from commonward.people.badges import badges_for
from commonward.people.models import Organisation, Seat

State = Relationship.State


# --- Who one is ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Part:
    """What somebody is in a relationship: its patient, one who acts for them, or one of the team. At most one."""

    is_patient: bool = False
    proxy: Proxy | None = None
    serves: bool = False

    @property
    def side(self) -> Side:
        """To whom sentences are said. Who has no part is of the team's side: staff that may not serve now."""
        if self.is_patient:
            return Side.PATIENT
        return Side.ACTING if self.proxy is not None else Side.TEAM


def part_of(actor: Actor, relationship: Relationship) -> Part:
    """The actor's part in a relationship at this moment. One query at most, none for its patient."""
    if not isinstance(actor, Person):
        return Part()
    if relationship.chart.seat_id == actor.seat:
        return Part(is_patient=True)
    if actor.role in STAFF:
        if relationship.__dict__.get("served_by_now", (0, False)) == (actor.seat, True):
            return Part(serves=True)
        working = Membership.objects.serving().filter(seat_id=actor.seat, team_id=relationship.team_id)
        return Part(serves=working.exists())
    acting = Proxy.objects.in_force().filter(seat_id=actor.seat, chart=relationship.chart_id, may_view=True)
    return Part(proxy=acting.first())


def is_patient_of(actor: Actor, relationship: Relationship) -> bool:
    """Whether it is the actor's own."""
    return isinstance(actor, Person) and relationship.chart.seat_id == actor.seat


def serves(actor: Actor, relationship: Relationship) -> bool:
    """Whether the actor works for this team's patients now."""
    return part_of(actor, relationship).serves


def may_serve(person: Person) -> Permission:
    """Working in care in this seat: with a verified licence or as a support worker, under one's own name."""
    if person.role not in STAFF or person.organisation is None:
        return deny(_("Care teams are made of health professionals and support workers of an organisation."))
    seat = Seat.objects.visible_to(person).select_related("profile").get(pk=person.seat)
    profile = getattr(seat, "profile", None)
    if profile is None or profile.is_pseudonym:
        return deny(_("Patients have to know who cares for them. Give this seat your own name, then come back."))
    if person.role == Role.PROFESSIONAL and badges_for([person.seat])[person.seat].state != "verified":
        sentence = _("Your licence is not verified, or no longer. State it under You; then you can go on in care.")
        return deny(sentence, ways=(Way(_("Your licence"), reverse("people:credentials")), _board()))
    return ALLOW


def _board() -> Way:
    return Way(_("Team board"), reverse("care:home"))


def teams_of(person: Person) -> "QuerySet[Membership]":
    """Where one is a member, whether one may serve at this moment or not."""
    own = Membership.objects.visible_to(person).filter(seat_id=person.seat, left_at=None, team__closed_at=None)
    return own.select_related("team__organisation")


# --- Teams --------------------------------------------------------------------------------------------------------
def may_manage_teams(actor: Actor, organisation: Organisation) -> Permission:
    """Opening teams and saying who serves in them: administrators of the organisation."""
    if isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation == organisation.pk:
        return ALLOW
    return deny(_("Administrators of this organisation say who serves in which team."))


def get_team(actor: Actor, pk: int) -> Team:
    """The one way a view obtains a team."""
    found = Team.objects.visible_to(actor).select_related("organisation__care_calendar", "cover")
    team = found.filter(pk=pk).first()
    if team is None:
        raise NotFound(_("There is no such team here."))
    return team


# --- Relationships ------------------------------------------------------------------------------------------------
def may_ask(actor: Actor) -> Permission:
    """Asking a team for care, for oneself."""
    if isinstance(actor, Person) and actor.role == Role.PATIENT:
        return ALLOW
    return deny(_("Patients ask for care here, for themselves. Change to your seat as a patient, or take one."))


def get_relationship(actor: Actor, pk: int) -> Relationship:
    """The one way a view obtains a relationship. To strangers it does not exist; who had a part in it hears why not."""
    own = Relationship.objects.select_related("team__organisation__care_calendar", "team__cover", "chart")
    found = own.filter(pk__in=Relationship.objects.visible_to(actor).filter(pk=pk).values("pk")).first()
    if found is not None:
        _same_place(found)
        return found
    _explain(actor, own.filter(pk=pk).first())
    raise NotFound(_("There is nothing here for you."))


def _same_place(relationship: Relationship) -> None:
    """The organisation of the chart is loaded with the team, which is of the same."""
    if relationship.chart.organisation_id == relationship.team.organisation_id:
        relationship.chart.organisation = relationship.team.organisation


def _explain(actor: Actor, relationship: Relationship | None) -> None:
    """Raise Denied, with the reason, for somebody who had a part in it. Returns for strangers."""
    if relationship is None or not isinstance(actor, Person):
        return
    if relationship.team_id in set(teams_of(actor).values_list("team_id", flat=True)):
        require(may_serve(actor))
        require(closed.refusal(closed.bar_of(relationship) or Bar.ENDED, Side.TEAM, relationship))
    acted = Proxy.objects.visible_to(actor).filter(seat_id=actor.seat, chart_id=relationship.chart_id)
    if acted.exists():
        require(closed.refusal(Bar.ACTS_NO_MORE, Side.ACTING, relationship))
    opened = EmergencyAccess.objects.visible_to(actor).filter(seat_id=actor.seat, chart_id=relationship.chart_id)
    if opened.exists() and not opened.in_force().exists():
        require(closed.refusal(Bar.EMERGENCY_OVER, Side.TEAM, relationship))
    served = Membership.objects.visible_to(actor).filter(seat_id=actor.seat, team_id=relationship.team_id)
    if served.filter(left_at__gt=relationship.requested_at).exists():
        require(closed.refusal(Bar.SERVES_NO_MORE, Side.TEAM, relationship))


def why_closed(relationship: Relationship) -> str:
    """Why no message goes in this relationship now; "" while nothing stands against it."""
    bar = closed.bar_of(relationship)
    return closed.sentence(bar) if bar is not None else ""


def may_decide(actor: Actor, relationship: Relationship) -> Permission:
    """Checking identity, taking into care, refusing, pausing and giving notice, for the team: who serves in it."""
    if serves(actor, relationship):
        return ALLOW
    if isinstance(actor, Person) and not (permission := may_serve(actor)):
        return permission
    return deny(_("The team decides this."))


def may_establish(actor: Actor, relationship: Relationship) -> Permission:
    """Taking somebody into care is a clinician's act, not a delegated one."""
    if isinstance(actor, Person) and actor.role != Role.PROFESSIONAL:
        return deny(_("A health professional of the team takes people into care."))
    return may_decide(actor, relationship)


def may_ask_for_messages(actor: Actor, relationship: Relationship) -> Permission:
    """Asking a patient to permit messages: who serves in the team, while it cares for them."""
    return _while_it_lasts(may_decide(actor, relationship), relationship)


def _while_it_lasts(permission: Permission, relationship: Relationship) -> Permission:
    bar = closed.bar_of(relationship)
    return permission if not permission or bar is None else closed.refusal(bar, Side.TEAM, relationship)


def may_propose(actor: Actor, team: Team) -> Permission:
    """Offering care to somebody whom the team knows: who serves in it."""
    if isinstance(actor, Person):
        if not (permission := may_serve(actor)):
            return permission
        if Membership.objects.serving().filter(seat_id=actor.seat, team=team).exists():
            return ALLOW
    return deny(_("Those who serve in a team offer its care."))


# --- Showing something to others ------------------------------------------------------------------------------------
def may_ask_to_show(actor: Actor, relationship: Relationship) -> Permission:
    """Asking a patient to let something be shown: health professionals of the team, while it cares for them."""
    return _while_it_lasts(may_establish(actor, relationship), relationship)


def may_answer(actor: Actor, showing: Showing) -> Permission:
    """Saying whether it may be shown: the patient, or who decides on permissions for them and sees the question."""
    if is_patient_of(actor, showing.relationship):
        return ALLOW
    if isinstance(actor, Person) and actor.role == Role.CAREGIVER and not showing.is_private:
        proxy = part_of(actor, showing.relationship).proxy
        if proxy is not None and proxy.may_consent:
            return ALLOW
    return deny(_("Only the patient answers this, and whom they let decide for them."))


def get_showing(actor: Actor, pk: int) -> Showing:
    """The one way a view obtains what a patient is asked. To anybody else it does not exist."""
    found = Showing.objects.visible_to(actor).select_related(
        "relationship__team__organisation", "relationship__chart", "grant", "asked_by__profile", "answered_by__profile"
    )
    showing = found.filter(pk=pk).first()
    if showing is None:
        raise NotFound(_("There is nothing here for you."))
    return showing


# --- Conversations ------------------------------------------------------------------------------------------------
def get_thread(actor: Actor, pk: int) -> Thread:
    """The one way a view obtains a thread. To strangers it does not exist; who had a part in it hears why."""
    if not isinstance(actor, Person):
        raise NotFound(_("There is nothing here for you."))
    for found in _thread_of(actor, pk):
        _same_place(found.relationship)
        found.relationship.__dict__["permits_now"] = found.__dict__["permits_now"]
        found.relationship.__dict__["served_by_now"] = (actor.seat, found.__dict__["serves_now"])
        return found
    hidden = _loaded_threads().filter(pk=pk).first()
    if (hidden is not None and not hidden.is_private) or (hidden is not None and actor.role != Role.CAREGIVER):
        _explain(actor, hidden.relationship)
    raise NotFound(_("There is nothing here for you."))


def _loaded_threads() -> "QuerySet[Thread]":
    return Thread.objects.select_related(
        "relationship__team__organisation__care_calendar", "relationship__team__cover", "relationship__chart"
    ).select_related("turn__responsible__profile", "turn__alert__owner__profile", "turn__alert__taken_by__profile")


@planned
def _thread_of(person: Person, pk: int) -> "QuerySet[Thread]":
    """The thread, with whether messages are permitted in it now, and whether the person serves there."""
    patient, place = OuterRef("relationship__chart__seat_id"), OuterRef("relationship__team__organisation_id")
    serving = Membership.objects.serving().filter(seat_id=person.seat, team_id=OuterRef("relationship__team_id"))
    seen = Thread.objects.visible_to(person).filter(pk=pk).values("pk")
    found = _loaded_threads().filter(pk__in=seen)
    return found.annotate(permits_now=Exists(granted(patient, place)), serves_now=Exists(serving))


def may_open(person: Person, relationship: Relationship, part: Part | None = None) -> Permission:
    """Beginning a thread. Asked again by the query that writes it."""
    return _may_say(person, relationship, part)


def may_write(person: Person, thread: Thread, part: Part | None = None) -> Permission:
    """Writing in a thread, in a sentence. `Thread.objects.to_write_by` decides, in the transaction that sends."""
    part = part if part is not None else part_of(person, thread.relationship)
    if thread.is_private and part.proxy is not None:
        return deny(_("There is nothing here for you."))
    if thread.closed_at is not None:
        return closed.refusal(Bar.MATTER_CLOSED, part.side, thread.relationship)
    return _may_say(person, thread.relationship, part, thread)


def _may_say(
    person: Person, relationship: Relationship, known: Part | None, thread: Thread | None = None
) -> Permission:
    part = known if known is not None else part_of(person, relationship)
    if not (part.is_patient or part.proxy is not None or part.serves):
        permission = may_serve(person)
        return permission if not permission else deny(_("You do not serve in this team."), ways=(_board(),))
    bar = closed.bar_of(relationship) or (None if permits(relationship) else Bar.NOT_PERMITTED)
    if bar is not None:
        return closed.refusal(bar, part.side, relationship, thread)
    if part.proxy is not None and not part.proxy.may_message:
        return closed.refusal(Bar.READS_ONLY, Side.ACTING, relationship)
    return ALLOW


def permits(relationship: Relationship) -> bool:
    """Whether the patient permits messages to the organisation now. No query where it came along."""
    known: object = relationship.__dict__.get("permits_now")
    if isinstance(known, bool):
        return known
    return granted(relationship.chart.seat_id, relationship.team.organisation_id).exists()


def forget_what_came_along(relationship: Relationship) -> None:
    """What was asked of it before is asked anew from now on."""
    relationship.__dict__.pop("permits_now", None)
    relationship.__dict__.pop("served_by_now", None)


def get_message(actor: Actor, pk: int) -> Message:
    """The one way a view obtains a message."""
    found = Message.objects.visible_to(actor).select_related("live", "thread").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    return found


def require_staff(person: Person) -> None:
    """For pages of health professionals of a place: to anybody else they do not exist."""
    if person.role != Role.PROFESSIONAL or person.organisation is None:
        raise NotFound(_("There is nothing here for you."))


def require_officer(person: Person) -> None:
    """For pages of the privacy officers of a place: to anybody else they do not exist."""
    if person.role != Role.PRIVACY_OFFICER or person.organisation is None:
        raise NotFound(_("There is nothing here for you to read."))


def may_break_glass(person: Person) -> Permission:
    """Reading in an emergency: health professionals of a place, with a verified licence, under their own name."""
    if person.role != Role.PROFESSIONAL:
        return deny(_("Health professionals with a licence open a record in an emergency."))
    return may_serve(person)


def require_reader(person: Person) -> None:
    """For pages of second readers: to whoever serves in no team they do not exist; a member hears what is missing."""
    if not teams_of(person).exists():
        raise NotFound(_("There is nothing here for you to read."))
    require(may_serve(person))


def get_held(actor: Actor, pk: int, *, decided: bool = False) -> RecordEntry:
    """Held words of somebody else, for a clinical reviewer of the same organisation; `decided` ones to decide only."""
    found = (
        RecordEntry.objects.to_review_by(actor, decided=decided)
        .select_related("message__thread__relationship__chart", "message__thread__relationship__team", "screening")
        .select_related("author__profile")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound(_("There is nothing here for you to read."))
    return found


# --- Files --------------------------------------------------------------------------------------------------------
def get_file(actor: Actor, pk: int) -> CareFile:
    """The one way a view obtains a file. To strangers it does not exist; who had a part in the thread hears why not."""
    loaded = CareFile.objects.select_related("relationship__chart", "relationship__team", "thread", "owner__profile")
    found = loaded.filter(pk__in=CareFile.objects.visible_to(actor).filter(pk=pk).values("pk")).first()
    if found is not None:
        return found
    hidden = loaded.filter(pk=pk).exclude(message=None).first()
    if hidden is not None and hidden.thread_id is not None:
        get_thread(actor, hidden.thread_id)  # raises, with the reason, unless only the file itself is not to be seen
    raise NotFound(_("There is nothing here for you."))


def get_held_file(actor: Actor, pk: int, *, decided: bool = False) -> CareFile:
    """A held file of somebody else, for a clinical reviewer of the same organisation; `decided` to decide only."""
    rows = CareFile.objects.to_review_by(actor, decided=decided).filter(pk=pk)
    found = rows.select_related("relationship__chart", "thread", "owner__profile").first()
    if found is None:
        raise NotFound(_("There is nothing here for you to read."))
    return found


# --- Ready replies ------------------------------------------------------------------------------------------------
def may_write_ready(actor: Actor, team: Team, *, for_all: bool = False) -> Permission:
    """Writing what a team keeps ready: who leads it, and administrators; for all teams of a place administrators."""
    if isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation == team.organisation_id:
        return ALLOW
    if isinstance(actor, Person) and not for_all:
        leading = Membership.objects.serving().filter(seat_id=actor.seat, team=team, leads=True)
        if leading.exists():
            return ALLOW
    return deny(_("Those who lead a team write what it keeps ready. Administrators say who leads."))


def may_change_ready(actor: Actor, reply: ReadyReply) -> Permission:
    """Changing or retiring one: as for writing one like it."""
    if reply.team is not None:
        return may_write_ready(actor, reply.team)
    if isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation == reply.organisation_id:
        return ALLOW
    return deny(_("It is for all teams of the place. Its administrators change it."))


def get_ready(actor: Actor, pk: int) -> ReadyReply:
    """The one way a view obtains a ready reply. To whoever may not use it it does not exist."""
    found = ReadyReply.objects.visible_to(actor).select_related("organisation", "team__organisation", "live")
    reply = found.filter(pk=pk).first()
    if reply is None:
        raise NotFound(_("There is nothing here for you."))
    return reply


def get_served_team(actor: Actor, pk: int) -> Team:
    """A team that the actor serves in or manages. To others its inner pages do not exist."""
    team = get_team(actor, pk)
    manages = bool(may_manage_teams(actor, team.organisation))
    seat = actor.seat if isinstance(actor, Person) else 0
    if not manages and not Membership.objects.serving().filter(seat_id=seat, team=team).exists():
        raise NotFound(_("There is no such team here."))
    return team
