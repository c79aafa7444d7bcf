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
from commonward.guard.text.labelled import APART, CONNECT, FAR, PUBLIC_CODE, VALUE, identifier, labelled, told
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.mrn",)

_LABEL = (
    r"(?:m\.?r\.?n\.?s?|mr ?#|mr no|med(?:ical)?\.? ?rec(?:ord)?s?|(?:hosp(?:ital)?|patient|pt|chart|clinic|unit|"
    r"file|folder|board|health record|case ?notes?|(?:medical )?notes|e?mpi|urn?|chi|h&c|hcn?|pas)(?: |'s )?(?:nos?"
    r"|nr|nums?|numbers?|id|identifier|#|record)|chart ?#|chart|case file|patient file|epic ?(?:id|#)|cerner ?(?:id|#)|"
    r"ficha(?: clinica| medica)?(?: ?(?:n\.? ?o?|nro|num(?:ero)?)\.?)?|"
    r"(?:uhid|mrd|cr|hn|ipd?|opd?|regd?)(?: ?(?:nos?\.?|num|number|id|#))|uhid|"
    r"n\.? ?h\.? ?c|n\.?o? hist|(?:n[uo]mero |n\.? ?o? ?)?(?:de )?historia(?: clinica)?|h\.? ?cl?\.|expediente)"
)


def _shaped(sight: Sight) -> Found | None:
    """After "folder" or "file" alone, which are other things too: six figures, or letters and five figures."""
    figures = len(re.sub(r"\D", "", sight.text))
    return identifier(sight) if figures >= (_FEW if re.match(r"[A-Z]", sight.text) else _MANY) else None


def _nhs(sight: Sight) -> Found | None:
    return sight.found(0.98 if checksums.nhs(sight.text) else 0.85)


def _beside_a_name(sight: Sight) -> Found | None:
    """Behind a name with nothing said of it: six figures at least, not a day, a number to call or a public code."""
    text = sight.text
    figures = re.sub(r"\D", "", text)
    if not _MANY <= len(figures) <= _MOST or PUBLIC_CODE.match(text) or _DAY.search(text) or text.startswith("+"):
        return None
    if (
        _OTHER_NUMBER.match(text)
        or _PUBLISHED.search(sight.whole)
        or re.match(r" ?(?:\(|%|mg|ml|pp\.|\x01)|[-:/.,]\d|[a-z]", sight.after(6))
    ):
        return None
    return identifier(sight)


_FEW, _MANY, _MOST = 5, 6, 13
_DAY = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[-/ ](?:0?[1-9]|[12]\d|3[01])[-/ ](?:19|20)?\d\d|(?:19|20)\d\d[-/]\d\d(?:[-/]\d\d)?"
)
_OTHER_NUMBER = re.compile(
    r"(?:mrn?s?|nhs|nhc|hosp|chart|file|case|unit|urn?|chi|uhid|hn|hcn?|cr|nr|no|acc|acct|ref|sn|lot|reg|pin|rn|dl|ssn"
    r"|sin|ni|dni|nie|nif|rut|run|curp|cpf|nss|cip|pps|nric|ic|id|cf|tel|ph|ext|fax|cp|bp|hr|gcs|apt"
    r"|flat|po|box|room"
    r"|bed|ward|bay|grade|stage|level|type|day|age)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:grant|award|award no|vol|volume|issue|doi|isbn|model|part|order|form|lot|version|et al)\b", re.I
)
_NAMED = (
    r"(?-i:[A-Z][A-Za-z'\-]{2,20},? (?:[A-Z][A-Za-z'\-]{1,20}|[A-Z]\.?)|[A-Z]\.? ?[A-Z][A-Za-z'\-]{2,20}"
    r"|(?:re|pt|patient|from|for|is) [A-Z][A-Za-z'\-]{2,20}|[A-Z][a-z]{2,14} \([a-z ]{3,24}\))"
    r",?(?: \([a-z ]{3,24}\))?(?:, ?(?:d\.?o\.?b\.?|born|b\.) ?[\d./\- ]{6,12})?"
)
_CODE = r"(?-i:([A-Z]{1,4}(?:[ \-/]?\d{1,7}){1,3}(?:-?[A-Z])?|\d{2,3}-\d{2,3}-\d{2,5}(?:-[A-Z])?))\b"
_NHS = r"(\d{3}[ \-]?\d{3}[ \-]?\d{4})\b"
# Words that mean this number and nothing else, whatever is told of it before it is given.
_SAID = (
    r"(?:m\.?r\.?n\.?s?|(?:hosp(?:ital)?|patient|chart|record|medical record|file|case ?notes?) (?:nos?|nums?"
    r"|numbers?|id)"
    r"|(?:numero|n\.?o?) de (?:historia|expediente|ficha|episodio))"
)
# Short labels, which mean other things too.
_SHORT = r"(?:folder|file|hosp|carpeta|board|unit|ur|hc|h\.c\.|hcn|mr|ip|episodio|pt label|patient label|sticker)"

