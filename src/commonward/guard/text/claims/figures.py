"""claims.no-reference  a figure or "studies show", said of health without a source

A change with its amount ("lowers back pain by 47 percent", "prevents three quarters of strokes"), a rate beside
another ("47 % fewer panic attacks", "four times less likely to be readmitted"), a study that nobody can look up ("a
Danish trial found that probiotics …"). What a team tells of its own work ("we cut falls by a third") is theirs to
tell.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from commonward.guard.text.claims import stance
from commonward.guard.text.claims.effects import ILLNESS, MEDICINE, ORGAN, REMEDY, STRONG, Effect, terms
from commonward.guard.text.claims.terms import Term
from commonward.guard.text.words import Sentence, Wording


def find(wording: Wording) -> Iterator[Effect]:
    """Claims of figures and of studies, at most one in a sentence."""
    for number, sentence in enumerate(wording.sentences):
        lower = wording.lower[sentence.first : sentence.last]
        if _STUDIES.isdisjoint(lower) and not _has_amount(wording, sentence, lower):
            continue
        found = terms().find(wording.words, sentence.first, sentence.last)
        if not any(term.kind & _HEALTH for term in found):
            continue
        claim = _study(wording, sentence, found) or _amount(wording, sentence, found)
        if claim is not None and stance.is_told_plainly(wording, number, claim.first, claim.last):
            yield claim


def _has_amount(wording: Wording, sentence: Sentence, lower: Sequence[str]) -> bool:
    if not _AMOUNTS.isdisjoint(lower):
        return True
    return b"%" in wording.document.view and any(
        "%" in wording.gap_after(place) for place in range(sentence.first, sentence.last)
    )


def _study(wording: Wording, sentence: Sentence, found: Sequence[Term]) -> Effect | None:
    """ "Studies show that … ": who found it, that they found it, and what of health."""
    words = wording.words
    for place in range(sentence.first, sentence.last - 1):
        if words[place].lower not in _STUDIES or _is_named(wording, sentence, place):
            continue
        verb = _found(wording, place + 1, min(place + 4, sentence.last))
        thing = next((term for term in found if verb is not None and term.first > verb and term.kind & _HEALTH), None)
        if verb is not None and thing is not None:
            return Effect(place, max(term.last for term in found if term.first >= thing.first and term.kind & _HEALTH))
    return None


def _found(wording: Wording, first: int, last: int) -> int | None:
    """ "have shown", not "can be found" and not "have not found"."""
    for at in range(first, last):
        word = wording.words[at].lower
        if word == "be" or stance.is_denial(word):
            return None
        if word in _FOUND:
            return at
    return None


def _is_named(wording: Wording, sentence: Sentence, place: int) -> bool:
    """Whether a year stands in the sentence: a study with a year can be looked for."""
    return any(_is_year(wording.gap_after(at)) for at in range(sentence.first, sentence.last))


def _is_year(gap: str) -> bool:
    digits = "".join(sign if sign.isdigit() else " " for sign in gap).split()
    return any(len(one) == 4 and one[:2] in {"19", "20"} for one in digits)


def _amount(wording: Wording, sentence: Sentence, found: Sequence[Term]) -> Effect | None:
    """A change of an illness with its amount, or a rate of it beside another."""
    words = wording.words
    for thing in found:
        if not thing.kind & ILLNESS:
            continue
        verb = next((term for term in found if term.kind & STRONG and 0 <= thing.first - term.last <= _NEAR), None)
        after = _amount_within(wording, thing.last - 1, min(sentence.last, thing.last + 3))
        if (
            verb is not None
            and verb.first > sentence.first
            and (after is not None or _amount_within(wording, verb.last - 1, thing.first) is not None)
        ):
            first = max(sentence.first, verb.first - 3)
            if _OURS.isdisjoint(word.lower for word in words[sentence.first : verb.first]):
                return Effect(first, max(thing.last, (after or 0) + 1))
        rate = next(
            (at for at in range(max(sentence.first, thing.first - 3), thing.first) if words[at].lower in _FEWER), None
        )
        if rate is not None and _amount_within(wording, max(sentence.first, rate - 3) - 1, rate) is not None:
            return Effect(max(sentence.first, rate - 2), thing.last)
    return None


def _amount_within(wording: Wording, first: int, last: int) -> int | None:
    """The word beside an amount: a fraction in words, or a figure with "%" or "percent" in the gap behind it."""
    words = wording.words
    for at in range(max(0, first), last):
        if words[at].lower in _AMOUNTS or "%" in wording.gap_after(at):
            return at
    return None


_HEALTH: Final = ILLNESS | ORGAN | REMEDY | MEDICINE
_NEAR: Final = 6
_STUDIES: Final = frozenset(
    {"study", "studies", "research", "science", "trial", "trials", "experts", "scientists", "researchers",
     "evidence", "estudio", "estudios", "ciencia", "investigaciones", "expertos", "cientificos"}
)  # fmt: skip
_FOUND: Final = frozenset(
    {"show", "shows", "showed", "shown", "prove", "proves", "proved", "proven", "found", "find", "finds", "confirm",
     "confirms", "confirmed", "demonstrate", "demonstrates", "demonstrated", "reveal", "reveals", "revealed", "say",
     "says", "agree", "demuestran", "demuestra", "dicen", "dice", "confirman", "revelan"}
)  # fmt: skip
_FEWER: Final = frozenset({"fewer", "less", "more", "lower", "higher", "menos", "mas"})
_AMOUNTS: Final = frozenset(
    {"half", "third", "quarter", "fifth", "sixth", "tenth", "percent", "cent", "thirds", "quarters", "twice",
     "double", "times", "fold", "mitad", "tercio"}
)  # fmt: skip
_OURS: Final = frozenset({"we", "i", "hemos"})
