"""Words of care that turn up elsewhere: recognised by keyed numbers, without any text of care being kept here (S69).

Care hands over each text that it files, and the number of each of its runs of six words is kept. So a copied stretch
of nine words is always found, wherever it begins and whatever the keys are; with a choice among the runs (winnowing)
that would hang on the keys, as the stretch that is seen is shorter than the one that was copied. A number is a keyed
hash: without the installation's keys it tells nobody anything, and no row says whose words they were or where they
stand.
"""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from commonward.guard import Decision, Finding
from commonward.guard.contract import Author, Context
from commonward.guard.policy.catalogue import load
from commonward.kernel import datakeys
from commonward.oversight.models import CareWord

#: Words in a run.
RUN: Final = 6
#: So many words in a row are no chance any more.
COPIED: Final = 9
#: Of a short text so much of it.
MOST_OF_IT: Final = 0.6
RULE: Final = "phi.upload"

_WORD: Final = re.compile(r"[^\W_]+")
_AT_ONCE: Final = 500
#: Whose own facts they may be. Everybody else is bound (rules.md 2, author caps).
_CARED_FOR: Final = frozenset({"patient", "family"})
_known: set[bool] = set()  # whether anything was ever handed over, once it was


def remember(text: str) -> None:
    """Keep the numbers of a text that was filed in care. In the transaction that files it."""
    numbers = {number for number, _start, _end in _runs(text)}
    if not numbers:
        return
    CareWord.objects.bulk_create([CareWord(number=one) for one in sorted(numbers)], ignore_conflicts=True)
    _known.add(True)


def forget() -> None:
    """Look anew whether anything was handed over: between tests."""
    _known.clear()


def findings(text: str, *, author: Author, context: Context) -> tuple[Finding, ...]:
    """Where a text outside of care repeats words of care. One query; none in care itself."""
    if context == "care_conversation" or not _WORD.search(text) or not _anything():
        return ()
    spans = _copied(text)
    decision = Decision.WARN if author in _CARED_FOR else Decision.BLOCK
    return tuple(_finding(start, end, decision) for start, end in spans)


def is_ours(finding: Finding) -> bool:
    """Whether a finding was made here. What stands in a record can not be objected to."""
    return finding.rule == RULE and finding.title == _("These words come from care")


def _anything() -> bool:
    """Whether care ever handed a text over. Asked of the database until it did."""
    if not _known and CareWord.objects.exists():
        _known.add(True)
    return bool(_known)


def _copied(text: str) -> list[tuple[int, int]]:
    runs = list(_runs(text))
    found: set[int] = set()
    for at in range(0, len(runs), _AT_ONCE):
        some = [number for number, _start, _end in runs[at : at + _AT_ONCE]]
        found.update(CareWord.objects.filter(number__in=some).values_list("number", flat=True))
    spans = _joined([(start, end) for number, start, end in runs if number in found])
    total = len(_WORD.findall(text))
    long = [span for span in spans if _words_in(text, span) >= COPIED]
    if long:
        return long
    covered = sum(_words_in(text, span) for span in spans)
    return spans if spans and covered >= MOST_OF_IT * total else []


def _words_in(text: str, span: tuple[int, int]) -> int:
    return len(_WORD.findall(text[span[0] : span[1]]))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that touch or overlap, as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _runs(text: str) -> Iterator[tuple[int, int, int]]:
    """Every run of six words: its number, where it begins and where it ends."""
    number = datakeys.keyed_numbers("oversight.care_words", "runs")
    words = list(_WORD.finditer(text))
    for first, last in zip(words, words[RUN - 1 :], strict=False):
        run = " ".join(word.group().casefold() for word in _WORD.finditer(text, first.start(), last.end()))
        yield number(run), first.start(), last.end()


def _finding(start: int, end: int, decision: Decision) -> Finding:
    rule = load().rules[RULE]
    return Finding(
        rule=RULE,
        start=start,
        end=end,
        severity=rule.severity,
        confidence=1.0,
        decision=decision,
        reason=rule.reason,
        source=rule.source,
        title=_("These words come from care"),
    )
