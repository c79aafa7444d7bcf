"""Names that stand for illnesses, tests and things called after somebody: they name nobody here."""

from collections.abc import Iterable

from commonward.guard.text.lexicons import (
    ANY_TITLE,
    CARE_EVENT,
    CONDITION,
    EPONYM,
    EPONYM_HEAD,
    EVENT,
    GIVEN,
    HUMAN,
    ORGANISATION,
    STREET,
    word_set,
)
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.words import INITIAL, LOWER, UPPER_CASE, Wording


def is_eponym(wording: Wording, first: int, last: int) -> bool:
    """Whether a disease, a test or a thing called after somebody is meant ("Bell palsy", "Crohn's", "Fabry gene")."""
    word = wording.words[last - 1]
    following = wording.words[last] if last < len(wording.words) and wording.words[last].gap == " " else None
    if following and following.marks & EPONYM_HEAD:
        alone = last - first == 1 and (not word.marks & GIVEN or following.lower in _SURE_HEADS)
        return word.marks & EPONYM > 0 or alone or following.lower in _DISEASE_HEADS
    if following and _leads_to_illness(wording, last):
        return True
    theirs = word.is_possessive and following is not None and following.marks & CARE_EVENT  # "Ysolde's dialysis line"
    if following and last - first == 1 and following.marks & CONDITION and following.case == LOWER and not theirs:
        return not word.marks & GIVEN or word.marks & EPONYM > 0
    if (
        last - first == 1
        and first > 1
        and wording.words[first - 1].lower == "of"
        and wording.words[first - 2].lower in _ORGANS
    ):
        return True  # "vein of Galen"
    return last - first == 1 and word.marks & EPONYM > 0 and word.is_possessive


def tells_which(wording: Wording, first: int, last: int) -> bool:
    """ "the London marathon", "NASS: 28 …": one word that says which thing is meant, or labels what follows."""
    words = wording.words
    word = words[first]
    if last - first > 1 or word.is_possessive:
        return False
    if word.case == UPPER_CASE and wording.gap_after(first)[:1] == ":" and not wording.is_shouted:
        return True
    following = words[last] if last < len(words) and words[last].gap == " " else None
    led = first > 0 and word.gap == " " and words[first - 1].lower == "the"
    return (
        led
        and following is not None
        and following.case == LOWER
        and bool(following.marks & (EVENT | STREET | ORGANISATION))
    )


def named_illnesses(wording: Wording, stretches: Iterable[Run]) -> frozenset[str]:
    """The words that the text puts before an illness: what stands for one there does so everywhere."""
    found: set[str] = set()
    words = wording.words
    for run in stretches:
        for index in range(run.first, min(run.last, len(words) - 1)):
            if words[index].marks & (HUMAN | ANY_TITLE) or words[index].case == INITIAL:
                continue
            if _leads_to_illness(wording, index + 1) and (index + 1 < run.last or words[index + 1].gap == " "):
                found.add(words[index].lower)
                found.update(part for part in words[index].lower.split("-") if len(part) > 2)
    return frozenset(found)


def stands_for_illness(wording: Wording, sighting: Sighting, illnesses: frozenset[str]) -> bool:
    """Whether a name is only words that stand for an illness in this text, and nothing says that it is a person's."""
    if not illnesses or sighting.hint:
        return False
    words = wording.words[sighting.first : sighting.last]
    return all(word.lower in illnesses or word.case == INITIAL for word in words)


def _leads_to_illness(wording: Wording, index: int) -> bool:
    """ "Ullrich congenital muscular dystrophy", "Jervell and Lange-Nielsen syndrome": links up to an illness."""
    words = wording.words
    for position in range(index, min(index + _FARTHEST_HEAD, len(words))):
        word = words[position]
        if word.gap not in {" ", "-"}:
            return False
        if word.lower in _DISEASE_HEADS or (
            (word.case == LOWER or len(word.lower) > 7) and word.lower.endswith(_ILLNESS_ENDINGS)
        ):
            return True
        links = word.lower in {"and", "van", "de", "von", "type"} or word.case != LOWER
        if not links and not word.lower.endswith(_ADJECTIVE_ENDINGS):
            return False
    return False


_DISEASE_HEADS = frozenset({"disease", "syndrome", "palsy", "dystrophy", "tumor", "tumour", "virus", "sequence"})
_FARTHEST_HEAD = 5
_ORGANS = word_set(
    "vein ampulla circle foramen sphincter crypts islets canal node bundle duct triangle angle valve tunica loop"
)
_ADJECTIVE_ENDINGS = ("al", "ar", "ic", "oid", "ous", "ary", "ive", "ile", "tic", "ose", "ing", "ed", "ia")
_ILLNESS_ENDINGS = tuple(
    word_set(
        """
        osis itis emia aemia oma pathy plasia trophy penia derma ism algia uria phyria aneurysm dysplasia disease
        anomaly malformation deficiency sclerosis cyst tumor tumour anaemia chorea ataxia palsy dystrophy lymphoma
        """
    )
)
_SURE_HEADS = _DISEASE_HEADS | {"score", "scale", "sign", "criteria", "classification", "index", "syndrome"}
