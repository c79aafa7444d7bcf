"""What people say, in versions, and what others do with it.

A reply is a post with a parent. The words live in versions: `Post.live` is the version that others see, and a new
version becomes live only when it has been screened and, if held, released.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.community.models.profiles import PASSING, Profile, kept_apart, let_in_by
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.loaded import Loaded
from commonward.oversight.models import HelpSaid, Media, Review, Screening, Verdict
from commonward.people.models import Organisation, Seat


class PostQuerySet(models.QuerySet["Post"]):
    """Who may see which post, decided in the query, so that counts, pages and exports stay true."""

    def visible_to(self, actor: Actor, *, top: bool = False) -> "PostQuerySet":
        """Live posts whose audience holds the reader, and the reader's own in any state but withdrawn.

        A reply follows the post it stands under: it is seen by whoever sees that. Blocks hide both ways. Jobs see
        everything. With `top`, only posts that answer nothing: lists ask so, and half of the question falls away.
        """
        posts = self.filter(root=None) if top else self
        if isinstance(actor, System):
            return posts
        mine = actor.profile if isinstance(actor, Person) else None
        apart = kept_apart(mine) if mine is not None else None
        answer = _ANSWER & _reach(actor, "root__")
        if apart is not None:
            answer &= ~Q(root__author_id__in=apart)
        reach = _reach(actor) if top else (Q(root=None) & _reach(actor)) | answer
        if apart is None:
            return posts.filter(_LIVE & reach)
        own = Q(author_id=mine) & ~Q(state="withdrawn")
        return posts.filter(own | (_LIVE & reach & ~Q(author_id__in=apart)))

    def newest_first(self) -> "PostQuerySet":
        """By age, newest first. Identifiers grow with time."""
        return self.order_by("-id")


_LIVE = Q(state="live", author__is_shown=True)
_TOP = Q(state="live", root=None)
_ANSWER = Q(root__isnull=False, root__state="live", root__author__is_shown=True)


def _reach(actor: Actor, path: str = "") -> Q:
    """Which audiences hold this reader, of the post at `path`."""
    reach = Q(**{f"{path}audience": "public"})
    if not isinstance(actor, Person):
        return reach
    if actor.profile is not None:
        own = Q(**{f"{path}author_id": actor.profile})
        followed = Q(**{f"{path}author_id__in": let_in_by(actor.profile)})
        reach |= Q(**{f"{path}audience": "followers"}) & (own | followed)
    if actor.organisation is not None:
        reach |= Q(**{f"{path}audience": "organisation", f"{path}organisation_id": actor.organisation})
    return reach


class VersionQuerySet(models.QuerySet["Version"]):
    """Which versions of which posts somebody may read."""

    def visible_to(self, actor: Actor) -> "VersionQuerySet":
        """Versions that passed, of posts the reader may see; the author sees every version of their own.

        Of what was withdrawn nobody sees any.
        """
        if isinstance(actor, System):
            return self
        passed = Q(state="passed", post__in=Post.objects.visible_to(actor))
        if isinstance(actor, Person) and actor.profile is not None:
            return self.filter(passed | (Q(post__author_id=actor.profile) & ~Q(post__state="withdrawn")))
        return self.filter(passed)


class Tag(models.Model):
    """A hashtag, in lower case."""

    id = IdField()
    name = models.CharField(max_length=60, unique=True)


class Post(Loaded):
    """Something somebody said. `state` is what others and the author see of it; the words are in `live`."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Public")
        FOLLOWERS = "followers", _("Followers")
        ORGANISATION = "organisation", _("Colleagues")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        HELD = "held", _("Waits for a second person")
        LIVE = "live", _("Published")
        RETURNED = "returned", _("Returned to you")
        REFUSED = "refused", _("Not published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = IdField()
    author = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="posts")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.PUBLIC)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    live = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    root = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="thread", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reply_count = models.PositiveIntegerField(default=0)
    thanks_count = models.PositiveIntegerField(default=0)
    # A dispute is a reply by a verified professional, with a reason, to the words that stood there then.
    disputes = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, blank=True, related_name="disputed_in")
    dispute_count = models.PositiveIntegerField(default=0)
    tags = models.ManyToManyField(Tag, related_name="posts", blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        # One index for each list, holding what the list may show and nothing else. None of them may offer itself for
        # "has no root": a planner without statistics takes that for rare, and then reads every post there is.
        indexes = [
            models.Index(fields=["author", "-id"], condition=_TOP, name="post_by_author"),
            models.Index(fields=["-id"], condition=_TOP, name="post_top"),
            models.Index(fields=["-id"], condition=_TOP & Q(audience="public"), name="post_local"),
            models.Index(
                fields=["organisation", "-id"], condition=_TOP & Q(audience="organisation"), name="post_colleagues"
            ),
            models.Index(fields=["root", "id"], condition=Q(root__isnull=False), name="post_thread"),
        ]
        constraints = [
            # Whatever is live points at a version; which versions may be pointed at, the version's constraint says.
            models.CheckConstraint(condition=~Q(state="live") | Q(live__isnull=False), name="post_live_has_a_version"),
            models.CheckConstraint(
                condition=Q(root__isnull=True, parent__isnull=True) | Q(root__isnull=False, parent__isnull=False),
                name="reply_has_root_and_parent",
            ),
            models.CheckConstraint(
                condition=~Q(audience="organisation") | Q(organisation__isnull=False),
                name="post_for_colleagues_names_them",
            ),
            models.CheckConstraint(
                condition=Q(disputes__isnull=True) | Q(parent__isnull=False), name="dispute_answers_something"
            ),
        ]


class Version(Loaded):
    """The words of a post at one time. Never changed once written; an edit is the next version."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        HELD = "held", _("Waits for a second person")
        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Returned to you")
        REFUSED = "refused", _("Not published")
        DROPPED = "dropped", _("Replaced before it was read")

    id = IdField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    text = models.TextField()
    html = models.TextField(default="", blank=True)  # rendered from the screened text, sanitised
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    once = models.UUIDField(null=True, editable=False)  # the form that it came with: sent twice, it is said once
    is_health = models.BooleanField(default=False)  # whether the quality card stands beside it (`community.quality`)
    review_on = models.DateField(null=True, blank=True)  # by when its author means to look at it again
    mark_count = models.PositiveIntegerField(default=0)  # review marks on exactly these words
    created_at = models.DateTimeField(default=clock.now, editable=False)
    passed_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="version_numbers_count_up"),
            models.UniqueConstraint(fields=["once"], condition=Q(once__isnull=False), name="a_form_is_said_once"),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(verdict__in=PASSING) | Q(review__isnull=False),
                name="version_passed_was_screened",
            ),
        ]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Which pictures somebody sees in posts."""

    def visible_to(self, actor: Actor) -> "AttachmentQuerySet":
        """Those of the words that are live, of posts the reader may see. Earlier versions show no pictures."""
        if isinstance(actor, System):
            return self
        live = Post.objects.visible_to(actor).filter(state="live").values("live_id")
        return self.filter(version_id__in=live)


class Attachment(Loaded):
    """A picture of a version, with the author's alternative text, which is screened with the words."""

    id = IdField()
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="attachments")
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="attachments")
    alt = models.CharField(max_length=500, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="attachment_positions_differ")]


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts are their author's alone."""

    def visible_to(self, actor: Actor) -> "DraftQuerySet":
        """Those of the seat one acts in. Not even jobs read them."""
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()


