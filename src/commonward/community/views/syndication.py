"""What is public, as Atom (RFC 4287). Everybody gets what a visitor gets, whoever asks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.community import access, queries
from commonward.community.cards import POST
from commonward.community.faces import PERSON
from commonward.community.models import Post
from commonward.community.search.answers import place_at
from commonward.kernel.actor import VISITOR
from commonward.kernel.errors import NotFound
from commonward.kernel.paging import older
from commonward.kernel.text import without_marks

ENTRIES: Final = 20
#: How many words of a post stand as its title: Atom wants one, and posts have none.
_TITLE_WORDS: Final = 8
#: From when on these names are ours (RFC 4151); it never changes, or readers would show everything anew.
_SINCE: Final = "2026-11-26"
_TYPE: Final = "application/atom+xml; charset=utf-8"


class _Feed(Atom1Feed):
    """Links within posts are relative, so it says to what."""

    def root_attributes(self) -> dict[str, str]:
        """As Django's, with the address that links in posts start from."""
        return super().root_attributes() | {"xml:base": f"{settings.SITE_URL}/"}


@dataclass(frozen=True, slots=True)
class _About:
    """Whose feed it is."""

    title: str = field(repr=False)
    page: str
    own: str
    says: str = field(default="", repr=False)


@require_safe
def person_feed(request: HttpRequest, handle: str) -> HttpResponse:
    """The public posts of somebody, the newest first."""
    profile = access.get_profile(VISITOR, handle)
    about = _About(
        title=profile.display_name,
        page=PERSON.of(profile.handle),
        own=reverse("community:person_feed", args=[profile.handle]),
        says=profile.biography,
    )
    return _feed(
        request, about, older(queries.said_by(VISITOR, profile.pk), None, ENTRIES, load=queries.with_authors).items
    )


@require_safe
def place_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What the communication staff of an organisation said in public, the newest first."""
    place = place_at(VISITOR, slug)
    if place is None:
        raise NotFound(_("There is no organisation by this name here, or nobody of it that you may see."))
    about = _About(
        title=place.name,
        page=reverse("community:people_at", args=[place.slug]),
        own=reverse("community:place_feed", args=[place.slug]),
    )
    return _feed(request, about, older(queries.said_for(place), None, ENTRIES, load=queries.with_authors).items)


def _feed(request: HttpRequest, about: _About, posts: Sequence[Post]) -> HttpResponse:
    """The answer; 304 without content where the reader has it already.

    Only the tag decides that. What was withdrawn leaves no newer time behind, so a reader that asks by time alone would
    keep it.
    """
    etag = quote_etag(_state(about, posts))
    response = get_conditional_response(request, etag=etag) or HttpResponse(_written(about, posts), content_type=_TYPE)
    response["ETag"] = etag
    if posts:
        response["Last-Modified"] = http_date(_changed(posts).timestamp())
    return response


def _state(about: _About, posts: Sequence[Post]) -> str:
    """Changes with everything that the feed shows."""
    shown = [about.title, about.says, *(f"{post.pk}:{post.live_id}:{post.author.display_name}" for post in posts)]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:32]


def _changed(posts: Sequence[Post]) -> datetime:
    return max(map(_changed_at, posts))


def _changed_at(post: Post) -> datetime:
    passed = post.live.passed_at if post.live is not None else None
    return passed or post.published_at or post.created_at


def _written(about: _About, posts: Sequence[Post]) -> str:
    feed = _Feed(
        title=about.title,
        link=_whole(about.page),
        description="",
        subtitle=about.says or None,
        feed_url=_whole(about.own),
        feed_guid=_name_of(about.own.strip("/")),
        language=settings.LANGUAGE_CODE,
    )
    for post in posts:
        feed.add_item(
            title=_title(post),
            link=_whole(POST.of(post.pk)),
            description=post.live.html if post.live is not None else "",
            unique_id=_name_of(f"p/{post.pk}"),
            author_name=post.author.display_name,
            author_link=_whole(PERSON.of(post.author.handle)),
            pubdate=post.published_at or post.created_at,
            updateddate=_changed_at(post),
        )
    return str(feed.writeString("utf-8"))


def _title(post: Post) -> str:
    words = without_marks(post.live.text).split() if post.live is not None else []
    return " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "") or _("A picture")


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _name_of(what: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{_SINCE}:{what}"
