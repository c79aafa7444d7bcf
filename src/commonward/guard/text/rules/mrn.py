"""phi.mrn  medical record number

What it finds: hospital record numbers after words such as "MRN", "chart no.", "hosp no", "patient ID", Spanish "NHC";
the British NHS number after its label.
Why it matters: 45 CFR 164.514(b)(2)(i)(H). With a date or a ward, it names one patient to every colleague.
Known misses: numbers with no label near them; see phi.other-id. Of several numbers after one label those are found
that are as long as the first.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text import checksums
from commonward.guard.text.labelled import APART, CONNECT, VALUE, identifier, labelled
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.mrn",)

_LABEL = (
    r"(?:m\.?r\.?n\.?s?|mr ?#|mr no|med(?:ical)?\.? ?rec(?:ord)?s?|(?:hosp(?:ital)?|patient|pt|chart|clinic|unit|"
    r"file|folder|health record|case ?notes?|(?:medical )?notes|e?mpi|urn?|chi|h&c|pas)(?: |'s )?(?:nos?|nr|num|"
    r"number|id|identifier|#|record)|chart ?#|chart|case file|patient file|epic ?(?:id|#)|cerner ?(?:id|#)|"
    r"ficha(?: clinica| medica)?(?: ?(?:n\.? ?o?|nro|num(?:ero)?)\.?)?|"
    r"(?:uhid|mrd|cr|hn|ipd?|opd?|regd?)(?: ?(?:nos?\.?|num|number|id|#))|uhid|"
    r"n\.? ?h\.? ?c|(?:n[uo]mero |n\.? ?o? ?)?(?:de )?historia(?: clinica)?|h\.? ?cl?\.|expediente)"
)


def _shaped(sight: Sight) -> Found | None:
    """After "folder" or "file" alone, which are other things too: six figures, or letters and five figures."""
    figures = len(re.sub(r"\D", "", sight.text))
    return identifier(sight) if figures >= (_FEW if re.match(r"[A-Z]", sight.text) else _MANY) else None


def _nhs(sight: Sight) -> Found | None:
    return sight.found(0.98 if checksums.nhs(sight.text) else 0.85)


_FEW, _MANY = 5, 6

PATTERNS = (
    Pattern(
        "phi.mrn",
        Kind.ID,
        rf"\bnhs(?: (?:no\.?|num|number|id|#))?(?: \| |{CONNECT})(\d{{3}}[ \-]?\d{{3}}[ \-]?\d{{4}})\b",
        0.97,
        _nhs,
        "patient",
    ),
    labelled("phi.mrn", _LABEL, 0.9, hint="patient", value=APART),
    labelled("phi.mrn", _LABEL, hint="patient"),
    Pattern("phi.mrn", Kind.ID, rf"\b(?:folder|file|hosp|carpeta){CONNECT}{VALUE}", 0.85, _shaped, "patient"),
    Pattern("phi.mrn", Kind.ID, rf"\bchi{CONNECT}(\d{{6}}[ \-]?\d{{4}})\b", 0.95, hint="patient"),
    Pattern(  # on a wristband that lay about, behind the name
        "phi.mrn",
        Kind.ID,
        r"\b(?:wristband|id band|arm ?band|pulsera)\b[^.!?\n]{0,60}[ :#]((?-i:[A-Z]{1,3})\d{5,9})\b",
        0.9,
        hint="patient",
    ),
    labelled("phi.mrn", r"(?:numero|n\.?[o ]{0,2}) de historia\b[^.!?:\n]{1,60}:", 0.85, hint="patient"),
)