class Draft(Loaded):
    """Words that were not sent yet. Only their author sees them; kept until sent or thrown away."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=40)  # "new", "reply:81", "edit:81"
    text = models.TextField(default="", blank=True)
    audience = models.CharField(max_length=12, choices=Post.Audience, default=Post.Audience.PUBLIC)
    media = models.JSONField(default=list)  # [{"id": media id, "alt": "…"}]
    is_health = models.BooleanField(default=False)
    review_on = models.CharField(max_length=10, default="", blank=True)  # a day; checked when it is sent
    colleague = models.CharField(max_length=40, default="", blank=True)  # the handle of whom it is to be reviewed by
    help_said = models.CharField(max_length=8, choices=HelpSaid, default="", blank=True)  # of the help card
    updated_at = models.DateTimeField(default=clock.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "key"], name="one_draft_per_seat_and_place")]


class ThanksQuerySet(models.QuerySet["Thanks"]):
    """Who thanked is the thanker's to know; others see how many, and the author is told."""

    def visible_to(self, actor: Actor) -> "ThanksQuerySet":
        """One's own."""
        if isinstance(actor, System):
            return self
        mine = actor.profile if isinstance(actor, Person) else None
        return self.filter(profile_id=mine) if mine is not None else self.none()


class Thanks(models.Model):
    """A thank-you for a post: the one gesture, counted, never ranked by."""

    id = IdField()
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="thanks")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ThanksQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "post"], name="thank_once")]


class SavedQuerySet(models.QuerySet["Saved"]):
    """What somebody keeps to read again nobody else learns, and no job."""

    def visible_to(self, actor: Actor) -> "SavedQuerySet":
        """One's own."""
        mine = actor.profile if isinstance(actor, Person) else None
        return self.filter(profile_id=mine) if mine is not None else self.none()


class Saved(models.Model):
    """A post somebody keeps to read again. Nobody else sees this."""

    id = IdField()
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="saved")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SavedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "post"], name="save_once")]


class MentionQuerySet(models.QuerySet["Mention"]):
    """Whom a post names is told by its words, so it goes where they go."""

    def visible_to(self, actor: Actor) -> "MentionQuerySet":
        """Those in posts the reader may see."""
        if isinstance(actor, System):
            return self
        return self.filter(post__in=Post.objects.visible_to(actor))


class Mention(models.Model):
    """A post names a profile by its handle."""

    id = IdField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="mentioned_in")

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "profile"], name="mention_once")]
