"""phi.ssn  social security and other national numbers

What it finds: the American number with hyphens, with spaces, pulled apart, or as nine digits after a label, and its
last four digits after "last four of"; the British National Insurance number, Canadian SIN, Indian Aadhaar,
Spanish DNI and NIE, Italian codice fiscale, French NIR, Swedish, Finnish, Belgian and Swiss numbers by their form
and check digits; after their label also the Australian TFN, Indian PAN, German tax number, Polish PESEL, Norwegian,
Danish, Dutch, Irish and Austrian numbers.
Why it matters: 45 CFR 164.514(b)(2)(i)(G). It opens a person's whole record, everywhere; no override releases it.
Known misses: nine digits in a row with no label; numbers of countries not named here.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text import checksums
from commonward.guard.text.checksums_abroad import codice_fiscale
from commonward.guard.text.labelled import CONNECT, FAR
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.ssn",)

_SOCIAL = re.compile(r"\b(?:ssn|ss ?#|ss no|social(?: security)?|soc\.? sec|sin|itin|tax id|tin)\b")
_OTHER_LABEL = re.compile(
    r"\b(?:mrn|chart|hosp\w*|policy|member|plan|acc(?:oun)?t|licen[cs]e|phone|tel|fax|serial|case|order|claim|"
    r"invoice|record|medicare|medicaid)\b[^.;\n]{0,14}$"
)
_INSURANCE_LABEL = re.compile(r"national insurance|\bnino\b|\bni ?(?:nos?|number|num|#)|\bni(?: is)?[ .:#]{0,3}$")
_REACH = 60


def _american(sight: Sight) -> Found | None:
    """Three, two and four digits. One that was never issued is still meant when it is labelled or hyphened."""
    text = sight.text
    before = sight.before(_REACH)
    if before[-1:] in tuple(".-/_") or re.match(r"[\-/_]|\.\d", sight.after(2)):
        return None
    if _SOCIAL.search(before):
        return sight.found(0.97)
    if _OTHER_LABEL.search(before):
        return sight.found(0.6)  # the other label's rule is surer of it
    if "-" not in text:
        return sight.found(0.6) if checksums.ssn(text) else None
    return sight.found(0.88 if checksums.ssn(text) else 0.75)


def _last_four(sight: Sight) -> Found | None:
    return sight.found()


def _apart(sight: Sight) -> Found | None:
    return sight.found() if len(re.sub(r"\D", "", sight.text)) == 9 else None


def _sin(sight: Sight) -> Found | None:
    return sight.found(0.97 if checksums.luhn(sight.text) else 0.85)


def _aadhaar(sight: Sight) -> Found | None:
    """Twelve digits in fours: the label or a right check digit; a payment card has a fourth group."""
    named = re.search(r"\b(?:aadhaa?r|uid(?:ai)?)\b", sight.before(30)) is not None
    if (
        re.match(r"[ \-]?\d", sight.after(2))
        or sight.before(1) in tuple("-/.")
        or re.search(r"\d[ \-]$", sight.before(3))
    ):
        return None
    if len(checksums.bare(sight.text)) != 12:
        return None
    if named:
        return sight.found(0.97)
    return sight.found(0.8) if checksums.verhoeff(sight.text) else None


def _spanish(sight: Sight) -> Found | None:
    """The letter must be the right one, or the label must say so."""
    if checksums.dni(sight.text):
        return sight.found()
    return sight.found(0.8) if re.search(r"\b(?:dni|nie|nif)\b[ :.#\-]{0,4}$", sight.before(12)) else None


def _insurance(sight: Sight) -> Found | None:
    """A National Insurance number: prefixes that are never given out are refused (HMRC, NIM39110)."""
    prefix = sight.text[:2].upper()
    if prefix in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"} or prefix[0] in "DFIQUV" or prefix[1] in "DFIOQUV":
        return sight.found(0.75) if _INSURANCE_LABEL.search(sight.before(_REACH)) else None
    return sight.found()


def _fiscal(sight: Sight) -> Found | None:
    """The form is the code's alone; a wrong last letter is a mistyped one."""
    return sight.found(0.97 if codice_fiscale(sight.text) else 0.85)


_SSN_LABEL = r"(?:ssn|s\.s\.n\.|ss ?#|ss no|social security|soc\.? sec\.?|social|itin)(?: (?:nos?|num|number|#))?"

PATTERNS = (
    Pattern("phi.ssn", Kind.ID, r"\b(\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{3}\.\d{2}\.\d{4})\b", 0.88, _american),
    Pattern(  # the Spanish and the Mexican number of the social insurance
        "phi.ssn",
        Kind.ID,
        rf"\bnumero (?:de la |de |del )?(?:seguridad social"
        rf"|seguro social){FAR}?,?{CONNECT}(\d{{2}}/\d{{7,8}}/\d{{2}}|\d{{2}} ?\d{{2}} ?\d{{2}} ?\d{{4}} ?\d"
        rf"|\d{{2}} ?\d{{8}} ?\d{{2}})\b",
        0.96,
    ),
    Pattern("phi.ssn", Kind.ID, rf"\b{_SSN_LABEL}{CONNECT}(\d{{9}}|[x*]{{3}}[ \-]?[x*]{{2}}[ \-]?\d{{4}})\b", 0.97),
    Pattern(
        "phi.ssn",
        Kind.ID,
        r"\b(?:tax|tin|social|ssn)(?: (?:id|no|number))?(?: is|:)? (\d{3}-\d{2}-\d{2} ?\d{2})\b",
        0.96,
    ),
    Pattern("phi.ssn", Kind.ID, r"\b(last four \d{4},? first (?:five|three) \d{3}(?:-\d{2})?)\b", 0.95),
    Pattern("phi.ssn", Kind.ID, r"((?:\bx{3}|\*{3})[ \-](?:x{2}|\*{2})[ \-]\d{4})\b", 0.85),
    Pattern(
        "phi.ssn",
        Kind.ID,
        rf"\b(?:last (?:4|four)(?: digits)?|ending)(?: of| in)?(?: the| his| her| my|"
        rf" their)? {_SSN_LABEL}{CONNECT}(\d{{4}})\b",
        0.9,
        _last_four,
    ),
    Pattern("phi.ssn", Kind.ID, rf"\b{_SSN_LABEL}{CONNECT}(?:last (?:4|four) ?[:\-]? ?)?(\d{{4}})\b", 0.85, _last_four),
    Pattern("phi.ssn", Kind.ID, r"\b(\d(?:[ .]\d){2} ?-? ?\d[ .]\d ?-? ?\d(?:[ .]\d){3})\b", 0.85, _apart),
    Pattern(
        "phi.ssn",
        Kind.ID,
        rf"\b(?:sin|social insurance)(?: (?:no|number|#))?{CONNECT}(\d{{3}}[ \-]?\d{{3}}[ \-]?\d{{3}})\b",
        0.97,
        _sin,
    ),
    Pattern("phi.ssn", Kind.ID, r"\b(\d{4}(?:[ \-]\d{4}){2,40})\b", 0.8, _aadhaar),
    Pattern("phi.ssn", Kind.ID, rf"\b(?:aadhaa?r|uidai)(?: (?:no|number|card|#))?{CONNECT}(\d{{12}})\b", 0.97),
    Pattern("phi.ssn", Kind.ID, r"\b(\d{2}\.?\d{3}\.?\d{3}[ \-]?[a-z]|[xyz][ \-]?\d{7}[ \-]?[a-z])\b", 0.93, _spanish),
    Pattern("phi.ssn", Kind.ID, r"\b((?-i:[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]))\b", 0.88, _insurance),
    Pattern("phi.ssn", Kind.ID, r"\b((?-i:[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]))\b", 0.95, _fiscal),
)
