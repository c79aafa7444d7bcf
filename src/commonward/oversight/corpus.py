"""An organisation's own reference: texts that nobody there should pass off as theirs, such as its leaflets.

Every check of its people compares with them; what belongs to no organisation holds for everybody. Long texts are kept
in parts, since a check reads what it compares with. Whoever runs the machine adds them (`commonward reference add`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Min

from commonward.kernel import ledger
from commonward.kernel.actor import System
from commonward.kernel.ref import Ref
from commonward.kernel.text import tidy
from commonward.oversight import originals
from commonward.oversight.models import ReferenceText
from commonward.people.models import Organisation

LONGEST_NAME: Final = 120
#: Characters of one part: as much as a long post.
LONGEST_PART: Final = 6_000


@dataclass(frozen=True, slots=True)
class Kept:
    """One text of a reference, as a list shows it. The words stay where they are."""

    name: str
    organisation: str  # its short name, "" for everybody
    parts: int


def add(actor: System, name: str, text: str, *, organisation: Organisation | None = None) -> int:
    """Keep a text under a name, in place of what had the name before; how many parts it has. 0 for an empty one."""
    name = " ".join(name.split())[:LONGEST_NAME]
    parts = list(_parts(tidy(text)))
    with transaction.atomic():
        _forget(name, organisation)
        rows = [
            ReferenceText(organisation=organisation, name=name, part=number, text=part)
            for number, part in enumerate(parts)
        ]
        ReferenceText.objects.bulk_create(rows)
        for row in rows:
            originals.keep(Ref(originals.REFERENCE, row.pk), row.text)
        if rows:
            ledger.record(actor, "reference.added", Ref(originals.REFERENCE, rows[0].pk), detail={"parts": len(rows)})
    return len(rows)


def remove(actor: System, name: str, *, organisation: Organisation | None = None) -> bool:
    """Keep it no longer. Whether it was there."""
    with transaction.atomic():
        first = _forget(" ".join(name.split())[:LONGEST_NAME], organisation)
        if first is not None:
            ledger.record(actor, "reference.removed", Ref(originals.REFERENCE, first))
    return first is not None


def listed() -> list[Kept]:
    """Everything that is kept, by organisation and name."""
    rows = ReferenceText.objects.values("name", "organisation__slug").annotate(parts=Count("pk"), first=Min("pk"))
    return [
        Kept(row["name"], row["organisation__slug"] or "", row["parts"])
        for row in sorted(rows, key=lambda row: (row["organisation__slug"] or "", row["name"]))
    ]


def _forget(name: str, organisation: Organisation | None) -> int | None:
    rows = ReferenceText.objects.filter(name=name, organisation=organisation)
    found = list(rows.order_by("part").values_list("pk", flat=True))
    for pk in found:
        originals.drop(Ref(originals.REFERENCE, pk))
    rows.delete()
    return found[0] if found else None


def _parts(text: str) -> Iterator[str]:
    """The text in parts, cut at paragraphs where there are some, else at spaces."""
    rest = text.strip()
    while len(rest) > LONGEST_PART:
        cut = max(rest.rfind("\n\n", LONGEST_PART // 2, LONGEST_PART), 0) or max(rest.rfind(" ", 0, LONGEST_PART), 0)
        cut = cut or LONGEST_PART
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest
