"""How a version goes on, when the guard, a picture, a reviewer or a pause of all publishing is done.

`advance` is the one place where a version becomes visible; everything else prepares for it.
"""

from django.db import transaction
from django.db.models import F, QuerySet

from commonward.community import access, permitted, queries, rendering
from commonward.community.events import PostEdited, PostPublished, PostWithdrawn
from commonward.community.models import PASSING, Mention, Post, Tag, Version
from commonward.community.objecting import objected_to
from commonward.community.originals import originals_for, take_pictures_down
from commonward.community.publishable import is_read_first
from commonward.community.quality import has_card
from commonward.community.voices import voice_of
from commonward.kernel import clock, ledger, text, work
from commonward.kernel.actor import Actor, Role, System
from commonward.kernel.events import emit
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.oversight import looking_up, references, reviews, screening
from commonward.oversight.models import Media, Review, Verdict
from commonward.people import notices
from commonward.people.queries import person_of, publishing_is_halted

RESCREEN = "version.rescreen"
GO_ON = "publishing.go_on"


def advance(actor: Actor, version: Version) -> None:
    """Move a version as far as its screening, its review and its pictures allow. Running it twice does no harm."""
    if version.state not in {Version.State.WAITING, Version.State.HELD}:
        return
    post = version.post
    if post.state == Post.State.WITHDRAWN:
        return
    pictures = _pictures_of(version.pk)
    states = {media.state for media in pictures}
    if states & {Media.State.REFUSED, Media.State.WITHDRAWN}:
        _turn_back(actor, version, Version.State.RETURNED, notice="media.refused")
    elif permitted.is_over(version):
        _turn_back(actor, version, Version.State.RETURNED, notice="post.permission_over")
    elif version.verdict == Verdict.UNAVAILABLE and version.review_id is None:
        if version.state == Version.State.WAITING:
            work.enqueue(RESCREEN, version.pk)
    elif version.review_id is None and (
        version.verdict not in PASSING or is_read_first(Role(post.author.seat.role), pictures)
    ):
        _hold(actor, version)
    elif states - {Media.State.CLEAN} or _is_halted():
        _set_state(version, Version.State.WAITING, Post.State.WAITING)
    else:
        _pass(actor, version)


@planned
def _pictures_of(version: int) -> "QuerySet[Media]":
    return Media.objects.filter(attachments__version_id=version)


def take_down(actor: Actor, version: Version) -> None:
    """Take down what was shown because a patient permitted it, and no longer does. Twice does no harm."""
    version = Version.objects.select_for_update().select_related("post__author").get(pk=version.pk)
    if version.state in {Version.State.WAITING, Version.State.HELD, Version.State.PASSED}:
        reviews.drop_reviews(actor, Ref("version", version.pk))
        _turn_back(actor, version, Version.State.RETURNED, notice="post.permission_over")
        take_pictures_down(version.pk)


def _is_halted() -> bool:
    """Whether all publishing is paused; what is answered here holds until the transaction ends."""
    ledger.take_turn()
    return publishing_is_halted()


def go_on() -> None:
    """After a pause of all publishing: whatever waits goes as far as it can. Running it twice does no harm."""
    for pk in Version.objects.filter(state=Version.State.WAITING).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            advance(System("publishing"), Version.objects.select_for_update().get(pk=pk))


def rescreen(version_id: int) -> None:
    """Screen again what the guard could not answer for.

    While it still cannot, raises work.OutOfOrder when it answers nothing, work.TryAgain when only this text.
    """
    version = Version.objects.select_related("post__author__seat__organisation", "post__parent").get(pk=version_id)
    if version.verdict != Verdict.UNAVAILABLE or version.state != Version.State.WAITING:
        return
    post, seat = version.post, version.post.author.seat
    person = person_of(seat)
    alts = [attachment.alt for attachment in version.attachments.all()]
    voice, thread = voice_of(person, seat, version.text), queries.words_above(post.parent)
    marks = objected_to(person, f"edit:{post.pk}")
    originals = originals_for(person, version.text, parent=post.parent, post=post)

    screened = screening.screen(
        person,
        voice,
        version.text,
        context=screening.context_of(access.CONTEXTS[post.audience]),
        thread=thread,
        alts=alts,
        marks=marks,
        originals=originals,
        permitted=permitted.found_for(person, version.text, post.audience).permitted,
    )
    if screened.verdict == Verdict.UNAVAILABLE:
        raise work.OutOfOrder if screening.self_check() else work.TryAgain
    actor = System("screening")
    with transaction.atomic():
        version = Version.objects.select_for_update().select_related("post").get(pk=version_id)
        if version.verdict != Verdict.UNAVAILABLE or version.state != Version.State.WAITING:
            return
        version.screening, version.verdict = screening.keep(screened, Ref("version", version.pk)), screened.verdict
        version.save(update_fields=["screening", "verdict"])
        permitted.rest_on(post, version, screened)
        ledger.record(
            actor,
            "post.rescreened",
            Ref("post", post.pk),
            policy=screened.checked.policy,
            detail={"version": version.number, "verdict": screened.verdict.value},
        )
        if screened.verdict in {Verdict.BLOCK, Verdict.WARN}:
            # The author is not there to change it or to say why, so it goes back to them.
            _turn_back(actor, version, Version.State.RETURNED, notice="post.needs_change")
        else:
            advance(actor, version)


