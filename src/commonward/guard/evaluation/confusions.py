"""Where the guard and the marks differ, as offsets: what to look at when a figure is low.

Offsets and labels only. The words are printed on request alone (`--words`), since data may name real people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonward.guard.evaluation.corpus import Example, Mark


@dataclass(frozen=True, slots=True)
class Confusion:
    """One place where they differ: a mark that was missed or found as something else, or a find without a mark."""

    id: str
    start: int
    end: int
    marked: str | None
    found: str | None
    text: str = field(repr=False)

    def line(self, reach: int | None) -> str:
        """The place as a line for a person; with so many characters around it where `reach` is given."""
        what = f"{self.marked or 'nothing'} -> {self.found or 'nothing'}"
        line = f"  {self.id}  {self.start}-{self.end}  {what}"
        if reach is None:
            return line
        before, after = self.text[max(0, self.start - reach) : self.start], self.text[self.end : self.end + reach]
        return f"{line}  {' '.join(f'{before}[[{self.text[self.start : self.end]}]]{after}'.split())}"


def confusions(example: Example, marks: Sequence[Mark], found: Sequence[Mark]) -> Iterator[Confusion]:
    """The places of one text. A find that only overlaps a mark of its label is right here, as in `overlap`."""
    for mark in marks:
        over = [other for other in found if _meet(mark, other)]
        if not any(other.label == mark.label for other in over):
            label = over[0].label if over else None
            yield Confusion(example.id, mark.start, mark.end, mark.label, label, example.text)
    for other in found:
        if not any(_meet(mark, other) for mark in marks):
            yield Confusion(example.id, other.start, other.end, None, other.label, example.text)


def _meet(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end
