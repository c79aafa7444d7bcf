"""The faces people show, and who follows or keeps away from whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.loaded import Loaded
from commonward.oversight.models import Media, Review, Screening, Verdict
from commonward.people.models import Seat
from commonward.people.offices import REVIEWERS

#: Verdicts with which words may be shown without a second person.
PASSING = [Verdict.ALLOW.value, Verdict.NOTE.value, Verdict.WARN.value]


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Who may see whose face, decided in the query."""

    def visible_to(self, actor: Actor) -> "ProfileQuerySet":
        """Faces of open seats, but for those between whom and the reader stands a block, and those who keep to people
        they know, where neither follows the other. Jobs see everything.
        """
        if isinstance(actor, System):
            return self
        shown = self.filter(is_shown=True)
        if not isinstance(actor, Person) or actor.profile is None:
            return shown.filter(is_private=False)
        if actor.role not in REVIEWERS:  # whoever reads what is held or reported sees whose it is
            known = Q(pk__in=followed_by(actor.profile)) | Q(pk__in=followers_of(actor.profile))
            shown = shown.filter(Q(is_private=False) | Q(pk=actor.profile) | known)
        return shown.exclude(pk__in=kept_apart(actor.profile))


def kept_apart(profile: int) -> "models.QuerySet[Distance, int]":
    """Ids of profiles between whom and this one stands a block, whoever set it."""
    blocks = Distance.objects.filter(kind=Distance.Kind.BLOCK)
    mine = blocks.filter(keeper_id=profile).values_list("other_id", flat=True)
    theirs = blocks.filter(other_id=profile).values_list("keeper_id", flat=True)
    return mine.union(theirs, all=True)


def muted_by(profile: int) -> "models.QuerySet[Distance, int]":
    """Ids of the profiles that this one keeps out of its lists. Blocks are for `visible_to`."""
    return Distance.objects.filter(keeper_id=profile, kind=Distance.Kind.MUTE).values_list("other_id", flat=True)


def followed_by(profile: int) -> "models.QuerySet[Follow, int]":
    """Ids of the profiles that this one follows."""
    return Follow.objects.filter(follower_id=profile).values_list("followed_id", flat=True)


def followers_of(profile: int) -> "models.QuerySet[Follow, int]":
    """Ids of the profiles that follow this one."""
    return Follow.objects.filter(followed_id=profile).values_list("follower_id", flat=True)


def let_in_by(profile: int) -> "models.QuerySet[Follow, int]":
    """Ids of the profiles whose words for followers this one may read: those it follows, but where care is between."""
    return Follow.objects.filter(follower_id=profile, is_quiet=False).values_list("followed_id", flat=True)


class Profile(Loaded):
    """The face of a seat: what others see. Name and words are screened; a pseudonym tells nobody who stands behind."""

    id = IdField()
    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="profile")
    handle = models.SlugField(max_length=30, unique=True)
    display_name = models.CharField(max_length=60)
    is_pseudonym = models.BooleanField(default=False)
    biography = models.TextField(default="", blank=True)
    picture = models.ForeignKey(Media, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reach_known_at = models.DateTimeField(null=True, blank=True)  # its first public words went out, after the pause
    # Found, followed, answered and named only by people whom it follows itself. So by default of whoever is under 18.
    is_private = models.BooleanField(default=False, db_default=False)
    # That is not theirs to change, and their words are never public: under 16 (people.ages, rules.md S3).
    is_sheltered = models.BooleanField(default=False, db_default=False)
    is_shown = models.BooleanField(default=True)  # False once the seat has ended or the account is closed
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=PASSING) | Q(review__isnull=False), name="profile_shows_only_what_was_screened"
            )
        ]


class SpentHandle(models.Model):
    """A handle whose person deleted their account, as a keyed digest: it is nobody else's ever after."""

    id = IdField()
    digest = models.CharField(max_length=64, unique=True)


class ProfileChangeQuerySet(models.QuerySet["ProfileChange"]):
    """A face that waits is its owner's. Reviewers read it through the review of it."""

    def visible_to(self, actor: Actor) -> "ProfileChangeQuerySet":
        """Those of the seat one acts in."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()


class ProfileChange(models.Model):
    """A change of a profile that waits for a second person. The old face stays until it passes."""

    class State(models.TextChoices):
        HELD = "held", _("Waits for a second person")
        TAKEN = "taken", _("Shown")
        RETURNED = "returned", _("Returned to you")
        REFUSED = "refused", _("Refused")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="profile_changes")
    display_name = models.CharField(max_length=60)
    handle = models.SlugField(max_length=30)
    is_pseudonym = models.BooleanField(default=False)
    biography = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ProfileChangeQuerySet.as_manager()


class FollowQuerySet(models.QuerySet["Follow"]):
    """Who follows whom is between the two; others see how many."""

    def visible_to(self, actor: Actor) -> "FollowQuerySet":
        """Those one follows, and those who follow one."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.profile is None:
            return self.none()
        return self.filter(Q(follower_id=actor.profile) | Q(followed_id=actor.profile))


class Follow(models.Model):
    """One profile reads another's posts at home. A quiet one opens nothing that is for followers: one of the two cares
    for the other as a professional, and neither may learn from it who stands behind a chosen name.
    """

    id = IdField()
    follower = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="following")
    followed = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="followers")
    is_quiet = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_somebody_else"),
        ]
        indexes = [
            models.Index(fields=["followed", "follower"]),
            # Whose words for followers one may read is asked beside every list of posts. Where PostgreSQL had to fetch
            # rows for it, it took lists for so dear that it read every face there is instead.
            models.Index(fields=["follower", "followed"], condition=Q(is_quiet=False), name="follow_lets_in"),
        ]


class DistanceQuerySet(models.QuerySet["Distance"]):
    """Whom somebody keeps away from is theirs to know; the other is not told."""

    def visible_to(self, actor: Actor) -> "DistanceQuerySet":
        """Those one keeps oneself."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.profile is None:
            return self.none()
        return self.filter(keeper_id=actor.profile)


class Distance(models.Model):
    """Somebody keeps away from somebody: a block hides each from the other, a mute hides one from the feeds of one."""

    class Kind(models.TextChoices):
        BLOCK = "block", _("Blocked")
        MUTE = "mute", _("Muted")

    id = IdField()
    keeper = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="distances")
    other = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="distanced_by")
    kind = models.CharField(max_length=6, choices=Kind)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = DistanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeper", "other", "kind"], name="one_distance_of_a_kind"),
            models.CheckConstraint(condition=~Q(keeper=F("other")), name="distance_to_somebody_else"),
        ]
        indexes = [models.Index(fields=["other", "kind"])]
