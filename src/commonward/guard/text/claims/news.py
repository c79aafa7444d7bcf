"""claims.incomplete  news of a treatment without its stage, the number of people, or a date

"A new pill reverses type 2 diabetes": something new, what it is, what it is said to do to an illness, in one
sentence, and nowhere in the text how far it was tested. Where the stage is told and neither how many people nor when,
that is a note. What is offered at a place ("our new scanner detects strokes, book here") is news, too: nobody can
tell how well it does without a stage.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.claims import effects, lists, stance
from commonward.guard.text.claims.terms import Term, Terms, inflected, listed, with_plurals
from commonward.guard.text.words import Wording

NO_STAGE: Final = (
    "Say how far it was tested (in the laboratory, in animals, in which phase), on how many people, and when."
)
NO_NUMBER: Final = "Say on how many people it was tested, and when."


class News(NamedTuple):
    """Words [first, last) that tell news; `says` what is missing, `is_staged` whether the stage is told."""

    first: int
    last: int
    says: str
    is_staged: bool


def find(wording: Wording) -> Iterator[News]:
    """The news of a text that leaves out how far the evidence goes."""
    known = _terms()
    for number, sentence in enumerate(wording.sentences):
        found = known.find(wording.words, sentence.first, sentence.last)
        novel = next((term for term in found if term.kind & _NOVEL), None)
        if novel is None:
            continue
        what = next((term for term in found if term.kind & _INVENTION and 0 <= term.first - novel.last <= _NEAR), None)
        does = next((term for term in found if what and _does(wording, term, what)), None)
        ill = effects.terms().find(wording.words, does.last, sentence.last) if does else []
        thing = next((term for term in ill if term.kind & (effects.ILLNESS | effects.ORGAN)), None)
        if thing is None or not stance.is_told_plainly(wording, number, novel.first, thing.last):
            continue
        staged = not known_stages().isdisjoint(word.lower for word in wording.words)
        if not staged:
            yield News(novel.first, thing.last, NO_STAGE, is_staged=False)
        elif not _DATED.search(wording.document.text):
            yield News(novel.first, thing.last, NO_NUMBER, is_staged=True)


def _does(wording: Wording, term: Term, what: Term) -> bool:
    """Whether it is said to do it, and not meant to: "treatments to prevent pain"."""
    between = wording.words[what.last : term.first]
    return bool(term.kind & _RESULT) and term.first >= what.last and all(word.lower != "to" for word in between)


@lru_cache(maxsize=1)
def known_stages() -> frozenset[str]:
    """The words that tell how far something was tested."""
    return frozenset(listed(lists.effects()["stages"]))


@lru_cache(maxsize=1)
def _terms() -> Terms:
    data = lists.effects()
    found = Terms()
    found.add(listed(data["novel"]), _NOVEL)
    found.add(with_plurals(listed(data["inventions"])), _INVENTION)
    found.add(inflected(listed(data["results"])), _RESULT)
    return found.sort()


_NOVEL, _INVENTION, _RESULT = 1, 2, 4
_NEAR: Final = 3  # words between what is new and what it is
_DATED: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\bn ?= ?\d|\b\d[\d,.]* (?:\w+ ){0,2}(?:people|patients|participants|adults|children"
    r"|women|men|volunteers|babies|pacientes|personas|ninos|mujeres)\b",
    re.IGNORECASE,
)
