"""Posts as pages show them: everything a card needs, gathered for a whole page in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from commonward.community.models import Post, Profile, Saved, Thanks
from commonward.kernel.actor import Actor, Person
from commonward.oversight.models import Media
from commonward.people.badges import Badge, badges_for


@dataclass(frozen=True, slots=True)
class PictureCard:
    """One picture: where its rendition is, how large, and its alternative text."""

    url: str
    width: int
    height: int
    alt: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PostCard:
    """One post for a page."""

    post: Post = field(repr=False)
    author: Profile = field(repr=False)
    badge: Badge | None
    html: str = field(repr=False)
    pictures: tuple[PictureCard, ...]
    thanked: bool
    saved: bool
    own: bool
    edited: bool
    depth: int = 0

    @property
    def url(self) -> str:
        """The post's own page."""
        return f"/p/{self.post.pk}"


def cards_of(actor: Actor, posts: Sequence[Post]) -> list[PostCard]:
    """Cards for these posts, in order. Three queries, however many posts: badges, thanks, saved."""
    badges = badges_for({post.author.seat_id for post in posts})
    mine = actor.profile if isinstance(actor, Person) else None
    ids = [post.pk for post in posts]
    thanked = _marked(Thanks, mine, ids)
    saved = _marked(Saved, mine, ids)
    return [
        PostCard(
            post=post,
            author=post.author,
            badge=badges.get(post.author.seat_id),
            html=post.live.html if post.live is not None else "",
            pictures=_pictures(post),
            thanked=post.pk in thanked,
            saved=post.pk in saved,
            own=mine is not None and post.author_id == mine,
            edited=post.live is not None and post.live.number > 1,
            depth=0 if post.root_id is None else 1 if post.parent_id == post.root_id else 2,
        )
        for post in posts
    ]


def picture_of(media: Media, alt: str, *, largest: int = 1600) -> PictureCard | None:
    """The rendition to show, or None while there is none."""
    fitting = [item for item in media.renditions if max(item["width"], item["height"]) <= largest] or media.renditions
    if media.state != Media.State.CLEAN or not fitting:
        return None
    best = max(fitting, key=lambda item: item["width"])
    return PictureCard(url=f"/pictures/{media.pk}/{best['name']}", width=best["width"], height=best["height"], alt=alt)


def _pictures(post: Post) -> tuple[PictureCard, ...]:
    if post.live is None:
        return ()
    cards = (picture_of(item.media, item.alt) for item in post.live.attachments.all())
    return tuple(card for card in cards if card is not None)


def _marked(model: type[Thanks] | type[Saved], profile: int | None, posts: list[int]) -> set[int]:
    if profile is None or not posts:
        return set()
    return set(model.objects.filter(profile_id=profile, post_id__in=posts).values_list("post_id", flat=True))
