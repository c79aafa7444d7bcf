"""Measure every rule on the marked examples of its page that were written by people who had not read its code.

python tools/rule_figures.py           runs the guard on them; writes how they stand, and docs/guard-rules.md
python tools/rule_figures.py --check   exit code 1 when the page says something else than what was measured

`tests/guard/standing/now.txt` says how each line stands now, `first.txt` how it stood when it came: before anybody
trained or changed anything by it. A line that is new is written into both.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from commonward.guard import Guard
from commonward.guard.evaluation import standing
from commonward.guard.evaluation.marked import MarkedExample, read_pages
from commonward.guard.evaluation.standing import RAISED, RIGHT, Standings

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "guard" / "rules"
NOW = ROOT / "tests" / "guard" / "standing" / "now.txt"
FIRST = ROOT / "tests" / "guard" / "standing" / "first.txt"
DOCS = ROOT / "docs" / "guard-rules.md"

HEAD = """\
# How well each rule does on examples by strangers to its code

<!-- Written by `make docs` from the pages of marked examples (tests/guard/rules) and what was measured on them
(tests/guard/standing). Change the pages, or the guard. -->

Every rule has [a page](rules/README.md) of marked examples: at least 15 texts that break it and 15 that come near, in
eight or more registers (where a text goes, who writes, in which language), of which no two share half their words. At
least half of each kind were written by people who had not read the rule's code. Those are what is counted here; the
others were written by the rule's author, hold as tests, and say nothing about how well a rule does.

A text that breaks the rule is found when every marked place of it is touched by a finding of this rule. A text is
raised when this rule finds something else in it. Recall: of the texts that break it, the share that is found.
Precision: of the texts in which the rule finds something, the share in which that is right; there are about as many
near misses here as breaches, which in real life there are not. About ten texts a rule: a figure for one rule may be off
by 0.2; the last line is what to trust.

The columns "at first" are of the guard as it was when the texts came, which nobody had trained or changed by them.
Later trainings learn from many of these texts: "now" then flatters, and only new texts tell.

| rule | breach | found at first | now | near | raised at first | now | recall at first | precision | now | precision |
|---|---|---|---|---|---|---|---|---|---|---|
"""


class Tally:
    """Counts of one rule, or of many."""

    def __init__(self, examples: Iterable[MarkedExample], standings: Standings) -> None:
        stands = [(bool(one.spans), standings[standing.key(one)]) for one in examples]
        count = Counter(stands)
        self.breaches = sum(marked for marked, _ in stands)
        self.near = len(stands) - self.breaches
        # A text in which a marked place was found, and more, was found as well.
        self.found = count[True, RIGHT] + count[True, RAISED]
        self.raised = count[False, RAISED] + count[True, RAISED]

    @property
    def recall(self) -> str:
        """Of the texts that break the rule, how many are found."""
        return _share(self.found, self.breaches)

    @property
    def precision(self) -> str:
        """Of the texts in which something is found, how many hold it."""
        return _share(self.found, self.found + self.raised)


def page(examples: list[MarkedExample], first: Standings, now: Standings) -> str:
    """docs/guard-rules.md as it should be."""
    rows = [
        _row(f"[{rule}](rules/{rule}.md)", [one for one in examples if one.rule == rule], first, now)
        for rule in sorted({one.rule for one in examples})
    ]
    identifiers = [one for one in examples if one.rule.startswith("phi.")]
    others = [one for one in examples if not one.rule.startswith("phi.")]
    rows += [
        _row("**identifiers (`phi.*`)**", identifiers, first, now),
        _row("**all others**", others, first, now),
        _row("**all**", examples, first, now),
    ]
    return HEAD + "\n".join(rows) + "\n"


def _row(name: str, examples: list[MarkedExample], first: Standings, now: Standings) -> str:
    then, here = Tally(examples, first), Tally(examples, now)
    cells = [name, then.breaches, then.found, here.found, then.near, then.raised, here.raised]
    cells += [then.recall, then.precision, here.recall, here.precision]
    return f"| {' | '.join(map(str, cells))} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def measure(examples: list[MarkedExample]) -> None:
    """Run the guard on every line and write how it stands; one that is new stands at first as it stands now."""
    guard = Guard()
    now = {standing.key(one): standing.measured(guard, one) for one in examples}
    first = now | standing.read(FIRST)
    NOW.parent.mkdir(exist_ok=True)
    NOW.write_text("".join(standing.lines("How the lines by strangers stand now.", now, examples)), encoding="utf-8")
    kept = standing.lines("How the lines by strangers stood when they came.", first, examples)
    FIRST.write_text("".join(kept), encoding="utf-8")


def strangers() -> Iterator[MarkedExample]:
    """The lines that count."""
    return (one for one in read_pages(PAGES) if one.setting.is_stranger)


def main(argv: list[str]) -> int:
    """Measure and write, or compare."""
    examples = list(strangers())
    if argv != ["--check"]:
        measure(examples)
    first, now = standing.read(FIRST), standing.read(NOW)
    if unmeasured := sum(standing.key(one) not in first or standing.key(one) not in now for one in examples):
        print(f"{unmeasured} examples have not been measured: run `make docs`.")
        return 1
    content = page(examples, first, now)
    if argv != ["--check"]:
        DOCS.write_text(content, encoding="utf-8")
        return 0
    if DOCS.is_file() and DOCS.read_text(encoding="utf-8") == content:
        return 0
    print("docs/guard-rules.md is out of date: run `make docs`.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
