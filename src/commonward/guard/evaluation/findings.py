"""Scores of findings against marked findings, by (rule, overlapping quote), and on texts that should stay silent."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from commonward.guard.contract import Decision, Finding
from commonward.guard.evaluation.corpus import Example, Mark
from commonward.guard.evaluation.counts import Counts
from commonward.guard.evaluation.spans import TOKEN, mask_of

_IDENTIFYING = "phi."


class FindingScore:
    """Takes in one text after the other. Notes in care conversations are optional: without a mark they are no fault."""

    def __init__(self) -> None:
        self._rules: dict[str, Counts] = defaultdict(Counts)
        self._silent = Counts()
        self._complete = Counts()
        self._characters = Counts()
        self._tokens = Counts()

    def add(self, example: Example, findings: Sequence[Finding]) -> None:
        """Score one text."""
        found = [finding for finding in findings if not _is_optional(example, finding)]
        for mark in example.marks:
            hit = any(_meets(mark, finding) for finding in findings)
            self._rules[mark.label].add(marked=1, marked_hit=hit, found=0, found_hit=0)
        for finding in found:
            hit = any(_meets(mark, finding) for mark in example.marks)
            self._rules[finding.rule].add(marked=0, marked_hit=0, found=1, found_hit=hit)
        if example.marks:
            missed = any(not any(_meets(mark, finding) for finding in findings) for mark in example.marks)
            self._complete.add(marked=1, marked_hit=not missed, found=0, found_hit=0)
        else:
            self._silent.add(marked=1, marked_hit=not found, found=0, found_hit=0)
        self._add_identifying(example, findings)

    def _add_identifying(self, example: Example, findings: Sequence[Finding]) -> None:
        """Characters and tokens that identify, whatever the `phi.*` rule: that is what hides somebody."""
        there = mask_of(mark for mark in example.marks if mark.label.startswith(_IDENTIFYING))
        taken = mask_of(
            Mark(finding.rule, finding.start, finding.end)
            for finding in findings
            if finding.rule.startswith(_IDENTIFYING) and finding.start is not None and finding.end is not None
        )
        hit = (there & taken).bit_count()
        self._characters.add(marked=there.bit_count(), marked_hit=hit, found=taken.bit_count(), found_hit=hit)
        for token in TOKEN.finditer(example.text):
            place = mask_of([Mark("", token.start(), token.end())])
            is_marked, is_taken = bool(place & there), bool(place & taken)
            both = is_marked and is_taken
            self._tokens.add(marked=is_marked, marked_hit=both, found=is_taken, found_hit=both)

    def measures(self) -> dict[str, float]:
        """All measures by name: each rule, each family, and all of them."""
        families: dict[str, Counts] = defaultdict(Counts)
        for rule, counts in self._rules.items():
            families[rule.partition(".")[0]].join(counts)
            families["all"].join(counts)
        found: dict[str, float] = {}
        for name, counts in sorted(self._rules.items()):
            found |= counts.measures(f"rule.{name}")
        for name, counts in sorted(families.items()):
            found |= counts.measures(f"family.{name}")
        found |= self._characters.measures("character.phi") | self._tokens.measures("token.phi")
        return found | {
            "text.complete": self._complete.recall,
            "text.silent": self._silent.recall,
            "text.marked": self._complete.marked,
            "text.unmarked": self._silent.marked,
        }


class AlarmScore:
    """How often the guard speaks up in texts where it should not. Smaller is better."""

    def __init__(self) -> None:
        self._texts = self._touched = self._stopped = self._characters = 0
        self._identifying = 0
        self._identified = 0
        self._rules: Counter[str] = Counter()

    def add(self, example: Example, findings: Sequence[Finding]) -> None:
        """Count one text."""
        self._texts += 1
        self._characters += len(example.text)
        self._touched += bool(findings)
        self._stopped += any(finding.decision > Decision.NOTE for finding in findings)
        self._rules.update(finding.rule for finding in findings)
        firm = sum(f.rule.startswith(_IDENTIFYING) and f.decision > Decision.NOTE for f in findings)
        self._identifying += firm
        self._identified += firm > 0

    def measures(self) -> dict[str, float]:
        """Alarms for 1,000 characters, by rule and in all, and the share of texts touched and stopped."""
        thousands = max(self._characters, 1) / 1000
        found = {f"alarms.{rule}": count / thousands for rule, count in sorted(self._rules.items())}
        texts = max(self._texts, 1)
        return found | {
            "alarms.all": self._rules.total() / thousands,
            "alarms.phi.*": self._identifying / thousands,
            "text.touched": self._touched / texts,
            "text.stopped": self._stopped / texts,
            "text.phi.touched": self._identified / texts,
        }


def _meets(mark: Mark, finding: Finding) -> bool:
    if finding.rule != mark.label or finding.start is None or finding.end is None:
        return False
    return finding.start < mark.end and mark.start < finding.end


def _is_optional(example: Example, finding: Finding) -> bool:
    if example.context != "care_conversation" or finding.decision > Decision.NOTE:
        return False
    return not any(_meets(mark, finding) for mark in example.marks)
