"""What the slots of a frame are filled with: people, places, bodies, dates and numbers, with the kind of each.

A cast belongs to one text: the person called `n` is the same wherever the text speaks of them. Names come from the word
lists of `guard/resources`, drawn evenly so that no single one can be learned by heart, and a good part are made up from
pieces of names, so that the tagger learns to know a name by what stands around it.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from commonward.guard.lab import numbers, values_es
from commonward.guard.lab.invented import KIND_OF_INVENTED, invent


@dataclass(frozen=True, slots=True)
class World:
    """The lists that values are drawn from."""

    given: Sequence[str] = field(repr=False)
    family: Sequence[str] = field(repr=False)
    places: Sequence[str] = field(repr=False)
    history: Sequence[str] = field(repr=False)
    lists: Mapping[str, Sequence[str]] = field(repr=False)


@cache
def read_world(lists: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> World:
    """The world of the guard's own word lists. `lists` are the parts of `world.txt` and `world_es.txt`."""
    folder = resources.files("commonward.guard").joinpath("resources")

    def lines(name: str) -> list[str]:
        return [line for line in folder.joinpath(name).read_text(encoding="utf-8").split("\n") if line]

    words = set(lines("words.txt"))
    # A name that is also an ordinary word is drawn as well, but less often: the list below holds the others twice.
    given, family = lines("given.txt"), lines("family.txt")
    return World(
        given=given + [name for name in given if name not in words],
        family=[name for name in family if len(name) > 2] + [n for n in family if n not in words and len(n) > 2],
        places=lines("places.txt"),
        history=lines("public.txt"),
        lists=dict(lists),
    )


def capitalised(name: str) -> str:
    """A name from the lists as it is written."""
    words = []
    for word in name.split(" "):
        parts = [part.capitalize() for part in word.split("-")]
        written = "-".join(parts)
        if written.startswith("Mc") and len(written) > 4:
            written = "Mc" + written[2:].capitalize()
        if "'" in written:
            head, _, tail = written.partition("'")
            written = f"{head}'{tail.capitalize()}"
        words.append(written)
    return " ".join(words)


