"""What the words around say for a person's name: "my patient …", "…, 67,", "Hi …", "this is …"."""

import re
from typing import NamedTuple

from commonward.guard.text.lexicons import (
    ACQUAINTANCE,
    CARE_EVENT,
    CLINICIAN,
    FACILITY,
    FIRST_PERSON,
    GREETING,
    HEALTH,
    KIN,
    NAME,
    NAMING,
    PATIENT,
    PERSON,
    PROFESSION,
    PUBLIC_TITLE,
    STAFF,
    THIRD_PERSON,
    WORD,
    word_set,
)
from commonward.guard.text.words import LOWER, Word, Wording

LABELS = word_set(
    """
    name names patient pt nok contact re client nombre nombres apellido apellidos paciente surname forename
    mother father son daughter wife husband partner guardian next_of_kin carer from signed subject attn fao
    firstname lastname medico familiar tutor
    """
)
_SIGN_OFF = word_set(
    """
    regards wishes love signed sincerely saludo saludos abrazo cheers best thanks xx xo yours
    """
)
_SAYS_NAME = word_set(
    """
    is i'm im am it's its es soy llamo llama llamaba was meet meets met ask asked
    """
)
_ACTS = word_set(
    """
    has had was is came comes went goes said says told tells asked wants wanted needs got gets lives lived
    loves loved died passed walked rang left arrived presented presents made makes taught carried ran who
    whose and needed called thinks thought hates hated cried laughed can can't isn't wasn't hasn't hadn't
    didn't doesn't would tiene fue es esta estaba ingresa ingreso
    """
)
_AGE = re.compile(
    r"""(?:'s)?(?:,?\s*\(?\s*(?:aged?\s+)?\d{1,3}\s*(?:[,);]|y\b|yo\b|y/o|yrs?\b|years?\b|[mf]\b|-year)|\s*\(?,?\s*dob\b
    |,?\s*date\sof\sbirth)""",
    re.IGNORECASE | re.VERBOSE,
)


_FEWEST_TURNS = 2  # colons that make labels those of speakers


class Support(NamedTuple):
    """How much the surroundings speak for a name (0 to 0.5), and whose they say it is (as Candidate.hint)."""

    weight: float = 0.0
    hint: str = ""


NONE = Support()


def support(wording: Wording, first: int, last: int, *, number_is_age: bool = True) -> Support:
    """What stands before and after words [first, last). After a month a number is a day and no age."""
    before = _before(wording, first, last)
    weight = min(0.5, before.weight + _after(wording, last, number_is_age))
    return Support(weight, before.hint)


def _before(wording: Wording, first: int, last: int) -> Support:
    words = wording.words
    word = words[first]
    if first == 0:
        return _signature(wording, first, last)
    previous = words[first - 1]
    gap = word.gap
    if ":" in gap and previous.lower in LABELS:
        return _labelled(wording, first, last)
    if gap == " " and previous.sentence == word.sentence:
        return _adjoining(wording, first)
    if gap in {", ", " (", " - ", ", a.k.a. "} and previous.sentence == word.sentence:
        return _apposed(wording, first, last)
    return _signature(wording, first, last)


def _labelled(wording: Wording, first: int, last: int) -> Support:
    """A name on a form. In a dialogue ("Patient: Yes.") the label says only who speaks."""
    label, word = wording.words[first - 1].lower, wording.words[first]
    speaks = label in {"patient", "pt", "client", "mother", "father", "son", "daughter", "wife", "husband", "partner"}
    if speaks and (word.marks & WORD or not word.marks & NAME or wording.colons > _FEWEST_TURNS):
        return NONE
    return Support(0.5, _label_hint(label))


def _label_hint(label: str) -> str:
    return "" if label in {"from", "signed", "contact", "attn", "fao", "medico"} else "patient"


