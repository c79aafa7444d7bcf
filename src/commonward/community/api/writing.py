"""Writing: checks, posts, answers, changes, drafts, pictures, one's face.

`Idempotency-Key` names an attempt: the same words sent again under it are not said twice. It stands for nothing else
and is kept as a number made from it, with the words it brought.
"""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, FormEx, P, PathEx, Status
from ninja.files import UploadedFile

from commonward.community import access, composing, drafts
from commonward.community.actions import faces, publishing
from commonward.community.actions.publishing import Done, Outcome, Stopped
from commonward.community.api.answering import (
    post_out,
)
from commonward.community.api.router import router
from commonward.community.api.schemas import (
    CheckIn,
    DraftIn,
    DraftOut,
    FaceIn,
    FaceState,
    PictureIn,
    PictureState,
    PostId,
    PostIn,
    PostOut,
    ReplyIn,
    Shown,
)
from commonward.community.composition import Composition, Picture
from commonward.community.models import Draft, Post
from commonward.community.pausing import Paused
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.oversight import quarantine
from commonward.oversight.problems import REFUSALS, Answer, CheckOut, Key, attempt, check_out, person_in
from commonward.people.applications import Scope
from commonward.people.bearer import Bearer

WRITE = Bearer(Scope.WRITE)
TAGS = ["writing"]
Shows = FormEx[
    list[Shown],
    P(max_length=5, description="What the picture shows, as its author says. May be given several times."),
]
DraftKey = PathEx[str, P(pattern=r"^(new|(reply|edit|dispute):[0-9]{1,18})$", description="What the words are for.")]


@router.post("/checks", response={200: CheckOut, **REFUSALS}, auth=WRITE, tags=TAGS)
def check_words(request: HttpRequest, body: CheckIn) -> CheckOut:
    """What would be said of these words. Nothing is kept."""
    seen = person_in(request)
    limits.spend(limits.CHECK, seen.actor)
    parent = access.get_live_post(seen.actor, int(body.in_reply_to)) if body.in_reply_to is not None else None
    audience = parent.audience if parent is not None else body.audience
    words = Composition(text=body.text, audience=audience)
    return check_out(composing.check(seen.actor, seen.seat, words, audience=audience, parent=parent))


@router.post("/posts", response={201: PostOut, **REFUSALS}, auth=WRITE, tags=TAGS)
def publish_post(request: HttpRequest, body: PostIn, key: Key = None) -> Status[PostOut]:
    """Say something. `state` tells whether it is out, or waits for a second person or for its pictures."""
    seen = person_in(request)
    composition = _composition(request, body, key, place="new")
    limits.spend(limits.POST, seen.actor)
    outcome = publishing.publish_post(seen.actor, seen.seat, composition)
    return Status(201, _said(request, outcome))


@router.post("/posts/{pk}/replies", response={201: PostOut, **REFUSALS}, auth=WRITE, tags=TAGS)
def publish_reply(request: HttpRequest, pk: PostId, body: ReplyIn, key: Key = None) -> Status[PostOut]:
    """Answer something."""
    seen = person_in(request)
    parent = access.get_live_post(seen.actor, pk)
    require(access.may_reply(seen.actor, parent))
    composition = _composition(request, body, key, place=f"reply:{pk}")
    limits.spend(limits.POST, seen.actor)
    outcome = publishing.publish_post(seen.actor, seen.seat, composition, parent=parent)
    return Status(201, _said(request, outcome))


@router.put("/posts/{pk}", response={200: PostOut, **REFUSALS}, auth=WRITE, tags=TAGS)
def edit_post(request: HttpRequest, pk: PostId, body: PostIn, key: Key = None) -> PostOut:
    """Put new words in place of those of one's own post. The old ones stay until the new ones pass."""
    seen = person_in(request)
    post = access.get_own_post(seen.actor, pk)
    require(access.may_edit(seen.actor, post))
    composition = _composition(request, body, key, place=f"edit:{pk}")
    limits.spend(limits.POST, seen.actor)
    return _said(request, publishing.edit_post(seen.actor, seen.seat, post, composition))


@router.delete("/posts/{pk}", response={204: None, **REFUSALS}, auth=WRITE, tags=TAGS)
def withdraw_post(request: HttpRequest, pk: PostId) -> Status[None]:
    """Take one's own post back, everywhere."""
    person = person_in(request).actor
    publishing.withdraw_post(person, access.get_own_post(person, pk))
    return Status(204, None)


@router.get("/drafts", response={200: list[DraftOut], **REFUSALS}, auth=WRITE, tags=TAGS)
def get_drafts(request: HttpRequest) -> list[DraftOut]:
    """Words not sent yet, the newest first."""
    return [_draft(draft) for draft in drafts.drafts_of(person_in(request).actor)]


