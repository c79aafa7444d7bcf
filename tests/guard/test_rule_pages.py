"""Every rule's page of marked examples: what its author marks is found, what strangers to its code mark measures it.

The pages are in `rules/`, one for each rule; `commonward.guard.evaluation.marked` says how they are written. The lines
of the author are tests: marked words are found with exactly their span, all else stays silent. Those of what is said
were chosen from texts that the speech network has learned from: they keep it from unlearning. In `kept/` are more such
lines, which no page shows; a bug report becomes a line there.

The lines of strangers stay as they are, right or wrong: `standing/` holds how each of them stands, `make docs` writes
it, and docs/guard-rules.md counts. In `judged/` are further lines for rules whose page in `rules/` also holds for
patterns alone: there a date that is nobody's stays silent, which no pattern can know.
"""

import importlib
import itertools
import pkgutil
import re
from pathlib import Path

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.command import pages
from commonward.guard.evaluation import standing
from commonward.guard.evaluation.marked import MarkedExample, read_pages
from commonward.guard.policy import catalogue
from commonward.guard.policy.catalogue import Lifecycle
from commonward.guard.text import rules as rule_files

PAGES = Path(__file__).with_name("rules")
KEPT = Path(__file__).with_name("kept")
JUDGED = Path(__file__).with_name("judged")
STANDING = Path(__file__).with_name("standing")
SHOWN = list(read_pages(PAGES))
STRANGERS = [one for one in SHOWN if one.setting.is_stranger]
EXAMPLES = [one for one in [*SHOWN, *read_pages(KEPT), *read_pages(JUDGED)] if not one.setting.is_stranger]
CHECKED = sorted(rule.id for rule in catalogue.load() if rule.lifecycle is Lifecycle.CHECKED)
LEAST_LINES = 15
LEAST_REGISTERS = 8
#: Processors round differently: of a hundred lines by strangers, so many may stand otherwise than was measured.
MOST_DIFFERENT = 1
#: Of the lines by strangers that break a rule, found at least; and raised at most, of all. The first only rises.
LEAST_FOUND = 0.58
MOST_RAISED = 0.02
#: Words that say nothing of what a text is about.
LITTLE = frozenset(
    re.findall(
        r"\w+",
        "the and for but not you your our his her she him they them their was were are been has have had with from "
        "that this what who whom when where why how all any can could will would just about into out than then there "
        "here its too very one two some more also did does don get got only own now day "
        "que los las una por con para del está como",
    )
)
RULE_FILES = [module.name for module in pkgutil.iter_modules(rule_files.__path__, f"{rule_files.__name__}.")]
#: Rules of what is said. Where such a breach begins and ends is a matter of taste: it must touch what is marked.
SAID = {rule for name in RULE_FILES if ".said_" in name for rule in importlib.import_module(name).RULES}


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.rule}:{example.line}:{len(example.text)}")
def test_line(guard: Guard, example: MarkedExample) -> None:
    setting = example.setting
    submission = Submission(example.text, context=setting.context, author=setting.author, language=setting.language)
    found = [finding for finding in guard.check(submission).findings if finding.rule == example.rule]
    if example.rule in SAID:
        spans = [(finding.start or 0, finding.end or 0) for finding in found]
        assert all(any(start < last and first < end for first, last in spans) for start, end in example.spans)
        assert all(any(start < last and first < end for start, end in example.spans) for first, last in spans)
        return
    quotes = [example.text[finding.start : finding.end] for finding in found]
    assert quotes == [example.text[start:end] for start, end in example.spans]
    assert [(finding.start, finding.end) for finding in found] == list(example.spans)


@pytest.mark.parametrize("rule", CHECKED)
def test_every_checked_rule_has_a_page_with_examples_of_both_kinds(rule: str) -> None:
    examples = [example for example in SHOWN if example.rule == rule]
    for kind, of_kind in (
        ("with a mark", [one for one in examples if one.spans]),
        ("that stay silent", [one for one in examples if not one.spans]),
    ):
        assert len(of_kind) >= LEAST_LINES, f"too few lines {kind}"
        strangers = sum(one.setting.is_stranger for one in of_kind)
        assert strangers * 2 >= len(of_kind), f"too few lines {kind} by strangers to the code"
    assert len({one.setting.register for one in examples}) >= LEAST_REGISTERS, "too few registers"


@pytest.mark.parametrize("rule", CHECKED)
def test_no_two_examples_of_a_page_share_half_their_words(rule: str) -> None:
    examples = [example for example in SHOWN if example.rule == rule]
    words = [
        {word for word in re.findall(r"[^\W\d_]{3,}|\d{3,}", one.text.lower()) if word not in LITTLE}
        for one in examples
    ]
    for (one, its), (other, others) in itertools.combinations(zip(examples, words, strict=True), 2):
        shared = len(its & others)
        assert shared * 2 < max(min(len(its), len(others)), 2) or not shared, f"lines {one.line} and {other.line}"


def test_lines_by_strangers_stand_as_was_measured(guard: Guard) -> None:
    now, first = (standing.read(STANDING / f"{name}.txt") for name in ("now", "first"))
    keys = {standing.key(one) for one in STRANGERS}
    assert keys == now.keys() == first.keys(), "run `make docs`"
    measured = {standing.key(one): standing.measured(guard, one) for one in STRANGERS}
    different = sum(measured[key] != now[key] for key in keys)
    assert different * 100 <= MOST_DIFFERENT * len(keys), f"{different} lines stand otherwise: run `make docs`"
    breaches = {standing.key(one) for one in STRANGERS if one.spans}
    assert sum(measured[key] != standing.MISSED for key in breaches) >= LEAST_FOUND * len(breaches)
    assert sum(measured[key] == standing.RAISED for key in keys) <= MOST_RAISED * len(keys)


@pytest.mark.parametrize("rule", CHECKED)
def test_every_checked_rule_is_documented_in_a_rule_file(rule: str) -> None:
    assert set(pages.documentation()[rule]) == {"", "What it finds", "Why it matters", "Known misses"}


def test_rule_files_serve_exactly_the_rules_that_are_checked() -> None:
    served = {rule for name in RULE_FILES for rule in getattr(importlib.import_module(name), "RULES", ())}
    assert sorted(served) == CHECKED
