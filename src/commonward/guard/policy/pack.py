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
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from commonward.guard.contract import GuardError
from commonward.guard.policy.catalogue import COLUMN_NAMES, Policy, Rule, read_outcomes
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
    outcomes = dict(rule.outcomes)
    for column, decision in read_outcomes(table.table("columns"), all_columns=False).items():
        if decision < outcomes[column] and not rule.is_loosenable:
            raise TableError(
                f"rule {rule.id}, column {column} ({COLUMN_NAMES[column]}): this rule may not be made milder; "
                f"it stays at {outcomes[column]}."
            )
        if decision > outcomes[column] and not rule.is_tightenable:
            raise TableError(
                f"rule {rule.id}, column {column} ({COLUMN_NAMES[column]}): stopping this text would keep someone "
                f"from help; it stays at {outcomes[column]}."
            )
        outcomes[column] = decision
    table.done()
    return replace(rule, outcomes=MappingProxyType(outcomes))
