"""What the guard said of texts, what their authors say of that, by which policy, and pictures in quarantine.

Things are named by kind and identifier (`kernel.ref.Ref`): oversight must not know what a post is.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.loaded import Loaded
from commonward.people.models import Organisation, Seat
from commonward.people.offices import VERIFIERS


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


class Licence(models.TextChoices):
    """By what right somebody shows a picture."""

    OWN = "own", _("I made it myself")
    PERMISSION = "permission", _("Its maker allowed it")
    LICENSED = "licensed", _("It is licensed to us")
    OPEN = "open", _("It has an open licence (such as Creative Commons)")
    FREE = "free", _("It is in the public domain")


class MediaQuerySet(models.QuerySet["Media"]):
    """Whose pictures somebody may see by themselves. Others see a picture through the post that it belongs to."""

    def visible_to(self, actor: Actor) -> "MediaQuerySet":
        """Those one brought oneself, until they are taken away."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(owner_id=actor.seat).exclude(state="withdrawn")


class Media(Loaded):
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
    covered = models.JSONField(default=dict)  # how many parts of each kind are covered, such as {"FACE": 2}
    # What staff do not show without a second look, as it was seen beside a person in it: kinds alone.
    noticed = models.JSONField(default=list, null=True, blank=True)
    # What its author decides of it (`covering`). Where things are is kept until `open_until` and no longer.
    parts = models.JSONField(default=list)  # [{kind, boxes}]
    choices = models.JSONField(default=dict)  # {faces, seen, own, shows}
    past = models.JSONField(default=list)  # earlier choices, to go back to
    open_until = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=40, default="", blank=True)  # code of the reason
    # By what right it is shown (`crediting`): what its author says, what it is nearly the same as, and a plea for it.
    licence = models.CharField(max_length=12, choices=Licence, default="", db_default="", blank=True)
    source = models.CharField(max_length=200, default="", db_default="", blank=True)
    codes = models.JSONField(null=True, blank=True)  # by which it is known again (`guard.media.alike`), in hexadecimal
    resembles = models.JSONField(null=True, blank=True)  # {standing, mark}
    plea = models.CharField(max_length=500, default="", db_default="", blank=True)
    renditions = models.JSONField(default=list)  # [{name, width, height, bytes, type}]
    created_at = models.DateTimeField(default=clock.now, editable=False)
    inspected_at = models.DateTimeField(null=True, blank=True)

    objects = MediaQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "created_at"]),
            models.Index(fields=["open_until"], condition=Q(open_until__isnull=False), name="media_open_for_choices"),
        ]
