"""What was found, as a page shows it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonward.community.cards import AUDIENCES, ICONS, POST
from commonward.community.faces import face_of
from commonward.community.models import Post, Profile
from commonward.community.queries import attached_to
from commonward.community.search import answers
from commonward.community.search.answers import Question
from commonward.community.search.excerpts import Piece, excerpt
from commonward.community.search.words import LONGEST_QUESTION as LONGEST
from commonward.kernel.actor import Actor
from commonward.kernel.paging import PAGE
from commonward.kernel.text import without_marks
from commonward.people.badges import Badge, badges_for
from commonward.ui.shapes import Face

__all__ = ["KINDS", "LONGEST", "PersonResult", "PlaceResult", "PostResult", "Results", "results_for"]

#: The kinds of things that can be asked for alone.
KINDS: Final = {
    "people": _("People"),
    "posts": _("Posts"),
    "organisations": _("Organisations"),
    "topics": _("Topics"),
}
#: How many people stand above the posts when everything is asked for.
FEW: Final = 3


@dataclass(frozen=True, slots=True)
class PostResult:
    """A post that was found."""

    url: str
    face: Face
    at: datetime
    pieces: tuple[Piece, ...] = field(repr=False)
    audience_label: str
    audience_icon: str
    is_reply: bool


@dataclass(frozen=True, slots=True)
class PersonResult:
    """Somebody who was found, with the part of their own words that was met."""

    face: Face
    handle: str
    pieces: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """An organisation that was found."""

    url: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of everything. `near` where a slip was forgiven; `next` goes on with the kind that was asked for."""

    people: tuple[PersonResult, ...] = ()
    posts: tuple[PostResult, ...] = ()
    organisations: tuple[PlaceResult, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    near: bool = False
    next: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.people or self.posts or self.organisations or self.topics)


def results_for(
    actor: Actor, question: Question, kind: str, *, before: int | None = None, near: bool = False
) -> Results:
    """What was found, of one kind or of all. Twelve questions at most, however much there is."""
    people: answers.Found[Profile] = answers.Found(items=[], next="")
    posts: answers.Found[Post] = answers.Found(items=[], next="")
    if kind in {"", "people"}:
        people = answers.people(actor, question, before=before, near=near, size=PAGE if kind else FEW)
    if kind in {"", "posts"}:
        posts = answers.posts(actor, question, before=before, near=near)
    seats = {profile.seat_id for profile in people.items} | {post.author.seat_id for post in posts.items}
    badges = badges_for(seats)
    return Results(
        people=tuple(_person(profile, badges, question, near=people.near) for profile in people.items),
        posts=tuple(_post(post, badges, question, near=posts.near) for post in posts.items),
        organisations=_places(actor, question) if kind in {"", "organisations"} else (),
        topics=_topics(actor, question) if kind in {"", "topics"} else (),
        near=people.near or posts.near,
        next=people.next if kind == "people" else posts.next,
    )


def _person(profile: Profile, badges: dict[int, Badge], question: Question, *, near: bool) -> PersonResult:
    said = excerpt(profile.biography, question.terms, near=near)
    return PersonResult(face_of(profile, badges.get(profile.seat_id)), profile.handle, said)


def _post(post: Post, badges: dict[int, Badge], question: Question, *, near: bool) -> PostResult:
    words = (
        "\n".join((without_marks(post.live.text), *(one.alt for one in attached_to(post.live))))
        if post.live is not None
        else ""
    )
    return PostResult(
        url=POST.of(post.pk),
        face=face_of(post.author, badges.get(post.author.seat_id)),
        at=post.published_at or post.created_at,
        pieces=excerpt(words, question.terms, near=near),
        audience_label=str(AUDIENCES[post.audience]),
        audience_icon=ICONS[post.audience],
        is_reply=post.root_id is not None,
    )


def _places(actor: Actor, question: Question) -> tuple[PlaceResult, ...]:
    return tuple(
        PlaceResult(reverse("community:people_at", args=[one.slug]), one.name, str(one.get_kind_display()))
        for one in answers.organisations(actor, question)
    )


def _topics(actor: Actor, question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((reverse("community:tag", args=[name]), name) for name in answers.topics(actor, question))
