"""Posts as pages show them: everything a card needs, gathered for a whole page in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonward.community.access import may_report
from commonward.community.faces import face_of
from commonward.community.models import Post, Saved, Thanks
from commonward.community.quality import dispute_words, line_of
from commonward.community.queries import attached_to
from commonward.kernel.actor import Actor, Person
from commonward.kernel.addresses import Address, Here, here
from commonward.kernel.prepared import planned
from commonward.oversight import crediting
from commonward.oversight.models import Media
from commonward.people.badges import Badge, badges_for
from commonward.ui.shapes import Face, MenuLink, Picture, PostCard

POST: Final = Address("community:post")
THANK, UNTHANK = Address("community:thank"), Address("community:unthank")
SAVE, UNSAVE = Address("community:save"), Address("community:unsave")
REPLY, EDIT, HISTORY = Address("community:reply"), Address("community:edit"), Address("community:history")
WITHDRAW, REPORT = Address("community:withdraw"), Address("community:report")
DISTANCE: Final = Address("community:distance")
#: As `get_audience_display`, which gathers all choices anew each time.
AUDIENCES: Final = dict(Post.Audience.choices)
ICONS = {
    Post.Audience.PUBLIC.value: "globe",
    Post.Audience.FOLLOWERS.value: "people",
    Post.Audience.ORGANISATION.value: "lock",
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What every card says, in one language."""

    audiences: dict[str, str]
    change: str
    earlier: str
    withdraw: str
    report: str
    distance: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is the same for all cards of a list: who reads, by which face, in which words, and where things are."""

    actor: Actor
    mine: int | None
    words: _Words
    where: Here


@lru_cache(maxsize=16)
def _words_in(_language: str | None) -> _Words:
    return _Words(
        audiences={value: str(label) for value, label in AUDIENCES.items()},
        change=_("Change"),
        earlier=_("Earlier versions"),
        withdraw=_("Withdraw"),
        report=_("Report"),
        distance=_("Mute or block"),
    )


def cards_of(actor: Actor, posts: Sequence[Post], badges: Mapping[int, Badge] | None = None) -> list[PostCard]:
    """Cards for these posts, in order. Two queries, however many posts: badges, and what the reader did with them.

    Whoever needs `badges` for more than the cards brings those of the authors along.
    """
    if badges is None:
        badges = badges_for({post.author.seat_id for post in posts})
    thanked, saved = _marked(actor, [post.pk for post in posts])
    mine = actor.profile if isinstance(actor, Person) else None
    reading = _Reading(actor, mine, _words_in(get_language()), here())
    return [
        _card(
            reading,
            post,
            face_of(post.author, badges.get(post.author.seat_id), reading.where),
            thanked=post.pk in thanked,
            saved=post.pk in saved,
        )
        for post in posts
    ]


def card_of(actor: Actor, post: Post) -> PostCard:
    """One card."""
    return cards_of(actor, [post])[0]


def conversation(
    actor: Actor, root: Post, replies: Sequence[Post], badges: Mapping[int, Badge] | None = None
) -> tuple[PostCard, list[PostCard]]:
    """The card of a post, and those of its replies under what they answer, one level deep.

    Deeper ones stand beside their elders, in the order said.
    """
    first, *others = cards_of(actor, [root, *replies], badges)
    cards = dict(zip((post.pk for post in replies), others, strict=True))
    tops: list[int] = []
    below: dict[int, list[PostCard]] = {}
    top_of: dict[int, int] = {}
    for post in replies:
        parent = post.parent_id
        if parent is None or parent == root.pk or parent not in top_of:
            tops.append(post.pk)
            top_of[post.pk] = post.pk
        else:
            top_of[post.pk] = top_of[parent]
            below.setdefault(top_of[parent], []).append(cards[post.pk])
    return first, [replace(cards[pk], children=tuple(below.get(pk, ()))) for pk in tops]


def picture_of(media: Media, alt: str, *, largest: int = 1600) -> Picture | None:
    """The rendition to show, or None while there is none."""
    fitting = [item for item in media.renditions if max(item["width"], item["height"]) <= largest] or media.renditions
    if media.state != Media.State.CLEAN or not fitting:
        return None
    best = max(fitting, key=lambda item: item["width"])
    url = reverse("community:picture", args=[media.pk, best["name"]])
    if media.inspected_at is not None:
        # Browsers keep a picture for some minutes: one with new covers has a new address, or the old one is shown on.
        url = f"{url}?{int(media.inspected_at.timestamp() * 1000)}"
    credit = crediting.credit_line(media)
    return Picture(url=url, width=best["width"], height=best["height"], alt=alt, credit=credit)


def _card(reading: _Reading, post: Post, face: Face, *, thanked: bool, saved: bool) -> PostCard:
    pk, where, version = post.pk, reading.where, post.live
    own = reading.mine is not None and post.author_id == reading.mine
    live = post.state == Post.State.LIVE
    acting = reading.mine is not None and live
    edited = version is not None and version.number > 1
    return PostCard(
        anchor=f"post-{pk}",
        face=face,
        body_html=version.html if version is not None else "",
        at=post.published_at or post.created_at,
        url=POST.of(pk, where),
        audience_label=reading.words.audiences[post.audience],
        audience_icon=ICONS[post.audience],
        edited=edited,
        edited_url=HISTORY.of(pk, where) if edited else "",
        pictures=_pictures(post),
        thanks=post.thanks_count,
        replies=post.reply_count,
        thanked=thanked,
        saved=saved,
        thank_url=(UNTHANK if thanked else THANK).of(pk, where) if acting and not own else "",
        save_url=(UNSAVE if saved else SAVE).of(pk, where) if acting else "",
        reply_url=REPLY.of(pk, where) if acting else "",
        menu=_menu(reading, post, own=own) if reading.mine is not None else (),
        state="" if live else "wait",
        state_sentence="" if live else post.get_state_display(),
        quality=line_of(post, face) if live else None,
        dispute=dispute_words(post),
    )


def _menu(reading: _Reading, post: Post, *, own: bool) -> tuple[MenuLink, ...]:
    words, where = reading.words, reading.where
    if own:
        return (
            MenuLink(EDIT.of(post.pk, where), words.change, "pen"),
            MenuLink(HISTORY.of(post.pk, where), words.earlier, "clock"),
            MenuLink(WITHDRAW.of(post.pk, where), words.withdraw, "undo", True),
        )
    if isinstance(reading.actor, Person) and not may_report(reading.actor, post):
        return ()  # said in another of one's own seats, where it can be changed
    return (
        MenuLink(REPORT.of(post.pk, where), words.report, "flag"),
        MenuLink(DISTANCE.of(post.author.handle, where), words.distance, "eye-off"),
    )


def _pictures(post: Post) -> tuple[Picture, ...]:
    if post.live is None:
        return ()
    cards = (picture_of(item.media, item.alt) for item in attached_to(post.live))
    return tuple(card for card in cards if card is not None)


def _marked(actor: Actor, posts: list[int]) -> tuple[set[int], set[int]]:
    """Which of these posts the reader thanked for, and which they keep, in one query."""
    if not isinstance(actor, Person) or actor.profile is None or not posts:
        return set(), set()
    rows = _marks_on(actor, posts)
    return {pk for pk, kept in rows if not kept}, {pk for pk, kept in rows if kept}


@planned
def _marks_on(actor: Person, posts: list[int]) -> "QuerySet[Thanks, tuple[int, int]]":
    thanks = Thanks.objects.visible_to(actor).filter(post_id__in=posts).annotate(kept=Value(0))
    saved = Saved.objects.visible_to(actor).filter(post_id__in=posts).annotate(kept=Value(1))
    return thanks.values_list("post_id", "kept").union(saved.values_list("post_id", "kept"), all=True)
