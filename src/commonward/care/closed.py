"""Why nobody can write in care, in sentences for either side, and where each of them goes on from there.

`access` decides whether something stands in the way; here is what is said of it. Which it is, is read from rows that
were loaded already: nothing here asks the database.
"""

from enum import Enum, auto
from typing import assert_never

from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import duty
from commonward.care.models import RecordEntry, Relationship, Team, Thread
from commonward.kernel import clock
from commonward.kernel.access import Permission, deny
from commonward.kernel.errors import Conflict, Way

State = Relationship.State


class Side(Enum):
    """Who asks: the patient, one who acts for them, or one of the team."""

    PATIENT = auto()
    ACTING = auto()
    TEAM = auto()


class Bar(Enum):
    """What stands in the way of a message."""

    NOT_BEGUN = auto()
    TAKEN_BACK = auto()
    NOT_CONFIRMED = auto()
    PAUSED = auto()
    ENDED = auto()
    LAPSED = auto()
    TEAM_GONE = auto()
    MATTER_CLOSED = auto()
    NOT_PERMITTED = auto()
    READS_ONLY = auto()
    ACTS_NO_MORE = auto()
    SERVES_NO_MORE = auto()
    EMERGENCY_OVER = auto()


def no_longer_held(state: str) -> Conflict:
    """What a second reader is told who comes too late, by how an entry or a file stands now."""
    if state == RecordEntry.State.STOPPED:
        return Conflict(_("The patient no longer permits messages, or the relationship ended. It was stopped."))
    return Conflict(_("Somebody else decided this a moment ago."))


def bar_of(relationship: Relationship) -> Bar | None:
    """What stands in the way in this relationship itself; None while nothing does."""
    now = clock.now()
    if relationship.state in {State.REQUESTED, State.VERIFIED}:
        return Bar.NOT_BEGUN
    if relationship.state == State.PAUSED:
        return Bar.PAUSED
    if relationship.state == State.ENDED and relationship.established_at is None:
        return Bar.TAKEN_BACK if relationship.ending == Relationship.Ending.PATIENT else Bar.NOT_CONFIRMED
    if relationship.ending == Relationship.Ending.LAPSED:
        return Bar.LAPSED
    if relationship.state == State.ENDED or (relationship.ends_at is not None and relationship.ends_at <= now):
        return Bar.ENDED
    if relationship.until is not None and relationship.until <= now:
        return Bar.LAPSED
    return Bar.TEAM_GONE if relationship.team.closed_at is not None else None


def refusal(bar: Bar, side: Side, relationship: Relationship, thread: Thread | None = None) -> Permission:
    """No, with the sentence for this side and its ways on."""
    return deny(sentence(bar, side), ways=ways(bar, side, relationship, thread))


def sentence(bar: Bar, side: Side = Side.PATIENT) -> str:
    """What is said of it."""
    match bar:
        case Bar.NOT_BEGUN:
            return _("The team has not taken this into care yet. Messages can be written once it has.")
        case Bar.TAKEN_BACK:
            return _("This request was taken back. Ask for care anew, if you like.")
        case Bar.NOT_CONFIRMED:
            return _("The team could not confirm that it cares for you. Nothing was begun.")
        case Bar.PAUSED:
            if side == Side.TEAM:
                return _("This is paused. Nobody can write until it goes on. What can not wait is said by telephone.")
            return _("This is paused. Nobody can write until it goes on. In need, call the team.")
        case Bar.ENDED | Bar.LAPSED | Bar.TEAM_GONE:
            return _over(bar, side)
        case Bar.MATTER_CLOSED:
            return _("This matter is closed. Begin a new one.")
        case Bar.NOT_PERMITTED:
            return _not_permitted(side)
        case Bar.READS_ONLY:
            return _("You may read here, and not write. The patient decides this.")
        case Bar.ACTS_NO_MORE | Bar.SERVES_NO_MORE | Bar.EMERGENCY_OVER:
            return _had_a_part(bar)
        case _:
            assert_never(bar)


def _had_a_part(bar: Bar) -> str:
    if bar == Bar.ACTS_NO_MORE:
        return _("You no longer act for this person. Ask them, if they would like you to again.")
    if bar == Bar.SERVES_NO_MORE:
        return _("You no longer serve in this team. A colleague in it goes on with this.")
    return _("You read this in an emergency. That time is over, or a privacy officer closed it.")


def _over(bar: Bar, side: Side) -> str:
    if side == Side.TEAM:
        if bar == Bar.TEAM_GONE:
            return _("This team is no more. What was written stays in the record.")
        return _(
            "This relationship has ended. What was written stays in the record. Offer care anew, if they come back."
        )
    if bar == Bar.TEAM_GONE:
        return _("This team is no more. Ask another team of the place for care.")
    if bar == Bar.LAPSED:
        return _("There was no contact for a year, so this relationship has ended. Ask for care anew, if you like.")
    return _("This relationship has ended. What was written stays in the record. Ask for care anew, if you like.")


