"""conduct.profanity  filthy words, also in masks: "sh1t", "f**k", "f u c k", "b!tch", "fuuuck"

A word of the list is a finding wherever staff write it. A masked word is one that a word of the list fits, letter for
letter, with signs, digits or repeated letters in place of some; at least its first letter must stand. Spaced letters
are joined when every part is one sign.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.document import Document
from commonward.guard.text.speech import lists as word_lists


class Profane(NamedTuple):
    """A stretch of the normalised text, and whether the word is of the milder list."""

    start: int
    end: int
    is_mild: bool


class _Words(NamedTuple):
    forms: dict[str, bool]  # the word in all its forms: whether it is mild
    stems: tuple[str, ...]  # of at least four letters, for masks
    two: "re.Pattern[str]"
    two_begin: frozenset[str]  # the first words of those of several
    innocent: "re.Pattern[str]"


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists = {key: tuple(value.split()) for key, value in word_lists.load()["words"].items()}
    forms: dict[str, bool] = {}
    for key, is_mild in (("mild", True), ("profane", False)):
        for word in lists[key]:
            if "_" in word:
                continue
            forms[word] = is_mild
            if is_mild or len(word) < 4:
                continue
            stem = word[:-1] if word.endswith("e") else word
            for ending in lists["endings"]:
                forms.setdefault(word + ending, is_mild)
                forms.setdefault(stem + ending, is_mild)
            if not word.endswith("e") and word[-1] not in "aeiou":
                forms.setdefault(word + word[-1] + "ing", is_mild)
                forms.setdefault(word + word[-1] + "y", is_mild)
    two = [re.escape(word.replace("_", " ")) for word in lists["profane"] if "_" in word]
    innocent = [re.escape(word.replace("_", " ")) for word in lists["innocent"]]
    stems = tuple(
        sorted({word for word in lists["profane"] if len(word) >= 4 and word.isalpha()}, key=len, reverse=True)
    )
    begin = {found[0] for word in lists["profane"] if "_" in word and (found := _RUN.match(word.partition("_")[0]))}
    return _Words(
        forms,
        stems,
        re.compile(rf"\b(?:{'|'.join(two)})\b"),
        frozenset(begin),
        re.compile(rf"\b(?:{'|'.join(innocent)})\b"),
    )


def find(document: Document) -> Iterator[Profane]:
    """All profane words of the text, from left to right."""
    words = _words()
    text = document.view.decode("ascii").lower()
    found: list[Profane] = []
    if not words.two_begin.isdisjoint(_RUN.findall(text)):
        found += [Profane(*match.span(), False) for match in words.two.finditer(text)]
    for match in _TOKEN.finditer(text) if _may_hold_one(text, words) else ():
        token = match[0]
        is_mild = words.forms.get(token)
        if is_mild is None and not token.isalpha():
            is_mild = False if _is_masked(token) else None
        elif is_mild is None and _DRAWN_OUT.search(token):
            is_mild = words.forms.get(_DRAWN_OUT.sub(r"\1", token), words.forms.get(_DRAWN_OUT.sub(r"\1\1", token)))
        if is_mild is not None:
            found.append(Profane(*match.span(), is_mild))
    for match in _SPACED.finditer(text):
        joined = re.sub(r"[ .\-_*]+", "", match[0])
        if words.forms.get(joined) is False:
            found.append(Profane(*match.span(), False))
    if not found:
        return
    innocent = [match.span() for match in words.innocent.finditer(text)]
    end = -1
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end and not any(start <= one.start < last for start, last in innocent):
            yield one
            end = one.end


def _may_hold_one(text: str, words: _Words) -> bool:
    """Whether a single word of the text can be one, masked or not: nearly no text goes on from here."""
    tokens = _TOKEN.findall(text)
    return (
        not words.forms.keys().isdisjoint(tokens)
        or _DRAWN_OUT.search(text) is not None
        or (_MAY_HIDE.search(text) is not None and any(_HIDES.search(token) for token in tokens if not token.isalpha()))
    )


def _is_masked(token: str) -> bool:
    """Whether signs and digits hide a word of the list."""
    core = token.strip("\"'.,:;()[]?")
    core = core.rstrip("!") if core.count("!") and core.endswith("!") else core
    if len(core) < 3 or not core[0].isalpha() or core.isalpha() or not _HIDES.search(core):
        return False
    if core.replace("-", "").isalpha() or ("@" in core[1:] and "." in core):
        return False
    pattern = "".join(_STANDS_FOR.get(sign, re.escape(sign)) for sign in core)
    masked = re.compile(rf"{pattern}(?:s|es|ed|ing|in|er|ers|y|head|heads|hole|holes|tard)?")
    return any(map(masked.fullmatch, _masks().get(core[0], ())))


@lru_cache(maxsize=1)
def _masks() -> dict[str, tuple[str, ...]]:
    """What a mask may hide, by its first letter: the stems with the endings that people write behind them."""
    found: dict[str, tuple[str, ...]] = {}
    for stem in _words().stems:
        endings = ("", "s", "ed", "ing", "er", "y", "head", "hole")
        found[stem[0]] = (*found.get(stem[0], ()), *(stem + ending for ending in endings))
    return found


_TOKEN: Final = re.compile(r"[a-z][a-z0-9$!@*#+_]*(?:['\-](?=[a-z*])[a-z0-9$!@*#+_]*)*")
_RUN: Final = re.compile(r"\w+")
_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")
_SPACED: Final = re.compile(r"(?<![a-z])[a-z](?:[ .\-_*]{1,2}[a-z]){2,11}(?![a-z])")
_HIDES: Final = re.compile(r"[0-9$!@*#+_\-]")
#: Where a word may hold one of these: the first of them stands behind a letter or an apostrophe.
_MAY_HIDE: Final = re.compile(r"[a-z']([0-9$!@*#+_\-])")
_STANDS_FOR: Final = {
    "*": r"[a-z]{1,2}",
    "#": r"[a-z]",
    "_": r"[a-z]",
    "-": r"[a-z]",
    "+": r"[a-z]",
    "0": "o",
    "1": "[il]",
    "!": "i",
    "3": "e",
    "4": "a",
    "@": "a",
    "$": "s",
    "5": "s",
    "7": "t",
    "8": "[ab]",
}
