"""claims.false, stigma.myth  what contradicts a fact, or repeats a myth, of the curated list

An entry says in a few ways how it is told (`resources/claims/facts.toml`). Of a way its words of content count, in
their order, each with those that stand for it (`words.toml`): "the jab gives half her list the flu" is told the way
of "the flu vaccine gives you flu". A sentence that holds them near each other tells it, unless it denies what the way
affirms, asks, quotes, reports, or is answered ("It is a myth that …", "No, vaccines don't …").
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard import curated
from commonward.guard.text.bare_letters import ascii_character
from commonward.guard.text.claims import lists, stance
from commonward.guard.text.kept import OfWords
from commonward.guard.text.words import Sentence, Wording

Keys = Collection[int]


class Telling(NamedTuple):
    """Words [first, last) that tell what the entry says is not so."""

    first: int
    last: int
    entry: str
    is_opposed: bool = False  # told to deny it, to answer it or to ask about it


class _Way(NamedTuple):
    slots: tuple[frozenset[int], ...]
    denies: int
    denies_first: bool  # before all else: "don't ask about …"
    entry: str


@dataclass(frozen=True, slots=True)
class _Ways:
    """All ways, in the list's order, and their numbers by the key that fewest of them have."""

    keys: Mapping[str, Keys]  # of each word, bent or not
    quiet: frozenset[str]
    written: tuple[_Way, ...]
    by_key: Mapping[int, tuple[int, ...]]
    kept: OfWords[Keys] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", OfWords(self._known))

    def _known(self, word: str) -> Keys:
        return () if word in self.quiet and word not in self.keys else _known(word, self.keys)


def load() -> None:
    """Read the list and make its ways ready. Raises GuardUnavailable when it is damaged."""
    _ways()


def find(wording: Wording) -> Iterator[Telling]:
    """What a text tells against the list; of several ways for one place the fullest, of these the first written.

    What is told to oppose it comes along and says so; what is told of others' beliefs does not come.
    """
    ways = _ways()
    for number, sentence in enumerate(wording.sentences):
        spoken = _spoken(wording, sentence, ways)
        asked = {number for _, keys in spoken for key in keys for number in ways.by_key.get(key, ())}
        if not asked:
            continue
        present = {key for _, keys in spoken for key in keys}
        possible = [ways.written[number] for number in sorted(asked)]
        whole = [way for way in possible if not any(slot.isdisjoint(present) for slot in way.slots)]
        if whole:
            yield from _told(wording, number, whole, spoken)


def _told(wording: Wording, sentence: int, ways: Sequence[_Way], spoken: Sequence[tuple[int, Keys]]) -> list[Telling]:
    """The tellings of one sentence, of those that overlap the fullest; what is opposed only where nothing is told."""
    told: list[Telling] = []
    opposed: list[Telling] = []
    for way in sorted(ways, key=lambda way: (-len(way.slots), sum(map(len, way.slots)), way.entry)):
        span = _span(way, spoken)
        if span is None:
            continue
        if _is_denied(wording, sentence, way, span) or stance.is_opposed(wording, sentence, *span):
            opposed.append(Telling(*span, way.entry, is_opposed=True))
        elif stance.is_told(wording, sentence, *span):
            told.append(Telling(*span, way.entry))
    kept: list[Telling] = []
    for one in (*told, *opposed):
        if all(one.last <= other.first or other.last <= one.first for other in kept):
            kept.append(one)
    return kept


def _spoken(wording: Wording, sentence: Sentence, ways: _Ways) -> list[tuple[int, Keys]]:
    """The words of a sentence that some way knows, with their places."""
    found = []
    kept = ways.kept
    for place, lower in enumerate(wording.lower[sentence.first : sentence.last], sentence.first):
        known = kept[lower] if lower[1:] else _of_letter(wording.words[place].gap, lower, ways)
        if known:
            found.append((place, known))
    return found