class Maker:
    """Draws single values at random."""

    def __init__(self, world: World, rng: random.Random, language: str) -> None:
        self.world, self.rng, self.language = world, rng, language

    def given(self) -> str:
        """A given name: mostly from the list, often a common one, sometimes made up, sometimes two."""
        rng, draw = self.rng, self.rng.random()
        if self.language == "es" and rng.random() < 0.6:
            return values_es.given(self)
        if draw < 0.22:
            return self.pick("given_common")
        if draw < 0.25:
            return self.pick("given_nick")
        if draw < 0.33:
            return self._made_up(self.world.given)
        name = capitalised(rng.choice(self.world.given))
        if draw > 0.96:
            return f"{name}{rng.choice([' ', '-', ' '])}{capitalised(rng.choice(self.world.given))}"
        return name

    def family(self) -> str:
        """A family name: from the list, a common one, made up, of two, or with a particle."""
        rng, draw = self.rng, self.rng.random()
        if draw < 0.15:
            return self.pick("family_es" if self.language == "es" else "family_common")
        name = self._made_up(self.world.family) if draw < 0.35 else capitalised(rng.choice(self.world.family))
        if draw > 0.94:
            return f"{name}-{capitalised(rng.choice(self.world.family))}"
        if draw > 0.91:
            particle = self.pick("name_particle")
            return f"{particle}{name}" if particle.endswith("-") else f"{particle} {name}"
        if self.language == "es" and draw > 0.5:
            name = self.pick("family_es") if draw > 0.65 else name
            return f"{name} {self.pick('family_es')}" if draw > 0.75 else name
        return name

    def _made_up(self, names: Sequence[str]) -> str:
        """The beginning of one name and the end of another."""
        first, second = self.rng.choice(names), self.rng.choice(names)
        cut = max(2, len(first) // 2)
        made = first[:cut] + second[len(second) // 2 :]
        return capitalised(made.replace(" ", "").replace("'", "")[:14])

    def pick(self, *names: str) -> str:
        """One entry of one of these lists."""
        return self.rng.choice(self.world.lists[self.rng.choice(names)])

    def town(self) -> str:
        """A town: of the gazetteer, a great city, or made up ("Quill Harbor")."""
        draw = self.rng.random()
        if self.language == "es" and self.rng.random() < 0.6:
            return values_es.town(self)
        if draw < 0.3:
            return self.pick("city_big")
        if draw < 0.42:
            ending = self.pick("town_ending")
            return capitalised(self.rng.choice(self.world.family)[:6]) + ending
        if draw < 0.5:
            tail = self.pick("town_tail")
            return f"{capitalised(self.rng.choice(self.world.family))} {tail}"
        return capitalised(self.rng.choice(self.world.places))

    def lead(self) -> str:
        """What bodies and streets are called after: a person, a town or a word."""
        if self.language == "es":
            return values_es.lead(self)
        draw = self.rng.random()
        if draw < 0.35:
            return self.family()
        if draw < 0.7:
            return self.town()
        return self.pick("company_word")


@dataclass(slots=True)
class Person:
    """A person of a text, and how the text mostly calls them."""

    given: str
    family: str
    style: str
    both: str
    nick: str


class Cast:
    """The people, places and bodies of one text. `value` fills a slot."""

    def __init__(self, world: World, rng: random.Random, language: str) -> None:
        self._make = Maker(world, rng, language)
        self._rng = rng
        self._people: dict[str, Person] = {}
        self._kept: dict[str, str] = {}

    def value(self, slot: str) -> tuple[str, str]:
        """The text for a slot and its kind, "" for none. Raises KeyError for a slot that nobody knows."""
        _, text, kind = self.phrase(slot)
        return text, kind

    def phrase(self, slot: str) -> tuple[str, str, str]:
        """As `value`, with the article before that is no part of a name, "" where there is none ("el", "Clínico")."""
        name, _, form = slot.partition(".")
        if name in _PEOPLE:
            return "", numbers.shaped(self._name(name, form), form), "NAME"
        base = base_of(name)
        kind = KIND_OF_SLOT[base]
        if name not in self._kept:
            self._kept[name] = self._fresh(base)
        article, _, text = numbers.shaped(self._kept[name], form).rpartition(values_es.ARTICLE_END)
        if base in _ANEW:
            del self._kept[name]
        return article, text, kind

    def _name(self, who: str, form: str) -> str:
        rng = self._rng
        if who not in self._people or (who == "k" and rng.random() < 0.5):
            style = rng.choice(("full", "full", "given", "given", "family"))
            given, family = self._make.given(), self._make.family()
            nick = rng.choice((given, self._make.pick("nick_es" if self._make.language == "es" else "given_nick")))
            self._people[who] = Person(given, family, style, values_es.both_families(self._make, family), nick)
        person = self._people[who]
        form = {"": person.style, "lowergiven": "given", "lowerfamily": "family"}.get(form, form)
        form = _FORMS.get(form, form)
        match form:
            case "given":
                return person.given
            case "family":
                return person.family
            case "init":
                first, last = person.given[0], person.family
                return rng.choice(
                    (f"{first}. {last}", f"{first}.{last[0]}.", f"{first} {last}", f"{person.given} {last[0]}.")
                )
            case "last_first":
                return f"{person.family}, {person.given}"
            case "nick":
                return person.nick
            case "both":
                return f"{person.given} {person.both}"
            case "spelled":
                return rng.choice((" ", "-", ", ")).join(person.family[:9].replace(" ", ""))
        middle = (
            rng.choice((f" {rng.choice('ABCDEFGHJKLMNPRSTW')}. ", f" {self._make.given()} "))
            if rng.random() < 0.12
            else " "
        )
        return f"{person.given}{middle}{person.family}"

    def _fresh(self, slot: str) -> str:
        made = numbers.draw(slot, self._rng, self._make.language)
        if not made and self._make.language == "es":
            made = values_es.made(slot, self._make)
        made = made or invent(slot, self._make)
        if not made and slot in _LISTED:
            made = self._make.pick(slot)
        return made or getattr(self, f"_{slot}")()

    def _star(self) -> str:
        if self._rng.random() < 0.25:
            return capitalised(self._rng.choice(self._make.world.history))
        return self._make.pick("star") if self._rng.random() < 0.6 else f"{self._make.given()} {self._make.family()}"

    def _city(self) -> str:
        return self._make.town()

    def _citystate(self) -> str:
        state = self._make.pick("stcode", "stcode", "state")
        return f"{self._make.town()}, {state}"

    def _county(self) -> str:
        return f"{self._make.lead()} {self._rng.choice(('County', 'County', 'Parish', 'Township', 'Borough'))}"

    def _street(self) -> str:
        rng, number = self._rng, self._rng.randint(1, 999)
        street = f"{self._make.lead()} {self._make.pick('street_tail')}"
        return f"{number * rng.choice((1, 1, 7))} {street}" if rng.random() < 0.7 else street

    def _address(self) -> str:
        code = numbers.draw("zip", self._rng, "en")
        place = (
            f"{self._make.town()}, {self._make.pick('stcode')} {code}"
            if self._rng.random() < 0.6
            else self._make.town()
        )
        return f"{self._street()}, {self._rng.choice(('', '', 'Apt 4B, ', 'Flat 2, '))}{place}"

    def _spot(self) -> str:
        if self._rng.random() < 0.35:
            return self._make.pick("spot_known")
        return f"{self._make.lead()} {self._make.pick('spot_tail')}"

    def _hospital(self) -> str:
        make, rng = self._make, self._rng
        draw = rng.random()
        if draw < 0.15:
            return make.pick("hosp_known")
        if draw < 0.4:
            tail = rng.choice(("", " " + make.pick("hosp_tail")))
            return f"{make.pick('hosp_lead')} {make.pick('hosp_body')}{tail}"
        return f"{make.lead()} {make.pick('hosp_tail')}"

    def _clinic(self) -> str:
        return f"{self._make.lead()} {self._make.pick('clinic_tail')}"

    def _facility(self) -> str:
        return f"{self._make.lead()} {self._make.pick('facility_tail')}"

    def _school(self) -> str:
        if self._rng.random() < 0.12:
            return f"University of {self._make.rng.choice((self._make.town(), self._make.pick('state')))}"
        return f"{self._make.lead()} {self._make.pick('school_tail')}"

    def _church(self) -> str:
        lead = self._rng.choice(("First", self._make.lead(), f"St. {self._make.given()}", "Our Lady"))
        return f"{lead} {self._make.pick('church_tail')}"

    def _company(self) -> str:
        draw = self._rng.random()
        if draw < 0.25:
            return self._make.pick("org_big")
        if draw < 0.35:
            return f"{self._make.family()} & {self._make.family()}"
        if draw < 0.42:
            return "".join(self._rng.choice("ABCDEFGHIKLMNOPRST") for _ in range(self._rng.randint(3, 4)))
        if draw < 0.52:
            return self._make.pick("company_word") + self._make.pick("company_glued")
        return f"{self._make.lead()} {self._make.pick('company_tail')}"

    def _org(self) -> str:
        draw = self._rng.random()
        if draw < 0.45:
            return self._make.pick("org_big", "org_gov")
        if draw < 0.55:
            return self._make.pick("charity")
        if draw < 0.65:
            return f"{self._make.pick('org_lead')} {self._make.lead()}"
        return self._company()

    def _media(self) -> str:
        if self._rng.random() < 0.75:
            return self._make.pick("media")
        return f"{self._make.town()} {self._make.pick('media_tail')}"

    def _gov(self) -> str:
        if self._rng.random() < 0.75:
            return self._make.pick("org_gov")
        return f"{self._make.town()} {self._make.pick('gov_tail')}"

    def _team(self) -> str:
        if self._rng.random() < 0.55:
            return self._make.pick("team_big")
        return f"{self._make.town()} {self._make.pick('team_tail')}"

    def _channel(self) -> str:
        if self._rng.random() < 0.4:
            return self._make.pick("channel")
        return f"{self._make.given()}{self._rng.choice((' ', ''))}{self._make.family()}"

    def _kin(self) -> str:
        return self._make.rng.choice(("wife", "son", "daughter", "mother", "brother"))

    def _drug(self) -> str:
        return self._make.rng.choice(("metformin", "Humira", "Zoloft", "warfarin"))


def base_of(slot: str) -> str:
    """What a slot is of: "city2.lower" asks for a city. Raises KeyError for a slot that nobody can fill."""
    name = slot.partition(".")[0]
    base = re.sub(r"[0-9]b?$", "", name)
    if name not in _PEOPLE and base not in KIND_OF_SLOT:
        raise KeyError(slot)
    return base


_PEOPLE = frozenset({"n", "m", "k"})
# What is asked for besides how it is written.
_FORMS: Mapping[str, str] = {
    "lowerfull": "full",
    "lower": "full",
    "upperfull": "full",
    "camelgiven": "given",
    "upper": "full",
    "lowerboth": "both",
    "upperboth": "both",
    "lowernick": "nick",
    "uppergiven": "given",
    "upperfamily": "family",
}
# What is drawn from the list of the same name as it stands there.
_LISTED = frozenset(
    {"state", "stcode", "country", "ward", "job", "language", "quote", "uppernews", "upperverb", "upperverb_es"}
)
_ANEW = frozenset({"roomno", "houseno", "code", "minute"})
KIND_OF_SLOT: Mapping[str, str] = {
    **dict.fromkeys(("star", "channel"), "NAME"),
    **dict.fromkeys(
        ("city", "citystate", "county", "state", "state_es", "country", "street", "address", "zip"), "LOCATION"
    ),
    **dict.fromkeys(("ward", "spot", "stcode"), "LOCATION"),
    **dict.fromkeys(
        ("hospital", "clinic", "facility", "school", "church", "company", "org", "media", "gov", "team"), "ORG"
    ),
    "job": "PROFESSION",
    "age": "AGE",
    **dict.fromkeys(("date", "dob", "weekday", "reldate"), "DATE"),
    **dict.fromkeys(("mrn", "ssn", "nhs", "dni"), "ID"),
    **dict.fromkeys(("phone", "email", "url", "handle"), "CONTACT"),
    **dict.fromkeys(("language", "quote", "uppernews", "upperverb", "upperverb_es", "kin", "drug"), ""),
    **dict.fromkeys(("roomno", "houseno", "code", "minute", "lab"), ""),
    **values_es.KINDS_OF_SLOTS,
    **KIND_OF_INVENTED,
}
