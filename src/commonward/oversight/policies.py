"""Policies as the guard judges by them, made from the packs that organisations have activated.

A pack never changes once it was in force, so each is read once for a process. Which one judges is written in the
organisation's own row and comes with every seat: a new one takes effect with the next check, in every process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from commonward.guard import Decision
from commonward.guard.curated import entries
from commonward.guard.policy.catalogue import Column, Curation, Policy, load
from commonward.guard.policy.pack import amended, may_become
from commonward.kernel.actor import System
from commonward.oversight.models import Curation as CurationRow
from commonward.oversight.models import Pack

#: Of an organisation's short name so much stands in a version, which has room for sixty characters.
_LONGEST_NAME: Final = 40
_SYSTEM: Final = System("policy")


@dataclass(frozen=True, slots=True)
class Change:
    """One outcome that an organisation sets, and why."""

    rule: str
    column: Column
    decision: Decision
    why: str = field(default="", repr=False)


def changes_of(pack: Pack | None) -> tuple[Change, ...]:
    """What a pack changes, as values; nothing for the catalogue."""
    rows = pack.changes if pack is not None else []
    return tuple(
        Change(row["rule"], Column(row["column"]), Decision.of(row["decision"]), row.get("why", "")) for row in rows
    )


def rows_of(changes: Iterable[Change]) -> list[dict[str, str]]:
    """The same as a pack keeps them, in the order of rules and columns."""
    ordered = sorted(changes, key=lambda one: (one.rule, tuple(Column).index(one.column)))
    return [
        {"rule": one.rule, "column": one.column.value, "decision": str(one.decision), "why": one.why} for one in ordered
    ]


def policy_with(changes: Iterable[Change], *, version: str) -> Policy:
    """The catalogue with these changes.

    After an upgrade a rule may be gone, or may no longer become what an organisation once chose. Such a change is left
    out: the catalogue of the release holds there. `left_out` names them.
    """
    base = load()
    wanted: dict[str, dict[Column, Decision]] = {}
    for one in changes:
        if _still_allowed(base, one):
            wanted.setdefault(one.rule, {})[one.column] = one.decision
    return amended(base, wanted, version=version)


def left_out(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes that this release's catalogue no longer allows."""
    base = load()
    return tuple(one for one in changes if not _still_allowed(base, one))


def _still_allowed(base: Policy, change: Change) -> bool:
    rule = base.rules.get(change.rule)
    return rule is not None and may_become(rule, change.column, change.decision)


def version_of(pack: Pack) -> str:
    """How decisions name the policy: "2026.11+harbour.3"; a draft's is never named by any."""
    return f"{load().version}+{pack.organisation.slug[:_LONGEST_NAME]}.{pack.number or 0}"


def in_force(pack: int | None, curated_until: int | None = None) -> Policy:
    """The policy that judges where this pack is in force; the catalogue for None.

    `curated_until` is the organisation's last decision about curated entries; None where all await a clinician. Raises
    Pack.DoesNotExist when the pack is gone, so that the text waits and is not judged by milder rules.
    """
    policy = load() if pack is None else _compiled(pack)
    return policy if curated_until is None else replace(policy, curation=curation_until(curated_until))


@lru_cache(maxsize=512)
def curation_until(decision: int) -> Curation:
    """What the clinicians of an organisation had decided with this decision. Decisions never change.

    A decision about other words of an entry than this release's does not count: the entry awaits a clinician anew.
    """
    last = CurationRow.objects.visible_to(_SYSTEM).get(pk=decision)
    rows = CurationRow.objects.visible_to(_SYSTEM).filter(organisation_id=last.organisation_id, pk__lte=decision)
    newest = {row.entry: row for row in rows.order_by("pk")}
    known = {entry.id: entry.digest for entry in entries()}
    valid = [row for row in newest.values() if known.get(row.entry) == row.digest]
    return Curation(
        approved=frozenset(row.entry for row in valid if row.outcome == CurationRow.Outcome.APPROVED),
        refused=frozenset(row.entry for row in valid if row.outcome == CurationRow.Outcome.REFUSED),
        wording={row.entry: row.wording for row in valid if row.wording},
    )


@lru_cache(maxsize=512)
def _compiled(pack: int) -> Policy:
    row = Pack.objects.visible_to(_SYSTEM).select_related("organisation").exclude(state=Pack.State.DRAFT).get(pk=pack)
    return policy_with(changes_of(row), version=version_of(row))


@lru_cache(maxsize=512)
def reasons_in(pack: int) -> Mapping[tuple[str, Column], str]:
    """Why an organisation set an outcome, by rule and column: what its members read beside a finding."""
    row = Pack.objects.visible_to(_SYSTEM).exclude(state=Pack.State.DRAFT).get(pk=pack)
    return {(one.rule, one.column): one.why for one in changes_of(row)}
