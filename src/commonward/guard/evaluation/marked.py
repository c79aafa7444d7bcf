"""Pages of marked examples: the tests of a rule as a nurse can read them.

    # phi.mrn
    ## public_post
    - Bed 4, MRN: [[00482913]], wants to go home.
    ## closed_group, patient
    - The MRN project meets at 10.

What stands in [[ ]] must be found by exactly this rule, with exactly this span; everything else on the line must stay
silent for this rule. A heading says the context, and after commas the author and the language where they matter, and
"stranger" where the lines below it were written by somebody who had not read the rule's code.
`\\n` in a line stands for a line break.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from commonward.guard.contract import AUTHORS, CONTEXTS, Author, Context
from commonward.guard.evaluation.corpus import DatasetError

# A mark may hold a whole bracket, as in [[[image: ]]].
MARK = re.compile(r"\[\[(\[[^\]]*\]|.*?)\]\]")
_STRANGER = "stranger"
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the examples under a heading go, and who writes them.

    `is_stranger`: the lines were written by somebody who had not read the rule's code.
    """

    heading: str
    context: Context
    author: Author = "professional"
    language: str | None = None
    is_stranger: bool = False

    @property
    def where(self) -> str:
        """The heading without who wrote it."""
        return ", ".join(word for word in map(str.strip, self.heading.split(",")) if word != _STRANGER)

    @property
    def register(self) -> tuple[str, str, str]:
        """The kind of text: where it goes, who writes, in which language."""
        return self.context, self.author, self.language or "en"


@dataclass(frozen=True, slots=True)
class MarkedExample:
    """One line of a page: the text, and the spans that the rule must find."""

    rule: str
    line: int
    setting: Setting
    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...]


def read_page(path: Path) -> list[MarkedExample]:
    """The examples of a page. Raises DatasetError for a page that is not in order."""
    rule = ""
    setting: Setting | None = None
    examples = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# "):
            rule = line[2:].strip()
        elif line.startswith("## "):
            setting = _setting(line[3:].strip(), f"{path.name}, line {number}")
        elif line.startswith("- "):
            if not rule or setting is None:
                raise DatasetError(f"{path.name}, line {number}: there should be a rule and a context above it.")
            text, spans = _unmarked(line[2:].strip().replace("\\n", "\n"))
            examples.append(MarkedExample(rule, number, setting, text, spans))
    if rule != path.stem:
        raise DatasetError(f"{path.name} should begin with the name of its rule.")
    return examples


def read_pages(folder: Path) -> Iterator[MarkedExample]:
    """The examples of all pages in a folder."""
    for path in sorted(folder.glob("*.md")):
        yield from read_page(path)


def _setting(heading: str, place: str) -> Setting:
    context: Context | None = None
    author: Author = "professional"
    language = None
    is_stranger = False
    for word in heading.split(","):
        word = word.strip()
        if word in CONTEXTS:
            context = next(name for name in CONTEXTS if name == word)
        elif word in AUTHORS:
            author = next(name for name in AUTHORS if name == word)
        elif word == _STRANGER:
            is_stranger = True
        elif _LANGUAGE.fullmatch(word):
            language = word
        else:
            raise DatasetError(f"{place}: a heading names a context, author, language, stranger, and nothing else.")
    if context is None:
        raise DatasetError(f"{place}: the heading names no context.")
    return Setting(heading, context, author, language, is_stranger)


def _unmarked(line: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    position = length = 0
    for mark in MARK.finditer(line):
        before = line[position : mark.start()]
        parts += [before, mark[1]]
        spans.append((length + len(before), length + len(before) + len(mark[1])))
        length = spans[-1][1]
        position = mark.end()
    return "".join(parts) + line[position:], tuple(spans)
