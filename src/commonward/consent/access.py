"""Who may permit what. Consent is the patient's own; somebody else decides where care knows that they act for the
patient with that scope (`acting`), and never whether a team may write or whether words are looked through.
"""

from django.utils.translation import gettext as _

from commonward.consent import acting
from commonward.consent.kinds import ASKED, BY_ONESELF, DECIDED_FOR, STANDING, Kind
from commonward.consent.models import Grant, Question
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.errors import NotFound
from commonward.people.models import Organisation


def may_give(actor: Actor) -> Permission:
    """Permitting something for oneself."""
    if isinstance(actor, Person) and actor.role == Role.PATIENT:
        return ALLOW
    return deny(_("Only patients permit this, for themselves. Change to your seat as a patient if you have one."))


def may_see_page(actor: Actor) -> Permission:
    """The page of what is permitted: of oneself, or of those for whom one decides."""
    if isinstance(actor, Person) and actor.role == Role.CAREGIVER:
        return ALLOW
    return may_give(actor)


def may_give_for(person: Person, seat: int, organisation: Organisation, kind: Kind) -> Permission:
    """Permitting something for the patient in this seat: their own, or what somebody decides for them."""
    if person.seat == seat:
        return may_give(person)
    is_caregiver = person.role == Role.CAREGIVER
    if kind in DECIDED_FOR and is_caregiver and acting.decides(person, seat, organisation.pk):
        return ALLOW
    return deny(_("You do not decide this for the patient. Ask them, if they would like you to."))


def may_end(person: Person, grant: Grant) -> bool:
    """Taking a grant back: one's own, or one of somebody for whom one decides, unless it is private to them."""
    if grant.seat_id == person.seat:
        return True
    if grant.terms is not None and grant.terms.is_private:
        return False
    return bool(may_give_for(person, grant.seat_id, grant.organisation, Kind(grant.kind)))


def get_grant_to_end(person: Person, pk: int) -> Grant:
    """A grant that one may take back, and whose receipt one may read. Others do not exist."""
    rows = Grant.objects.visible_to(System("consent")).select_related("organisation", "terms")
    grant = rows.filter(pk=pk).first()
    if grant is None or not may_end(person, grant):
        raise NotFound
    return grant


# --- Questions ------------------------------------------------------------------------------------------------------
def get_question(actor: Actor, pk: int) -> Question:
    """The one way a view obtains what a patient is asked. To anybody else it does not exist."""
    found = Question.objects.visible_to(actor).select_related("terms", "organisation", "seat")
    question = found.filter(pk=pk).first()
    if question is None:
        raise NotFound(_("There is nothing here for you."))
    return question


def may_ask(person: Person, seat: int, organisation: Organisation) -> Permission:
    """Asking a patient to permit something: who cares for them there, as a health professional."""
    if acting.asks(person, seat, organisation.pk):
        return ALLOW
    return deny(_("A health professional of the team that cares for the patient asks this."))


def may_answer(person: Person, question: Question) -> Permission:
    """Saying yes or no: the patient, or who decides for them and sees the question."""
    if question.seat_id != person.seat and question.terms.is_private:
        return deny(_("Only the patient answers this."))
    return may_give_for(person, question.seat_id, question.organisation, Kind(question.kind))


def may_agree_too(person: Person, question: Question) -> Permission:
    """A young patient's own yes beside that of a parent."""
    if question.seat_id == person.seat and question.state == Question.State.GIVEN:
        answered_for = question.answered_by_id not in {None, person.seat}
        if answered_for and acting.is_minor(question.seat_id, question.organisation_id):
            return ALLOW
    return deny(_("There is nothing here for you to agree to."))


def get_kind_to_ask(name: str) -> Kind:
    """A kind that a team asks for, by its code."""
    return _kind_among(ASKED, name)


def get_kind_of_ones_own(name: str) -> Kind:
    """A kind that a patient gives without being asked."""
    return _kind_among(BY_ONESELF, name)


def _kind_among(known: tuple[Kind, ...], name: str) -> Kind:
    kind = next((one for one in known if one == name), None)
    if kind is None:
        raise NotFound(_("There is nothing here to permit. Please begin again from the page of what you permit."))
    return kind


def require_officer(person: Person) -> None:
    """For pages of the privacy officers of a place: to anybody else they do not exist."""
    if person.role != Role.PRIVACY_OFFICER or person.organisation is None:
        raise NotFound(_("There is nothing here for you to read."))


def get_own_grant(actor: Actor, pk: int) -> Grant:
    """A grant of one's own. Those of others do not exist."""
    grant = Grant.objects.visible_to(actor).select_related("organisation").filter(pk=pk).first()
    if grant is None or not isinstance(actor, Person):
        raise NotFound
    return grant


def get_place(slug: str) -> Organisation:
    """An organisation to permit something to, by its short name. Which there are is no secret."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise NotFound(_("There is no such place here. Please begin again from the page of what you permit."))
    return organisation


def get_kind(name: str) -> Kind:
    """A kind that is offered on the page, by its code."""
    kind = next((one for one in STANDING if one == name), None)
    if kind is None:
        raise NotFound(_("There is nothing here to permit. Please begin again from the page of what you permit."))
    return kind