def hold_unanswered(version_id: int) -> None:
    """Have a second person read what the guard, though it answers, could never answer for. Called in a transaction."""
    version = Version.objects.select_for_update().select_related("post").get(pk=version_id)
    if version.verdict == Verdict.UNAVAILABLE and version.state == Version.State.WAITING:
        _hold(System("screening"), version)


def settle_review(review_id: int, version_id: int, state: Review.State) -> None:
    """Do to a version what a reviewer decided. Called by the handlers of oversight's events."""
    review = Review.objects.get(pk=review_id)
    version = Version.objects.select_for_update().select_related("post").get(pk=version_id)
    actor = System("review")
    if Version.objects.filter(post_id=version.post_id, number__gt=version.number).exists():
        return  # the author has written on since; the newer words have a reading of their own
    if state == Review.State.RELEASED:
        if version.state in {Version.State.RETURNED, Version.State.REFUSED, Version.State.HELD}:
            version.review, version.state = review, Version.State.HELD
            version.save(update_fields=["review", "state"])
            advance(actor, version)
    elif version.state != Version.State.DROPPED and version.post.state != Post.State.WITHDRAWN:
        _turn_back(actor, version, Version.State(state.value))


def _set_state(version: Version, state: Version.State, post_state: Post.State) -> None:
    """Set a version's state; the post's too, unless an older version of it is live."""
    version.state = state
    version.save(update_fields=["state"])
    post = version.post
    if post.state not in {Post.State.LIVE, Post.State.WITHDRAWN} and post.state != post_state:
        post.state = post_state
        post.save(update_fields=["state"])


def _hold(actor: Actor, version: Version) -> None:
    _set_state(version, Version.State.HELD, Post.State.HELD)
    subject = Ref("version", version.pk)
    if Review.objects.filter(subject_kind="version", subject_id=version.pk, state__in=reviews.OPEN).exists():
        return
    person = person_of(version.post.author.seat)
    reviews.open_review(actor, subject, author=person, screening=version.screening)


def _turn_back(actor: Actor, version: Version, state: Version.State, *, notice: str = "") -> None:
    """Give a version back to its author, and take it down where it was live."""
    post = version.post
    if post.live_id == version.pk:
        post.live, post.state = None, Post.State(state.value)
        post.save(update_fields=["live", "state"])
        count_reply(post, -1)
        ledger.record(actor, "post.taken_down", Ref("post", post.pk), detail={"version": version.number})
        emit(PostWithdrawn(post.pk))
    _set_state(version, state, Post.State(state.value))
    if notice:
        notices.notify(post.author.seat_id, notice, Ref("post", post.pk))


def _pass(actor: Actor, version: Version) -> None:
    """Make a version the one that others see."""
    post = version.post
    first, is_new = post.state != Post.State.LIVE, post.published_at is None
    version.state, version.passed_at = Version.State.PASSED, clock.now()
    version.save(update_fields=["state", "passed_at"])
    post.live, post.state = version, Post.State.LIVE
    post.published_at = post.published_at or clock.now()
    post.save(update_fields=["live", "state", "published_at"])
    _index(post, version, is_new=is_new)
    if first:
        count_reply(post, 1)
    ledger.record(
        actor,
        "post.published" if first else "post.replaced",
        Ref("post", post.pk),
        policy=version.screening.policy,
        detail={"version": version.number},
    )
    if has_card(post):
        looking_up.ask(references.find(version.text))
    emit(PostPublished(post.pk) if first else PostEdited(post.pk))


def count_reply(post: Post, by: int) -> None:
    """A reply came or went: what counts them is told."""
    if post.root_id is not None:
        Post.objects.filter(pk__in={post.root_id, post.parent_id}).update(reply_count=F("reply_count") + by)
    if post.disputes_id is not None:
        Post.objects.filter(pk=post.parent_id).update(dispute_count=F("dispute_count") + by)


def _index(post: Post, version: Version, *, is_new: bool) -> None:
    """Tags and mentions follow the words that are live. One that nobody saw before has none to take away."""
    names = text.tags_in(version.text)
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    if names or not is_new:
        post.tags.set(Tag.objects.filter(name__in=names))
    named = rendering.profiles_named(version.text)
    if not is_new:
        post.mentions.exclude(profile__in=named.values()).delete()
    Mention.objects.bulk_create(
        [Mention(post=post, profile=profile) for profile in named.values()], ignore_conflicts=True
    )
