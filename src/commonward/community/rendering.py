"""Screened words as the HTML that pages show."""

from urllib.parse import quote

from commonward.community.models import Profile
from commonward.kernel.text import handles_in, to_html


def profiles_named(text: str) -> dict[str, Profile]:
    """The profiles that a text names, by handle. One query, none for a text without handles."""
    handles = handles_in(text)
    if not handles:
        return {}
    return {profile.handle: profile for profile in Profile.objects.filter(handle__in=handles, is_shown=True)}


def html_of(text: str, named: dict[str, Profile]) -> str:
    """Safe HTML of screened Markdown, with links for the people it names and for its tags."""
    return to_html(
        text,
        handle_url=lambda handle: f"/@{handle}/" if handle in named else None,
        tag_url=lambda tag: f"/tags/{quote(tag)}/",
    )
