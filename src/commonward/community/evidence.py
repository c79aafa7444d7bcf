"""What kind of evidence a post says it stands on, in its own words. What it does not say nobody guesses."""

import re
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class Evidence(StrEnum):
    """Kinds of evidence, as reviewers of literature order them."""

    REVIEW = "review"
    TRIAL = "trial"
    OBSERVATION = "observation"
    CASES = "cases"
    LABORATORY = "laboratory"
    OPINION = "opinion"


LABELS: Final = {
    Evidence.REVIEW: _("systematic review"),
    Evidence.TRIAL: _("randomised trial"),
    Evidence.OBSERVATION: _("observational study"),
    Evidence.CASES: _("single cases"),
    Evidence.LABORATORY: _("laboratory or animals, not people"),
    Evidence.OPINION: _("experience or opinion"),
}
_WORDS: Final = (
    (
        Evidence.REVIEW,
        r"systematic reviews?|meta-?analys[ei]s|Cochrane reviews?|revisi[oó]n sistem[aá]tica|metaan[aá]lisis",
    ),
    (
        Evidence.TRIAL,
        r"randomi[sz]ed(?:[ -](?:controlled|clinical|placebo-controlled))*[ -](?:trials?|stud(?:y|ies))|RCTs?"
        r"|ensayos? cl[ií]nicos? aleatorizados?|ensayos? aleatorizados?",
    ),
    (
        Evidence.OBSERVATION,
        r"cohort stud(?:y|ies)|observational stud(?:y|ies)|case[- ]control stud(?:y|ies)|registry stud(?:y|ies)"
        r"|cross-sectional stud(?:y|ies)|estudios? (?:observacional(?:es)?|de cohortes?)",
    ),
    (Evidence.CASES, r"case (?:reports?|series)|(?:serie|informe) de casos?"),
    (
        Evidence.LABORATORY,
        r"in (?:mice|rats|vitro)|animal stud(?:y|ies)|mouse stud(?:y|ies)|in the (?:lab|dish)|en ratones",
    ),
    (Evidence.OPINION, r"expert opinion|in my experience|opini[oó]n de expertos|en mi experiencia"),
)
_PATTERNS: Final = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _WORDS)
#: "There is no randomised trial" says that there is none.
_DENIED: Final = re.compile(
    r"\b(?:no|not|not a|without|lacks?|lack of|never|awaits?|needs?|ning[uú]n|sin|falta)\b[^.;!?\n]{0,24}$",
    re.IGNORECASE,
)


def stated(text: str) -> tuple[Evidence, ...]:
    """The kinds that a text claims, the strongest first; those that it says are missing are left out."""
    return tuple(kind for kind, pattern in _PATTERNS if any(_claimed(text, match) for match in pattern.finditer(text)))


def _claimed(text: str, match: "re.Match[str]") -> bool:
    return _DENIED.search(text[max(0, match.start() - 40) : match.start()]) is None
