"""Whom to call or text in a crisis, by country: read from `helplines.toml`, ready for pages.

Independent of the guard, the database and gettext: numbers and the sentences around them are shown also when nothing
else works. The country is the one that somebody stated (rules.md section 6.5), else the one that their organisation
stated; where nobody did, what works in most countries.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Final, Literal
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info

from commonward.people.countries import COUNTRIES
from commonward.ui.shapes import HelpCard, HelpLine, Helplines, HelpWay

Words = Mapping[str, str]  # language → sentence
Kind = Literal["own", "other", "emergency"]
DEFAULT_LANGUAGE: Final = "en"


class HelplinesDamaged(Exception):
    """The file cannot be read as it must be. Said by `commonward doctor` and by the tests; never shown to people."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a line: `kind` is call, text or web; `word` is what to send first."""

    kind: str
    target: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the file has it."""

    name: Words
    says: Words
    ways: tuple[Way, ...]
    checked_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Country:
    """The lines of some countries that share them, and their emergency number ("" where nobody knows it)."""

    codes: tuple[str, ...]
    emergency: str
    lines: tuple[Line, ...]
    checked_on: date
    source: str
    says: Words


@dataclass(frozen=True, slots=True)
class Directory:
    """The whole file."""

    owner: str
    languages: tuple[str, ...]
    words: Mapping[str, Words]
    countries: tuple[Country, ...]
    fallback: Country

    def of(self, code: str) -> Country:
        """The country with this code, else what works in most."""
        return next((one for one in self.countries if code in one.codes), self.fallback)

    @property
    def oldest_check(self) -> date:
        """The day on which the entry was looked up that waits longest to be looked at again."""
        days = [country.checked_on for country in self.all]
        days += [line.checked_on for country in self.all for line in country.lines]
        return min(days)

    @property
    def all(self) -> Iterator[Country]:
        """Every country, the fallback last."""
        yield from self.countries
        yield self.fallback


@lru_cache(maxsize=1)
def directory() -> Directory:
    """What the file says. Raises HelplinesDamaged, naming the entry."""
    with resources.files(__package__).joinpath("helplines.toml").open("rb") as file:
        return read(tomllib.load(file))


def read(table: Mapping[str, object]) -> Directory:
    """A directory from its table. Raises HelplinesDamaged for an entry without a day, a source or a language."""
    try:
        languages = tuple(str(code) for code in _list(table["languages"]))
        words = {name: _words(said, languages) for name, said in _table(table["words"]).items()}
        countries = tuple(_country(_table(one), languages) for one in _list(table["country"]))
        fallback = _country(_table(table["fallback"]) | {"codes": [], "emergency": ""}, languages)
    except (KeyError, TypeError, ValueError) as error:
        raise HelplinesDamaged(f"helplines.toml cannot be used: {type(error).__name__} {error}") from None
    return Directory(str(table["owner"]), languages, words, countries, fallback)


def for_reader(country: str = "", language: str = "") -> Helplines:
    """What a page shows somebody who lives there and reads this language ("": that of the page)."""
    found = directory()
    spoken = _spoken(found, language or get_language() or "")
    say = _Speaker(found, spoken)
    here = found.of(country)
    lines = tuple(say.line(line) for line in (here.lines or found.fallback.lines))
    first = next((way for line in lines for way in line.ways), None)
    return Helplines(
        language=spoken,
        country=str(COUNTRIES[country]) if here.codes and country in COUNTRIES else "",
        lines=lines,
        elsewhere=say.words("elsewhere") if not here.codes else "",
        danger=say.words("danger"),
        emergency=say.emergency(here),
        emergency_says="" if here.emergency else say.of(found.fallback.says),
        brief=first.label if first is not None else "",
        fold_title=say.words("fold_title"),
        own=HelpCard(say.words("own_title"), say.words("own_says")),
        other=HelpCard(say.words("other_title"), say.words("other_says"), tuple(say.words("other_steps").split("|"))),
        urgent=HelpCard(say.words("emergency_title"), say.words("emergency_says")),
        private=say.words("private"),
        know_label=say.words("know"),
        more_label=say.words("more"),
        more_url=reverse("oversight:help_now"),
        close_label=say.words("close"),
        unfit_label=say.words("unfit"),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A country on the page of all numbers, with those that share them."""

    name: str
    others: tuple[str, ...]
    numbers: Helplines


