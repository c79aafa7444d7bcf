"""What oversight keeps: screenings, media in quarantine, reviews, appeals, reports.

Things are named by kind and identifier (`kernel.ref.Ref`): oversight must not know what a post is.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Office, Organisation, Seat
from commonward.people.offices import REVIEWERS, VERIFIERS, OfficeKind


class Verdict(models.TextChoices):
    """The guard's decision, or that it could not answer."""

    ALLOW = "allow", _("Nothing found")
    NOTE = "note", _("Note")
    WARN = "warn", _("Warn")
    HOLD = "hold", _("Hold")
    BLOCK = "block", _("Block")
    UNAVAILABLE = "unavailable", _("Not yet checked")


class HelpSaid(models.TextChoices):
    """What an author said of the help card for a text."""

    CLOSED = "closed", _("Closed")
    UNFIT = "unfit", _("This does not fit")


class Screening(models.Model):
    """What the guard said about one text: rule ids and offsets, no text. Written with what it screened."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="screenings")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    context = models.CharField(max_length=20)
    verdict = models.CharField(max_length=12, choices=Verdict)
    policy = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # keyed hash of the exact text: proves what was screened, tells nothing
    findings = models.JSONField(default=list)  # [{rule,start,end,severity,confidence,decision,media,box}]
    effects = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)  # {key of a finding: the author's reason for keeping it}
    # Why help was shown to the author, and what they said of it: here and nowhere else, for thirty days (`crisis`).
    tier = models.CharField(max_length=60, default="", blank=True)
    help_said = models.CharField(max_length=8, choices=HelpSaid, default="", blank=True)
    screened_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["screened_at"], condition=~Q(tier=""), name="screening_with_help"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=[verdict.value for verdict in Verdict]), name="screening_verdict_known"
            ),
        ]


class HelpCount(models.Model):
    """How often help was shown in a month, in the whole place: what remains after thirty days. Belongs to nobody."""

    id = IdField()
    month = models.DateField()
    tier = models.CharField(max_length=60)
    shown = models.PositiveIntegerField(default=0)
    unfit = models.PositiveIntegerField(default=0)  # its author said that it does not fit

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "tier"], name="one_count_of_help_per_month")]


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Who may know of which objection."""

    def visible_to(self, actor: Actor) -> "ObjectionQuerySet":
        """One's own. Reviewers see those beside the words that they read, and otherwise only how many there are."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()


class Objection(models.Model):
    """ "This is not a name": an author does not agree with a finding in one text. Holds no word of it."""

    class Ground(models.TextChoices):
        NOT_SO = "not-so", _("It is not what you take it for")
        NOBODY = "nobody", _("It is of nobody under care")
        KNOWN = "known", _("Everybody may know it")

    class Outcome(models.TextChoices):
        OPEN = "open", _("Nobody decided")
        AGREED = "agreed", _("A reviewer agreed")
        UPHELD = "upheld", _("A reviewer did not agree")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="objections")
    place = models.CharField(max_length=40, default="", blank=True)  # of the draft; empty once the text was sent
    subject_kind = models.CharField(max_length=20, default="", blank=True)  # what the text became
    subject_id = models.BigIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=60)
    policy = models.CharField(max_length=100)
    mark = models.CharField(max_length=64)  # keyed hash of the rule and the words
    ground = models.CharField(max_length=10, choices=Ground)
    level = models.CharField(max_length=12)  # what the finding would have meant
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["seat", "place"]),
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["rule", "policy"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "place", "mark"], condition=~Q(place=""), name="objection_once_for_a_text"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open") | Q(decided_at__isnull=False), name="objection_decided_says_when"
            ),
        ]


class PackQuerySet(models.QuerySet["Pack"]):
    """Who may read which version of an organisation's policy."""

    def visible_to(self, actor: Actor) -> "PackQuerySet":
        """Members read what was in force at some time; those who decide on it, the draft as well."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.organisation is None:
            return self.none()
        here = self.filter(organisation_id=actor.organisation)
        return here if actor.role in VERIFIERS else here.exclude(state="draft")


class Pack(models.Model):
    """One version of an organisation's policy: what it changes in the catalogue, tried on examples, then in force.

    Only a draft is ever changed. What was in force stays as it was, so that decisions made under it can be understood.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("In force")
        RETIRED = "retired", _("No longer in force")

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="packs")
    number = models.PositiveIntegerField(null=True)  # given when it is activated
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    changes = models.JSONField(default=list)  # [{rule, column, decision, why}]
    catalogue = models.CharField(max_length=40, default="", blank=True)  # that it was tried against
    trial = models.JSONField(default=list)  # [{example, context, before, after}]: what would be decided otherwise
    tried = models.PositiveIntegerField(default=0)  # checks made in the trial
    tried_at = models.DateTimeField(null=True)
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="packs_written")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    activated_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="packs_activated")
    activated_at = models.DateTimeField(null=True)
    returns_to = models.PositiveIntegerField(null=True)  # the version that a roll-back brought back; 0: the catalogue

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="draft"), name="one_draft_of_policy_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="active"), name="one_policy_in_force_per_organisation"
            ),
            models.UniqueConstraint(fields=["organisation", "number"], name="pack_numbers_count_up"),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True)
                | (~Q(state="draft") & Q(number__isnull=False, activated_at__isnull=False, activated_by__isnull=False)),
                name="pack_in_force_was_activated",
            ),
        ]


