"""Trying a policy before it is activated: which stored examples would be decided differently (rules.md S130).

Tried are the examples of the rules that change, in every context whose column changes. An example belongs to the rule
whose page it stands on; those of other rules are not decided by what changes here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from commonward.guard import Decision, Submission
from commonward.guard.contract import Context
from commonward.guard.policy import examples
from commonward.guard.policy.catalogue import COLUMN_OF, Column, Policy
from commonward.oversight import screening

#: The context that stands for each column. A direct message is judged as a public post.
CONTEXT_OF: Final[Mapping[Column, Context]] = {
    column: next(context for context, its in COLUMN_OF.items() if its is column) for column in Column
}


@dataclass(frozen=True, slots=True)
class Differently:
    """An example that would be decided differently."""

    example: str
    context: Context
    before: Decision
    after: Decision


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: how many checks were compared, and which came out differently."""

    checks: int
    differently: tuple[Differently, ...]


def try_out(before: Policy, after: Policy) -> Trial:
    """Compare two policies on the stored examples. Slow: outside any transaction."""
    changed = _changed(before, after)
    found: list[Differently] = []
    checks = 0
    for example in examples.of_rules(frozenset(changed)):
        for column in changed[example.rule]:
            checks += 1
            context = CONTEXT_OF[column]
            submission = Submission(
                text=example.text, context=context, author=example.author, language=example.language
            )
            was, becomes = (screening.judged_under(submission, policy) for policy in (before, after))
            if was != becomes:
                found.append(Differently(example.name, context, was, becomes))
    return Trial(checks, tuple(found))


def _changed(before: Policy, after: Policy) -> dict[str, list[Column]]:
    """The columns that differ, by rule."""
    differs = {
        rule.id: [column for column in Column if rule.outcomes[column] != after.rule(rule.id).outcomes[column]]
        for rule in before
    }
    return {rule: columns for rule, columns in differs.items() if columns}
