"""What is kept to be found, and in whose reach it is. Written in the transaction of the act."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from commonward.community.models import Attachment, PersonWords, Post, PostWords, Profile, let_in_by
from commonward.community.search.words import Token, kept_forms
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.prepared import planned

#: Whoever follows more people than this is answered from all posts for followers; `visible_to` then leaves out more.
MANY: Final = 500
_AT_ONCE: Final = 200
_JOB: Final = System("search")
_EVERYBODY: Final = Token("_p")
_ANY_FOLLOWERS: Final = Token("_f")


def know_post(pk: int) -> None:
    """Keep the live words of a post to be found by, in place of those before. None of what is not live."""
    post = next(iter(_live_post(pk)), None)
    if post is None or post.live is None:
        PostWords.objects.filter(post_id=pk).delete()
        return
    alts = _alts_of(post.live.pk)
    PostWords.objects.update_or_create(post_id=pk, defaults={"words": words_of_post(post, post.live.text, alts)})


@planned
def _live_post(pk: int) -> "QuerySet[Post]":
    return Post.objects.visible_to(_JOB).select_related("live", "root").filter(pk=pk, state=Post.State.LIVE)


@planned
def _alts_of(version: int) -> "QuerySet[Attachment, str]":
    return Attachment.objects.visible_to(_JOB).filter(version_id=version).values_list("alt", flat=True)


def words_of_post(post: Post, text: str, alts: Iterable[str] = ()) -> str:
    """What the row of a post holds."""
    return " ".join(kept_forms("\n".join((text, *alts))) + reach_of(post))


def know_person(profile: Profile) -> None:
    """Keep a face to be found by what it shows, or forget it when it is shown no more."""
    if not profile.is_shown:
        PersonWords.objects.filter(profile_id=profile.pk).delete()
        return
    PersonWords.objects.update_or_create(profile_id=profile.pk, defaults={"words": words_of_person(profile)})


def words_of_person(profile: Profile) -> str:
    """What the row of a profile holds. Never its organisation: a chosen name would not be one."""
    forms = kept_forms("\n".join((profile.display_name, profile.handle, profile.biography)))
    return " ".join([*forms, _EVERYBODY.text])


def reach_of(post: Post) -> list[str]:
    """The marks of those who may read a post: everybody, an organisation, the followers of somebody, its author.

    A reply is read by whoever reads what the conversation began with. An audience that is not known here is nobody.
    """
    top = post.root or post
    marks = [f"_a{post.author_id}"]
    match top.audience:
        case Post.Audience.PUBLIC:
            marks.append(_EVERYBODY.text)
        case Post.Audience.ORGANISATION:
            marks.append(f"_o{top.organisation_id}")
        case Post.Audience.FOLLOWERS:
            marks += [_ANY_FOLLOWERS.text, f"_f{top.author_id}"]
    return marks


def within_reach(actor: Actor) -> tuple[Token, ...]:
    """The marks that this reader may find. One question for somebody who has a face.

    They narrow the lookup, so that what is hidden costs no time either; `visible_to` decides all the same.
    """
    marks = [_EVERYBODY]
    if not isinstance(actor, Person):
        return tuple(marks)
    if actor.organisation is not None:
        marks.append(Token(f"_o{actor.organisation}"))
    if actor.profile is not None:
        marks += [Token(f"_a{actor.profile}"), Token(f"_f{actor.profile}")]
        followed = list(let_in_by(actor.profile)[: MANY + 1])
        marks += [_ANY_FOLLOWERS] if len(followed) > MANY else [Token(f"_f{pk}") for pk in followed]
    return tuple(marks)


def is_whole() -> bool:
    """Whether everything that is live can be found, as it cannot be after an upgrade from a version without search."""
    return not (_posts_unknown().exists() or _people_unknown().exists())


def fill() -> int:
    """Know everything that is live and not known yet; how much that was. Does no harm twice."""
    count = 0
    while part := list(_posts_unknown().values_list("pk", flat=True)[:_AT_ONCE]):
        for pk in part:
            know_post(pk)
        count += len(part)
    while people := list(_people_unknown()[:_AT_ONCE]):
        for profile in people:
            know_person(profile)
        count += len(people)
    return count


def _posts_unknown() -> "QuerySet[Post]":
    known = PostWords.objects.filter(post=OuterRef("pk"))
    return Post.objects.visible_to(_JOB).filter(~Exists(known), state=Post.State.LIVE)


def _people_unknown() -> "QuerySet[Profile]":
    known = PersonWords.objects.filter(profile=OuterRef("pk"))
    return Profile.objects.visible_to(_JOB).filter(~Exists(known), is_shown=True)
