"""Fixes for what words do: other words where there are some, else the sentence goes."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from commonward.guard.contract import Edit, Fix
from commonward.guard.text.candidate import Breach
from commonward.guard.text.document import Document
from commonward.guard.text.speech import terms

_LONGEST: Final = 600  # characters of a sentence


def with_fix(document: Document, breach: Breach) -> Breach:
    """The breach with its fixes, when an edit alone can mend it. What needs an answer of the author has none here."""
    made = _FIXES.get(breach.rule, _sentence_out)
    fix = made(document, breach)
    return breach._replace(fixes=(fix,)) if fix else breach


def _sentence_out(document: Document, breach: Breach) -> Fix:
    start, end = sentence(document.original, breach.start, breach.end)
    return Fix("Take this sentence out", (Edit(start, end, ""),))


def _nothing(document: Document, breach: Breach) -> None:
    return None


def _word_out(document: Document, breach: Breach) -> Fix:
    text, start, end = document.original, breach.start, breach.end
    if end < len(text) and text[end] == " " and (start == 0 or text[start - 1] in " \n"):
        end += 1
    return Fix("Leave the word out", (Edit(start, end, ""),))


def _person_first(document: Document, breach: Breach) -> Fix | None:
    for term in terms.find(document):
        start, end = document.original_span(term.start, term.end)
        if start < breach.end and breach.start < end:
            written = document.original[start:end]
            words = term.instead[0].upper() + term.instead[1:] if written[:1].isupper() else term.instead
            return Fix(f"Say “{term.instead}”", (Edit(start, end, words),))
    return None


def _disclosed(document: Document, breach: Breach) -> Fix:
    return Fix("Begin with “#ad”", (Edit(0, 0, "#ad "),))


def _ask_clinician(document: Document, breach: Breach) -> Fix:
    start, end = sentence(document.original, breach.start, breach.end)
    spanish = document.language == "es"
    words = _ASK_ES if spanish else _ASK
    return Fix(
        "Point to their clinician instead", (Edit(start, end, words + (" " if end < len(document.original) else "")),)
    )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a stretch, with the space behind it."""
    lead = text[max(0, start - _LONGEST) : start]
    stops = list(_STOP.finditer(lead))
    first = start - len(lead) + (stops[-1].end() if stops else 0)
    stop = _STOP.search(text, max(start, end - 1), end + _LONGEST)
    return first, stop.end() if stop else min(len(text), end + _LONGEST)


_ASK: Final = "Please ask your own clinician before you change any treatment."
_ASK_ES: Final = "Antes de cambiar un tratamiento, pregunte a su equipo de salud."
_STOP: Final = re.compile(r"[.!?]+[\"')\]]*(?:\s+|$)|\n+")
_FIXES: Final[Mapping[str, Callable[[Document, Breach], Fix | None]]] = {
    "conduct.profanity": _word_out,
    "stigma.language": _person_first,
    "promo.undisclosed": _disclosed,
    "claims.stop-treatment": _ask_clinician,
    "claims.no-reference": _nothing,  # the author adds a source
    "claims.incomplete": _nothing,
    "claims.outdated": _nothing,
    "consent.no-publication": _nothing,  # the patient is asked
    "consent.revoked": _nothing,
    "consent.marketing": _nothing,
    "access.readability": _nothing,
    "identity.no-disclosure": _nothing,
    "crisis.suicide-risk": _nothing,  # help is offered; nothing is to be mended
    "crisis.self-harm": _nothing,
    "crisis.concern-other": _nothing,
    "triage.red-flag": _nothing,
    "triage.urgent": _nothing,
}
