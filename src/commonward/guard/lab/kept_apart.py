"""Texts from which nothing was learned, and how the guard hears them: hate, quarrels, despair, emergencies, dialects,
everyday posts, plain breaches.

    python -m commonward.guard.lab.kept_apart

Written by us for measuring (`kept_apart/*.txt`): a line with "+" breaks the rule that its file is about, one with "-"
does not; of dialects and everyday posts every line is harmless, and each plain breach names its rule; frames about
groups are filled with the names of `groups.toml`. Change no network, list or threshold for a line of these files, or
move the line to the texts that are learned.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from typing import Final, NamedTuple

from commonward.guard import Decision, Guard, Submission
from commonward.guard.contract import Author, Context, Finding
from commonward.guard.lab.posts import AUTHOR_OF, CONTEXT_OF

ABUSE: Final = ("conduct.", "bullying.")


class Question(NamedTuple):
    """What a file asks: who writes, where, and which findings count."""

    author: Author
    context: Context
    counts: Callable[[Finding], bool]


class Counts(NamedTuple):
    """How many texts of each kind were found."""

    right: int
    missed: int
    false: int
    left: int

    @property
    def recall(self) -> float:
        """Of the texts that break the rule, those found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def precision(self) -> float:
        """Of the texts found, those that break the rule."""
        return self.right / max(1, self.right + self.false)

    @property
    def f1(self) -> float:
        """The harmonic mean of recall and precision."""
        return 2 * self.right / max(1, 2 * self.right + self.missed + self.false)

    @property
    def balanced(self) -> float:
        """The mean of recall and of the share of harmless texts that are left alone."""
        return (self.recall + self.left / max(1, self.left + self.false)) / 2


def is_abuse(finding: Finding) -> bool:
    """An attack, an insult or the like, at a warning or above."""
    return finding.rule.startswith(ABUSE) and finding.decision >= Decision.WARN


QUESTIONS: Final = {
    "hate": Question("professional", "public_post", lambda one: one.rule == "conduct.discrimination"),
    "quarrels": Question("professional", "public_post", is_abuse),
    "forum": Question("patient", "closed_group", lambda one: one.rule.startswith("crisis.")),
    "emergencies": Question("patient", "care_conversation", lambda one: one.rule.startswith("triage.")),
    "told": Question("patient", "care_conversation", lambda one: one.rule == "triage.red-flag"),
}


def counts(guard: Guard, name: str) -> Counts:
    """How the guard hears the file of this name."""
    found: Counter[tuple[bool, bool]] = Counter()
    for line in _lines(name):
        question = QUESTIONS[name]
        found[line.startswith("+ "), _is_found(guard, line[2:], question)] += 1
    return Counts(found[True, True], found[True, False], found[False, True], found[False, False])


def alarms_by_dialect(guard: Guard) -> dict[str, float]:
    """The share of harmless lines of each dialect that are taken for abuse."""
    question = QUESTIONS["quarrels"]
    found: dict[str, list[bool]] = {}
    for line in _lines("dialects", headings=True):
        if line.startswith("# "):
            heard = found.setdefault(line.removeprefix("# "), [])
        else:
            heard.append(_is_found(guard, line, question))
    return {name: sum(heard) / len(heard) for name, heard in found.items()}


def everyday(guard: Guard) -> dict[str, int]:
    """How many harmless everyday posts raise each rule, those about identifiers not counted."""
    raised: Counter[str] = Counter()
    for submission in _submissions("everyday"):
        rules = {one.rule for one in guard.check(submission).findings}
        raised.update(rule for rule in rules if not rule.startswith("phi."))
    return dict(raised)


def missed_plain(guard: Guard) -> list[str]:
    """The rules whose plain breach, one post for each rule, is not found."""
    missed = []
    for submission in _submissions("plain"):
        rule, _, text = submission.text.partition(": ")
        if rule not in {one.rule for one in guard.check(replace(submission, text=text)).findings}:
            missed.append(rule)
    return missed


def _submissions(name: str) -> Iterator[Submission]:
    """The lines of a file whose headings say who writes where, such as "# T care"."""
    author: Author = "patient"
    context: Context = "public_post"
    for line in _lines(name, headings=True):
        if line.startswith("# "):
            who, where = line.removeprefix("# ").split()
            author, context = AUTHOR_OF[who], CONTEXT_OF[where]
        else:
            yield Submission(line, author=author, context=context)


def shares_by_group(guard: Guard) -> dict[str, tuple[float, float]]:
    """For each group: the share of harmless sentences about it that are taken for hate, and of hateful ones found."""
    groups = tomllib.loads(
        resources.files("commonward.guard.lab").joinpath("speech_texts", "groups.toml").read_text("utf-8")
    )["groups"]
    frames: dict[str, list[str]] = {}
    for line in _lines("groups", headings=True):
        if line.startswith("# "):
            listed = frames.setdefault(line.removeprefix("# "), [])
        else:
            listed.append(line)

    def share(kind: str, many: str) -> float:
        texts = [frame.replace("<many>", many) for frame in frames[kind]]
        return sum(_is_found(guard, text[0].upper() + text[1:], QUESTIONS["hate"]) for text in texts) / len(texts)

    return {name: (share("fair", words[0]), share("hate", words[0])) for name, words in sorted(groups.items())}


def _is_found(guard: Guard, text: str, question: Question) -> bool:
    report = guard.check(Submission(text, author=question.author, context=question.context))
    return any(question.counts(one) for one in report.findings)


def _lines(name: str, *, headings: bool = False) -> Iterator[str]:
    text = resources.files("commonward.guard.lab").joinpath("kept_apart", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and (headings or not line.startswith("# ")):
            yield line.strip()


def main(tier: str) -> None:
    """Print all figures of a tier."""
    guard = Guard("release" if tier == "release" else "live")
    for name in QUESTIONS:
        one = counts(guard, name)
        print(
            f"{name}: recall {one.recall:.2f}, precision {one.precision:.2f}, F1 {one.f1:.2f},"
            f" balanced {one.balanced:.2f} ({one.right + one.missed} and {one.false + one.left} texts)"
        )
    print(f"plain breaches that are missed: {', '.join(missed_plain(guard)) or 'none'}")
    print(f"everyday posts: {everyday(guard) or 'none raises a rule'}")
    for dialect, share in alarms_by_dialect(guard).items():
        print(f"{dialect}: {share:.2f} of harmless lines taken for abuse")
    for group, (fair, hate) in shares_by_group(guard).items():
        print(f"{group}: {fair:.2f} of harmless sentences taken for hate, {hate:.2f} of hateful ones found")


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "live")
