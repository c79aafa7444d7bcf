"""Terms of several words, found in a text in one pass: "vitamin c", "high blood pressure", "protects against"."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from commonward.guard.text.words import Word


class Term(NamedTuple):
    """Words [first, last) of a text that are a term, and the kind of it."""

    first: int
    last: int
    kind: int


class Terms:
    """Terms by their first word; `kinds` are bits, so that one term may be of several."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}

    def add(self, written: Iterable[str], kind: int) -> None:
        """Take these terms in, each as it is given."""
        for term in written:
            first, *rest = term.split()
            self._by_first.setdefault(first, []).append((tuple(rest), kind))

    def sort(self) -> "Terms":
        """Ready to find: the longest of several that begin alike comes first, the kinds of one term together."""
        for first, found in self._by_first.items():
            kinds: dict[tuple[str, ...], int] = {}
            for rest, kind in found:
                kinds[rest] = kinds.get(rest, 0) | kind
            self._by_first[first] = sorted(kinds.items(), key=lambda one: -len(one[0]))
        return self

    def find(self, words: Sequence[Word], first: int, last: int) -> list[Term]:
        """The terms among these words, from left to right; none overlaps another."""
        found: list[Term] = []
        behind = first  # the last term
        known = self._by_first
        for at in [place for place in range(first, last) if words[place].lower in known]:
            if at < behind:
                continue
            for rest, kind in known[words[at].lower]:
                end = at + 1 + len(rest)
                if end <= last and all(words[at + 1 + i].lower == word for i, word in enumerate(rest)):
                    found.append(Term(at, end, kind))
                    behind = end
                    break
        return found


def listed(text: str) -> list[str]:
    """The terms of a list that is written with bars between them."""
    return [term for part in text.split("|") if (term := " ".join(part.split()))]


def with_plurals(terms: Iterable[str]) -> set[str]:
    """The terms and their plurals."""
    found: set[str] = set()
    for term in terms:
        found.add(term)
        if term[-1:] == "y" and term[-2:-1] not in _VOWELS:
            found.add(f"{term[:-1]}ies")
        found.add(f"{term}es" if term.endswith(_HISSES) else f"{term}s")
    return found


def inflected(verbs: Iterable[str]) -> set[str]:
    """The verbs in third person, past and participle: of "protect against" the first word bends.

    Not in -ing: "a drawing for our liver talk" claims nothing.
    """
    found: set[str] = set()
    for verb in verbs:
        head, _, rest = verb.partition(" ")
        tail = f" {rest}" if rest else ""
        forms = _IRREGULAR.get(head) or _regular(head)
        found |= {f"{form}{tail}" for form in (head, *forms) if form == head or not form.endswith("ing")}
    return found


def _regular(head: str) -> tuple[str, ...]:
    if head.endswith("e"):
        return f"{head}s", f"{head}d", f"{head[:-1]}ing"
    if head.endswith("y") and head[-2] not in _VOWELS:
        return f"{head[:-1]}ies", f"{head[:-1]}ied", f"{head}ing"
    doubled = head + head[-1] if head in _DOUBLES else head
    third = f"{head}es" if head.endswith(_HISSES) else f"{head}s"
    return third, f"{doubled}ed", f"{doubled}ing"


_VOWELS: Final = frozenset("aeiou")
_HISSES: Final = ("s", "x", "z", "ch", "sh")
_DOUBLES: Final = frozenset({"stop", "slip", "wrap", "ward", "control"} - {"ward"})
_IRREGULAR: Final = {
    "cut": ("cuts", "cutting"),
    "keep": ("keeps", "kept", "keeping"),
    "lead": ("leads", "led", "leading"),
    "beat": ("beats", "beating", "beaten"),
    "drive": ("drives", "drove", "driven", "driving"),
    "get": ("gets", "got", "getting"),
    "fight": ("fights", "fought", "fighting"),
    "do": ("does", "did", "doing"),
    "bring": ("brings", "brought", "bringing"),
    "take": ("takes", "took", "taking"),
    "draw": ("draws", "drew", "drawing"),
    "good": (),
    "great": (),
    "best": (),
    "better": (),
    "effective": (),
}
