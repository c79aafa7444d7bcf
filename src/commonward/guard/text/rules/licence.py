"""phi.licence  certificate or licence number

What it finds: numbers after "driver's licence", "DL", "licence card", "license no.", "registration" of a
professional, "NPI" (check digit by Luhn with the prefix 80840), "GMC", "NMC PIN", Spanish "Nº Col."; a DEA number by
its check digit alone, a British driving licence by its form. Professional numbers carry the hint "clinician": they
stand in public registers.
Why it matters: 45 CFR 164.514(b)(2)(i)(K). A licence is looked up in seconds, often with the address.
Known misses: a licence number with no label.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text import checksums
from commonward.guard.text.labelled import CONNECT, VALUE, identifier, labelled, told
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.licence",)


def _npi(sight: Sight) -> Found | None:
    return sight.found(0.98 if checksums.npi(sight.text) else 0.85)


def _dea(sight: Sight) -> Found | None:
    """Registrant letters are few, and the check digit must be right; or the label stands before it."""
    named = re.search(r"\bdea\b", sight.before(24)) is not None
    right = checksums.dea(sight.text) and sight.text[0].upper() in "ABCDEFGHJKLMPRSTUX"
    if right:
        return sight.found(0.97 if named else 0.75)
    return sight.found(0.85) if named else None


def _british(sight: Sight) -> Found | None:
    """The form of the DVLA: five letters of the name, year, month and day of birth with the decade first, initials."""
    month = int(re.sub(r"\D", "", sight.text)[1:3])
    return sight.found() if 1 <= month % 50 <= 12 else None  # 51 to 62 for women


def _bare_licence(sight: Sight) -> Found | None:
    """ "licence" alone is a common word: the value must look like a code, not a year or a small number."""
    text = sight.text
    if len(re.sub(r"\D", "", text)) < 4 or re.fullmatch(r"(?:19|20)\d\d", text):
        return None
    return identifier(sight)


_DRIVER = (
    r"(?:driv(?:er'?s?|ing|ers'?)? ?(?:licen[cs]e|lic\.?|permit)|(?-i:DL|CDL|D\.L\.)|state id|"
    r"(?:permiso|carnet|licencia|registro|brevete) de conducir)(?: ?(?:card|nos?|nr|num|number|#|id))*"
)
_CARD = r"(?:licen[cs]e|lic\.|permit|certificate|cert\.?)(?: ?(?:card|nos?|nr|num|number|#|id))+"
_PROFESSION = (
    r"(?:(?:rn|md|lpn|np|pa|do|nursing|medical|pharmacy|state|professional|board)[ -](?:licen[cs]e|registration|"
    r"cert(?:ification)?)|gmc|nmc(?: pin)?|gphc|hcpc|gdc|ahpra|(?:registration|reg\.?) (?:no|number|id)|"
    r"n\.?[ o]{0,2}col(?:egiad[oa])?\.?|colegiad[oa])(?: ?(?:nos?|num|number|#|id))*"
)

_CODED = r"(?-i:[A-Z]{0,4}[ -]?\d{4,9}(?:-\d{2,6})?)"

PATTERNS = (
    labelled("phi.licence", rf"{_DRIVER}(?: (?-i:[A-Z]{{2}}))?"),
    told("phi.licence", r"(?:driv(?:er'?s?|ing) licen[cs]e|licencia de conducir)", 0.9),
    labelled("phi.licence", _PROFESSION, 0.9, hint="clinician"),
    labelled("phi.licence", _CARD, 0.93),
    Pattern("phi.licence", Kind.ID, rf"\b(?:licen[cs]e|lic\.?|licencia){CONNECT}{VALUE}", 0.85, _bare_licence),
    Pattern(  # "shotgun certificate 41/C/20988", "a firearms card, number FAC 88/20441"
        "phi.licence",
        Kind.ID,
        rf"\b(?:shotgun|firearms?|gun|pilot'?s?|seaman'?s?|hgv|taxi|hackney|boat|fishing|marriage|death|birth)"
        rf"(?: certificate| licen[cs]e| card| permit"
        rf"| badge){CONNECT}((?-i:FAC ?)?\d{{1,4}}(?:/[A-Z\d]{{1,8}}){{1,3}}|{_CODED})\b",
        0.88,
        identifier,
    ),
    # the number of the British nursing register: year, letter of the part, serial, country
    Pattern("phi.licence", Kind.ID, r"\b((?-i:\d{2}[A-L]\d{4}[EWSNO]))\b", 0.8, hint="clinician"),
    Pattern(
        "phi.licence",
        Kind.ID,
        rf"\b(?:npi|national provider(?: id\w*)?)(?: (?:no|number|#))?{CONNECT}(\d{{10}})\b",
        0.98,
        _npi,
        "clinician",
    ),
    Pattern("phi.licence", Kind.ID, r"\b((?-i:[A-Z]{2}[A-Z9]{3} ?\d{6} ?[A-Z][A-Z9] ?\d[A-Z]{2}))\b", 0.93, _british),
    Pattern("phi.licence", Kind.ID, r"\b([a-z][a-z9]\d{7})\b", 0.75, _dea, "clinician"),
)
