"""An organisation's policy: the catalogue with some outcomes changed, as a small file with a version.

    organisation = "harbour"
    version = 3
    base = "2026.11"

    [[override]]
    rule = "conduct.profanity"
    columns = { G = "N" }
    why = "Our groups are moderated day and night."

An organisation may make any rule stricter except where the catalogue says that this would harm (a call for help is
never blocked), and may make milder only the rules that the catalogue marks as loosenable. Decisions made under the
pack above name the version "2026.11+harbour.3".
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from commonward.guard.contract import Decision, GuardError
from commonward.guard.policy.catalogue import COLUMN_NAMES, Column, Policy, Rule, read_outcomes
from commonward.guard.policy.table import Table, TableError, read_table

_NAME = re.compile(r"[a-z][a-z0-9-]*")


class PolicyError(GuardError):
    """An organisation's pack that cannot be used; the message names the rule and the column."""


def read_pack(path: Path, base: Policy) -> Policy:
    """The policy of an organisation on top of the catalogue it names. Raises PolicyError, saying what to change."""
    try:
        return _pack(read_table(path), base)
    except TableError as error:
        raise PolicyError(f"The policy {path.name} cannot be used. {error}") from error


def amended(base: Policy, changes: Mapping[str, Mapping[Column, Decision]], *, version: str) -> Policy:
    """The policy of an organisation from values, as a platform keeps them: outcomes by rule and column.

    Raises PolicyError for a rule that is not there and for a change that the catalogue does not allow.
    """
    rules = dict(base.rules)
    for name, wanted in changes.items():
        if name not in rules:
            raise PolicyError(f"There is no rule {name} in catalogue {base.version}.")
        try:
            rules[name] = _changed(rules[name], wanted)
        except TableError as error:
            raise PolicyError(f"The policy {version} cannot be used. {error}") from error
    return replace(base, version=version, rules=MappingProxyType(rules))


def may_become(rule: Rule, column: Column, decision: Decision) -> bool:
    """Whether an organisation may give a rule this outcome there: stricter or milder as far as the rule allows."""
    now = rule.outcomes[column]
    return decision == now or (rule.is_loosenable if decision < now else rule.is_tightenable)


def _pack(table: Table, base: Policy) -> Policy:
    name = table.text("organisation")
    if not _NAME.fullmatch(name):
        raise table.wrong("organisation", "a short name in small letters, such as harbour")
    version = table.whole("version", 1, 1_000_000)
    if table.text("base") != base.version:
        raise TableError(f"It was written for another version of the catalogue; this one is {base.version}.")
    rules = dict(base.rules)
    for entry in table.tables("override"):
        rule = _override(entry, base)
        if rules[rule.id] is not base.rules[rule.id]:
            raise TableError(f"rule {rule.id} is changed twice; join the two.")
        rules[rule.id] = rule
    table.done()
    return replace(base, version=f"{base.version}+{name}.{version}", rules=MappingProxyType(rules))


def _override(table: Table, base: Policy) -> Rule:
    rule = base.rules.get(table.text("rule"))
    if rule is None:
        raise table.wrong("rule", "the id of a rule in the catalogue")
    table.place = f"rule {rule.id}"
    table.text("why")  # asked for so that a later reader knows; not used
    rule = _changed(rule, read_outcomes(table.table("columns"), all_columns=False))
    table.done()
    return rule


def _changed(rule: Rule, wanted: Mapping[Column, Decision]) -> Rule:
    for column, decision in wanted.items():
        if may_become(rule, column, decision):
            continue
        place = f"rule {rule.id}, column {column} ({COLUMN_NAMES[column]})"
        if decision < rule.outcomes[column]:
            raise TableError(f"{place}: this rule may not be made milder; it stays at {rule.outcomes[column]}.")
        raise TableError(
            f"{place}: stopping this text would keep someone from help; it stays at {rule.outcomes[column]}."
        )
    return replace(rule, outcomes=MappingProxyType({**rule.outcomes, **wanted}))
