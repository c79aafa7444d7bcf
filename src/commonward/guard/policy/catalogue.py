"""The rule catalogue as values: what each rule is called, why it is there, and what follows where.

`load()` reads `catalogue.toml` beside this file and refuses wrong data with a sentence. A `Policy` is a catalogue with
a version that decisions can name; an organisation's pack (`pack.py`) makes a stricter or, where allowed, milder one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from commonward.guard.contract import Context, Decision, GuardUnavailable
from commonward.guard.policy.table import Table, TableError, read_table


class Column(StrEnum):
    """Where a text is going, as the catalogue's columns name it."""

    PUBLIC = "P"
    GROUP = "G"
    CARE = "C"
    CASE = "K"


COLUMN_OF: Final[Mapping[Context, Column]] = MappingProxyType(
    {
        "public_post": Column.PUBLIC,
        "closed_group": Column.GROUP,
        "care_conversation": Column.CARE,
        "professional_case": Column.CASE,
        "direct_message": Column.PUBLIC,  # outside care nobody knows who reads a direct message
    }
)
COLUMN_NAMES: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.PUBLIC: "public post",
        Column.GROUP: "closed group",
        Column.CARE: "care conversation",
        Column.CASE: "professional case",
    }
)
_OUTCOMES: Final[Mapping[str, Decision]] = MappingProxyType(
    {"A": Decision.ALLOW, "N": Decision.NOTE, "W": Decision.WARN, "R": Decision.HOLD, "B": Decision.BLOCK}
)
_ID = re.compile(r"[a-z]+\.[a-z0-9-]+")


class Binds(StrEnum):
    """Which authors the columns bind; see the author caps in `decide.py`."""

    CAPPED = "capped"
    EVERYONE = "everyone"
    PROFESSIONALS = "professionals"


class About(StrEnum):
    """What a finding of the rule is about, for the author caps."""

    FACT = "fact"
    NUMBER = "number"
    OTHERS = "others"


class Lifecycle(StrEnum):
    """Who looks after the rule today: a detector, the platform's own state, or people until a detector exists."""

    CHECKED = "checked"
    WORKFLOW = "workflow"
    PLANNED = "planned"


class CatalogueError(GuardUnavailable):
    """The catalogue that ships with the guard is damaged: without it nothing can be decided."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue. Texts are for people: plain, kind and short."""

    id: str
    title: str
    looks_for: str
    reason: str
    source: str
    severity: int
    outcomes: Mapping[Column, Decision]
    fix: str
    about: About = About.FACT
    binds: Binds = Binds.CAPPED
    lifecycle: Lifecycle = Lifecycle.PLANNED
    help: frozenset[Column] = frozenset()
    queue_first: frozenset[Column] = frozenset()
    is_loosenable: bool = False
    is_tightenable: bool = True
    is_releasable: bool = True

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    def effects(self, column: Column) -> frozenset[str]:
        """What is done beside the decision: "help", "queue_first"."""
        found = (("help", self.help), ("queue_first", self.queue_first))
        return frozenset(name for name, columns in found if column in columns)


@dataclass(frozen=True, slots=True)
class Family:
    """A group of rules with a heading for people."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Confidence:
    """From `act` on a finding has its full outcome; from `notice` on it is a note; below it is left out."""

    act: float
    notice: float


@dataclass(frozen=True, slots=True)
class Curation:
    """What clinicians decided about curated entries (`guard.curated`), by their ids.

    What is neither approved nor refused awaits a clinician: it acts as a note at most. `wording` is said in place of
    the rule's reason.
    """

    approved: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    wording: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """What judges a text: the rules with their outcomes, under the version that every decision names."""

    version: str
    rules: Mapping[str, Rule] = field(repr=False)
    families: tuple[Family, ...] = field(repr=False)
    confidence: Confidence
    curation: Curation = field(default_factory=Curation, repr=False)

    def rule(self, rule_id: str) -> Rule:
        """The rule of this id. Raises GuardUnavailable for one that is not in the catalogue: nothing may slip by."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise GuardUnavailable(f"There is no rule {rule_id} in policy {self.version}.") from None

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())