@router.get("/drafts/{key}", response={200: DraftOut, **REFUSALS}, auth=WRITE, tags=TAGS)
def get_draft(request: HttpRequest, key: DraftKey) -> DraftOut:
    """The words kept for one place."""
    found = drafts.draft_for(person_in(request).actor, key)
    if found is None:
        raise NotFound(_("Nothing is kept for this place."))
    return _draft(found)


@router.put("/drafts/{key}", response={200: DraftOut, **REFUSALS}, auth=WRITE, tags=TAGS)
def keep_draft(request: HttpRequest, key: DraftKey, body: DraftIn) -> DraftOut:
    """Keep words for a place. With `state`, only where nothing else was kept there since it was read."""
    person = person_in(request).actor
    limits.spend(limits.CHECK, person)
    if not body.text.strip():
        raise Unacceptable(_("Write something, or remove the draft."), field="text")
    words = Composition(text=body.text, audience=body.audience, draft_key=key, draft=body.state)
    kept = drafts.keep_draft(person, words)
    assert kept is not None  # there are words
    return _draft(kept)


@router.delete("/drafts/{key}", response={204: None, **REFUSALS}, auth=WRITE, tags=TAGS)
def drop_draft(request: HttpRequest, key: DraftKey) -> Status[None]:
    """Forget the words kept for a place."""
    drafts.keep_draft(person_in(request).actor, Composition(text="", draft_key=key))
    return Status(204, None)


@router.post("/pictures", response={201: PictureState, **REFUSALS}, auth=WRITE, tags=TAGS)
def bring_picture(
    request: HttpRequest,
    file: File[UploadedFile],
    shows: Shows = [],  # noqa: B006  ninja reads the default and never changes it
) -> Status[PictureState]:
    """Bring a picture for a post. A worker looks at it first; nothing of the original is ever shown.

    What the picture shows decides who reads a post first, and what staff can not make public.
    """
    person = person_in(request).actor
    limits.spend(limits.UPLOAD, person)
    media = quarantine.bring(person, file, shows=[word.value for word in shows])
    return Status(201, PictureState(id=str(media.pk), state=media.state))


@router.put("/profile", response={200: FaceState, **REFUSALS}, auth=Bearer(Scope.PROFILE), tags=TAGS)
def show_face(request: HttpRequest, body: FaceIn) -> FaceState:
    """Change how others see this seat. Name and words are checked like a post."""
    seen = person_in(request)
    limits.spend(limits.POST, seen.actor)
    wanted = faces.Face(" ".join(body.display_name.split()), body.handle, body.biography, body.is_pseudonym)
    match faces.show_face(seen.actor, seen.seat, wanted):
        case faces.Shown(profile=now):
            return FaceState(state="shown", handle=now.handle)
        case faces.Held():
            return FaceState(state="held", handle=None)
        case stopped:
            raise _stopped(stopped)


def _said(request: HttpRequest, outcome: Outcome) -> PostOut:
    seen = person_in(request)
    match outcome:
        case Done(post=post):
            return post_out(seen.actor, access.get_post(seen.actor, post.pk))
        case Paused(checked=checked):
            sentence = _("Look at it once more as others will see it; then send it again with `considered`.")
            raise Answer(sentence, status=409, code="look-again", check=check_out(checked), field="considered")
        case stopped:
            raise _stopped(stopped)


def _stopped(stopped: Stopped) -> Answer:
    return Answer(
        stopped.sentence, status=422, code="needs-a-change", check=check_out(stopped.checked), field=stopped.field
    )


def _composition(request: HttpRequest, body: ReplyIn, key: str | None, *, place: str) -> Composition:
    composition = Composition(
        text=body.text,
        pictures=tuple(_picture(one) for one in body.pictures),
        reasons=dict(body.reasons),
        draft_key=place,
        once=attempt(request, key),
        considered=body.considered,
        draft="",  # it knows no draft: other words that somebody keeps for the same place stay
    )
    if isinstance(body, PostIn):
        review_on = body.review_on.isoformat() if body.review_on is not None else ""
        composition = replace(composition, audience=body.audience, is_health=body.is_health, review_on=review_on)
    if publishing.is_spent(person_in(request).actor, composition):
        raise Conflict(_("Other words were sent with this Idempotency-Key. Use a new one for new words."))
    return composition


def _picture(one: PictureIn) -> Picture:
    return Picture(int(one.id), one.alt)


def _draft(draft: Draft) -> DraftOut:
    return DraftOut(
        key=draft.key,
        text=draft.text,
        audience=Post.Audience(draft.audience),
        state=drafts.state_of(draft),
        updated_at=draft.updated_at,
    )