def _of_letter(gap: str, letter: str, ways: _Ways) -> Keys:
    known = ways.keys.get(letter)
    if known is None and letter not in ways.quiet:
        return _known(_with_figure(gap, letter), ways.keys)
    return known or ()


def _with_figure(gap: str, word: str) -> str:
    """ "5G": figures are no words, and stand in the gap before."""
    return f"{gap[-1]}{word}" if len(word) == 1 and gap[-1:].isdigit() else word


def _known(word: str, keys: Mapping[str, Keys]) -> Keys:
    found = keys.get(word)
    if found is not None:
        return found
    for ending, instead in _ENDINGS:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            found = keys.get(word[: -len(ending)] + instead)
            if found is not None:
                return found
    return ()


def _span(way: _Way, spoken: Sequence[tuple[int, Keys]]) -> tuple[int, int] | None:
    """The words of the way in their order, none far from the one before; the first such place."""
    nearest, farthest = (2, _NEAR) if len(way.slots) == _FEW else (1, _FAR)  # "anxiety, weakness" is a list
    for start, (place, keys) in enumerate(spoken):
        if way.slots[0].isdisjoint(keys):
            continue
        last, at = place, start
        for slot in way.slots[1:]:
            at = next(
                (
                    later
                    for later in range(at + 1, len(spoken))
                    if not slot.isdisjoint(spoken[later][1]) and nearest <= spoken[later][0] - last <= farthest
                ),
                -1,
            )
            if at < 0:
                break
            last = spoken[at][0]
        else:
            return place, last + 1
    return None


def _is_denied(wording: Wording, sentence: int, way: _Way, span: tuple[int, int]) -> bool:
    first, last = span
    if stance.negations(wording, sentence, first, last) % 2 != way.denies % 2:
        return True
    return way.denies_first and not stance.negations(wording, sentence, first, first)


@lru_cache(maxsize=1)
def _ways() -> _Ways:
    data = lists.words()
    keys: dict[str, set[int]] = {}
    for number, group in enumerate(data["groups"].values()):
        for word in str(group).split():
            keys.setdefault(word, set()).add(number)
    quiet = frozenset(str(data["quiet"]).split())
    ways = [
        way
        for entry in curated.entries()
        if entry.kind != curated.RED_FLAG
        for written in entry.patterns
        if (way := _way(written, entry.id, keys, quiet)) is not None
    ]
    common = Counter(key for way in ways for slot in way.slots for key in slot)
    by_key: dict[int, list[int]] = {}
    for number, way in enumerate(ways):
        rarest = min(way.slots, key=lambda slot: sum(common[key] for key in slot))
        for key in rarest:
            by_key.setdefault(key, []).append(number)
    return _Ways(
        {word: tuple(sorted(found)) for word, found in keys.items()},
        quiet,
        tuple(ways),
        {key: tuple(found) for key, found in by_key.items()},
    )


def _way(written: str, entry: str, keys: dict[str, set[int]], quiet: frozenset[str]) -> _Way | None:
    """A way as its slots. A word of no group becomes a group of its own."""
    slots: list[frozenset[int]] = []
    denies, denies_first = 0, False
    for word in "".join(map(ascii_character, written)).lower().replace("-", " ").replace("'s ", " ").split():
        bare = word.strip('.,;:!?"()')
        denies += stance.is_denial(bare)
        denies_first |= stance.is_denial(bare) and not slots
        if stance.is_denial(bare) or (bare in quiet and bare not in keys):
            continue
        known = keys.get(bare) or _known(bare, keys)
        if not known:
            known = keys[bare] = {_OWN + len(keys)}
        slot = frozenset(known)
        if not slots or slots[-1] != slot:
            slots.append(slot)
    return _Way(tuple(slots), denies, denies_first, entry) if len(slots) > 1 else None


_OWN: Final = 10_000
_FEW: Final = 2
_NEAR: Final = 4  # words from one to the next where a way has only two
_FAR: Final = 6
_ENDINGS: Final = (("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("ies", "y"), ("ly", ""))