def everywhere(language: str = "") -> list[Place]:
    """The numbers of every country that has some, by its name."""
    places = []
    for country in directory().countries:
        first, *others = (str(COUNTRIES[code]) for code in country.codes)
        places.append(Place(first, tuple(sorted(others)), for_reader(country.codes[0], language)))
    return sorted(places, key=lambda place: place.name)


def checked(language: str = "") -> str:
    """When the entry was looked up that waits longest to be looked at again, as a sentence."""
    found = directory()
    say = _Speaker(found, _spoken(found, language or get_language() or ""))
    return say.words("checked") % {"day": date_format(found.oldest_check, "DATE_FORMAT")}


def languages() -> list[tuple[str, str]]:
    """The languages that the numbers can be read in, each by its own name."""
    return [(code, str(get_language_info(code)["name_local"])) for code in directory().languages]


def title(language: str = "") -> str:
    """The name of the page."""
    found = directory()
    return found.words["title"][_spoken(found, language or get_language() or "")]


def _spoken(found: Directory, language: str) -> str:
    code = language.partition("-")[0].lower()
    return code if code in found.languages else DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says things in one language."""

    found: Directory
    language: str

    def of(self, words: Words) -> str:
        return words[self.language]

    def words(self, name: str) -> str:
        return self.of(self.found.words[name])

    def line(self, line: Line) -> HelpLine:
        return HelpLine(self.of(line.name), self.of(line.says), tuple(self.way(way) for way in line.ways))

    def way(self, way: Way) -> HelpWay:
        number = {"number": way.target, "word": way.word}
        match way.kind:
            case "call":
                return HelpWay(f"tel:{_dialled(way.target)}", self.words("call") % number, "phone")
            case "text":
                said = self.words("text_word" if way.word else "text") % number
                return HelpWay(f"sms:{_dialled(way.target)}", said, "send")
            case _:
                site = urlsplit(way.target).hostname or ""
                return HelpWay(way.target, self.words("web") % {"site": site.removeprefix("www.")}, "globe")

    def emergency(self, country: Country) -> HelpWay | None:
        if not country.emergency:
            return None
        said = self.words("call_emergency") % {"number": country.emergency}
        return HelpWay(f"tel:{_dialled(country.emergency)}", said, "phone")


def _dialled(number: str) -> str:
    return number.replace(" ", "")


def _country(entry: Mapping[str, object], languages: tuple[str, ...]) -> Country:
    codes = tuple(str(code) for code in _list(entry["codes"]))
    if unknown := [code for code in codes if code not in COUNTRIES]:
        raise ValueError(f"no country has the code {unknown[0]}")
    return Country(
        codes=codes,
        emergency=str(entry["emergency"]),
        lines=tuple(_line(_table(line), languages) for line in _list(entry.get("line", []))),
        checked_on=_day(entry),
        source=_source(entry),
        says=_words(entry["says"], languages) if "says" in entry else {},
    )


def _line(entry: Mapping[str, object], languages: tuple[str, ...]) -> Line:
    ways = tuple(_way(_table(way)) for way in _list(entry["ways"]))
    if not ways:
        raise ValueError("a line without a way to reach it")
    return Line(
        name=_words(entry["name"], languages),
        says=_words(entry["says"], languages),
        ways=ways,
        checked_on=_day(entry),
        source=_source(entry),
    )


def _way(entry: Mapping[str, object]) -> Way:
    for kind in ("call", "text", "web"):
        if kind in entry:
            return Way(kind, str(entry[kind]), str(entry.get("word", "")))
    raise ValueError("a way that is neither call nor text nor web")


def _day(entry: Mapping[str, object]) -> date:
    day = entry["checked_on"]
    if not isinstance(day, date):
        raise ValueError("checked_on is no day")
    return day


def _source(entry: Mapping[str, object]) -> str:
    source = str(entry["source"])
    if not source.startswith("https://"):
        raise ValueError("a source that is no address")
    return source


def _words(said: object, languages: tuple[str, ...]) -> Words:
    words = {code: str(sentence) for code, sentence in _table(said).items()}
    if set(words) != set(languages) or not all(words.values()):
        raise ValueError(f"not said in each of {', '.join(languages)}")
    return words


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("a table was expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value
