"""Counting right, wrong and missed, and what follows from the counts."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """How much was marked and found (for recall), and found and marked (for precision).

    The two hits differ where one mark may be met by several finds: overlapping spans.
    """

    marked: int = 0
    marked_hit: int = 0
    found: int = 0
    found_hit: int = 0

    def add(self, *, marked: int, marked_hit: int, found: int, found_hit: int) -> None:
        """Add the counts of one text."""
        self.marked += marked
        self.marked_hit += marked_hit
        self.found += found
        self.found_hit += found_hit

    def join(self, other: "Counts") -> None:
        """Add the counts of another."""
        self.add(marked=other.marked, marked_hit=other.marked_hit, found=other.found, found_hit=other.found_hit)

    @property
    def recall(self) -> float:
        """How much of what is marked was found; 1 when nothing is marked."""
        return self.marked_hit / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """How much of what was found is marked; 1 when nothing was found."""
        return self.found_hit / self.found if self.found else 1.0

    def f(self, beta: float) -> float:
        """The F measure; beta 2 counts recall four times as much as precision (van Rijsbergen 1979)."""
        weight = beta * beta
        below = weight * self.precision + self.recall
        return (1 + weight) * self.precision * self.recall / below if below else 0.0

    def measures(self, prefix: str) -> dict[str, float]:
        """The measures under names that begin with the prefix."""
        return {
            f"{prefix}.precision": self.precision,
            f"{prefix}.recall": self.recall,
            f"{prefix}.f1": self.f(1),
            f"{prefix}.f2": self.f(2),
            f"{prefix}.marked": self.marked,
            f"{prefix}.found": self.found,
        }