def _not_permitted(side: Side) -> str:
    match side:
        case Side.PATIENT:
            return _("You do not permit messages with this team now. You can change that under What you permit.")
        case Side.ACTING:
            return _("The patient does not permit messages with this team now. Only they can change that.")
        case Side.TEAM:
            return _("The patient does not permit messages now. Call them, or offer it at the next visit.")
        case _:
            assert_never(side)


def word(bar: Bar) -> str:
    """The same in a few words, for a row of the team's board."""
    match bar:
        case Bar.NOT_PERMITTED:
            return _("Does not permit messages: call")
        case Bar.PAUSED:
            return _("Paused: call")
        case _:
            return _("Nobody can write here now")


def ways(bar: Bar, side: Side, relationship: Relationship, thread: Thread | None = None) -> tuple[Way, ...]:
    """Where somebody of this side goes on, the best one first."""
    match side:
        case Side.PATIENT:
            return _with_the_number(_for_the_patient(bar, relationship), relationship.team)
        case Side.ACTING:
            found = _for_who_acts(bar, relationship)
            return found if bar == Bar.ACTS_NO_MORE else _with_the_number(found, relationship.team)
        case Side.TEAM:
            return _for_the_team(bar, relationship, thread)
        case _:
            assert_never(side)


def _with_the_number(ways: tuple[Way, ...], team: Team) -> tuple[Way, ...]:
    """The team's own number beside the best way on, where it stated one."""
    cover = duty.cover_of(team)
    if not cover.phone:
        return ways
    return (*ways[:1], Way(_("Call the team: %(number)s") % {"number": cover.phone}, cover.phone_url), *ways[1:])


def _for_the_patient(bar: Bar, relationship: Relationship) -> tuple[Way, ...]:
    public = Way(_("Ask in public, without details"), reverse("community:write"))
    another = Way(_("Ask another team"), reverse("care:choose"))
    match bar:
        case Bar.NOT_PERMITTED:
            slug = relationship.team.organisation.slug
            return (Way(_("What you permit"), f"{reverse('consent:page')}?at={slug}"), public)
        case Bar.PAUSED | Bar.NOT_BEGUN:
            return (_standing(relationship), public)
        case Bar.MATTER_CLOSED:
            return (Way(_("Begin a new matter"), reverse("care:new_thread", args=[relationship.pk])),)
        case Bar.TEAM_GONE:
            return (another, public)
        case _:
            if relationship.team.closed_at is not None:
                return (another, public)
            return (Way(_("Ask for care anew"), reverse("care:ask", args=[relationship.team_id])), another, public)


def _for_who_acts(bar: Bar, relationship: Relationship) -> tuple[Way, ...]:
    match bar:
        case Bar.ACTS_NO_MORE:
            return (Way(_("Go to Care"), reverse("care:home")),)
        case Bar.READS_ONLY:
            return (Way(_("What you may do for them"), reverse("care:proxies", args=[relationship.pk])),)
        case Bar.MATTER_CLOSED:
            return (Way(_("Begin a new matter"), reverse("care:new_thread", args=[relationship.pk])),)
        case _:
            return (_standing(relationship),)


def _for_the_team(bar: Bar, relationship: Relationship, thread: Thread | None) -> tuple[Way, ...]:
    board = Way(_("Team board"), reverse("care:home"))
    match bar:
        case Bar.SERVES_NO_MORE | Bar.TEAM_GONE:
            return (board,)
        case Bar.EMERGENCY_OVER:
            return (Way(_("In an emergency: open a record"), reverse("care:emergency")), board)
        case Bar.ENDED | Bar.LAPSED:
            return (Way(_("Offer care anew"), reverse("care:propose", args=[relationship.team_id])), board)
        case Bar.MATTER_CLOSED:
            return (Way(_("Begin a new matter"), reverse("care:new_thread", args=[relationship.pk])),)
        case Bar.NOT_PERMITTED:
            asking = f"{reverse('care:relationship', args=[relationship.pk])}#permit"
            return (*_otherwise(thread), Way(_("Ask whether they permit it"), asking))
        case _:
            return (*_otherwise(thread), _standing(relationship))


def _otherwise(thread: Thread | None) -> tuple[Way, ...]:
    if thread is None or thread.waits_since is None:
        return ()
    address = f"{reverse('care:hand_over', args=[thread.pk])}#otherwise"
    return (Way(_("It was answered in another way"), address),)


def _standing(relationship: Relationship) -> Way:
    return Way(_("See how it stands"), reverse("care:relationship", args=[relationship.pk]))
