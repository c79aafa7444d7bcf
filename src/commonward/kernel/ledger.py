"""The record of acts: who did what to what, when, in which seat, under which policy. Append-only and hash-chained.

Call `record` in the transaction that does the act, as late in it as you can: from then until the commit every other
writer waits for its turn. Reading something protected is an act and is recorded with the same call. What an outsider
can check, and how, is in docs/ledger.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from django.db import transaction
from django.db.models import QuerySet

from commonward.kernel import chain, clock
from commonward.kernel.actor import Actor, Person, System, Visitor
from commonward.kernel.models import Entry, Tip
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.kernel.rows import insert, update

Detail = Mapping[str, int | bool | str]

#: A code begins with a letter, so that a telephone or record number cannot pass for one.
CODE = re.compile(r"[a-z][a-z0-9_.:+-]{0,63}", re.ASCII)
POLICY = re.compile(r"[a-z0-9][a-z0-9_.:+-]{0,99}", re.ASCII)
_LARGEST = 2**63


def record(
    actor: Actor,
    action: str,
    subject: Ref,
    *,
    outcome: str = "done",
    reason: str = "",
    policy: str = "",
    detail: Detail | None = None,
    on_behalf_of: int | None = None,
) -> Entry:
    """Append one entry to the chain and return it.

    `action`, `outcome`, `reason` and the subject's kind are codes ("post.published"); `detail` holds whole numbers,
    yes/no and codes; `on_behalf_of` is the seat that the person acted for. Raises RuntimeError outside a transaction
    and ValueError for anything that could carry words; neither repeats what it was given.
    """
    entry = Entry(
        at=clock.now(),
        action=_code(action, "action"),
        subject_kind=_code(subject.kind, "subject's kind"),
        subject_id=_whole(subject.id, "subject's identifier"),
        outcome=_code(outcome, "outcome"),
        reason_code=_code(reason, "reason") if reason else "",
        policy=_matching(POLICY, policy, "policy") if policy else "",
        detail=_checked(detail or {}),
        on_behalf_of=None if on_behalf_of is None else _whole(on_behalf_of, "seat acted for"),
        **_acting(actor),
    )
    _append([entry])
    return entry


@dataclass(frozen=True, slots=True)
class Act:
    """One of several acts of one kind that happen at once, for `record_all`."""

    subject: Ref
    detail: Detail = field(default_factory=dict)
    on_behalf_of: int | None = None


def record_all(actor: Actor, action: str, acts: Sequence[Act]) -> None:
    """Append one entry for each of these acts, in as many questions to the database as for one.

    For an answer that reads many things. Raises as `record` does.
    """
    now, who = clock.now(), _acting(actor)
    entries = [
        Entry(
            at=now,
            action=_code(action, "action"),
            subject_kind=_code(act.subject.kind, "subject's kind"),
            subject_id=_whole(act.subject.id, "subject's identifier"),
            outcome="done",
            detail=_checked(act.detail),
            on_behalf_of=None if act.on_behalf_of is None else _whole(act.on_behalf_of, "seat acted for"),
            **who,
        )
        for act in acts
    ]
    if entries:
        _append(entries)


def _append(entries: list[Entry]) -> None:
    """Chain these to the last link, in this order."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.record() needs a transaction: wrap the action in transaction.atomic().")
    tip = _locked_tip()
    sequence, previous = tip.sequence, tip.hash
    for entry in entries:
        sequence += 1
        entry.sequence, entry.previous = sequence, previous
        entry.hash = previous = chain.hash_of(chain.body_of(entry))
    if len(entries) == 1:
        insert(entries[0])
    else:
        Entry.objects.bulk_create(entries)
    tip.sequence, tip.hash = sequence, previous
    update(tip, "sequence", "hash")


def take_turn() -> None:
    """From here until this transaction ends nobody else records: what is asked now is still so when it commits.

    For the few acts that another one forbids from an instant on. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.take_turn() needs a transaction: wrap the action in transaction.atomic().")
    _locked_tip()


def _acting(actor: Actor) -> dict[str, int | str | None]:
    match actor:
        case Person():
            return {
                "actor_kind": "person",
                "actor_id": actor.account,
                "seat": actor.seat,
                "role": _code(str(actor.role), "role"),
                "organisation": actor.organisation,
            }
        case System():
            return {"actor_kind": "system", "actor_name": _code(actor.name, "job's name")}
        case Visitor():
            return {"actor_kind": "visitor"}
        case _:
            assert_never(actor)


def _locked_tip() -> Tip:
    """The tip, ours until the transaction ends. On SQLite the transaction itself already is the lock."""
    tip = next(iter(_tip()), None)
    if tip is None:
        last = Entry.objects.order_by("-sequence").first()
        start = Tip(sequence=last.sequence, hash=last.hash) if last else Tip(sequence=0, hash=chain.START)
        Tip.objects.bulk_create([start], ignore_conflicts=True)
        tip = Tip.objects.select_for_update().get()
    return tip


@planned
def _tip() -> "QuerySet[Tip]":
    return Tip.objects.select_for_update().order_by("pk")[:1]


def _matching(pattern: re.Pattern[str], value: object, what: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"The ledger takes only short lower-case codes; the {what} is something else.")
    return value


def _code(value: object, what: str) -> str:
    return _matching(CODE, value, what)


def _whole(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -_LARGEST <= value < _LARGEST:
        raise ValueError(f"The ledger takes only whole numbers of 64 bits; the {what} is something else.")
    return value


def _checked(detail: Detail) -> dict[str, int | bool | str]:
    return {_code(key, "detail's key"): _checked_value(value) for key, value in detail.items()}


def _checked_value(value: object) -> int | bool | str:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(value, "detail")
    return _code(value, "detail")