class CurationQuerySet(models.QuerySet["Curation"]):
    """What clinicians decided is for everybody in their organisation to read."""

    def visible_to(self, actor: Actor) -> "CurationQuerySet":
        """Decisions of the organisation of the seat one acts in."""
        if isinstance(actor, System):
            return self
        here = actor.organisation if isinstance(actor, Person) else None
        return self.filter(organisation_id=here) if here is not None else self.none()


class Curation(models.Model):
    """A clinician's decision about one curated entry, for their organisation. Never changed: a later one counts."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="curations")
    entry = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # of exactly what was read; an entry that changed awaits a clinician anew
    outcome = models.CharField(max_length=10, choices=Outcome)
    wording = models.CharField(max_length=300, default="", blank=True)  # what is said in place of the list's words
    clinician = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="curations")
    profession = models.CharField(max_length=60)  # as verified then
    decided_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CurationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "entry", "-id"])]


class MediaQuerySet(models.QuerySet["Media"]):
    """Whose pictures somebody may see by themselves. Others see a picture through the post that it belongs to."""

    def visible_to(self, actor: Actor) -> "MediaQuerySet":
        """Those one brought oneself, until they are taken away."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(owner_id=actor.seat).exclude(state="withdrawn")


class Media(models.Model):
    """A picture on its way from quarantine to clean renditions. The original is never served."""

    class State(models.TextChoices):
        QUARANTINED = "quarantined", _("Waits to be looked at")
        CLEAN = "clean", _("Clean")
        HELD = "held", _("Waits for a person")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken away")

    id = IdField()
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="media")
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED)
    size = models.PositiveIntegerField(default=0)  # bytes of the original
    kind = models.CharField(max_length=12, default="", blank=True)  # "jpeg", by content
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    removed = models.JSONField(default=list)  # kinds of metadata that were found and taken out
    refusal = models.CharField(max_length=40, default="", blank=True)  # code of the reason
    renditions = models.JSONField(default=list)  # [{name, width, height, bytes, type}]
    created_at = models.DateTimeField(default=clock.now, editable=False)
    inspected_at = models.DateTimeField(null=True, blank=True)

    objects = MediaQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"])]


class ReviewQuerySet(models.QuerySet["Review"]):
    """Who may know of which review."""

    def to_read_by(self, actor: Actor) -> "ReviewQuerySet":
        """For reviewers: of their organisation and of people without one; not of their own words.

        An appeal goes to somebody else than the one who decided. What is first in the queue goes to those trained for
        crises, and to all while nobody who could read it is.
        """
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.role not in REVIEWERS:
            return self.none()
        reviews = self.exclude(author__account_id=actor.account)
        if actor.organisation is not None:
            reviews = reviews.filter(Q(organisation_id=actor.organisation) | Q(organisation=None))
        reviews = reviews.exclude(kind="appeal", appeal_of__reviewer__account_id=actor.account)
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
