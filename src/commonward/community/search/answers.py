"""What a search gives to whom: people, posts, organisations, topics. Everything begins at `visible_to`.

The newest come first, as in every list here. Words are looked for as they were written; only where a reader would
otherwise get nothing, with a slip forgiven. Both are decided by what this reader may see, so that no answer, no number
and no suggestion tells of the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commonward.community import queries
from commonward.community.models import PersonWords, Post, PostWords, Profile, Tag
from commonward.community.search import database
from commonward.community.search.index import within_reach
from commonward.community.search.words import LONGEST_QUESTION, MOST_TERMS, Token, exactly, is_met, nearly, words_of
from commonward.kernel.actor import BOUND_ROLES, Actor
from commonward.kernel.paging import PAGE, Page
from commonward.people.models import Organisation

M = TypeVar("M", bound=Model)
#: So many matches are looked at together; a page needs more than one round only where a block hides some.
_AT_ONCE: Final = 200
MOST_TOPICS: Final = 20
MOST_ORGANISATIONS: Final = 20
_WORKING: Final = [role.value for role in BOUND_ROLES]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: the folded terms of what they typed. Empty where nothing can be looked for."""

    terms: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, typed: str) -> "Question":
        """The question in what somebody typed."""
        return cls(tuple(words_of(typed[:LONGEST_QUESTION])[:MOST_TERMS]))


@dataclass(frozen=True, slots=True)
class Found(Page[M]):
    """A page of what was found; `near` where a slip had to be forgiven."""

    near: bool = False


def posts(actor: Actor, question: Question, *, before: int | None = None, near: bool = False) -> "Found[Post]":
    """Posts and replies, with author, words and pictures."""
    visible = queries.unmuted(actor, Post.objects.visible_to(actor).filter(state=Post.State.LIVE))
    return _found(
        _Place(PostWords._meta.db_table, within_reach(actor), visible, queries.feed_posts),
        question,
        before=before,
        near=near,
    )


def people(
    actor: Actor, question: Question, *, before: int | None = None, near: bool = False, size: int = PAGE
) -> "Found[Profile]":
    """People by name, handle and what they say of themselves."""
    place = _Place(PersonWords._meta.db_table, (Token("_p"),), Profile.objects.visible_to(actor), _with_places)
    return _found(place, question, before=before, near=near, size=size)


def topics(actor: Actor, question: Question) -> list[str]:
    """Tags that begin with a term, of posts that this reader may see."""
    begins = Q()
    for term in question.terms:
        begins |= Q(name__startswith=term)
    if not question.terms:
        return []
    seen = Post.objects.visible_to(actor).filter(state=Post.State.LIVE, tags=OuterRef("pk"))
    return list(
        Tag.objects.filter(begins).filter(Exists(seen)).order_by("name").values_list("name", flat=True)[:MOST_TOPICS]
    )


def organisations(actor: Actor, question: Question) -> list[Organisation]:
    """Organisations whose working people one may see, by name, with a slip forgiven where nothing else is there."""
    there = _working_at(actor).filter(seat__organisation=OuterRef("pk"))
    known = [(one, words_of(one.name)) for one in Organisation.objects.filter(Exists(there)).order_by("name")]
    for near in (False, True):
        met = [one for one, words in known if question.terms and _meets(words, question, near=near)]
        if met:
            return met[:MOST_ORGANISATIONS]
    return []


def people_at(actor: Actor, slug: str, *, before: int | None = None) -> "Page[Profile]":
    """Those who work at an organisation and show it. Not its patients, and nobody behind a chosen name."""
    found = _working_at(actor).filter(seat__organisation__slug=slug)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(_with_places(found).order_by("-pk")[: PAGE + 1])
    return Page(items=rows[:PAGE], next=str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def place_at(actor: Actor, slug: str) -> Organisation | None:
    """An organisation of which this reader sees somebody who works there."""
    there = _working_at(actor).filter(seat__organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(there), slug=slug).first()


def _working_at(actor: Actor) -> "QuerySet[Profile]":
    return Profile.objects.visible_to(actor).filter(is_pseudonym=False, seat__role__in=_WORKING)


def _with_places(found: "QuerySet[Profile]") -> "QuerySet[Profile]":
    return found.select_related("seat__organisation")


def _meets(words: Sequence[str], question: Question, *, near: bool) -> bool:
    return all(any(is_met(word, term, near=near) for word in words) for term in question.terms)


@dataclass(frozen=True, slots=True)
class _Place(Generic[M]):
    """Where is looked: the table of words, in whose reach, what may be seen of it, what its rows are loaded with."""

    table: str
    reach: tuple[Token, ...]
    visible: "QuerySet[M]"
    load: "Callable[[QuerySet[M]], QuerySet[M]]"


def _found(place: "_Place[M]", question: Question, *, before: int | None, near: bool, size: int = PAGE) -> "Found[M]":
    """A page, and whether it had to be looked for with a slip forgiven. Later pages go on as the first began."""
    if not question.terms:
        return Found(items=[], next="")
    rows = _rows(place, question, before, near=near, size=size)
    if not rows and before is None and not near:
        near, rows = True, _rows(place, question, None, near=True, size=size)
    return Found(items=rows[:size], next=str(rows[size - 1].pk) if len(rows) > size else "", near=near and bool(rows))


def _rows(place: "_Place[M]", question: Question, before: int | None, *, near: bool, size: int) -> list[M]:
    """One more than a page holds, newest first."""
    meant = nearly if near else exactly
    wanted = [*map(meant, question.terms), place.reach]
    rows: list[M] = []
    while len(rows) <= size:
        met = database.newest(place.table, wanted, before=before, most=_AT_ONCE)
        if met:
            rows += place.load(place.visible.filter(pk__in=met)).order_by("-pk")[: size + 1 - len(rows)]
        if len(met) < _AT_ONCE:
            break
        before = met[-1]
    return rows
