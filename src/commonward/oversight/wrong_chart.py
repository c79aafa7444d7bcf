"""Another patient's name in a message of care, where care itself knows whose it is: a colleague reads it first.

Held and not blocked: the name may be meant, such as a husband's who is cared for here, too.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from commonward.guard import Decision, Finding
from commonward.guard.policy.catalogue import load

RULE: Final = "phi.third-party"


def findings(spans: Sequence[tuple[int, int]], known: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings at these places, but for where the guard found the same by itself."""
    mine = [one for one in known if one.rule == RULE and one.start is not None and one.end is not None]
    return tuple(
        _finding(start, end)
        for start, end in spans
        if not any((one.start or 0) < end and start < (one.end or 0) for one in mine)
    )


def _finding(start: int, end: int) -> Finding:
    rule = load().rules[RULE]
    return Finding(
        rule=RULE,
        start=start,
        end=end,
        severity=rule.severity,
        confidence=1.0,
        decision=Decision.HOLD,
        reason=rule.reason,
        source=rule.source,
        title=_("This names another patient of your teams"),
    )
