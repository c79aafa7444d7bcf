"""stigma.language  words that turn a person into an illness, each with words that put the person first

A term of the list is a candidate; whether it is meant of people, or quoted to be mended, the network says. Words that
are also adjectives ("an epileptic fit") count only as nouns.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.bare_letters import ascii_character
from commonward.guard.text.document import Document
from commonward.guard.text.speech import lists


class Term(NamedTuple):
    """A stretch of the normalised text, and what to say instead."""

    start: int
    end: int
    instead: str


def find(document: Document) -> Iterator[Term]:
    """All terms of the text, from left to right."""
    text = document.view.decode("ascii").lower()
    pattern, instead, begin = _terms()
    if begin.isdisjoint(_RUN.findall(text)):
        return
    for match in pattern.finditer(text):
        one, many, nouns_only = instead[match[1].replace("-", " ")]
        plural = bool(match[2])
        if nouns_only and not plural and not _is_noun(text, match.start(), match.end()):
            continue
        words = many if plural else one
        start = match.start()
        article = _ARTICLE.search(text, max(0, start - 4), start)
        if article and not plural and words[0] not in "aeiou" and article[1] == "an":
            words, start = f"a {words}", article.start(1)
        yield Term(start, match.end(), words)


@lru_cache(maxsize=1)
def _terms() -> "tuple[re.Pattern[str], dict[str, tuple[str, str, bool]], frozenset[str]]":
    """All terms as one pattern, what to say instead of each, and the words that one may begin with."""
    instead: dict[str, tuple[str, str, bool]] = {}
    for entry in lists.load()["person_first"]["term"]:
        for words in str(entry["words"]).split("|"):
            bare = "".join(map(ascii_character, words)).lower().replace("-", " ")
            instead[bare] = (entry["one"], entry.get("many", entry["one"]), bool(entry.get("nouns_only")))
    written = "|".join(sorted((re.escape(words).replace("\\ ", "[ -]") for words in instead), key=len, reverse=True))
    first = {_RUN.findall(words)[0] for words in instead}
    begin = frozenset(word + ending for word in first for ending in ("", "s", "es"))
    return re.compile(rf"\b({written})(s|es)?\b"), instead, begin


def _is_noun(text: str, start: int, end: int) -> bool:
    """Whether the word stands for a person: an article or pronoun before it and no noun behind."""
    return (
        _BEFORE_NOUN.search(text, max(0, start - 24), start) is not None and _BEHIND_NOUN.match(text, end) is not None
    )


_RUN: Final = re.compile(r"\w+")
_ARTICLE: Final = re.compile(r"\b(an?) $")
_BEFORE_NOUN: Final = re.compile(
    r"\b(?:an?|the|this|that|our|my|your|his|her|another|some|every|such an?|one|old|known|typical|un|una|el|la|los|las"
    r"|ese|esa|este|esta|otro|otra)(?: \w{1,12})? $"
)
_BEHIND_NOUN: Final = re.compile(
    r"(?:$|[.,;:!?)\"'\n]| (?:in|on|at|with|who|that|is|was|has|had|and|or|from|of|again|because|came|wants?|like|lying"
    r"|who's|needs?|should|can|will|would|did|does|to|for|y|que|en|de|con|o|es|esta|no)\b)"
)
