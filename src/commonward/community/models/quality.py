"""What verified professionals say of posts, and whom authors ask to look: review marks and requests.

A dispute is no row of its own: it is a reply (`Post.disputes`), so it is screened, held, changed and withdrawn like
every other word.
"""

from django.db import models
from django.db.models import Q

from commonward.community.models.posts import Post, Version
from commonward.community.models.profiles import Profile
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField


class ReviewMarkQuerySet(models.QuerySet["ReviewMark"]):
    """A mark is public with the words that it stands on, and hidden where the reader or the reviewer keeps apart."""

    def visible_to(self, actor: Actor) -> "ReviewMarkQuerySet":
        """Marks on versions that the reader may see, by people whom they may see."""
        if isinstance(actor, System):
            return self
        return self.filter(
            version__in=Version.objects.visible_to(actor), reviewer__in=Profile.objects.visible_to(actor)
        )


class ReviewMark(models.Model):
    """A verified professional has read exactly these words and finds them sound (rules.md S66).

    Bound to reviewer, version and date: the next version has none. What the reviewer was then is kept, since licences
    run out.
    """

    id = IdField()
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="marks")
    reviewer = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="marks")
    profession = models.CharField(max_length=60)  # code of people.professions, as verified then
    made_at = models.DateTimeField(default=clock.now)

    objects = ReviewMarkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "reviewer"], name="mark_once_for_each_version")]


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Between the one who asks and the one who is asked."""

    def visible_to(self, actor: Actor) -> "ReviewRequestQuerySet":
        """One's own, from either side."""
        if isinstance(actor, System):
            return self
        mine = actor.profile if isinstance(actor, Person) else None
        return self.filter(Q(asker_id=mine) | Q(colleague_id=mine)) if mine is not None else self.none()


class ReviewRequest(models.Model):
    """An author asks one named professional to look at a post. They are told once others can see it."""

    id = IdField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="review_requests")
    asker = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="reviews_asked_for")
    colleague = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="reviews_asked_of")
    asked_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # with a mark or a dispute

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "colleague"], name="one_request_per_post_and_colleague")]
