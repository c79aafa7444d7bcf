"""What was published here before: which of it an author's words are compared with, and how it is kept to be found."""

from collections import defaultdict
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from commonward.community.models import Attachment, Post
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.prepared import planned, prepared
from commonward.kernel.ref import Ref
from commonward.oversight import originals, resembling
from commonward.oversight.originals import MOST_COMPARED, Original
from commonward.oversight.resembling import Standing

POST: Final = "post"
#: Whose words the guard never compares: a story told twice is theirs to tell.
_OWN_WORDS: Final = frozenset({Role.PATIENT, Role.CAREGIVER})
_AT_ONCE: Final = 200


def register() -> None:
    """Tell oversight where published texts stand. Called once, when the app is ready."""
    originals.register(POST, lambda pk: reverse("community:post", args=[pk]))


def originals_for(
    person: Person, text: str, *, parent: Post | None = None, post: Post | None = None
) -> tuple[Original, ...]:
    """The published texts of others that these words may be a copy of, and those of the organisation's reference.

    Only what the author may see: nothing hints at the rest. Not what stands in the same conversation, which is quoted
    to answer it, nor what came after the `post` that is being changed. Three questions at most, none for short words.
    """
    if person.role in _OWN_WORDS:
        return ()
    refs = originals.alike(text)
    if not refs:
        return ()
    places = {ref: place for place, ref in enumerate(refs)}
    found = _published(person, [ref.id for ref in refs if ref.kind == POST], parent, post)
    found += originals.kept_by(person.organisation, refs)
    return tuple(sorted(found, key=lambda one: places[one.ref])[:MOST_COMPARED])


def _published(person: Person, wanted: list[int], parent: Post | None, post: Post | None) -> list[Original]:
    if not wanted:
        return []
    top = post if parent is None else parent
    root = None if top is None else top.root_id or top.pk
    return [
        Original(Ref(POST, pk), text, f"@{handle}", originals.address_of(f"{POST}:{pk}"))
        for pk, text, handle in _of_others(person, wanted, root, None if post is None else post.pk)
        if text is not None
    ]


@prepared
def _of_others(
    person: Person, wanted: list[int], root: int | None, before: int | None
) -> "QuerySet[Post, tuple[int, str | None, str]]":
    others = Post.objects.visible_to(person).filter(state=Post.State.LIVE, pk__in=wanted)
    others = others.exclude(author__seat__account_id=person.account)
    if root is not None:
        others = others.exclude(Q(pk=root) | Q(root_id=root))
    if before is not None:
        others = others.filter(pk__lt=before)
    return others.values_list("pk", "live__text", "author__handle")


def know(post: int) -> None:
    """Keep the words of a post that are live to be found by, in place of those before. None of what is not live."""
    text = next(iter(_live_text(post)), None)
    if text is None:
        originals.drop(Ref(POST, post))
    else:
        originals.keep(Ref(POST, post), text)


@planned
def _live_text(post: int) -> "QuerySet[Post, str | None]":
    live = Post.objects.visible_to(_JOB).filter(pk=post, state=Post.State.LIVE)
    return live.values_list("live__text", flat=True)


def know_pictures(post: int) -> None:
    """Keep the pictures of a post to be known again: published for everybody, taken back, or taken down.

    What only some could see is not kept, but for what was taken down.
    """
    by_standing: dict[Standing, set[int]] = defaultdict(set)
    for media, version, live, state, audience in _attached_to(post):
        if state == Post.State.REFUSED:
            by_standing[Standing.DOWN].add(media)
        elif audience == Post.Audience.PUBLIC:
            is_shown = state == Post.State.LIVE and version == live
            by_standing[Standing.SHOWN if is_shown else Standing.WITHDRAWN].add(media)
    by_standing[Standing.WITHDRAWN] -= by_standing[Standing.SHOWN]
    for standing, media_ids in by_standing.items():
        resembling.stands(media_ids, standing)


@planned
def _attached_to(post: int) -> "QuerySet[Attachment, tuple[int, int, int | None, str, str]]":
    attached = Attachment.objects.visible_to(_JOB).filter(version__post_id=post)
    return attached.values_list(
        "media_id", "version_id", "version__post__live_id", "version__post__state", "version__post__audience"
    )


def take_pictures_down(version: int) -> None:
    """The pictures of a version were taken down, since nobody permits them any more."""
    attached = Attachment.objects.visible_to(_JOB).filter(version_id=version)
    resembling.stands(list(attached.values_list("media_id", flat=True)), Standing.DOWN)


def fill(actor: System) -> int:
    """Know everything that is published, as after an upgrade from a version that did not; how many posts. Does no harm
    twice.
    """
    last, count = 0, 0
    live = Post.objects.visible_to(actor).filter(state=Post.State.LIVE).order_by("pk")
    while part := list(live.filter(pk__gt=last).values_list("pk", flat=True)[:_AT_ONCE]):
        for pk in part:
            know(pk)
            know_pictures(pk)
        last, count = part[-1], count + len(part)
    return count


_JOB: Final = System("originals")
