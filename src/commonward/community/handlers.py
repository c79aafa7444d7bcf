"""What the community does when something happens elsewhere. Inside the emitting transaction; only rows are written."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from commonward.community import access, originals, permitted
from commonward.community.actions import advancing, appraising, faces, gestures
from commonward.community.events import FaceShown, Followed, PostEdited, PostPublished, PostWithdrawn, Thanked
from commonward.community.models import Mention, Post, Profile, ShownUnder, Version
from commonward.community.search import index
from commonward.consent.events import BoundaryDrawn, ConsentWithdrawn
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.kernel import upkeep, work
from commonward.kernel.actor import System
from commonward.kernel.events import on
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.oversight.events import MediaInspected, ReviewRefused, ReviewReleased, ReviewReturned
from commonward.oversight.models import Review
from commonward.people import notices
from commonward.people.ages import SHELTERED
from commonward.people.events import BandChanged, PublishingResumed, SeatEnded
from commonward.people.queries import person_of

_JOB: Final = System("notices")
STATES = {
    ReviewReleased: Review.State.RELEASED,
    ReviewReturned: Review.State.RETURNED,
    ReviewRefused: Review.State.REFUSED,
}


def _settle(event: ReviewReleased | ReviewReturned | ReviewRefused) -> None:
    if event.subject.kind == "version":
        advancing.settle_review(event.review, event.subject.id, STATES[type(event)])
    elif event.subject.kind == "face":
        faces.settle_face(event.review, event.subject.id, STATES[type(event)])


on(ReviewReleased)(_settle)
on(ReviewReturned)(_settle)
on(ReviewRefused)(_settle)


@on(MediaInspected)
def move_on(event: MediaInspected) -> None:
    """A picture is done: the versions that wait for it may go on."""
    for version in Version.objects.filter(
        attachments__media_id=event.media, state__in=[Version.State.WAITING, Version.State.HELD]
    ).select_related("post__author__seat", "screening"):
        advancing.advance(System("media"), version)


@on(PostPublished)
def tell(event: PostPublished) -> None:
    """The author of what is answered, and those whom the post names, where they may see it."""
    (post,) = _published(event.post)
    kinds = dict.fromkeys(_named_in(event.post), "post.mentioned")
    if post.parent is not None:
        kinds[post.parent.author_id] = "post.disputed" if post.disputes_id is not None else "post.replied"
        if post.disputes_id is not None:
            appraising.answer_requests(person_of(post.author.seat), post.parent)
    kinds.pop(post.author_id, None)
    for profile in Profile.objects.filter(pk__in=kinds).select_related("seat") if kinds else ():
        if profile.is_private and not access.lets_come_near(person_of(post.author.seat), profile):
            continue
        if Post.objects.visible_to(person_of(profile.seat)).filter(pk=post.pk).exists():
            # Answers to one post are told together: what they are about is what was answered.
            about = post if kinds[profile.pk] == "post.mentioned" or post.parent is None else post.parent
            notices.notify(profile.seat_id, kinds[profile.pk], Ref("post", about.pk), about=post.author_id)

    appraising.tell_those_asked(post)


@planned
def _published(post: int) -> "QuerySet[Post]":
    return Post.objects.select_related("parent__author", "author__seat").filter(pk=post)


@planned
def _named_in(post: int) -> "QuerySet[Mention, int]":
    return Mention.objects.visible_to(_JOB).filter(post_id=post).values_list("profile_id", flat=True)


@on(PostEdited)
def tell_reviewers(event: PostEdited) -> None:
    """Marks stand on the words before: those who gave them hear that there are new ones."""
    post = Post.objects.get(pk=event.post)
    appraising.tell_of_change(post)
    appraising.tell_those_asked(post)


def _know(event: PostPublished | PostEdited | PostWithdrawn) -> None:
    """Near-copies are looked for of what is live, and only that is found."""
    originals.know(event.post)
    originals.know_pictures(event.post)
    index.know_post(event.post)


on(PostPublished)(_know)
on(PostEdited)(_know)
on(PostWithdrawn)(_know)


@on(FaceShown)
def find(event: FaceShown) -> None:
    """A person is found by the face that is shown."""
    index.know_person(Profile.objects.get(pk=event.profile))


@on(Followed)
def tell_followed(event: Followed) -> None:
    """Somebody is read by one more."""
    followed = Profile.objects.get(pk=event.followed)
    notices.notify(followed.seat_id, "profile.followed", Ref("profile", event.follower), about=event.follower)


@on(Thanked)
def tell_thanked(event: Thanked) -> None:
    """Somebody said thank you."""
    post = Post.objects.select_related("author").get(pk=event.post)
    notices.notify(post.author.seat_id, "post.thanked", Ref("post", post.pk), about=event.profile)


on(BoundaryDrawn)(gestures.quieten)


@on(ConsentWithdrawn)
def take_down(event: ConsentWithdrawn) -> None:
    """What a patient permitted to show, and no longer does, is down in the same moment, everywhere."""
    job = System("consent")
    grant = Grant.objects.visible_to(job).get(pk=event.grant_id)
    if grant.kind in {Kind.PUBLICATION, Kind.MARKETING}:
        for version in permitted.without(grant):
            advancing.take_down(job, version)


@upkeep.sweeps
def take_down_what_is_over() -> int:
    """The day that was stated is over, or the patient is gone: down it comes by itself; how many."""
    job, gone = System("consent"), 0
    rows = ShownUnder.objects.visible_to(job).filter(version__state=Version.State.PASSED)
    over = rows.exclude(grant__in=Grant.objects.in_force().values("pk")).select_related("version__post")
    for row in over[:200]:
        with transaction.atomic():
            if permitted.is_over(row.version):
                advancing.take_down(job, row.version)
                gone += 1
    return gone


@on(SeatEnded)
def hide_face(event: SeatEnded) -> None:
    """A seat that has ended shows no face; its words go with it."""
    for profile in Profile.objects.filter(seat_id=event.seat):
        profile.is_shown = False
        profile.save(update_fields=["is_shown"])
        index.know_person(profile)


@work.carries(advancing.RESCREEN, given_up=advancing.hold_unanswered)
def rescreen(version_id: int) -> None:
    """Worker: screen again what the guard could not answer for."""
    advancing.rescreen(version_id)


@on(PublishingResumed)
def let_go_on(event: PublishingResumed) -> None:
    """What waited for the end of the pause is moved on by a worker: it may be much."""
    work.enqueue(advancing.GO_ON, event.halt)


@work.carries(advancing.GO_ON)
def go_on(_halt_id: int) -> None:
    """Worker: move on what waits."""
    advancing.go_on()


def listen() -> None:
    """Importing this module registers its handlers; calling this says so where it happens."""


@on(BandChanged)
def come_of_age(event: BandChanged) -> None:
    """From 16 on they decide themselves who finds them; until they do, nothing changes."""
    if event.band not in SHELTERED:
        faces.lift_shelter(event.account)