def _adjoining(wording: Wording, first: int) -> Support:
    """The word right before the name."""
    words = wording.words
    previous = words[first - 1]
    marks = previous.marks
    earlier = words[first - 2] if first > 1 and previous.gap == " " else None
    if previous.is_possessive:
        return NONE  # "the patient's Subaru"
    if marks & PATIENT:
        return Support(0.45, "patient")
    if marks & (STAFF | CLINICIAN) and not marks & KIN:
        return Support(0.4, "clinician")
    if marks & (ACQUAINTANCE | KIN):
        return Support(0.4)
    if marks & NAMING:
        near = 0
        for word in words[max(0, first - 6) : first - 1]:
            near |= word.marks
        if not near & (PATIENT | PERSON | KIN | STAFF | ACQUAINTANCE | PROFESSION) and not words[first].marks & NAME:
            return Support(0.2)
        return Support(0.45, "patient" if earlier and earlier.marks & (PATIENT | PERSON) else "")
    if marks & GREETING or (
        earlier and earlier.marks & GREETING and previous.lower in {"you", "to", "morning", "dias"}
    ):
        return Support(0.35)
    if previous.lower in _SAYS_NAME:
        leads = earlier is not None and (
            earlier.lower in {"this", "name", "named", "me"} or bool(earlier.marks & FIRST_PERSON)
        )
        return Support(
            0.45 if leads else 0.3 if previous.lower in {"i'm", "im", "soy", "llamo", "meet", "met"} else 0.0
        )
    if marks & PERSON:
        return Support(0.35, "patient" if marks & PERSON and not marks & THIRD_PERSON else "")
    return _lightly(previous)


def _lightly(previous: Word) -> Support:
    """Words right before that speak for a name a little."""
    marks = previous.marks
    if marks & (PROFESSION | PUBLIC_TITLE):
        return Support(0.2)
    if previous.lower in {"rip", "farewell"}:
        return Support(0.4)
    if previous.lower in {"like", "with", "for", "by", "from", "and", "tell", "ask", "about", "named", "miss"}:
        return Support(0.1)
    return NONE


def _apposed(wording: Wording, first: int, last: int) -> Support:
    """The words before a comma: "my patient, Anna", "a lady in, Winsome Achterkamp", "Thanks for the review, Ilse"."""
    words = wording.words
    sentence = wording.sentences[words[first].sentence]
    start = max(sentence.first, first - 4)
    near = 0
    for word in words[start:first]:
        near |= word.marks
    opener = words[sentence.first]
    ends = last >= sentence.last or wording.gap_after(last - 1)[:1] in {".", "!", "?", "\n", ""}
    if ends and opener.marks & GREETING and last - first < 3:
        return Support(0.4)
    if words[first - 1].lower in _SIGN_OFF:
        return Support(0.4)
    if near & PATIENT:
        return Support(0.4, "patient")
    if near & (KIN | ACQUAINTANCE):
        return Support(0.35)
    if near & STAFF:
        return Support(0.35, "clinician")
    if near & PERSON:
        return Support(0.3, "patient")
    if near & HEALTH and not near & FACILITY:
        return Support(0.1)
    return NONE


def _signature(wording: Wording, first: int, last: int) -> Support:
    """A name that stands alone at the end of a letter."""
    if last < len(wording.words) or last - first > 3 or first == 0:
        return NONE
    gap = wording.words[first].gap
    if wording.words[first - 1].lower in _SIGN_OFF:
        return Support(0.4)
    return Support(0.35 if "\n" in gap or gap.strip() in {"-", ". -", "! -", "--"} else 0.0)


def _after(wording: Wording, last: int, number_is_age: bool) -> float:
    """What follows: an age, a verb that people do, something of theirs."""
    words = wording.words
    view = wording.document.view
    end = words[last - 1].end
    following = view[end : end + 18]
    if number_is_age and _AGE.match(following.decode("ascii")):
        return 0.4
    if last >= len(words):
        return 0.0
    word = words[last]
    if words[last - 1].is_possessive:
        if word.marks & CARE_EVENT and word.case == LOWER:
            return 0.4  # "Ysolde's dialysis line"
        return 0.25 if word.marks & HEALTH else 0.05
    if word.gap in {" ", ", "} and word.case == LOWER and word.lower in _ACTS:
        return 0.15
    if word.gap == " " and word.lower in {"from", "of"} and last + 1 < len(words) and words[last + 1].case != LOWER:
        return 0.15  # "Thelonius from Quarry Road"
    if word.gap == " (" or (word.gap == ", " and word.marks & (HEALTH | PROFESSION)):
        return 0.15
    return 0.0