@lru_cache(maxsize=1)
def load() -> Policy:
    """The catalogue that ships with the guard. Raises CatalogueError when it is missing or wrong."""
    with resources.as_file(resources.files(__package__).joinpath("catalogue.toml")) as path:
        return load_from(path)


def load_from(path: Path) -> Policy:
    """A catalogue from another file; for trying a new version before it is taken over."""
    try:
        return _policy(read_table(path))
    except TableError as error:
        raise CatalogueError(f"The rule catalogue cannot be used. {error}") from error


def read_outcomes(table: Table, *, all_columns: bool) -> dict[Column, Decision]:
    """The letters of a `columns` table as decisions; a pack may name only some columns, the catalogue names all."""
    for key in table.keys():  # noqa: SIM118  (a Table is no mapping: reading it keeps account)
        if key not in set(Column):
            raise TableError(f"{table.place}: there is no column {key}; the columns are P, G, C and K.")
    named = [column for column in Column if all_columns or column.value in table.keys()]  # noqa: SIM118
    return {column: _OUTCOMES[table.one_of(column.value, tuple(_OUTCOMES))] for column in named}


def _policy(table: Table) -> Policy:
    families = tuple(_family(entry) for entry in table.tables("family"))
    rules: dict[str, Rule] = {}
    for entry in table.tables("rule"):
        rule = _rule(entry)
        if rule.id in rules:
            raise TableError(f"rule {rule.id} stands there twice.")
        if rule.family not in {family.id for family in families}:
            raise TableError(f"rule {rule.id}: there is no family `{rule.family}`.")
        rules[rule.id] = rule
    if not rules:
        raise TableError("There is no rule in it.")
    policy = Policy(table.text("version"), MappingProxyType(rules), families, _confidence(table.table("confidence")))
    table.text("published_on")
    table.done()
    return policy


def _family(table: Table) -> Family:
    family = Family(table.text("id"), table.text("title"), table.text("text"))
    table.done()
    return family


def _confidence(table: Table) -> Confidence:
    confidence = Confidence(act=table.number("act", 0, 1), notice=table.number("notice", 0, 1))
    if confidence.notice > confidence.act:
        raise TableError("confidence: `notice` should not be above `act`.")
    table.done()
    return confidence


def _rule(table: Table) -> Rule:
    rule_id = table.text("id")
    if not _ID.fullmatch(rule_id):
        raise table.wrong("id", "a family and a name, such as phi.name")
    table.place = f"rule {rule_id}"
    rule = Rule(
        id=rule_id,
        title=table.text("title"),
        looks_for=table.text("looks_for"),
        reason=table.text("reason"),
        source=table.text("source"),
        severity=table.whole("severity", 1, 4),
        outcomes=MappingProxyType(read_outcomes(table.table("columns"), all_columns=True)),
        fix=table.text("fix"),
        about=About(table.one_of("about", tuple(About), About.FACT)),
        binds=Binds(table.one_of("binds", tuple(Binds), Binds.CAPPED)),
        lifecycle=Lifecycle(table.one_of("lifecycle", tuple(Lifecycle))),
        help=_columns(table, "help"),
        queue_first=_columns(table, "queue_first"),
        is_loosenable=table.flag("loosenable", default=False),
        is_tightenable=table.flag("tightenable", default=True),
        is_releasable=table.one_of("release", ("override", "never"), "override") == "override",
    )
    table.done()
    return rule


def _columns(table: Table, key: str) -> frozenset[Column]:
    letters = table.words(key)
    if not set(letters) <= set(Column):
        raise table.wrong(key, "a list of the columns P, G, C, K")
    return frozenset(Column(letter) for letter in letters)
