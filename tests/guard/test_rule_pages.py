"""Every rule's page of marked examples holds: marked words are found with exactly their span, all else stays silent.

The lines of rules of what is said were chosen from texts that the speech network has learned from: they keep it from
unlearning. How it does on texts that it has not seen, docs/guard-speech.md tells.

The pages are in `rules/`, one for each rule; `commonward.guard.evaluation.marked` says how they are written. A bug
report becomes a line there. In `judged/` are further lines for rules whose page in `rules/` also holds for patterns
alone: there a date that is nobody's stays silent, which no pattern can know.
"""

import importlib
import pkgutil
from pathlib import Path

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.command import pages
from commonward.guard.evaluation.marked import MarkedExample, read_pages
from commonward.guard.policy import catalogue
from commonward.guard.policy.catalogue import Lifecycle
from commonward.guard.text import rules as rule_files

PAGES = Path(__file__).with_name("rules")
JUDGED = Path(__file__).with_name("judged")
EXAMPLES = [*read_pages(PAGES), *read_pages(JUDGED)]
CHECKED = sorted(rule.id for rule in catalogue.load() if rule.lifecycle is Lifecycle.CHECKED)
LEAST_LINES = 8
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
    examples = [example for example in EXAMPLES if example.rule == rule]
    assert sum(bool(example.spans) for example in examples) >= LEAST_LINES, "too few lines with a mark"
    assert sum(not example.spans for example in examples) >= LEAST_LINES, "too few lines that stay silent"


@pytest.mark.parametrize("rule", CHECKED)
def test_every_checked_rule_is_documented_in_a_rule_file(rule: str) -> None:
    assert set(pages.documentation()[rule]) == {"", "What it finds", "Why it matters", "Known misses"}


def test_rule_files_serve_exactly_the_rules_that_are_checked() -> None:
    served = {rule for name in RULE_FILES for rule in getattr(importlib.import_module(name), "RULES", ())}
    assert sorted(served) == CHECKED
