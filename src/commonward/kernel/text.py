"""Words as people send them, made safe to keep: one form of line break, no control characters, no direction tricks.

Markdown becomes HTML in one place, `to_html`, from screened text only; the result is the only `…_html` that pages
mark as safe.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt

#: Overrides and embeddings reorder letters for the eye only; isolates (U+2066–2069) are how honest text mixes scripts.
_DIRECTION: Final = dict.fromkeys(range(0x202A, 0x202F))
_CONTROL: Final = dict.fromkeys((*range(32), *range(127, 160), 65279, 65529, 65530, 65531))
_KEPT: Final = {ord("\n"), ord("\t")}
_TABLE: Final = {code: to for code, to in {**_CONTROL, **_DIRECTION}.items() if code not in _KEPT}

HANDLE: Final = re.compile(r"(?<![\w@/.])@([a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?)", re.IGNORECASE)
HASHTAG: Final = re.compile(r"(?<![\w#/&])#([^\W_][\w]{0,59})")
MOST_TAGS: Final = 10
MOST_MENTIONS: Final = 10

_TAGS: Final = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr",
}  # fmt: skip
# Lists and quotes nested deeper than this are shown flat; nobody writes them, only attacks do.
_DEEPEST: Final = 12

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": _DEEPEST})
    .enable("linkify")
    .disable(["image", "reference", "html_block", "html_inline"])
)


def tidy(text: str) -> str:
    """What is kept of what was sent: LF line breaks, NFC, without control and direction-override characters.

    Lone surrogates become U+FFFD, since no database keeps them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    text = (
        text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= char <= "\udfff" for char in text) else text
    )
    return unicodedata.normalize("NFC", text).strip("\n ")


def handles_in(text: str) -> list[str]:
    """The handles that a text names, in lower case, each once, in order."""
    return list(dict.fromkeys(match.lower() for match in HANDLE.findall(text)))[:MOST_MENTIONS]


def tags_in(text: str) -> list[str]:
    """The hashtags of a text, in lower case, each once, in order."""
    return list(dict.fromkeys(match.lower() for match in HASHTAG.findall(text)))[:MOST_TAGS]


def to_html(text: str, *, handle_url: Callable[[str], str | None], tag_url: Callable[[str], str]) -> str:
    """Screened Markdown as safe HTML. Headings start at level 3; pictures and raw HTML are shown as text.

    `handle_url` answers None for a handle that nobody has, which then stays plain text.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"
        for inner in token.children or []:
            if inner.type == "link_open":
                inner.attrSet("rel", "nofollow noopener noreferrer ugc")
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    html = _link_words(html, handle_url, tag_url)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "class"}, "ol": {"start"}, "code": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )


def _link_words(html: str, handle_url: Callable[[str], str | None], tag_url: Callable[[str], str]) -> str:
    """Turn handles and hashtags into links, in text only: never inside a tag, a link or code."""
    out: list[str] = []
    inside = 0
    for piece in re.split(r"(<[^>]+>)", html):
        if piece.startswith("<"):
            if piece.startswith(("<a ", "<a>", "<code", "<pre")):
                inside += 1
            elif piece.startswith(("</a", "</code", "</pre")):
                inside = max(0, inside - 1)
            out.append(piece)
        elif inside:
            out.append(piece)
        else:
            piece = HANDLE.sub(lambda found: _handle(found, handle_url), piece)
            out.append(HASHTAG.sub(lambda found: _tag(found, tag_url), piece))
    return "".join(out)


def _handle(found: re.Match[str], handle_url: Callable[[str], str | None]) -> str:
    url = handle_url(found.group(1).lower())
    return f'<a class="handle" href="{escape(url)}">{found.group(0)}</a>' if url else found.group(0)


def _tag(found: re.Match[str], tag_url: Callable[[str], str]) -> str:
    return f'<a class="hashtag" href="{escape(tag_url(found.group(1).lower()))}">{found.group(0)}</a>'
