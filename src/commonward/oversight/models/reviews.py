"""What a second person reads: what is held, appealed or reported, and who asks for somebody."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.oversight.models.screenings import Screening
from commonward.people.models import Office, Organisation, Seat
from commonward.people.offices import REVIEWERS, OfficeKind


class ReviewQuerySet(models.QuerySet["Review"]):
    """Who may know of which review."""

    def to_read_by(self, actor: Actor) -> "ReviewQuerySet":
        """For reviewers: of their organisation and of people without one; not of their own words.

        Nor what they reported themselves, unless it is worry about a person, which nobody is kept from. An appeal goes
        to somebody else than the one who decided. What is first in the queue goes to those trained for crises, and to
        all while nobody who could read it is.
        """
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.role not in REVIEWERS:
            return self.none()
        reviews = self.exclude(author__account_id=actor.account)
        if actor.organisation is not None:
            reviews = reviews.filter(Q(organisation_id=actor.organisation) | Q(organisation=None))
        reviews = reviews.exclude(kind="appeal", appeal_of__reviewer__account_id=actor.account)
        told = Report.objects.filter(review=OuterRef("pk"), reporter__account_id=actor.account)
        reviews = reviews.exclude(Q(kind="report", is_first=False) & Exists(told))
        return reviews.filter(Q(is_first=False) | Q(reviewer_id=actor.seat) | _fit_for_crises(actor))

    def by_author(self, actor: Actor) -> "ReviewQuerySet":
        """For authors: what was or will be decided about the words of the seat one acts in."""
        return self.filter(author_id=actor.seat) if isinstance(actor, Person) else self.none()

    def visible_to(self, actor: Actor) -> "ReviewQuerySet":
        """Both: what one reads for others, and what others read of one's own."""
        seen = Q(pk__in=Review.objects.to_read_by(actor).values("pk"))
        return self.filter(seen | Q(author_id=actor.seat)) if isinstance(actor, Person) else self.filter(seen)


def _fit_for_crises(person: Person) -> Q:
    """For reviews: the person is trained for crises, or none of those who read them is."""
    trained = Office.objects.held(OfficeKind.CRISIS).exclude(seat__account_id=OuterRef("author__account_id"))
    here = Q(seat__organisation=None) | Q(seat__organisation_id=OuterRef("organisation_id"))
    mine = Office.objects.held(OfficeKind.CRISIS).filter(seat_id=person.seat)
    # Words of people without an organisation are read by reviewers of every one.
    somebody = Q(Exists(trained.filter(here))) | (Q(organisation=None) & Q(Exists(trained)))
    return Q(Exists(mine)) | ~somebody


class Review(models.Model):
    """A second person's reading of something held, reported or appealed. One person decides at a time."""

    class Kind(models.TextChoices):
        HELD = "held", _("Held")
        APPEAL = "appeal", _("Appeal")
        REPORT = "report", _("Reader's report")
        CALL = "call", _("Asks for somebody")

    class State(models.TextChoices):
        OPEN = "open", _("To read")
        CLAIMED = "claimed", _("Being read")
        RELEASED = "released", _("Released")
        RETURNED = "returned", _("Returned")
        REFUSED = "refused", _("Refused")
        MOOT = "moot", _("No longer needed")

    id = IdField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HELD)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, null=True, related_name="reviews")
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="reviews_of_mine")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="reviews")
    appeal_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="appeal")
    is_first = models.BooleanField(default=False)  # somebody may be in need: read before all others
    plea = models.TextField(default="", blank=True)  # the author's words with an appeal or a call
    reviewer = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="reviews_by_me")
    claimed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)  # the reviewer's words to the author
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"]),
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["author", "state"]),
            models.Index(fields=["id"], condition=Q(is_first=True, state="open"), name="review_first"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "moot"]) | Q(reviewer__isnull=False, claimed_at__isnull=False),
                name="review_taken_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "returned", "refused"]) | Q(decided_at__isnull=False),
                name="review_decided_says_when",
            ),
            # Nobody decides about their own words.
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=models.F("author")), name="review_not_by_the_author"
            ),
        ]


class ReportQuerySet(models.QuerySet["Report"]):
    """Who may know of which report. Its author never learns who reported."""

    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        """One's own, and those under the reviews that one reads."""
        if isinstance(actor, System):
            return self
        to_read = Q(review__in=Review.objects.to_read_by(actor).values("pk"))
        return self.filter(to_read | Q(reporter_id=actor.seat)) if isinstance(actor, Person) else self.none()


class Report(models.Model):
    """A reader's report. The words are for moderators only; the reporter sees its state."""

    class Reason(models.TextChoices):
        IDENTIFIES = "identifies", _("It may give a patient away")
        HARMFUL = "harmful", _("The advice could harm someone")
        UNKIND = "unkind", _("It is unkind or attacks someone")
        WORRIED = "worried", _("I am worried about this person")
        PROMOTION = "promotion", _("It advertises or misleads")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        READING = "reading", _("Being read")
        ACTED = "acted", _("Something was done")
        KEPT = "kept", _("Left as it is")

    id = IdField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    reporter = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="reports")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reporter", "-id"]), models.Index(fields=["subject_kind", "subject_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "reporter"],
                condition=Q(state__in=["received", "reading"]),
                name="one_open_report_per_reader_and_subject",
            )
        ]
