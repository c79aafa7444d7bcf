"""What single words may be: names, places, ordinary words, cues. Read once from `guard/resources`, checked by hash.

Every word has a set of marks (bits of an integer), because one word can be several things: "Grace" is a given name, a
family name and an ordinary word, and only the words around it tell. Texts are looked up without accents, in lower case.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from commonward.guard.shipped import verified_files
from commonward.guard.text.packed import PackedWords

GIVEN: Final = 1
FAMILY: Final = 1 << 1
WORD: Final = 1 << 2  # ordinary English
THING: Final = 1 << 3  # written with a capital, but no person or place: a creed, a language, a brand
PLACE: Final = 1 << 4  # a town
REGION: Final = 1 << 5  # a country or state, larger than what may single somebody out
TITLE: Final = 1 << 6
CLINICIAN: Final = 1 << 7
PUBLIC_TITLE: Final = 1 << 8
KIN: Final = 1 << 9
KIN_TITLE: Final = 1 << 10
ACQUAINTANCE: Final = 1 << 11
PATIENT: Final = 1 << 12
PERSON: Final = 1 << 13
THIRD_PERSON: Final = 1 << 14
STAFF: Final = 1 << 15
CARE_EVENT: Final = 1 << 16
CONDITION: Final = 1 << 17
PROFESSION: Final = 1 << 18
EVENT: Final = 1 << 19
PUBLIC_FACT: Final = 1 << 20
SIMULATED: Final = 1 << 21
CREDIT: Final = 1 << 22
FACILITY: Final = 1 << 23
FACILITY_TAIL: Final = 1 << 24
SCHOOL: Final = 1 << 25
CHURCH: Final = 1 << 26
COMPANY: Final = 1 << 27
TEAM: Final = 1 << 28
AFFILIATION: Final = 1 << 29
GEO_FEATURE: Final = 1 << 30
STREET: Final = 1 << 31
EPONYM: Final = 1 << 32
EPONYM_HEAD: Final = 1 << 33
CALENDAR: Final = 1 << 34  # a month, a weekday, a holiday
PARTICLE: Final = 1 << 35
SUFFIX: Final = 1 << 36
PHRASE_START: Final = 1 << 37  # the first word of a place, region or facility of several words
CLERGY: Final = 1 << 38
FIRST_PERSON: Final = 1 << 39
SECOND_PERSON: Final = 1 << 40
PREPOSITION: Final = 1 << 41  # before a place
GREETING: Final = 1 << 42
NAMING: Final = 1 << 43
ABBREVIATION: Final = 1 << 44  # may end with a full stop within a sentence

NAME: Final = GIVEN | FAMILY
ANY_TITLE: Final = TITLE | CLINICIAN | PUBLIC_TITLE | CLERGY | KIN_TITLE
HEALTH: Final = CARE_EVENT | CONDITION
ORGANISATION: Final = FACILITY | FACILITY_TAIL | SCHOOL | CHURCH | COMPANY | TEAM
HUMAN: Final = PATIENT | PERSON | KIN | THIRD_PERSON

LONGEST_PHRASE = 4  # words


def word_set(text: str) -> frozenset[str]:
    """A word list written as one string."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All lists. `marks` is for single words; the phrases are looked up where a word has PHRASE_START."""

    marks: PackedWords = field(repr=False)
    places: frozenset[str] = field(repr=False)
    regions: frozenset[str] = field(repr=False)
    facilities: frozenset[str] = field(repr=False)
    public_people: frozenset[str] = field(repr=False)
    professions: frozenset[str] = field(repr=False)
    state_codes: frozenset[str] = field(repr=False)
    town_endings: tuple[str, ...] = field(repr=False)
    #: Words of `marks` as they were written, with what was looked up of them; filled by `words`.
    seen: dict[str, tuple[str, int, int]] = field(default_factory=dict, repr=False, compare=False)


@lru_cache(maxsize=1)
def load() -> Lexicons:
    """The lists that ship with the guard. Raises GuardUnavailable when a file is missing or altered."""
    return load_from(resources.files("commonward.guard").joinpath("resources"))


def load_from(folder: Traversable) -> Lexicons:
    """The lists of a folder with a MANIFEST.toml. Raises GuardUnavailable when one is missing or altered."""
    files = {
        name: content.decode("utf-8") for name, content in verified_files(folder, _FILES, what="word lists").items()
    }
    lists = {key: tuple(str(text).split()) for key, text in tomllib.loads(files["lists.toml"]).items()}
    marks = _marks(files, lists)
    places = frozenset(files["places.txt"].split("\n")) - {""}
    regions = frozenset(_spaced(lists["region"]))
    facilities = frozenset(_spaced(lists["known_facility"]))
    professions = frozenset(_spaced(lists["profession"]))
    for phrase in (*places, *regions, *facilities):
        first, separator, _ = phrase.partition(" ")
        if separator:
            marks[first] = marks.get(first, 0) | PHRASE_START
        elif phrase in facilities:
            marks[phrase] = marks.get(phrase, 0) | FACILITY_TAIL | PHRASE_START
    return Lexicons(
        marks=PackedWords.of(marks),
        places=frozenset(phrase for phrase in places if " " in phrase),
        regions=regions,
        facilities=facilities,
        public_people=frozenset(_first_and_last((*files["public.txt"].split("\n"), *_spaced(lists["public_person"])))),
        professions=professions,
        state_codes=frozenset(lists["state_code"]),
        town_endings=lists["town_ending"],
    )


