"""Review marks and requests for them: what verified professionals say of a post, never how many like it.

A mark stands on exactly the words that were read. The next version has none, and whoever had marked the words before
is told that they changed. A dispute is a reply: `publishing.publish_post(…, disputing=True)`.
"""

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from commonward.community import access
from commonward.community.models import Post, Profile, ReviewMark, ReviewRequest, Version
from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Seat
from commonward.people.queries import person_of

#: Colleagues who can be asked about one post.
MOST_ASKED: Final = 5


def mark_reviewed(person: Person, post: Post, *, version: int) -> ReviewMark:
    """Say that one has read these words and finds them sound.

    `version` is what was read: raises Conflict when the post was changed since, or is marked already.
    """
    require(access.may_appraise(person, post))
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post.pk)
        if post.live_id is None or post.live_id != version:
            raise Conflict(_("These words were changed a moment ago. Please read them again."))
        mark = _write_mark(person, post)
        ledger.record(person, "post.marked", Ref("post", post.pk), detail={"version": version})
        answer_requests(person, post)
        notices.notify(post.author.seat_id, "post.marked", Ref("post", post.pk), about=person.profile)
    return mark


def _write_mark(person: Person, post: Post) -> ReviewMark:
    profession = Seat.objects.filter(pk=person.seat).values_list("profession", flat=True).get()
    assert post.live_id is not None  # compared by the caller
    assert person.profile is not None  # asked by `may_appraise`
    try:
        with transaction.atomic():
            mark = ReviewMark.objects.create(version_id=post.live_id, reviewer_id=person.profile, profession=profession)
    except IntegrityError:
        raise Conflict(_("You have marked these words already.")) from None
    Version.objects.filter(pk=post.live_id).update(mark_count=F("mark_count") + 1)
    return mark


def take_back_mark(person: Person, post: Post) -> None:
    """Take one's mark away from what is live. Doing it twice does no harm."""
    with transaction.atomic():
        there = ReviewMark.objects.visible_to(person).filter(version_id=post.live_id, reviewer_id=person.profile)
        if there.delete()[0]:
            Version.objects.filter(pk=post.live_id).update(mark_count=F("mark_count") - 1)
            ledger.record(person, "post.unmarked", Ref("post", post.pk))


def tell_of_change(post: Post) -> None:
    """The words were changed: whoever had marked the ones before hears of it. Called in the transaction of the act."""
    shown = post.versions.filter(state=Version.State.PASSED).exclude(pk=post.live_id).order_by("-number")
    before = shown.values("pk")[:1]
    marks = ReviewMark.objects.visible_to(System("review")).filter(version_id__in=before)
    for seat in marks.values_list("reviewer__seat_id", flat=True):
        notices.notify(seat, "post.mark_lapsed", Ref("post", post.pk))


# --- Asking a colleague ---------------------------------------------------------------------------------------------
def ask_review(person: Person, post: Post, handle: str) -> ReviewRequest:
    """Ask a named professional to look at one's own post. Raises Unacceptable beside `colleague`."""
    if post.author_id != person.profile:
        raise NotFound(_("This post is not here, or not for you."))
    colleague = colleague_of(person, handle)
    with transaction.atomic():
        request = _write_request(person, post, colleague)
        if request is None:
            raise Unacceptable(_("You have asked them already, or enough others."), field="colleague")
        if post.state == Post.State.LIVE:
            tell_those_asked(post)
    return request


def colleague_of(person: Person, handle: str) -> Profile:
    """The professional of this handle who can be asked. Raises Unacceptable beside `colleague`."""
    name = handle.strip().removeprefix("@").lower()
    if not name:
        raise Unacceptable(_("Say who should look at it, by their handle, such as @priya-raman."), field="colleague")
    found = Profile.objects.visible_to(person).select_related("seat__organisation").filter(handle=name).first()
    if found is None:
        raise Unacceptable(_("There is nobody here by this handle, or not for you."), field="colleague")
    if found.seat.account_id == person.account:
        raise Unacceptable(_("This is you. Ask somebody else."), field="colleague")
    if not access.is_verified_professional(person_of(found.seat)):
        raise Unacceptable(
            _("Only professionals with a verified licence can mark a post as reviewed. Ask one of them."),
            field="colleague",
        )
    return found


def ask_along(person: Person, post: Post, handle: str) -> None:
    """Ask the colleague whom the form names, in the transaction that writes the post. Raises Unacceptable."""
    if handle:
        _write_request(person, post, colleague_of(person, handle))


def _write_request(person: Person, post: Post, colleague: Profile) -> ReviewRequest | None:
    assert person.profile is not None  # whoever has a post has a face
    there = ReviewRequest.objects.visible_to(person).filter(post=post)
    if there.filter(colleague=colleague).exists() or there.count() >= MOST_ASKED:
        return None
    request = ReviewRequest.objects.create(post=post, asker_id=person.profile, colleague=colleague)
    ledger.record(person, "post.review_asked", Ref("post", post.pk))
    return request


def tell_those_asked(post: Post) -> None:
    """Others can see the post now: those who were asked hear of it, once, where they may see it."""
    for request in _asked_of(post.pk):
        seat = request.colleague.seat
        if Post.objects.visible_to(person_of(seat)).filter(pk=post.pk).exists():
            notices.notify(seat.pk, "post.review_asked", Ref("post", post.pk), about=request.asker_id)
            request.told_at = clock.now()
            request.save(update_fields=["told_at"])


@planned
def _asked_of(post: int) -> "QuerySet[ReviewRequest]":
    waiting = ReviewRequest.objects.visible_to(System("review")).filter(post_id=post, told_at=None)
    return waiting.select_related("colleague__seat")


def answer_requests(person: Person, post: Post) -> None:
    """The person has marked or disputed the post: what they were asked is answered."""
    mine = ReviewRequest.objects.visible_to(person).filter(post=post, colleague_id=person.profile, answered_at=None)
    mine.update(answered_at=clock.now())
