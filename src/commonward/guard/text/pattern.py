"""What a rule file says: patterns to look for, and checks that confirm, lower or refute what they find.

Regular expressions are in re2 syntax (no look-around, no back-references; matching is linear) and match
`Document.view`, so offsets are characters. Case does not matter unless a part is wrapped in `(?-i:…)`. Each pattern
has exactly one capturing group: the span to report, without label or preposition.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from commonward.guard.contract import Kind
from commonward.guard.text.document import Document


class Found(NamedTuple):
    """A span that stands the checks. Offsets are of the normalised text."""

    start: int
    end: int
    kind: Kind
    rule: str
    confidence: float
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing to look for. `check` sees each match and answers what to report, or None to refute it.

    Confidences mean: 0.95 and more, labelled or with a valid checksum; about 0.85, a form that little else has; about
    0.7, a common form in a fitting context; about 0.55, a word that is often something else. Nothing below 0.5 is
    reported.
    """

    rule: str
    kind: Kind
    regex: str
    confidence: float
    check: "Check | None" = None
    hint: str = ""
    series: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """A match with its surroundings, for checks. Windows are short and bounded, so that checks stay linear."""

    document: Document = field(repr=False)
    pattern: Pattern
    start: int
    end: int
    match_start: int
    match_end: int

    @property
    def text(self) -> str:
        """The captured span, as ASCII."""
        return self.document.view[self.start : self.end].decode("ascii")

    @property
    def whole(self) -> str:
        """The whole match with its label, as ASCII."""
        return self.document.view[self.match_start : self.match_end].decode("ascii")

    def before(self, length: int = 40) -> str:
        """What stands before the span, in lower case."""
        return self.document.view[max(0, self.start - length) : self.start].decode("ascii").lower()

    def after(self, length: int = 40) -> str:
        """What stands after the span, in lower case."""
        return self.document.view[self.end : self.end + length].decode("ascii").lower()

    def found(
        self,
        confidence: float | None = None,
        *,
        rule: str | None = None,
        hint: str | None = None,
        skip: int = 0,
        trim: int = 0,
    ) -> Found:
        """Report the span as the pattern says, apart from what is given. `skip` and `trim` shorten it at its ends."""
        return Found(
            self.start + skip,
            self.end - trim,
            self.pattern.kind,
            self.pattern.rule if rule is None else rule,
            self.pattern.confidence if confidence is None else confidence,
            self.pattern.hint if hint is None else hint,
        )


Check = Callable[[Sight], Found | None]


def words(text: str) -> frozenset[str]:
    """A word list written as one string."""
    return frozenset(text.split())


def any_of(text: str) -> str:
    """The words of a string as alternatives of a regular expression, longest first; "_" is a space or hyphen."""
    ordered = sorted(text.split(), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(word.replace("_", "[ -]") for word in ordered) + ")"
