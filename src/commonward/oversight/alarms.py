"""How often the guard was wrong: for each rule and policy version, what authors objected to and reviewers agreed with.

Counted are findings that stood when words were sent; what an author mended before is known to themselves at most
(`lessons`). A share is told with the interval in which it lies nineteen times of twenty (Wilson 1927), and not at all
for a handful.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from commonward.kernel.actor import Person
from commonward.oversight import access
from commonward.oversight.models import Objection

#: Fewer decisions than this tell nothing of a rule.
FEWEST: Final = 5
_Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule under one version of the policy."""

    rule: str
    policy: str
    stood: int
    objected: int
    agreed: int  # a reviewer let the words out
    upheld: int  # a reviewer did not

    @property
    def decided(self) -> int:
        """Objections that a reviewer has decided about."""
        return self.agreed + self.upheld

    @property
    def share(self) -> tuple[int, int, int] | None:
        """Of those decided, how many of a hundred were false alarms: the share, at least, at most. None for few."""
        if self.decided < FEWEST:
            return None
        low, high = wilson(self.agreed, self.decided)
        return round(100 * self.agreed / self.decided), math.floor(100 * low), math.ceil(100 * high)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The interval for a share of `hits` in `total`, at 95 per cent."""
    share, spread = hits / total, _Z * _Z / total
    middle = (share + spread / 2) / (1 + spread)
    reach = _Z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def alarms(person: Person, *, since: datetime | None = None) -> list[Alarm]:
    """All rules with a finding that stood or an objection, the most objected to first."""
    stood = _stood(access.screenings_for(person, since=since).values_list("policy", "findings").iterator())
    objections = (
        access.objections_for(person, since=since)
        .values("rule", "policy")
        .annotate(
            objected=Count("pk"),
            agreed=Count("pk", filter=Q(outcome=Objection.Outcome.AGREED)),
            upheld=Count("pk", filter=Q(outcome=Objection.Outcome.UPHELD)),
        )
    )
    by_rule = {(row["rule"], row["policy"]): (row["objected"], row["agreed"], row["upheld"]) for row in objections}
    found = []
    for rule, policy in stood.keys() | by_rule.keys():
        objected, agreed, upheld = by_rule.get((rule, policy), (0, 0, 0))
        found.append(Alarm(rule, policy, stood[rule, policy], objected, agreed, upheld))
    return sorted(found, key=lambda alarm: (-alarm.objected, -alarm.stood, alarm.rule, alarm.policy))


def _stood(screenings: Iterable[tuple[str, list[dict[str, object]]]]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for policy, findings in screenings:
        counted.update((str(row["rule"]), policy) for row in findings)
    return counted
