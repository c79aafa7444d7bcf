"""What the codes of somebody's profession say beside a finding: a nurse in the UK reads the NMC, a physician in the US
the AMA (rules.md S21, S23, section 3). Data of this release, in our own short words; honest about what was confirmed.
"""

import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Final

from django.utils.translation import gettext_lazy as _

from commonward.guard.policy.catalogue import load
from commonward.people.countries import COUNTRIES
from commonward.people.professions import PROFESSIONS

ANY: Final = "*"
#: Lines beside one finding. More would be a lecture.
MOST_BESIDE: Final = 2


class Status(StrEnum):
    """How much a code binds (rules.md S74): the WHO issues guidance, and no law."""

    LAW = "law"
    ETHICS = "ethics"
    GUIDANCE = "guidance"
    POLICY = "policy"


STATUS_LABELS: Final = {
    Status.LAW: _("law"),
    Status.ETHICS: _("code of ethics"),
    Status.GUIDANCE: _("guidance"),
    Status.POLICY: _("policy of the organisation"),
}


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of a code, and the rules that look after it: ids, or families ("phi.*")."""

    section: str
    text: str
    rules: tuple[str, ...]
    confirmed: bool

    def speaks_of(self, rule: str) -> int:
        """How closely it speaks of a rule: 2 by name, 1 by family, 0 not at all."""
        if rule in self.rules:
            return 2
        return 1 if f"{rule.partition('.')[0]}.*" in self.rules else 0


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a profession, or a law that binds everybody somewhere."""

    id: str
    title: str
    body: str
    issued: str
    status: Status
    professions: tuple[str, ...]
    countries: tuple[str, ...]
    lines: tuple[CodeLine, ...] = field(repr=False)

    def binds(self, profession: str, country: str) -> bool:
        """Whether it is for this profession in this country."""
        there = ANY in self.countries or (bool(country) and country in self.countries)
        return there and (ANY in self.professions or profession in self.professions)

    @property
    def is_of_a_profession(self) -> bool:
        """Whether it was written for professions, and not for everybody."""
        return ANY not in self.professions


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line beside a finding."""

    code: str
    section: str
    text: str
    confirmed: bool


@lru_cache(maxsize=1)
def version() -> str:
    """Which edition of the data this is."""
    return str(_data()["version"])


@lru_cache(maxsize=1)
def codes() -> tuple[Code, ...]:
    """All codes. Raises ValueError, saying where, for data that does not hold together."""
    rules = load().rules
    families = {f"{name.partition('.')[0]}.*" for name in rules}
    rows = _data()["code"]
    assert isinstance(rows, list)
    found = tuple(_code(row) for row in rows)
    for one in found:
        unknown = {rule for line in one.lines for rule in line.rules if rule not in rules and rule not in families}
        wrong = (set(one.professions) - {ANY, *PROFESSIONS}) | (set(one.countries) - {ANY, *COUNTRIES}) | unknown
        if wrong:
            raise ValueError(f"codes.toml, {one.id}: {', '.join(sorted(wrong))} is not known.")
    return found


def chosen_for(profession: str, country: str) -> tuple[Code, ...]:
    """The codes for this profession in this country, the profession's own before those for everybody."""
    bound = [one for one in codes() if one.binds(profession, country)]
    return tuple(sorted(bound, key=lambda one: not one.is_of_a_profession))


def beside(rule: str, profession: str, country: str) -> tuple[Quoted, ...]:
    """What these codes say of a rule: of each code its closest line, those of the profession first."""
    said: list[Quoted] = []
    for code in chosen_for(profession, country):
        closest = max(code.lines, key=lambda line: line.speaks_of(rule))
        if closest.speaks_of(rule):
            said.append(Quoted(code.title, closest.section, closest.text, closest.confirmed))
    return tuple(said[:MOST_BESIDE])


def tied_to(rule: str) -> tuple[tuple[Code, CodeLine], ...]:
    """Every line of every code that speaks of a rule, for the rule's page."""
    return tuple((code, line) for code in codes() for line in code.lines if line.speaks_of(rule))


def _data() -> dict[str, object]:
    return tomllib.loads(resources.files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))


def _code(row: dict[str, object]) -> Code:
    lines = row["line"]
    assert isinstance(lines, list)
    return Code(
        id=str(row["id"]),
        title=str(row["title"]),
        body=str(row["body"]),
        issued=str(row["issued"]),
        status=Status(str(row["status"])),
        professions=_words(row["professions"]),
        countries=_words(row["countries"]),
        lines=tuple(
            CodeLine(str(one["at"]), str(one["text"]), _words(one["rules"]), bool(one["confirmed"])) for one in lines
        ),
    )


def _words(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(str(word) for word in value)