PATTERNS = (
    Pattern(
        "phi.mrn",
        Kind.ID,
        rf"\bnhs(?: (?:no\.?|num|number|id|#))?{CONNECT}{_NHS}",
        0.97,
        _nhs,
        "patient",
    ),
    Pattern(  # "his NHS no on it, …", "NHS number of the lad for your referral: …"
        "phi.mrn",
        Kind.ID,
        rf"\bnhs (?:no\.?|num|number|id)(?:{FAR}|(?: [a-z]{{1,9}}){{1,6}},?){CONNECT}{_NHS}",
        0.95,
        _nhs,
        "patient",
    ),
    labelled("phi.mrn", _LABEL, 0.9, hint="patient", value=APART),
    labelled("phi.mrn", _LABEL, hint="patient"),
    told("phi.mrn", _SAID, hint="patient"),
    Pattern("phi.mrn", Kind.ID, rf"\b{_SHORT}{CONNECT}{VALUE}", 0.85, _shaped, "patient"),
    Pattern(  # "Loveday Trembath, RK9 40 2217, ferritin 6", "KHAN, R / RX7-119-004 / Tower A"
        "phi.mrn", Kind.ID, rf"\b{_NAMED} ?(?:[,/|:]|-{{1,2}}) ?{_CODE}", 0.7, _beside_a_name, "patient"
    ),
    Pattern(  # "SINGH HARPREET 0032178", "FAIRWEATHER Lionel RX220-914" as on a label
        "phi.mrn",
        Kind.ID,
        r"\b(?-i:[A-Z][A-Z'\-]{2,20},? [A-Z][A-Za-z'\-]{2,20} (0\d{5,9}|[A-Z]{1,3}\d{2,7}(?:-\d{2,6}){0,2}))\b",
        0.7,
        _beside_a_name,
        "patient",
    ),
    Pattern(  # "pt jd 00-88-123 K+ 6.9", "patient 0088123 is due"
        "phi.mrn",
        Kind.ID,
        r"\b(?:pts?|pat|patient|px|paciente)\.? (?:[a-z]{2,3} |[a-z]\. ?[a-z]\. )?#?"
        r"(\d{2,3}-\d{2,3}-\d{2,5}|\d{6,10}(?:-[a-z])?)\b",
        0.7,
        _beside_a_name,
        "patient",
    ),
    Pattern("phi.mrn", Kind.ID, rf"\bchi{CONNECT}(\d{{6}}[ \-]?\d{{4}})\b", 0.95, hint="patient"),
    Pattern(  # on a wristband that lay about, behind the name
        "phi.mrn",
        Kind.ID,
        r"\b(?:wristband|id band|arm ?band|pulsera)\b[^.!?\n]{0,60}[ :#]((?-i:[A-Z]{1,3})\d{5,9}"
        r"|\d{3,4} \d{3} \d{3,4})\b",
        0.9,
        hint="patient",
    ),
    labelled("phi.mrn", r"(?:numero|n\.?[o ]{0,2}) de historia\b[^.!?:\n]{1,60}:", 0.85, hint="patient"),
)
