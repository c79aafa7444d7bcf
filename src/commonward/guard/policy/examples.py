"""The stored examples: texts with what each rule must find in them, to try a policy on before it is activated.

`examples.jsonl` beside this file is made from the pages of marked examples (`tools/example_sheet.py`), so that what an
organisation tries its policy on is what the rules are tested by.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from commonward.guard.contract import AUTHORS, CONTEXTS, Author, Context, GuardUnavailable

FILE = "examples.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """One text of a rule's page. `name` is the rule and the number of its line, such as "phi.mrn:5".

    `is_stranger`: written by somebody who had not read the rule's code. `stands`: what the guard of this release gets
    wrong about it, "missed" or "raised"; empty where it gets it right.
    """

    name: str
    rule: str
    context: Context
    author: Author
    language: str | None
    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...]
    is_stranger: bool = False
    stands: str = ""


@lru_cache(maxsize=1)
def load() -> tuple[Example, ...]:
    """All of them, in the order of the pages. Raises GuardUnavailable when the file is missing or damaged."""
    try:
        lines = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8").splitlines()
        return tuple(_example(json.loads(line)) for line in lines)
    except (OSError, ValueError, KeyError, StopIteration) as error:
        raise GuardUnavailable("The stored examples cannot be used. Install the package anew.") from error


def of_rules(rules: frozenset[str]) -> tuple[Example, ...]:
    """Those of some rules."""
    return tuple(example for example in load() if example.rule in rules)


def _example(row: dict[str, object]) -> Example:
    spans = row["spans"]
    if not isinstance(spans, list):
        raise ValueError
    return Example(
        name=str(row["name"]),
        rule=str(row["rule"]),
        context=next(one for one in CONTEXTS if one == row["context"]),
        author=next(one for one in AUTHORS if one == row["author"]),
        language=str(row["language"]) if row.get("language") else None,
        text=str(row["text"]),
        spans=tuple((int(start), int(end)) for start, end in spans),
        is_stranger=bool(row.get("stranger")),
        stands=str(row.get("stands", "")),
    )
