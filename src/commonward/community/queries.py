"""Which posts stand where. Nothing here decides who may see them: every queryset starts at `visible_to`.

The querysets choose posts and load nothing else; a page loads what its cards need with `feed_posts`.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commonward.community.models import (
    Attachment,
    ChosenPerson,
    Distance,
    Follow,
    Post,
    Profile,
    Version,
    followed_by,
    muted_by,
)
from commonward.kernel.actor import VISITOR, Actor, Person, Role
from commonward.kernel.paging import Page, newer_rows, number_of, older_rows, page_of
from commonward.kernel.prepared import Exact, planned, prepared
from commonward.oversight.models import Screening
from commonward.people.models import Organisation

#: Somebody who follows more people than this is asked for by age, not by author: with so many, some of the newest
#: posts are surely theirs, while going through the authors one by one would read thousands of rows.
MANY: Final = 200
_COUNTED_SECONDS: Final = 600
#: Where a version keeps its attachments once they are loaded; a list is quicker to reach than a queryset.
LOADED: Final = "loaded_attachments"
_WITH = ("author", "author__seat", "author__seat__organisation", "live")
#: How many of the posts above a reply are read with it.
MOST_ABOVE: Final = 5
MOST_TIES: Final = 100
#: How many answers a page of a conversation shows.
REPLIES: Final = 50


def feed_posts(posts: "QuerySet[Post]") -> "QuerySet[Post]":
    """What a card of a post needs, in one query for the posts and one for their pictures."""
    return with_authors(posts).prefetch_related(_pictures())


def with_authors(posts: "QuerySet[Post]") -> "QuerySet[Post]":
    """The same without pictures, where `load_pictures` brings those of several lists at once."""
    return posts.select_related(*_WITH)


def load_pictures(posts: Sequence[Post]) -> None:
    """The pictures of posts at hand, in one query."""
    versions = {post.live_id: post.live for post in posts if post.live is not None}
    for version in versions.values():
        setattr(version, LOADED, [])
    for attachment in _attached(list(versions)) if versions else ():
        getattr(versions[attachment.version_id], LOADED).append(attachment)


@planned
def _attached(versions: list[int]) -> "QuerySet[Attachment]":
    return Attachment.objects.select_related("media").filter(version_id__in=versions)


def attached_to(version: Version) -> list[Attachment]:
    """The pictures of a version, those that were loaded with it where they were."""
    loaded: list[Attachment] | None = getattr(version, LOADED, None)
    return list(version.attachments.all()) if loaded is None else loaded


def _pictures() -> "Prefetch[str, QuerySet[Attachment], str]":
    return Prefetch("live__attachments", Attachment.objects.select_related("media"), to_attr=LOADED)


def home(person: Person) -> "QuerySet[Post]":
    """Posts of the people one follows, and one's own; not of those one has muted."""
    if person.profile is None:
        return Post.objects.none()
    return _home(person, person.profile, many=_follows_many(person.profile))


def home_page(person: Person, cursor: str | None) -> "Page[Post]":
    """A page of `home` with what its cards need. Written once, since it is what people open first and most."""
    if person.profile is None:
        return page_of([])
    return _with_pictures(page_of(_home_rows(person, number_of(cursor), _follows_many(person.profile))))


def local_page(actor: Actor, cursor: str | None) -> "Page[Post]":
    """The same of `local`."""
    return _with_pictures(page_of(_local_rows(actor, number_of(cursor))))


def tagged_page(actor: Actor, tag: str, cursor: str | None) -> "Page[Post]":
    """The same of `tagged`."""
    return _with_pictures(page_of(_tagged_rows(actor, number_of(cursor), Exact(tag.lower()))))


def said_page(actor: Actor, profile: Profile, cursor: str | None) -> "Page[Post]":
    """The same of `said_by`."""
    return _with_pictures(page_of(_said_rows(actor, number_of(cursor), profile.pk)))


def replies_page(actor: Actor, root: Post, cursor: str | None) -> "Page[Post]":
    """A page of `replies_to`. Its pictures are loaded with those of the post above."""
    return page_of(_reply_rows(actor, number_of(cursor), root.pk), REPLIES)


