"""How often a rule came up in an author's words, and what helped: for the author alone.

Checks of drafts leave nothing (docs/decisions/0011). The form itself remembers which rules came up while its words were
written; when they are sent, and only then, one count for each rule and day is written, which nobody but the author
sees (docs/decisions/0028). Rule ids and counts, no words; ninety days, or until the author throws them away. What
brings help in a crisis is never among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.guard import Decision
from commonward.guard.policy.catalogue import load
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight import crisis
from commonward.oversight.models import Lesson, Verdict
from commonward.oversight.screening import Checked, Screened

KEPT: Final = timedelta(days=90)
RECENT: Final = timedelta(days=30)
#: From this time on, in so many days, a card says that it has come up before.
AGAIN: Final = 3
#: Rules that a form remembers; more would be no lesson.
MOST_RULES: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A rule with how often it came up, and how often what became of it: the most frequent first."""

    rule: str
    title: str
    why: str
    helps: str
    times: int
    outcomes: tuple[tuple[str, int], ...]
    last_on: date


def rules_in(value: str) -> tuple[str, ...]:
    """The rules that a form says came up, as far as they are ones that are counted."""
    return tuple(rule for rule in dict.fromkeys(value.split()) if _counts(rule))[:MOST_RULES]


def with_those_of(told: Sequence[str], checked: Checked) -> tuple[str, ...]:
    """What came up so far, with what comes up now: what is at least a warning."""
    return rules_in(" ".join([*told, *_rules(checked)]))


def remember(person: Person, told: Sequence[str], screened: Screened) -> None:
    """Words were sent: count each rule that came up, once. Called in the transaction that writes the words."""
    if screened.verdict == Verdict.UNAVAILABLE:
        return
    stood = {rule: outcome for rule, outcome in _outcomes(screened.checked).items() if _counts(rule)}
    ended = dict.fromkeys(rules_in(" ".join(told)), Lesson.Outcome.MENDED) | stood
    today = timezone.localdate(clock.now())
    for rule, outcome in ended.items():
        row = {"rule": rule, "outcome": outcome, "told_on": today}
        Lesson.objects.bulk_create([Lesson(seat_id=person.seat, **row)], ignore_conflicts=True)
        Lesson.objects.visible_to(person).filter(**row).update(times=F("times") + 1)


def told_to(person: Person) -> list[Told]:
    """What came up in ninety days, the most frequent first. One question."""
    since = timezone.localdate(clock.now()) - KEPT
    rows = Lesson.objects.visible_to(person).filter(told_on__gte=since)
    counts: dict[str, dict[str, int]] = {}
    last: dict[str, date] = {}
    for rule, outcome, day, times in rows.values_list("rule", "outcome", "told_on", "times"):
        counts.setdefault(rule, {})
        counts[rule][outcome] = counts[rule].get(outcome, 0) + times
        last[rule] = max(day, last.get(rule, day))
    rules = load().rules
    found = [
        Told(
            rule=rule,
            title=rules[rule].title,
            why=rules[rule].reason,
            helps=rules[rule].fix,
            times=sum(outcomes.values()),
            outcomes=tuple(sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))),
            last_on=last[rule],
        )
        for rule, outcomes in counts.items()
        if rule in rules
    ]
    return sorted(found, key=lambda one: (-one.times, one.rule))


def again(person: Person, checked: Checked) -> Mapping[str, str]:
    """What to say on the cards of rules that came up before, by rule. One question, none where nothing was found."""
    rules = [rule for rule in _rules(checked) if _counts(rule)]
    if not rules:
        return {}
    since = timezone.localdate(clock.now()) - RECENT
    rows = Lesson.objects.visible_to(person).filter(told_on__gte=since, rule__in=rules)
    counts: dict[str, dict[str, int]] = {}
    for rule, outcome, times in rows.values_list("rule", "outcome").annotate(number=Sum("times")):
        counts.setdefault(rule, {})[outcome] = times
    return {
        rule: _sentence(sum(outcomes.values()) + 1, outcomes)
        for rule, outcomes in counts.items()
        if sum(outcomes.values()) + 1 >= AGAIN
    }


def forget_all(person: Person) -> None:
    """Throw one's own counts away."""
    Lesson.objects.visible_to(person).delete()


def forget() -> int:
    """Take away what is older than ninety days; how many rows."""
    gone, _by_model = Lesson.objects.filter(told_on__lt=timezone.localdate(clock.now()) - KEPT).delete()
    return gone


def _sentence(times: int, outcomes: Mapping[str, int]) -> str:
    says = (
        _("This is the third time in thirty days.")
        if times == AGAIN
        else _("This has come up %(times)d times in thirty days.") % {"times": times}
    )
    most = max(outcomes, key=lambda outcome: (outcomes[outcome], outcome == Lesson.Outcome.MENDED))
    return f"{says} {_HELPED[Lesson.Outcome(most)]()}"


_HELPED: Final = {
    Lesson.Outcome.MENDED: lambda: _("What helped before: other words."),
    Lesson.Outcome.KEPT: lambda: _("Before, you mostly kept it and said why."),
    Lesson.Outcome.DOUBTED: lambda: _("Before, you mostly did not agree. An ethics reviewer can look at the rule."),
    Lesson.Outcome.READ: lambda: _("Before, a second person mostly read it first."),
}


def _counts(rule: str) -> bool:
    return rule in load().rules and not crisis.brings_help(rule)


def _rules(checked: Checked) -> list[str]:
    found = (finding for finding in checked.findings if finding.decision >= Decision.WARN)
    return list(dict.fromkeys(finding.rule for finding in found))


def _outcomes(checked: Checked) -> dict[str, Lesson.Outcome]:
    """What became of each rule that stood when the words were sent."""
    ended: dict[str, Lesson.Outcome] = {}
    for number, finding in enumerate(checked.findings):
        if number in checked.objected:
            ended[finding.rule] = Lesson.Outcome.DOUBTED
        elif finding.decision == Decision.HOLD:
            ended.setdefault(finding.rule, Lesson.Outcome.READ)
        elif finding.decision == Decision.WARN:
            ended.setdefault(finding.rule, Lesson.Outcome.KEPT)
    return ended
