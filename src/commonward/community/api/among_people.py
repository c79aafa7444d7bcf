"""Small things between people: follow, thank, save, keep away; reports; notices."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from commonward.community import access
from commonward.community.actions import gestures
from commonward.community.api.router import router
from commonward.community.api.schemas import (
    DistanceId,
    DistanceOut,
    Handle,
    NoticeId,
    NoticeOut,
    NoticesOut,
    PostId,
    ReadOut,
    ReportIn,
    ReportOut,
)
from commonward.community.models import Distance
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound
from commonward.kernel.ref import Ref
from commonward.oversight import reports
from commonward.oversight.problems import REFUSALS, Before, person_in, whole
from commonward.people import notices
from commonward.people.applications import Scope
from commonward.people.bearer import Bearer
from commonward.people.queries import person_of

TIES = Bearer(Scope.TIES)
TAGS = ["among people"]
MOST_DISTANCES = 200
_DONE = Status(204, None)


def _gesturing(request: HttpRequest) -> Person:
    """Who asks, with one gesture counted. Raises TooMany when there were too many."""
    person = person_in(request).actor
    limits.spend(limits.GESTURE, person)
    return person


@router.put("/posts/{pk}/thanks", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def thank(request: HttpRequest, pk: PostId) -> Status[None]:
    """Thank for a post."""
    person = _gesturing(request)
    gestures.thank(person, access.get_live_post(person, pk))
    return _DONE


@router.delete("/posts/{pk}/thanks", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def unthank(request: HttpRequest, pk: PostId) -> Status[None]:
    """Take the thanks back."""
    person = _gesturing(request)
    gestures.unthank(person, access.get_live_post(person, pk))
    return _DONE


@router.put("/posts/{pk}/saved", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def save(request: HttpRequest, pk: PostId) -> Status[None]:
    """Keep a post to read again. Nobody else learns of it."""
    person = _gesturing(request)
    gestures.save(person, access.get_live_post(person, pk))
    return _DONE


@router.delete("/posts/{pk}/saved", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def unsave(request: HttpRequest, pk: PostId) -> Status[None]:
    """Keep it no longer."""
    person = _gesturing(request)
    gestures.unsave(person, access.get_live_post(person, pk))
    return _DONE


@router.put("/profiles/{handle}/follow", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def follow(request: HttpRequest, handle: Handle) -> Status[None]:
    """Read somebody's posts at home."""
    person = _gesturing(request)
    gestures.follow(person, access.get_profile(person, handle))
    return _DONE


@router.delete("/profiles/{handle}/follow", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def unfollow(request: HttpRequest, handle: Handle) -> Status[None]:
    """Read them no longer."""
    person = _gesturing(request)
    gestures.unfollow(person, access.get_profile(person, handle))
    return _DONE


@router.put("/profiles/{handle}/mute", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def mute(request: HttpRequest, handle: Handle) -> Status[None]:
    """Keep somebody out of one's lists. They are not told."""
    person = _gesturing(request)
    gestures.keep_apart(person, access.get_profile(person, handle), "mute")
    return _DONE


@router.delete("/profiles/{handle}/mute", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def unmute(request: HttpRequest, handle: Handle) -> Status[None]:
    """Let them back into one's lists."""
    person = _gesturing(request)
    gestures.end_distance(person, access.get_profile(person, handle), "mute")
    return _DONE


@router.put("/profiles/{handle}/block", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def block(request: HttpRequest, handle: Handle) -> Status[None]:
    """Hide each from the other. They are not told. Taken back on the page of one's blocks."""
    person = _gesturing(request)
    gestures.keep_apart(person, access.get_profile(person, handle), "block")
    return _DONE


@router.get("/distances", response={200: list[DistanceOut], **REFUSALS}, auth=TIES, tags=TAGS)
def get_distances(request: HttpRequest) -> list[DistanceOut]:
    """Everybody one mutes or blocks, the newest first. Here a block can be taken back: its other side is hidden."""
    rows = (
        Distance.objects.visible_to(person_in(request).actor).select_related("other").order_by("-pk")[:MOST_DISTANCES]
    )
    return [
        DistanceOut(
            id=str(row.pk),
            handle=row.other.handle,
            name=row.other.display_name,
            kind="block" if row.kind == Distance.Kind.BLOCK else "mute",
        )
        for row in rows[:MOST_DISTANCES]
    ]


@router.delete("/distances/{pk}", response={204: None, **REFUSALS}, auth=TIES, tags=TAGS)
def end_distance(request: HttpRequest, pk: DistanceId) -> Status[None]:
    """Take a mute or a block back."""
    person = _gesturing(request)
    row = Distance.objects.visible_to(person).select_related("other").filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is nothing to take back."))
    gestures.end_distance(person, row.other, row.kind)
    return _DONE


@router.post("/posts/{pk}/reports", response={201: ReportOut, **REFUSALS}, auth=Bearer(Scope.REPORT), tags=TAGS)
def report_post(request: HttpRequest, pk: PostId, body: ReportIn) -> Status[ReportOut]:
    """Tell the moderators about a post. A second report of the same thing is refused with 409 while one waits."""
    person = person_in(request).actor
    post = access.get_live_post(person, pk)
    require(access.may_report(person, post))
    limits.spend(limits.REPORT, person)
    assert post.live_id is not None  # it is live
    made = reports.report(
        person,
        Ref("version", post.live_id),
        author=person_of(post.author.seat),
        reason=body.reason,
        words=body.words,
    )
    return Status(201, ReportOut(id=str(made.pk), state=made.state))


@router.get("/notices", response={200: NoticesOut, **REFUSALS}, auth=Bearer(Scope.NOTICES), tags=TAGS)
def get_notices(request: HttpRequest, before: Before = None) -> NoticesOut:
    """What one should know. Looking marks nothing as read."""
    person = person_in(request).actor
    earlier = notices.read_page(person, before)
    unread = notices.unread_of(person) if before is None else []
    lines = notices.lines_of(person, [*unread, *earlier.items])
    return NoticesOut(
        items=[NoticeOut(id=str(one.pk), sentence=one.sentence, at=one.at, unread=one.is_unread) for one in lines],
        unread=notices.unread_count(person.seat),
        next=earlier.next or None,
    )


@router.post("/notices/read", response={204: None, **REFUSALS}, auth=Bearer(Scope.NOTICES), tags=TAGS)
def read_notices(request: HttpRequest) -> Status[None]:
    """Mark everything in this seat as read."""
    notices.read_all(person_in(request).actor)
    return _DONE


@router.post("/notices/{pk}/read", response={200: ReadOut, **REFUSALS}, auth=Bearer(Scope.NOTICES), tags=TAGS)
def read_notice(request: HttpRequest, pk: NoticeId) -> ReadOut:
    """Mark one as read, and learn where its subject is."""
    return ReadOut(url=whole(notices.open_notice(person_in(request).actor, pk)) or None)
