"""What the guard sees of a crisis, kept apart from everything else it finds.

A rule that brings help is not a finding among findings: no mark stands under the words, nobody objects to it, no figure
counts it, no second person reads it beside the words. It becomes the help card, for the author alone, and one code on
the text's own row, which `forget` takes away after thirty days (docs/decisions/0023). From then on there are only
counts, of the whole place, by month.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from commonward.guard import Finding
from commonward.guard.policy.catalogue import load
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight.models import HelpCount, HelpSaid, Screening

#: How long a text's row says that help was shown with it (rules.md sections 6.8 and 7).
KEPT: Final = timedelta(days=30)
#: What help answers first, when a text holds several.
_FIRST: Final = ("triage.red-flag", "crisis.suicide-risk", "crisis.self-harm", "triage.urgent", "crisis.concern-other")
#: Help that a rule unknown here asked for.
_SOME: Final = "help"
_MOST_AT_ONCE: Final = 500


def brings_help(rule_id: str) -> bool:
    """Whether a rule shows help somewhere. Such a rule is never a finding among findings."""
    rule = load().rules.get(rule_id)
    return rule is not None and bool(rule.help)


def parted(findings: Iterable[Finding], effects: Iterable[str]) -> tuple[tuple[Finding, ...], str]:
    """The findings of all other rules, and the code of what help is for; "" where there is nothing."""
    others, helping = [], set()
    for finding in findings:
        if brings_help(finding.rule):
            helping.add(finding.rule)
        else:
            others.append(finding)
    first = next((rule for rule in _FIRST if rule in helping), min(helping, default=""))
    return tuple(others), first or (_SOME if "help" in effects else "")


def card_for(tier: str) -> str:
    """Which help card answers: "own", "other", "emergency", or "" for none."""
    if not tier:
        return ""
    if tier.startswith("triage."):
        return "emergency"
    return "other" if tier == "crisis.concern-other" else "own"


def said(value: str) -> str:
    """What an author said of the help card, as it is kept; whatever else was sent says nothing."""
    return value if value in HelpSaid.values else ""


def say(person: Person, pk: int, value: str) -> None:
    """Keep what the author says of the card, on the text's own row. The ledger would tell that there was a card."""
    Screening.objects.filter(pk=pk, seat_id=person.seat).exclude(tier="").update(help_said=value or HelpSaid.CLOSED)


def forget() -> int:
    """Take the code off every text that is older than thirty days and add it to the counts; how many there were."""
    past = Screening.objects.filter(~Q(tier=""), screened_at__lt=clock.now() - KEPT)
    total = 0
    while ids := list(past.values_list("pk", flat=True)[:_MOST_AT_ONCE]):
        with transaction.atomic():
            # Locked first: another worker that sweeps at this moment counts none of them again.
            locked = Screening.objects.select_for_update().filter(~Q(tier=""), pk__in=ids)
            ids = list(locked.values_list("pk", flat=True))
            for month, tier, shown, unfit in _counted(ids):
                _add(month, tier, shown, unfit)
            total += Screening.objects.filter(pk__in=ids).update(tier="", help_said="")
    return total


def _counted(ids: list[int]) -> list[tuple[date, str, int, int]]:
    rows = (
        Screening.objects.filter(pk__in=ids)
        .annotate(month=TruncMonth("screened_at"))
        .values_list("month", "tier")
        .annotate(shown=Count("pk"), unfit=Count("pk", filter=Q(help_said=HelpSaid.UNFIT)))
        .order_by("month", "tier")
    )
    return [(month.date(), tier, shown, unfit) for month, tier, shown, unfit in rows]


def _add(month: date, tier: str, shown: int, unfit: int) -> None:
    HelpCount.objects.bulk_create([HelpCount(month=month, tier=tier)], ignore_conflicts=True)
    HelpCount.objects.filter(month=month, tier=tier).update(shown=F("shown") + shown, unfit=F("unfit") + unfit)
