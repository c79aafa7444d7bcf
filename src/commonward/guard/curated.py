"""Entries that a clinician answers for: facts, myths with their corrections, and the names of red flags (rules.md 2.8).

They ship as *awaiting a clinician*. Until one of an organisation has approved an entry it acts as a note there and its
correction is marked so; one that was refused acts no more. Which are approved comes with the policy
(`policy.catalogue.Curation`), never from here.

Red flags are read from the list that finds them. Facts and myths stand in `resources/claims/facts.toml`; `ways` are how
a myth is told, or what is said against a fact (`text/claims/myths.py` finds them by these):

    [[entry]]
    id = "hiv-touch"
    kind = "myth"
    rule = "stigma.myth"
    statement = "HIV passes by touch."
    correction = "HIV does not pass by touch, by cups, by food or by talk."
    source = "CDC, How HIV spreads"
    url = "https://www.cdc.gov/hiv/"
    date = "2026-11-25"
    checked_by = "nobody yet"
    ways = ["HIV spreads by touching someone"]
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

from commonward.guard.contract import GuardUnavailable
from commonward.guard.policy.table import Table, TableError, read_table
from commonward.guard.text.speech import lists

RED_FLAG: Final = "red-flag"
KINDS: Final = ("fact", "myth", RED_FLAG)
FACTS: Final = "facts.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `digest` changes with every word of it, so that what was approved is known exactly."""

    id: str
    kind: str
    rule: str
    statement: str
    correction: str = ""
    source: str = ""
    url: str = ""
    date: str = ""
    checked_by: str = ""
    patterns: tuple[str, ...] = field(default=(), repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that a clinician reads of it."""
        parts = (self.id, self.kind, self.rule, self.statement, self.correction, self.source, self.url, *self.patterns)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """All that ship with this release, red flags first. Raises GuardUnavailable for a list that is damaged."""
    with resources.as_file(resources.files("commonward.guard").joinpath("resources", "claims", FACTS)) as path:
        facts = read_facts(path)
    found = (*_red_flags(), *facts)
    if len({one.id for one in found}) != len(found):
        raise GuardUnavailable("Two curated entries have the same name.")
    return found


def read_facts(path: Path) -> tuple[Entry, ...]:
    """The facts and myths of a file. Raises GuardUnavailable, saying where, for one that is not in order."""
    try:
        table = read_table(path)
        found = tuple(_fact(one) for one in table.tables("entry"))
        table.done()
    except TableError as error:
        raise GuardUnavailable(f"The list of facts cannot be used. {error}") from error
    return found


def _fact(table: Table) -> Entry:
    entry = Entry(
        id=table.text("id"),
        kind=table.one_of("kind", KINDS[:2]),
        rule=table.text("rule"),
        statement=table.text("statement"),
        correction=table.text("correction"),
        source=table.text("source"),
        url=table.text("url"),
        date=table.text("date"),
        checked_by=table.text("checked_by"),
        patterns=table.words("ways"),
    )
    table.done()
    return entry


def _red_flags() -> Iterator[Entry]:
    listed = lists.load()["red_flags"]
    for flag in listed["flag"]:
        yield Entry(
            id=str(flag["id"]),
            kind=RED_FLAG,
            rule=str(flag["rule"]),
            statement=str(flag["name"]),
            source=str(listed["source"]),
            date=str(listed["date"]),
            patterns=tuple(str(pattern) for pattern in flag["patterns"]),
        )
