"""Public figures about how many people there are: in towns, of an age, in an occupation, with a condition.

Read at the first question from `guard/resources/figures`, checked by hash; a text that needs no estimate pays nothing.
What each file is, where it comes from and how old it is stands in its MANIFEST.toml. Everything is a range.
"""

import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from commonward.guard.shipped import verified_files

#: The world's ages, for countries that have no line of their own.
WORLD: Final = "*"
_FILES: Final = frozenset({"towns.txt", "ages.txt", "occupations.txt", "conditions.toml"})
_FIVE: Final = 5
_OLDEST_BAND: Final = 20  # 100 years and older
_UNMARKED: Final = str.maketrans("ßæøđłıœþð’", "saodliotd'")


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of all people: at least and at most, 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Town:
    """A place with people in it. `country` as in ISO 3166, `region` as GeoNames codes the first level below it."""

    name: str
    country: str
    region: str
    people: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All tables. Look-ups fold case and accents; what is not known gives nothing."""

    _towns: bytes = field(repr=False)
    _ages: Mapping[str, tuple[int, ...]] = field(repr=False)
    _occupations: Mapping[str, Share] = field(repr=False)
    _conditions: Mapping[str, Share] = field(repr=False)

    def towns(self, name: str) -> tuple[Town, ...]:
        """Every place of this name, the largest first."""
        return tuple(_towns_named(self._towns, folded(name).encode("ascii", "ignore")))

    def ages(self, youngest: int, oldest: int, country: str = WORLD) -> Share:
        """People from one age to another, both counted in. Towns differ from their country by half either way."""
        bands = self._ages.get(country, self._ages[WORLD])
        part = sum(_part_of_band(bands, age) for age in range(youngest, oldest + 1)) / 100_000
        return Share(0.6 * part, min(1.0, 1.6 * part))

    def occupation(self, words: str) -> Share | None:
        """People who do this for a living. US figures, so that places differ from them; see lab/figures.py."""
        return self._occupations.get(_singular(folded(words), self._occupations))

    def condition(self, words: str) -> Share | None:
        """People who live with this condition."""
        return self._conditions.get(folded(words))

    @property
    def occupations(self) -> frozenset[str]:
        """Every word for an occupation that has a figure."""
        return frozenset(self._occupations)

    @property
    def conditions(self) -> frozenset[str]:
        """Every condition that has a figure."""
        return frozenset(self._conditions)


@lru_cache(maxsize=1)
def load() -> Figures:
    """The figures that come with the guard. Raises GuardUnavailable when a file is missing or altered."""
    return load_from(resources.files("commonward.guard").joinpath("resources", "figures"))


def load_from(folder: Traversable) -> Figures:
    """The figures of a folder with a MANIFEST.toml. Raises GuardUnavailable."""
    files = verified_files(folder, _FILES, what="figures")
    return Figures(
        _towns=files["towns.txt"],
        _ages=dict(_read_ages(files["ages.txt"].decode("ascii"))),
        _occupations=dict(_read_occupations(files["occupations.txt"].decode("ascii"))),
        _conditions=dict(_read_conditions(files["conditions.toml"].decode("utf-8"))),
    )


def folded(name: str) -> str:
    """Lower case without accents, as the files are written."""
    if name.isascii():
        return " ".join(name.lower().split())
    plain = unicodedata.normalize("NFD", name.lower().translate(_UNMARKED))
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())


def _towns_named(towns: bytes, name: bytes) -> Iterator[Town]:
    """The lines that begin with a name, found by halving: two megabytes are never parsed."""
    lines = _Lines(towns)
    place = lines.beginning(bisect_left(lines, name)) if name else len(towns)
    while place < len(towns):
        end = towns.index(b"\n", place)
        found, country, region, people = towns[place:end].split(b"\t")
        if found != name:
            return
        yield Town(found.decode(), country.decode(), region.decode(), int(people))
        place = end + 1


class _Lines:
    """The sorted lines as a sequence over byte offsets, so that `bisect` can halve it: an offset stands for a line."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def __len__(self) -> int:
        return len(self._text)

    def __getitem__(self, offset: int) -> bytes:
        start = self.beginning(offset)
        return self._text[start : self._text.find(b"\t", start)] if start < len(self._text) else b"\xff"

    def beginning(self, offset: int) -> int:
        """Where the first line begins that does not begin before this offset."""
        return offset if offset == 0 else self._text.find(b"\n", offset - 1) + 1 or len(self._text)


def _part_of_band(bands: tuple[int, ...], age: int) -> float:
    if age >= _OLDEST_BAND * _FIVE:
        return bands[_OLDEST_BAND] / _FIVE
    return bands[age // _FIVE] / _FIVE


def _singular(words: str, known: Mapping[str, Share]) -> str:
    if words not in known and words.endswith("s") and words[:-1] in known:
        return words[:-1]
    return words


def _read_ages(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for line in text.splitlines():
        country, *bands = line.split("\t")
        yield country, tuple(map(int, bands))


def _read_occupations(text: str) -> Iterator[tuple[str, Share]]:
    for line in text.splitlines():
        words, low, high = line.split("\t")
        yield words, Share(int(low) / 1e6, int(high) / 1e6)


def _read_conditions(text: str) -> Iterator[tuple[str, Share]]:
    for group in tomllib.loads(text).values():
        for words, (low, high) in group["per_100_000"].items():
            yield folded(words), Share(low / 1e5, high / 1e5)
