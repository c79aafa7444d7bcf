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
from markdown_it.token import Token

#: Overrides and embeddings reorder letters for the eye only, and so do deprecated marks (U+206A–206F). Isolates
#: (U+2066–2069) are how honest text mixes scripts: they stay, in pairs.
_DIRECTION: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x206A, 0x2070)))
_CONTROL: Final = dict.fromkeys((*range(32), *range(127, 160), 65279, 65529, 65530, 65531))
_BREAKS: Final = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_KEPT: Final = {ord("\n"), ord("\t")}
_TABLE: Final = {code: to for code, to in {**_CONTROL, **_DIRECTION, **_BREAKS}.items() if code not in _KEPT}
_ISOLATES: Final = "\u2066\u2067\u2068"
_END_ISOLATE: Final = "\u2069"
_IS_ISOLATE: Final = re.compile("[\u2066-\u2069]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
#: Tag characters spell words that nobody sees. They belong into flags ("Scotland") and nowhere else.
_HIDDEN: Final = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e007f]+")
#: No script stacks more marks on one letter; a hundred of them paint over the lines above and below.
MOST_MARKS: Final = 6
MOST_MARKS_IN_NAMES: Final = 3
_MARKS: Final = frozenset({"Mn", "Me"})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that are drawn as nothing
_JOINERS: Final = frozenset("\u200c\u200d")  # Persian and Indic names need them
#: Alphabets whose letters pass for each other's.
_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})

HANDLE: Final = re.compile(r"(?<![\w@/.])@([a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?)", re.IGNORECASE)
HASHTAG: Final = re.compile(r"(?<![\w#/&])#([^\W_][\w]{0,59})")
MOST_TAGS: Final = 10
MOST_MENTIONS: Final = 10

#: What stands for form at the start of a line, around words, and behind the words of a link.
_LINE_MARKS: Final = re.compile(r"^[ ]{0,3}(?:#{1,6}|[-*+]|>)[ \t]+", re.MULTILINE)
_WORD_MARKS: Final = re.compile(r"\*\*|__|~~|`+|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?://|mailto:|/)[^()\s]{0,600}\)")

_TAGS: Final = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr",
}  # fmt: skip
# Lists and quotes nested deeper than this are shown flat, signs and all; nobody writes them, only attacks do.
_DEEPEST: Final = 12
_CONTAINERS: Final = ("blockquote", "list")
_OPENINGS: Final = frozenset({"blockquote_open", "list_item_open"})


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  the name is the parser's
        """Whether an address may become a link: the web, mail, and pages of this place."""
        address = url.lower()
        return address.startswith(("http://", "https://", "mailto:")) or bool(re.match(r"/(?![/\\])", address))


_markdown = (
    _Markdown("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": _DEEPEST})
    .enable("linkify")
    .disable(["image", "reference", "html_block", "html_inline"])
)
_flat_markdown = (
    _Markdown("commonmark", {"html": False, "linkify": True, "breaks": True})
    .enable("linkify")
    .disable(["image", "reference", "html_block", "html_inline", "code", *_CONTAINERS])
)


def tidy(text: str) -> str:
    """What is kept of what was sent: LF line breaks, NFC, and nothing that only confuses eyes.

    Control, tag and direction-override characters go, direction isolates end where they began, floods of combining
    marks are cut short. Lone surrogates become U+FFFD, since no database keeps them.
    """
    text = _without_surrogates(text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE))
    if not text.isascii():
        text = _HIDDEN.sub(lambda found: found.group(1) or "", unicodedata.normalize("NFC", text))
        text = _calm(_paired(text), MOST_MARKS)
    return text.strip("\n ")


def tidy_name(name: str) -> str:
    """A name on one line: as `tidy`, and without any character that is not seen or that turns its surroundings."""
    words = " ".join(tidy(name).split())
    if words.isascii():
        return words
    kept = (
        char
        for position, char in enumerate(words)
        if (char not in _FILLERS and unicodedata.category(char) != "Cf")
        or (char in _JOINERS and position and not words[position - 1].isascii())
    )
    return _calm("".join(kept), MOST_MARKS_IN_NAMES)


def storable(text: str) -> str:
    """The text as any database can keep it, otherwise as it is. For drafts; what is published goes through `tidy`."""
    return _without_surrogates(text.replace("\x00", ""))


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen in it."""
    return not any(char not in _FILLERS and unicodedata.category(char) not in _UNSEEN for char in text)


def mixes_alphabets(name: str) -> bool:
    """Whether a word of the name has letters of alphabets that look alike, as a name made to pass for another's has."""
    return any(len(_alphabets(word) & _ALIKE) > 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha()}


def _without_surrogates(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _paired(text: str) -> str:
    """Every isolate ends on its line, and no end stands alone: else the rest of the page would turn with it."""
    return "\n".join(map(_paired_line, text.split("\n"))) if _IS_ISOLATE.search(text) else text


def _paired_line(line: str) -> str:
    open_now = 0
    kept: list[str] = []
    for char in line:
        if char in _ISOLATES:
            open_now += 1
        elif char == _END_ISOLATE:
            if not open_now:
                continue
            open_now -= 1
        kept.append(char)
    return "".join(kept) + _END_ISOLATE * open_now


def _calm(text: str, most: int) -> str:
    """The text with at most so many combining marks in a row."""
    marks = 0
    kept: list[str] = []
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in _MARKS else 0
        if marks <= most:
            kept.append(char)
    return "".join(kept)


def handles_in(text: str) -> list[str]:
    """The handles that a text names, in lower case, each once, in order."""
    return list(dict.fromkeys(match.lower() for match in HANDLE.findall(text)))[:MOST_MENTIONS]


def tags_in(text: str) -> list[str]:
    """The hashtags of a text, in lower case, each once, in order."""
    return list(dict.fromkeys(match.lower() for match in HASHTAG.findall(text)))[:MOST_TAGS]


def without_marks(text: str) -> str:
    """A text without the signs that give it form, for a title or an excerpt. Much cheaper than reading its Markdown."""
    return _WORD_MARKS.sub("", _LINE_MARKS.sub("", _LINK.sub(r"\1", text)))


def to_html(text: str, *, handle_url: Callable[[str], str | None], tag_url: Callable[[str], str]) -> str:
    """Screened Markdown as safe HTML. Headings start at level 3; pictures and raw HTML are shown as text.

    `handle_url` answers None for a handle that nobody has, which then stays plain text.
    """
    tokens = _parsed(text)
    for token in tokens:
        if token.type == "fence" and " " in token.info.strip():
            # Behind the opening fence stands the name of a language; several words there are the author's own.
            token.content = f"{token.info.strip()}\n{token.content}"
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


def _parsed(text: str) -> list[Token]:
    """The tokens of a text. The parser leaves out what is nested too deep, so such a text is read again, flat."""
    tokens = _markdown.parse(text)
    if any(token.type in _OPENINGS and token.level >= _DEEPEST - 1 for token in tokens):
        return _flat_markdown.parse(text)
    return tokens


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