def _marks(files: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    marks: dict[str, int] = dict.fromkeys(files["words.txt"].split(), WORD)

    def add(words: Iterable[str], mark: int) -> None:
        for word in words:
            marks[word] = marks.get(word, 0) | mark

    for file, mark in (("given.txt", GIVEN), ("family.txt", FAMILY)):
        # Two letters that are also a word ("in", "us") are never a name worth the doubt.
        add((name for name in files[file].split() if len(name) > 2 or name not in marks), mark)
    add(lists["more_given"], GIVEN)
    add(lists["more_family"], FAMILY)
    add((thing for thing in files["things.txt"].split() if not marks.get(thing, 0) & GIVEN), THING)
    add((place for place in files["places.txt"].split("\n") if place and " " not in place), PLACE)
    for key, mark in _MARK_OF_LIST.items():
        add((word.replace("_", " ") for word in lists[key]), mark)
    for text, mark in _CUES:
        add(text.split(), mark)
    for word in (*_EXCLAMATIONS, *lists["spanish"]):
        marks[word] = (marks.get(word, 0) | WORD) & ~NAME
    for word in lists["name_first"]:
        marks[word] = (marks.get(word, 0) | GIVEN) & ~WORD
    for word in (*lists["brand"], *lists["demonym"]):
        marks[word] = (marks.get(word, 0) | THING) & ~NAME
    for word in lists["number_word"]:
        marks[word] = marks.get(word, 0) | THING
    return marks


def _spaced(words: Iterable[str]) -> list[str]:
    return [word.replace("_", " ") for word in words]


def _first_and_last(names: Iterable[str]) -> Iterable[str]:
    """Full names and, for three words and more, the first with the last."""
    for name in names:
        words = name.split()
        if len(words) > 1:
            yield name
            yield f"{words[0]} {words[-1]}"


# Said aloud, and never a name however the census writes it; placeholders for a name too.
_EXCLAMATIONS = word_set(
    """
    yeah yes yep yup no nope ok okay well hmm uh um oh ah aha wow hey huh ouch ugh lol omg right even just
    maybe also sure fine good great sorry please then there here what when where why how which who this that
    these those the and but or if so not very too he she it they we you his her its their our your my many
    much both some any all can could should would did do does will uhm hm mhm first last next x xx xxx xyz xy
    abc abcd yy zz age dex blank placeholder example
    """
)
_FILES = frozenset({"given.txt", "family.txt", "words.txt", "things.txt", "public.txt", "places.txt", "lists.toml"})
_MARK_OF_LIST: Mapping[str, int] = {
    "title": TITLE,
    "clinician_title": CLINICIAN,
    "public_title": PUBLIC_TITLE,
    "clergy_title": CLERGY,
    "kin": KIN,
    "kin_title": KIN_TITLE,
    "acquaintance": ACQUAINTANCE,
    "patient": PATIENT,
    "person": PERSON,
    "third_person": THIRD_PERSON,
    "staff": STAFF,
    "care_event": CARE_EVENT,
    "condition": CONDITION,
    "profession": PROFESSION,
    "event": EVENT,
    "public_fact": PUBLIC_FACT,
    "simulated": SIMULATED,
    "credit": CREDIT,
    "facility": FACILITY,
    "facility_tail": FACILITY_TAIL,
    "school": SCHOOL,
    "church": CHURCH,
    "company": COMPANY,
    "team": TEAM,
    "affiliation": AFFILIATION,
    "geo_feature": GEO_FEATURE,
    "street_feature": STREET,
    "region": REGION,
    "eponym": EPONYM,
    "eponym_head": EPONYM_HEAD,
    "particle": PARTICLE,
    "suffix": SUFFIX,
}
# Closed classes of words, which belong to the grammar and not to the lists that people extend.
_CUES: tuple[tuple[str, int], ...] = (
    (
        "january february march april may june july august september october november december jan feb mar apr jun jul "
        "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu "
        "thur thurs fri sat sun easter christmas xmas thanksgiving halloween ramadan diwali hanukkah eid lent advent "
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes "
        "miercoles jueves viernes sabado domingo navidad",
        CALENDAR,
    ),
    ("i me my mine myself we us our ours im ive yo mi mis me nos nuestro nuestra", FIRST_PERSON),
    ("you your yours yourself u ur youre tu usted su", SECOND_PERSON),
    ("in from near at around outside of to into via across de en desde cerca", PREPOSITION),
    (
        "hi hey hello dear thanks thank congrats congratulations bye morning evening afternoon welcome cheers sorry "
        "hola querido querida estimado estimada gracias",
        GREETING,
    ),
    ("named called nicknamed aka alias llamado llamada", NAMING),
    ("mr mrs ms dr drs prof st sr jr rev fr vs dept approx ave rd blvd mt ft dra srta sra med", ABBREVIATION),
)
