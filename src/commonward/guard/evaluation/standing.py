"""Which marked examples the guard gets wrong: they stay on their rule's page, which says so.

What a rule's author marks, the rule finds: such a line is a test. What others mark, who have not read the rule's code,
measures it. A line of theirs stands as `MISSED` when words that are marked are not touched by a finding of the rule,
and as `RAISED` when the rule finds something elsewhere (rules.md 10: a finding is right where rule and place agree).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from commonward.guard.contract import Submission
from commonward.guard.engine import Guard
from commonward.guard.evaluation.corpus import DatasetError
from commonward.guard.evaluation.marked import MarkedExample

RIGHT: Final = "right"
MISSED: Final = "missed"
RAISED: Final = "raised"
STANDINGS: Final = (RIGHT, MISSED, RAISED)

#: Rule and digest of the text, to how the line stands.
Standings = Mapping[tuple[str, str], str]


def measured(guard: Guard, example: MarkedExample) -> str:
    """How a line stands now. Both at once counts as missed."""
    setting = example.setting
    submission = Submission(example.text, context=setting.context, author=setting.author, language=setting.language)
    found = [
        (finding.start or 0, finding.end or 0)
        for finding in guard.check(submission).findings
        if finding.rule == example.rule
    ]
    if not all(any(start < last and first < end for first, last in found) for start, end in example.spans):
        return MISSED
    if not all(any(start < last and first < end for start, end in example.spans) for first, last in found):
        return RAISED
    return RIGHT


def key(example: MarkedExample) -> tuple[str, str]:
    """What a line is known by, wherever on its page it stands."""
    return example.rule, hashlib.sha256(example.text.encode()).hexdigest()[:12]


def read(path: Path) -> dict[tuple[str, str], str]:
    """The standings in a file; none where there is no file. Raises DatasetError for a file that is not in order."""
    if not path.is_file():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line and not line.startswith("#"):
            match line.split():
                case [rule, digest, standing] if standing in STANDINGS:
                    found[rule, digest] = standing
                case _:
                    raise DatasetError(f"{path.name}, line {number}: there should be a rule, a digest and a standing.")
    return found


def lines(head: str, standings: Standings, examples: Iterable[MarkedExample]) -> Iterator[str]:
    """The lines of a file of standings, in the order of the examples; what stands on no page any more is left out."""
    yield f"# {head}\n"
    for one in dict.fromkeys(map(key, examples)):
        if one in standings:
            yield f"{one[0]} {one[1]} {standings[one]}\n"