def _with_pictures(page: "Page[Post]") -> "Page[Post]":
    load_pictures(page.items)
    return page


@prepared
def _home_rows(person: Person, before: int | None, many: bool) -> "QuerySet[Post]":
    assert person.profile is not None
    return older_rows(_home(person, person.profile, many=many), before, load=with_authors)


@prepared
def _local_rows(actor: Actor, before: int | None) -> "QuerySet[Post]":
    return older_rows(local(actor), before, load=with_authors)


@prepared
def _tagged_rows(actor: Actor, before: int | None, tag: Exact) -> "QuerySet[Post]":
    return older_rows(tagged(actor, tag), before, load=with_authors)


@prepared
def _said_rows(actor: Actor, before: int | None, author: int) -> "QuerySet[Post]":
    return older_rows(said_by(actor, author), before, load=with_authors)


@prepared
def _reply_rows(actor: Actor, after: int | None, root: int) -> "QuerySet[Post]":
    return newer_rows(replies_to(actor, root), after, REPLIES, load=with_authors)


def _follows_many(profile: int) -> bool:
    """Either way the same posts are found; it only says which way is quicker. So it is asked every ten minutes."""
    return _asked_lately(profile, MANY, int(time.monotonic() // _COUNTED_SECONDS))


@lru_cache(maxsize=4096)
def _asked_lately(profile: int, _many: int, _span: int) -> bool:
    return bool(_beyond_many(profile))


@prepared
def _beyond_many(profile: int) -> "QuerySet[Follow, int]":
    return followed_by(profile)[MANY : MANY + 1]


def _home(person: Person, profile: int, *, many: bool) -> "QuerySet[Post]":
    top = Post.objects.visible_to(person, top=True).filter(state=Post.State.LIVE)
    followed = followed_by(profile)
    if many:
        theirs = Exists(followed.filter(followed_id=OuterRef("author_id"))) | Q(author_id=profile)
        return unmuted(person, top.filter(theirs))
    own = Profile.objects.filter(pk=profile).values_list("pk", flat=True)
    return unmuted(person, top.filter(author_id__in=followed.union(own, all=True)))


def local(actor: Actor) -> "QuerySet[Post]":
    """Everything public that was said here."""
    top = Post.objects.visible_to(actor, top=True).filter(state=Post.State.LIVE, audience=Post.Audience.PUBLIC)
    return unmuted(actor, top)


def colleagues(person: Person) -> "QuerySet[Post]":
    """What was said to the people of one's organisation."""
    top = Post.objects.visible_to(person, top=True).filter(
        state=Post.State.LIVE, audience=Post.Audience.ORGANISATION, organisation_id=person.organisation or 0
    )
    return unmuted(person, top)


def tagged(actor: Actor, tag: str) -> "QuerySet[Post]":
    """Posts with this tag, which is said in lower case."""
    return Post.objects.visible_to(actor).filter(state=Post.State.LIVE, tags__name=tag)


def said_by(actor: Actor, profile: int) -> "QuerySet[Post]":
    """What this profile published, as this reader may see it."""
    return Post.objects.visible_to(actor, top=True).filter(author_id=profile, state=Post.State.LIVE)


def said_for(place: Organisation) -> "QuerySet[Post]":
    """What the communication staff of an organisation said to everybody, under their own names."""
    top = Post.objects.visible_to(VISITOR, top=True).filter(state=Post.State.LIVE)
    return top.filter(
        author__seat__organisation=place, author__seat__role=Role.ORGANISATION, author__is_pseudonym=False
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How many follow a profile, how many it follows, and how the reader stands to it."""

    followers: int
    following: int
    follows: bool
    mutes: bool


def standing(actor: Actor, profile: Profile) -> Standing:
    """What a person's page says of their ties. One query."""
    mine = actor.profile if isinstance(actor, Person) else None
    ((followers, following, follows, mutes),) = _stands(mine, profile.pk)
    return Standing(followers, following, follows=follows, mutes=mutes)


@prepared
def _stands(mine: int | None, profile: int) -> "QuerySet[Profile, tuple[int, int, bool, bool]]":
    return Profile.objects.filter(pk=profile).values_list(
        _how_many("followed"),
        _how_many("follower"),
        Exists(Follow.objects.filter(followed=OuterRef("pk"), follower_id=mine)),
        Exists(Distance.objects.filter(other=OuterRef("pk"), keeper_id=mine, kind=Distance.Kind.MUTE)),
    )


def _how_many(side: str) -> Coalesce:
    found = Follow.objects.filter(**{side: OuterRef("pk")}).order_by().values(side).annotate(number=Count("pk"))
    return Coalesce(Subquery(found.values("number")), 0)


def saved_by(person: Person) -> "QuerySet[Post]":
    """What this person kept to read again and may still see."""
    saved = Profile.objects.filter(pk=person.profile or 0).values("saved__post_id")
    return Post.objects.visible_to(person).filter(pk__in=saved, state=Post.State.LIVE)


def replies_to(actor: Actor, root: int) -> "QuerySet[Post]":
    """The conversation below a post, oldest first."""
    return Post.objects.visible_to(actor).filter(root_id=root, state=Post.State.LIVE).order_by("pk")


def words_above(parent: Post | None) -> list[str]:
    """What stands above a reply, nearest last, for findings that only show over the whole thread. One question."""
    if parent is None:
        return []
    up = ["parent__" * height + "live" for height in range(MOST_ABOVE)]
    post: Post | None = Post.objects.filter(pk=parent.pk).select_related(*up).get()
    above: list[str] = []
    while post is not None and len(above) < MOST_ABOVE:
        if post.live is not None:
            above.append(post.live.text)
        post = post.parent if len(above) < MOST_ABOVE else None
    return above[::-1]


def unfinished(person: Person) -> "QuerySet[Post]":
    """The author's own posts that are not live, or have a newer version that waits: what became of them."""
    newest = Version.objects.filter(post=OuterRef("pk"), number__gt=OuterRef("live__number")).exclude(
        state__in=[Version.State.PASSED, Version.State.DROPPED]
    )
    return Post.objects.filter(~Q(state=Post.State.LIVE) | Exists(newest), author_id=person.profile).exclude(
        state=Post.State.WITHDRAWN
    )


def latest_version(post: Post) -> Version | None:
    """The newest words of a post, live or not. For its author and for reviewers."""
    return post.versions.order_by("-number").select_related("screening", "review").first()


def chosen_by(person: Person) -> ChosenPerson | None:
    """Whom this person chose to turn to, while both may see each other."""
    return _ties(person).filter(chooser_id=person.profile, chosen__in=Profile.objects.visible_to(person)).first()


def chosen_me(person: Person) -> list[ChosenPerson]:
    """Who chose this person, those who wait first."""
    shown = _ties(person).filter(chosen_id=person.profile, chooser__in=Profile.objects.visible_to(person))
    return list(shown.order_by(F("called_at").desc(nulls_last=True), "-pk")[:MOST_TIES])


def _ties(person: Person) -> "QuerySet[ChosenPerson]":
    return ChosenPerson.objects.visible_to(person).select_related("chooser", "chosen")


def help_in(person: Person, root: Post) -> Screening | None:
    """The newest of the person's own words in a conversation with which help was shown, until they closed it."""
    later = Version.objects.filter(post_id=OuterRef("post_id"), number__gt=OuterRef("number"))
    mine = Version.objects.visible_to(person).filter(
        ~Exists(later), Q(post_id=root.pk) | Q(post__root_id=root.pk), post__author_id=person.profile
    )
    helped = Screening.objects.filter(seat_id=person.seat, subject_kind="version", help_said="").exclude(tier="")
    return helped.filter(subject_id__in=mine.values("pk")).order_by("-pk").first()


def unmuted(actor: Actor, posts: "QuerySet[Post]") -> "QuerySet[Post]":
    """Without those whom the reader keeps out of lists."""
    if not isinstance(actor, Person) or actor.profile is None:
        return posts
    return posts.exclude(author_id__in=muted_by(actor.profile))
