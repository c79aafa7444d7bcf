"""What stands beside a list of posts: what waits for the reader, whom they may know, which tags are in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.urls import get_script_prefix, reverse

from commonward.community import waiting
from commonward.community.faces import PERSON
from commonward.community.models import Draft, Post, Profile, Tag, followed_by, muted_by
from commonward.kernel.actor import VISITOR, Actor, Person
from commonward.kernel.prepared import prepared
from commonward.oversight import access as oversight_access
from commonward.people.badges import spoken
from commonward.ui.shapes import Due, Face, TagLink

MOST_PEOPLE: Final = 4
MOST_TAGS: Final = 8
#: Tags are counted over so many of the newest public posts, and the count is kept for so many seconds.
RECENT: Final = 300
TAGS_SECONDS: Final = 600
_KNOWN: Final = (
    "pk",
    "display_name",
    "handle",
    "seat__role",
    "seat__profession",
    "seat__organisation__name",
)
_Known = tuple[int, str, str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """The column beside a list. What is left empty leaves its part out."""

    due: tuple[Due, ...] = ()
    people: tuple[Face, ...] = ()
    tags: tuple[TagLink, ...] = ()


def beside(actor: Actor, drafts: Sequence[Draft] = ()) -> Beside:
    """For this reader. Two queries for somebody signed in, none for a visitor; tags come from the cache.

    Whoever reads for others has enough to look at: they see what waits longest in place of people.
    """
    if not isinstance(actor, Person) or actor.profile is None:
        return Beside(tags=tags_in_use())
    people = () if oversight_access.may_review(actor) else _may_know(actor, actor.profile)
    return Beside(waiting.due_for(actor, drafts), people, tags_in_use())


def tags_in_use() -> tuple[TagLink, ...]:
    """The tags of the newest public posts, the most used first. The same for all, since they name nobody."""
    found = cache.get_or_set("community:tags", _count_tags, TAGS_SECONDS) or ()
    return _links(found, get_script_prefix())


@lru_cache(maxsize=4)
def _links(found: tuple[tuple[str, int], ...], _prefix: str) -> tuple[TagLink, ...]:
    return tuple(TagLink(reverse("community:tag", args=[name]), name, number) for name, number in found)


def _count_tags() -> tuple[tuple[str, int], ...]:
    newest = Post.objects.visible_to(VISITOR, top=True).filter(state=Post.State.LIVE).order_by("-pk")[:RECENT]
    used = Tag.objects.filter(posts__in=newest.values("pk")).annotate(number=Count("posts"))
    return tuple(used.order_by("-number", "name").values_list("name", "number")[:MOST_TAGS])


def _may_know(person: Person, profile: int) -> tuple[Face, ...]:
    """People of the same organisation, and the newest here, whom the reader neither follows nor keeps away from.

    Chosen names are left out: their organisation is not told, so neither is that one might know them.
    """
    return tuple(
        Face(
            name=name,
            url=PERSON.of(handle),
            avatar_seed=str(pk),
            role_label=spoken(role, profession),
            organisation_name=organisation or "",
        )
        for pk, name, handle, role, profession, organisation in _newest_unknown(person, profile)
    )


@prepared
def _newest_unknown(person: Person, profile: int) -> "QuerySet[Profile, _Known]":
    known = Q(pk=profile) | Q(pk__in=followed_by(profile)) | Q(pk__in=muted_by(profile))
    found = Profile.objects.visible_to(person).filter(~known, is_pseudonym=False)
    if person.organisation is not None:
        found = found.filter(seat__organisation_id=person.organisation)
    return found.order_by("-pk").values_list(*_KNOWN)[:MOST_PEOPLE]
