"""Does the ledger hold? Walks the chain, holds the signed heads against it, and says in sentences what does not.

`tools/verify_ledger.py` asks the same of an export, for outsiders, in its own code. `seal` signs a new head.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from commonward.kernel import heads, ledger
from commonward.kernel.actor import Actor
from commonward.kernel.models import Entry, Tip
from commonward.kernel.ref import Ref
from commonward.kernel.walk import KEY_USED, MOST_FLAWS, Flaw, Link, Walk, link


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was wrong with it. `sealed` is the entry that the farthest good head names."""

    entries: int
    heads: int
    sealed: int
    flaws: tuple[Flaw, ...]

    @property
    def holds(self) -> bool:
        return not self.flaws


class Broken(Exception):
    """The ledger does not hold, so nothing was signed. `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.code)
        self.flaw = flaw


def verify() -> Verification:
    """Check everything: each entry, their order, the noted end, and every signed head.

    Works while others write: what comes after the first look is left for the next time.
    """
    kept = heads.kept()
    wanted = frozenset(item.head.sequence for item in kept if item.head is not None)
    until = _last_sequence()
    end = _end_flaws(until)
    walk = Walk(until=until, wanted=wanted).run()
    sealed, head_flaws = _held_against(kept, walk)
    return Verification(walk.count, len(kept), sealed, tuple([*walk.flaws, *end, *head_flaws][:MOST_FLAWS]))


def verify_last(most: int) -> Verification:
    """Check the last entries and the newest head only: quick, for a look at every start."""
    newest = heads.newest()
    until = _last_sequence()
    end = _end_flaws(until)
    after = max(0, until - most)
    wanted = frozenset({newest.sequence} if newest else ())
    walk = Walk(until=until, start=link(after), wanted=wanted).run()
    flaws = [*walk.flaws, *end]
    if newest is not None and newest.sequence > walk.last.sequence:
        flaws.append(_truncated(newest, walk.last, after))
    elif newest is not None and newest.sequence >= after and walk.hashes.get(newest.sequence) != newest.hash:
        flaws.append(_recomputed(newest, after))
    return Verification(walk.count, int(newest is not None), newest.sequence if newest else 0, tuple(flaws))


def seal(actor: Actor) -> heads.Head | None:
    """Sign the ledger as it is now; None when the newest head already says so.

    Checks what came since the newest head, and raises `Broken` rather than vouch for a chain that does not hold.
    """
    announce_key(actor)
    newest = heads.newest()
    start = Link(newest.sequence, newest.hash) if newest else link(0)
    until = _last_sequence()
    if until < start.sequence and newest is not None:
        raise Broken(_truncated(newest, link(until), 0))
    walk = Walk(until=until, start=start).run()
    if walk.flaws:
        raise Broken(walk.flaws[0])
    if newest is not None and link(newest.sequence).hash != newest.hash:
        raise Broken(_recomputed(newest, 0))
    return heads.sign(walk.last.sequence, walk.last.hash) if walk.count else None


def announce_key(actor: Actor) -> None:
    """Write the key's name into the chain when it is not the one that was named last."""
    name = heads.key_id(heads.public_bytes(heads.private_key()))
    last = Entry.objects.filter(action=KEY_USED).order_by("-sequence").first()
    if last is None or last.detail.get("key") != name:
        with transaction.atomic():
            ledger.record(actor, KEY_USED, Ref("ledger", 0), detail={"key": name})


def _last_sequence() -> int:
    return Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def _end_flaws(until: int) -> list[Flaw]:
    """Is the end where the database noted it? Ask after `until` was read: an honest note is never behind it."""
    tip = Tip.objects.first()
    if tip is None:
        return [Flaw("end", "The database lost its note of where the ledger ends.", until)] if until else []
    if tip.sequence >= until and (tip.sequence == 0 or link(tip.sequence) == Link(tip.sequence, tip.hash)):
        return []
    return [
        Flaw(
            "end",
            f"The ledger ends at entry {until}, but the database noted another end, at entry {tip.sequence}: entries "
            "at the end were removed, added or changed.",
            until,
        )
    ]


def _held_against(kept: list[heads.KeptHead], walk: Walk) -> tuple[int, list[Flaw]]:
    """How far good heads reach, and what is wrong with the others."""
    trusted = _trusted_keys(kept, walk)
    sealed = 0
    flaws = []
    for item in sorted(kept, key=lambda item: item.head.sequence if item.head else 0):
        flaw = _head_flaw(item, walk, trusted, sealed)
        if flaw is not None:
            # Where the chain itself breaks, a later head cannot fit, and saying so would hide the place.
            if flaw.code != "recomputed" or item.head is None or item.head.sequence < walk.breaks_at:
                flaws.append(flaw)
        elif item.head is not None:
            sealed = item.head.sequence
    if walk.count and not flaws and not walk.flaws and not _reach_of_present_key(kept, walk):
        flaws.append(
            Flaw(
                "heads-missing",
                f"No head in {heads.folder()} is signed with the present key and fits the ledger's {walk.count} "
                "entries: nothing outside the database says that this chain is the one we had.",
            )
        )
    return sealed, flaws


def _trusted_keys(kept: list[heads.KeptHead], walk: Walk) -> dict[str, Ed25519PublicKey]:
    """The present key, and older ones that the chain names in a place for which the present key vouches."""
    reach = _reach_of_present_key(kept, walk)
    named = {name for name, sequence in walk.keys_named.items() if sequence <= reach}
    return {name: key for name, key in heads.public_keys().items() if name in named} | heads.present_key()


def _reach_of_present_key(kept: list[heads.KeptHead], walk: Walk) -> int:
    present = heads.present_key()
    good = (item.head for item in kept if item.head is not None and heads.is_signed(item.head, present))
    return max((head.sequence for head in good if walk.hashes.get(head.sequence) == head.hash), default=0)


def _head_flaw(item: heads.KeptHead, walk: Walk, trusted: dict[str, Ed25519PublicKey], sealed: int) -> Flaw | None:
    head = item.head
    if head is None:
        return Flaw("signature", f"The signed head in {item.place} cannot be read: it was damaged or changed.")
    if head.key not in trusted:
        return Flaw("key", f"The head in {item.place} is signed with a key that the ledger never named.", head.sequence)
    if not heads.is_signed(head, trusted):
        return Flaw("signature", f"The signature of the head in {item.place} is wrong.", head.sequence)
    if head.sequence > walk.last.sequence:
        return _truncated(head, walk.last, sealed)
    if walk.hashes.get(head.sequence) == head.hash and head.count == head.sequence:
        return None
    return _recomputed(head, sealed)


def _truncated(head: heads.Head, last: Link, sealed: int) -> Flaw:
    doubt = f" No head vouches for entries {sealed + 1} to {last.sequence}." if sealed < last.sequence else ""
    first = last.sequence + 1
    gone = f"entry {first} was" if first == head.sequence else f"entries {first} to {head.sequence} were"
    return Flaw(
        "truncated",
        f"The ledger ends at entry {last.sequence}, but a head was signed at entry {head.sequence} on {head.at}: "
        f"{gone} removed.{doubt}",
        first,
    )


def _recomputed(head: heads.Head, sealed: int) -> Flaw:
    return Flaw(
        "recomputed",
        f"Entry {head.sequence} is not the one that was signed on {head.at}: something in entries {sealed + 1} to "
        f"{head.sequence} was changed and the chain computed anew.",
        sealed + 1,
    )
