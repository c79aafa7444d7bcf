"""Who may do what in oversight."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import NotFound
from commonward.oversight.models import Media, Objection, Report, Review, ReviewQuerySet, Screening
from commonward.people.offices import REVIEWERS


def may_review(actor: Actor) -> Permission:
    """Moderators and privacy officers read what is held."""
    if isinstance(actor, Person) and actor.role in REVIEWERS:
        return ALLOW
    return deny(_("Reviews are read by moderators and privacy officers."))


def reviews_for(actor: Actor) -> "ReviewQuerySet":
    """Reviews that this person reads for others."""
    return Review.objects.to_read_by(actor)


def screenings_for(actor: Actor, *, since: datetime | None = None) -> "QuerySet[Screening]":
    """What the guard said of texts, to be counted: of the reviewer's organisation and of people without one."""
    if not may_review(actor) or not isinstance(actor, Person):
        return Screening.objects.none()
    found = Screening.objects.filter(_within(actor))
    return found if since is None else found.filter(screened_at__gte=since)


def get_own_help(person: Person, pk: int) -> Screening:
    """What was said of one's own text, while help stands with it. To others it does not exist, nor afterwards."""
    found = Screening.objects.filter(pk=pk, seat_id=person.seat).exclude(tier="").first()
    if found is None:
        raise NotFound(_("There is nothing here to close."))
    return found


def objections_for(actor: Actor, *, since: datetime | None = None) -> "QuerySet[Objection]":
    """What authors objected to, to be counted: of the same people."""
    if not may_review(actor) or not isinstance(actor, Person):
        return Objection.objects.none()
    found = Objection.objects.filter(_within(actor))
    return found if since is None else found.filter(created_at__gte=since)


def _within(person: Person) -> Q:
    if person.organisation is None:
        return Q()
    return Q(seat__organisation_id=person.organisation) | Q(seat__organisation=None)


def get_review(actor: Actor, pk: int) -> Review:
    """The one way a view obtains a review. To others it does not exist."""
    review = (
        reviews_for(actor)
        .select_related("screening", "reviewer", "appeal_of", "author", "organisation")
        .filter(pk=pk)
        .first()
    )
    if review is None:
        raise NotFound(_("There is nothing here for you to read."))
    return review


def may_decide(actor: Actor, review: Review) -> Permission:
    """Only the one who took it decides, and only while it is being read."""
    if review.state != Review.State.CLAIMED:
        return deny(_("Take it first, so that two people do not decide at once."))
    if not isinstance(actor, Person) or review.reviewer_id != actor.seat:
        return deny(_("Somebody else is reading this now."))
    return ALLOW


def get_own_review(person: Person, pk: int) -> Review:
    """A review of the person's own words, as its author."""
    review = Review.objects.by_author(person).select_related("screening", "reviewer__profile").filter(pk=pk).first()
    if review is None:
        raise NotFound(_("There is nothing here for you to read."))
    return review


def may_appeal(person: Person, review: Review) -> Permission:
    """Once, by the author, against a return or a refusal; an appeal's answer is final."""
    if review.author_id != person.seat:
        return deny(_("Only the author may ask for a second look."))
    if review.kind == Review.Kind.APPEAL:
        return deny(_("This was already read a second time. That answer is final."))
    if review.state not in {Review.State.RETURNED, Review.State.REFUSED}:
        return deny(_("There is no decision yet to ask about."))
    if hasattr(review, "appeal"):
        return deny(_("You already asked for a second look."))
    return ALLOW


def own_reports(person: Person) -> "QuerySet[Report]":
    """What this person reported, newest first."""
    return Report.objects.visible_to(person).filter(reporter_id=person.seat).order_by("-id")


def media_of(person: Person, ids: list[int]) -> dict[int, Media]:
    """Pictures this person brought, by id. Others' do not exist to them, nor do numbers that no row can have."""
    possible = [pk for pk in ids if 0 < pk < 2**63]
    return {media.pk: media for media in Media.objects.visible_to(person).filter(pk__in=possible)} if possible else {}
