"""claims.no-reference  an effect said of a remedy or a medicine, without a source

"Vitamin C prevents colds": what is taken, what it does, and an illness, in this order in one sentence (or the other
way round, "colds are prevented by vitamin C"). Of foods, supplements and habits any effect is a claim; of medicines
only one that prevents or changes a risk or a rate, since what they treat is in every leaflet. Not a claim: what is
asked, denied, hedged ("may help"), reported of others' beliefs, quoted, or told of the writer's own body.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.claims import lists, stance
from commonward.guard.text.claims.terms import Term, Terms, inflected, listed, with_plurals
from commonward.guard.text.words import Sentence, Wording

REMEDY, MEDICINE, ILLNESS, ORGAN, STRONG, MILD, BODY, RISK = 1, 2, 4, 8, 16, 32, 64, 128
_SUBJECT: Final = REMEDY | MEDICINE
_EFFECT: Final = STRONG | MILD
_OBJECT: Final = ILLNESS | ORGAN


class Effect(NamedTuple):
    """Words [first, last) that claim an effect."""

    first: int
    last: int


def find(wording: Wording) -> Iterator[Effect]:
    """The claims of effect of a text, at most one in a sentence."""
    known = terms()
    for number, sentence in enumerate(wording.sentences):
        found = known.find(wording.words, sentence.first, sentence.last)
        kinds = 0
        for term in found:
            kinds |= term.kind
        if not (kinds & _EFFECT and kinds & _OBJECT):
            continue
        claim = _claim(wording, sentence, found)
        if claim is not None and stance.is_asserted(wording, number, claim.first, claim.last):
            yield claim


def _claim(wording: Wording, sentence: Sentence, found: Sequence[Term]) -> Effect | None:
    for place, verb in enumerate(found):
        if not verb.kind & _EFFECT or _is_other_than_verb(wording, verb):
            continue
        before, behind = found[:place], found[place + 1 :]
        forward = _forward(wording, verb, before, behind)
        if forward is not None:
            return forward
        if wording.words[verb.first].lower.endswith(_PARTICIPLES):
            passive = _passive(wording, verb, before, behind)
            if passive is not None:
                return passive
    return _gerund(wording, sentence, found)


def _forward(wording: Wording, verb: Term, before: Sequence[Term], behind: Sequence[Term]) -> Effect | None:
    """Remedy, effect, illness."""
    subject = next((term for term in reversed(before) if term.kind & _SUBJECT and _reaches(wording, term, verb)), None)
    if subject is None or (not subject.kind & REMEDY and not verb.kind & STRONG):
        return None
    thing = _object(wording, verb, behind)
    if thing is None:
        return None
    if subject.kind & REMEDY or _changes_a_risk(wording, verb, thing):
        return Effect(subject.first, _with_amount(wording, thing.last))
    return None


def _passive(wording: Wording, verb: Term, before: Sequence[Term], behind: Sequence[Term]) -> Effect | None:
    """Illness, is prevented, by a remedy."""
    words = wording.words
    thing = next((term for term in before if term.kind & _OBJECT and _reaches(wording, term, verb)), None)
    cause = next((term for term in behind if term.kind & _SUBJECT and words[term.first - 1].lower in _BY), None)
    if thing is None or cause is None or not verb.kind & STRONG or words[verb.first - 1].lower not in _BE:
        return None
    return Effect(thing.first, cause.last)


def _gerund(wording: Wording, sentence: Sentence, found: Sequence[Term]) -> Effect | None:
    """ "Walking backwards lowers blood pressure": what one does stands first, as a word in -ing."""
    words = wording.words
    head = words[sentence.first].lower
    if not head.endswith("ing") or len(head) < _SHORTEST or head in _NO_HABIT:
        return None
    for place, verb in enumerate(found):
        if verb.kind & STRONG and _SHORTEST_WAY <= verb.first - sentence.first <= _FARTHEST_SUBJECT:
            if not words[verb.first].lower.endswith("s") or _is_broken(wording, sentence.first, verb.first):
                continue
            thing = _object(wording, verb, found[place + 1 :])
            if thing is not None:
                return Effect(sentence.first, _with_amount(wording, thing.last))
    return None


def _object(wording: Wording, verb: Term, behind: Sequence[Term]) -> Term | None:
    """What the effect is on: an illness; a part of the body only where it is to gain by it."""
    head = wording.words[verb.first].lower
    wanted = ILLNESS if verb.kind & STRONG and not head.startswith(_GAINS) else _OBJECT
    thing = next((term for term in behind if term.kind & wanted and _reaches(wording, verb, term)), None)
    if thing is None or not head.startswith(_KEEPS):
        return thing
    return next((thing for word in wording.words[thing.last : thing.last + 2] if word.lower in _AWAY), None)


def _reaches(wording: Wording, left: Term, right: Term) -> bool:
    """Whether two terms belong to one clause: near each other, with nothing that ends a clause between."""
    distance = right.first - left.last
    return 0 <= distance <= _FARTHEST and not _is_broken(wording, left.last, right.first + 1, breaks=_CLAUSE)


def _is_broken(wording: Wording, first: int, last: int, breaks: frozenset[str] = frozenset()) -> bool:
    between = wording.words[first:last]
    return any(word.lower in breaks or any(sign in word.gap for sign in _STOPS) for word in between)


def _changes_a_risk(wording: Wording, verb: Term, thing: Term) -> bool:
    """Whether a medicine is said to change how often something happens, not to treat what it is for."""
    words = wording.words
    if words[verb.first].lower.startswith(_PREVENTS):
        return True
    between = {word.lower for word in words[verb.last : thing.first]}
    after = {word.lower for word in words[thing.last : thing.last + _AMOUNT]}
    if between & _RISK_WORDS or after & _AMOUNT_WORDS:
        return True
    behind = words[thing.last].gap if thing.last < len(words) else wording.tail
    return "%" in behind or any(sign.isdigit() for sign in behind)


def _is_other_than_verb(wording: Wording, verb: Term) -> bool:
    """ "the cut", "a help", "to treat": a noun, or what is only meant to be done."""
    return verb.first > 0 and wording.words[verb.first - 1].lower in _NOUN_BEFORE


def _with_amount(wording: Wording, last: int) -> int:
    """The end of the claim with the amount behind it: "by a fifth"."""
    words = wording.words
    for place in range(last, min(len(words), last + _AMOUNT)):
        if words[place].lower in _AMOUNT_WORDS and not _is_broken(wording, last, place + 1):
            return place + 1
    return last


@lru_cache(maxsize=1)
def terms() -> Terms:
    """The words of `effects.toml` with their kinds."""
    data = lists.effects()
    found = Terms()
    found.add(with_plurals(listed(data["remedies"])), REMEDY)
    found.add(with_plurals(listed(data["medicines"])), MEDICINE)
    found.add(with_plurals(listed(data["illnesses"])), ILLNESS)
    found.add(with_plurals(listed(data["organs"])), ORGAN)
    found.add(inflected(listed(data["strong"])), STRONG)
    found.add(inflected(listed(data["mild"])), MILD)
    return found.sort()


_FARTHEST: Final = 6  # words between two parts of a claim
_FARTHEST_SUBJECT: Final = 7
_SHORTEST: Final = 5
_SHORTEST_WAY: Final = 2
_AMOUNT: Final = 4
_STOPS: Final = (";", ":", "\n", "?", "!", ". ", "]", "[")
_CLAUSE: Final = frozenset(
    {"because", "although", "while", "when", "if", "unless", "whether", "porque", "aunque", "si"}
)
_PARTICIPLES: Final = ("ed", "ped", "ten", "cut")
_BY: Final = frozenset({"by", "por", "with", "con"})
_BE: Final = frozenset({"is", "are", "be", "was", "were", "been", "get", "gets", "can", "es", "son"})
_NOUN_BEFORE: Final = frozenset(
    {"to", "a", "the", "this", "that", "and/or", "of", "some", "any", "no", "your", "my", "our", "their", "his", "her"}
)
_NO_HABIT: Final = frozenset(
    {"nothing", "something", "anything", "everything", "morning", "evening", "during", "being"}
)
_GAINS: Final = ("increas", "rais", "extend", "prolong", "protect", "guard", "double", "aument", "protege")
_KEEPS: Final = ("keep", "kept")
_AWAY: Final = frozenset({"away", "off", "out", "bay"})
_PREVENTS: Final = (
    "prevent",
    "halv",
    "doubl",
    "tripl",
    "trebl",
    "protect",
    "ward",
    "stav",
    "cur",
    "revers",
    "previen",
    "keep",
    "kept",
)
_RISK_WORDS: Final = frozenset(
    {"risk", "risks", "chance", "chances", "odds", "rate", "rates", "deaths", "incidence", "likelihood", "number",
     "riesgo", "probabilidad", "half"}
)  # fmt: skip
_AMOUNT_WORDS: Final = frozenset(
    {"half", "third", "quarter", "fifth", "sixth", "tenth", "percent", "cent", "double", "twice", "thirds",
     "quarters", "mitad", "tercio"}
)  # fmt: skip
