"""Posts, comments, messages and cases that we wrote for training: invented people, marked by hand as they were written.

One text a line in `posts/`: who writes, where, the language, and the text with its marks, "␤" for a line break:

    P;grp;en;⟦phi.name|Hope⟧ went home! Thanks ⟦n|Paudie⟧ for the lift. ## phi.indirect=words of the text

A mark with a rule is a finding; n, l, o and d mark a name, a place, a body and a day that are none. A mark may hold
others, and may be of several rules ("phi.name,consent.no-publication"). What stands behind "##" is a longer finding,
which may lie over others. The files in `HELD_OUT` are for measuring and are never learned.

In `posts/` the identifiers were marked; in `whole_posts/` every rule was, so that these serve all that is trained.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Final

from commonward.guard.contract import Author, Context
from commonward.guard.lab.marked_text import NOT_SURE, MarkedText, Span
from commonward.guard.text import lexicons

HELD_OUT: Final = frozenset({"mixed", "mixed_again"})
MARKED: Final = frozenset({"NAME", "LOCATION", "ORG"})  # days, ages and occupations are not always marked
AUTHOR_OF: Final[Mapping[str, Author]] = {
    "P": "professional",
    "S": "student",
    "F": "family",
    "T": "patient",
    "O": "organisation",
}
CONTEXT_OF: Final[Mapping[str, Context]] = {
    "pub": "public_post",
    "grp": "closed_group",
    "care": "care_conversation",
    "case": "professional_case",
    "dm": "direct_message",
}
#: What a mark may be to the tagger. Of the other rules something of any kind may be in it.
_KIND_OF: Final[Mapping[str, str]] = {
    "n": "NAME",
    "l": "LOCATION",
    "o": "ORG|LOCATION",
    "d": "DATE",
    "phi.name": "NAME",
    "phi.geo": "LOCATION|ORG",
    "phi.date": "DATE",
    "phi.affiliation": "ORG|LOCATION",
    "phi.age90": "AGE",
}


@dataclass(frozen=True, slots=True)
class Post:
    """One text with its marks: (start, end, rule or letter of the kind)."""

    name: str
    text: str = field(repr=False)
    author: Author
    context: Context
    language: str
    marks: tuple[tuple[int, int, str], ...]


def posts(*, held_out: bool) -> Iterator[Post]:
    """All posts that are for learning, or those held out."""
    folder = resources.files("commonward.guard.lab").joinpath("posts")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        name, _, ending = file.name.rpartition(".")
        if ending == "txt" and (name in HELD_OUT) == held_out:
            lines = filter(None, file.read_text(encoding="utf-8").splitlines())
            for number, line in enumerate(lines, 1):
                yield read_post(f"{name}-{number:03}", line)
    for post in () if held_out else whole_posts():
        yield replace(post, marks=tuple(mark for mark in post.marks if mark[2] in _LETTERS or mark[2].startswith(_PHI)))


def whole_posts() -> Iterator[Post]:
    """The posts in which every rule was marked."""
    folder = resources.files("commonward.guard.lab").joinpath("whole_posts")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            lines = filter(None, file.read_text(encoding="utf-8").splitlines())
            for number, line in enumerate(lines, 1):
                yield read_post(f"{file.name.removesuffix('.txt')}-{number:04}", line)


def read_post(name: str, line: str) -> Post:
    """The post of a line. Raises ValueError when it cannot be read."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"{name} does not begin with author, context and language.")
    author, context, language, body = match.groups()
    written, *longer = body.split(" ## ")
    text, marks = _read_marks(name, written)
    for finding in longer:
        rule, _, quote = finding.strip().partition("=")
        if text.count(quote) != 1:
            raise ValueError(f"{name} quotes what does not stand in it once.")
        marks.append((text.index(quote), text.index(quote) + len(quote), rule))
    return Post(name, text.replace("␤", "\n"), AUTHOR_OF[author], CONTEXT_OF[context], language, tuple(marks))


def _read_marks(name: str, written: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without its marks, and these in the order in which they begin."""
    text = ""
    open_marks: list[tuple[int, str]] = []
    marks: list[tuple[int, int, str]] = []
    position = 0
    for sign in _MARK.finditer(written):
        text += written[position : sign.start()]
        position = sign.end()
        if sign[1]:
            open_marks.append((len(text), sign[1]))
            continue
        if not open_marks:
            raise ValueError(f"{name} closes a mark that was not opened.")
        start, rules = open_marks.pop()
        marks += [(start + _titles(rule, text[start:]), len(text), rule) for rule in rules.split(",")]
    if open_marks:
        raise ValueError(f"{name} leaves a mark open.")
    return text + written[position:], sorted(marks)


def marked(*, held_out: bool) -> Iterator[MarkedText]:
    """The posts as the tagger learns from them."""
    for post in posts(held_out=held_out):
        yield MarkedText(post.text, tuple(spans(post)), "posts", MARKED, post.language)


def spans(post: Post) -> list[Span]:
    """Each stretch once: the short marks first, then what longer ones and names of countries leave in doubt."""
    found = [Span(start, end, _KIND_OF[mark]) for start, end, mark in post.marks if mark in _KIND_OF]
    doubtful = [(start, end) for start, end, mark in post.marks if mark not in _KIND_OF]
    doubtful += [match.span() for match in _CAPITAL.finditer(post.text) if match[0].lower() in lexicons.load().regions]
    for start, end in doubtful:
        for word in _WORD.finditer(post.text, start, end):
            if not any(span.start < word.end() and word.start() < span.end for span in found):
                found.append(Span(word.start(), word.end(), NOT_SURE))
    return sorted(found)


def _titles(mark: str, written: str) -> int:
    """How many characters of a name are its title."""
    match = _TITLE.match(written) if mark in ("n", "phi.name") else None
    return match.end() if match else 0


_LINE = re.compile(r"([PFSOT]);(pub|grp|care|case|dm);(en|es);(.*)")
_MARK = re.compile("⟦([^|⟧]+)\\||⟧")
_LETTERS: Final = frozenset("nlod")
_PHI: Final = "phi."
_WORD = re.compile(r"\w+")
_CAPITAL = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)?")
_TITLE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sr|Sra|Srta|Dra|Don|Doña|Prof|Professor|Doctor|Sister|Nurse|Matron|Charge Nurse|Sir|Dame)"
    r"\.? )+(?=\w)",
    re.IGNORECASE,
)
