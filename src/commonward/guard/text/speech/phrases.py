"""Phrases by which a rule may be broken (`resources/speech/phrases.toml`): what the network is told beside the words.

A phrase alone is no finding. It says to the network "this is how such things are said"; the network weighs it with
everything else. The same file serves training and the guard, and the model names the hash of what it was trained with.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.begun import Begun
from commonward.guard.text.kept import OfWords
from commonward.guard.text.speech import lists
from commonward.guard.text.words import Wording


class Phrase(NamedTuple):
    """A stretch of the normalised text, worded as breaches of a rule are; `rule` is its place in `Phrases.rules`."""

    start: int
    end: int
    rule: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases, by rule."""

    rules: tuple[str, ...]
    digest: str
    patterns: tuple[str, ...] = field(repr=False)
    keys: dict[str, tuple[int, ...]] = field(repr=False)  # beginnings of words: the rules whose patterns are tried
    lengths: dict[str, tuple[int, ...]] = field(repr=False)  # of the keys, by their first two letters
    asking: OfWords[tuple[int, ...]] = field(init=False, repr=False)  # the rules of whose keys a word begins with one
    matcher: Begun = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asking", OfWords(self._asked_by))
        object.__setattr__(self, "matcher", Begun(self.patterns))

    def _asked_by(self, word: str) -> tuple[int, ...]:
        lengths = self.lengths.get(word[:2], ())
        return tuple({rule for length in lengths for rule in self.keys.get(word[:length], ())})

    def find(self, wording: Wording) -> Iterator[Phrase]:
        """All phrases of a text; those of one rule do not overlap."""
        asking = self.asking
        asked = {rule for word in wording.lower for rule in asking[word]}
        if not asked:
            return
        for rule, match in self.matcher.find(wording.document.view.decode("ascii").lower(), asked):
            yield Phrase(match.start(), match.end(), rule)


@lru_cache(maxsize=1)
def load() -> Phrases:
    """The phrases that ship with the guard. Raises GuardUnavailable when the file is missing or altered."""
    content = lists.load()["phrases"]
    keys: dict[str, list[int]] = defaultdict(list)
    lengths: dict[str, set[int]] = defaultdict(set)
    patterns = []
    for place, entry in enumerate(content["rule"]):
        for key in set(str(entry["keys"]).split()):
            keys[key].append(place)
            if len(key) > 1:  # a letter alone begins too many words
                lengths[key[:2]].add(len(key))
        patterns.append(_written(entry["patterns"], content["classes"]))
    return Phrases(
        rules=tuple(str(entry["id"]) for entry in content["rule"]),
        digest=hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest(),
        patterns=tuple(patterns),
        keys={key: tuple(rules) for key, rules in keys.items()},
        lengths={start: tuple(sorted(found)) for start, found in lengths.items()},
    )


def _written(patterns: list[str], classes: dict[str, str]) -> str:
    written = []
    for pattern in patterns:
        whole = _CLASS.sub(lambda match: classes[match[1]], _AROUND_GAP.sub(r"\1", pattern))
        whole = whole.replace("~~", f"{_APART}(?:{_WORD}{_APART}){{0,7}}").replace(
            "~", f"{_APART}(?:{_WORD}{_APART}){{0,3}}"
        )
        written.append(f"(?:{_SPACE.sub(_spaced, whole)})")
    # What stands around all of them is asked once, so that the alternatives are told apart by their first letters.
    return rf"(?<!\w)(?:{'|'.join(written)})(?!\w)"


def _spaced(match: "re.Match[str]") -> str:
    """A space outside of brackets stands for what may stand between two words."""
    return match[0] if match[0].startswith("[") else _APART


_CLASS: Final = re.compile(r"<(\w+)>")
_AROUND_GAP: Final = re.compile(r" ?(~~?) ?")
_SPACE: Final = re.compile(r"\[[^\]]*\]| ")
_APART: Final = r"(?:[^\w.!?]{1,3}|(?<=[^\w.!?]))"  # what stands between two words, or has just been read
_WORD: Final = r"[\w'’-]{1,24}"
