"""Dates with a month's name: "March 3rd", "Weds 8 Oct", "the third of March", "Mar '24", "your March visit"."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, words
from commonward.guard.text.rules.date.vocabulary import (
    DAY,
    FOREIGN_MONTH,
    MONTH,
    ORDINAL,
    SHORT_WEEKDAY,
    SPOKEN_YEAR,
    SUFFIX,
    WEEKDAY,
    YEAR,
    cited,
    hint,
    measured,
)

# Also verbs, adjectives or given names: these need more than their spelling.
_DOUBTFUL = words("may march mar april june august jan dec ago dic abr ene sept sep")
_DAY_BEFORE = re.compile(r"\b(?:on|since|from|until|by|of|adm|admitted|dob) $")
# A medication chart (MAR) and a scan of the eye (OCT) in capitals are no months.
_CHARTS = words("mar oct")
_SPANISH = words(
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic"
)
_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|til|by|during|from|through|last|next|this|past|early|late|mid|of|before|after|around|"
    r"between|back in|en|desde|hasta|de|del|pasado|beginning of|end of)[ \-]$"
)
_STRONG_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|during|last|next|(?:end|middle|beginning|start|first|week) of|(?:early|late|mid)(?: |"
    r"-)|back in|by|en|desde|hasta)[ \-]?$"
)
# What makes a month a date when it stands before it: "your March visit", "her October scan".
_EVENT_AFTER = re.compile(
    r"^'?s? (?:visit|appointment|appt|admission|clinic|scan|surgery|operation|op|procedure|bloods|labs?|results?|"
    r"check(?:-?up)?|review|stay|discharge|biopsy|mri|ct|fall|stroke|relapse|flare|chemo|round|birthday|session|"
    r"follow-?up|smear|mammogram|delivery|accident|crash|injury|seizure|attack|episode)\b"
)
_VERB_AFTER = re.compile(
    r"^ (?:be|have|not|need|also|cause|help|occur|include|lead|want|require|result|become|develop|contain|take|use|"
    r"make|get|feel|show|require|only|even|still|seem|appear|come|go|or may|i|we|you|he|she|it|they|god|all|your|"
    r"she)\b"
)
# Streets and hospitals that are called after a date ("Hospital 12 de Octubre").
_NAMED_AFTER_DATE = re.compile(r"\b(?:hospital|calle|avenida|avda\.?|av\.|plaza|metro|colegio|rua|rue) (?:del? )?$")
_NTH_NOUN = re.compile(
    r"^ (?:floor|rib|grade|day|week|month|time|percentile|edition|century|place|year|toe|finger|nerve|cranial|"
    r"metatarsal|metacarpal|intercostal|attempt|dose|line|one|cycle|round|row|session|child|birthday|degree|street|"
    r"avenue|and \w+ (?:ribs?|nerves?)|ward|trimester|decade|generation|visit|patient|amendment|anniversary|case|bed|"
    r"chromosome)"
)


def _is_word(sight: Sight, month: str) -> bool:
    """Whether "may" or "march" here is likely a verb: small letters, no preposition, no year."""
    return month in {"may", "march", "mar"} and not re.search(r"\d{4}|'\d\d|\d(?:st|nd|rd|th)", sight.text)


def _full(sight: Sight) -> Found | None:
    """A day with a month. A doubtful month in small letters needs an ordinal, a year or a word of time before it."""
    text = sight.text
    if measured(sight) or cited(sight) or _NAMED_AFTER_DATE.search(sight.before(24)):
        return None
    if re.match(r"[/\-]\d|:\d|\.\d|[a-z0-9]", sight.after(2)):
        return None
    month = re.search(MONTH, text, re.IGNORECASE)
    name = month.group() if month else ""
    if (
        name.islower()
        and _is_word(sight, name)
        and not re.search(r"\b(?:of|on|since|from|until|by|del?|el)\b", sight.whole.lower())
    ):
        before = sight.before(12)
        if not re.search(
            r"\b(?:on|since|from|until|till|by|the|el|del?|of|due|dated?|dob|born|adm|admitted)[ :]$", before
        ):
            return None
    if name.lower() in {"may", "march"} and _VERB_AFTER.match(sight.after(12)) and not re.search(r"\d{4}|of", text):
        return None
    if name in {"MAR", "OCT"} and re.fullmatch(r"[A-Z]{3} \d{1,2}", text) and not _DAY_BEFORE.search(sight.before(12)):
        return None
    trim = _bare_year(sight)
    return sight.found(hint=hint(sight), trim=trim)


def _bare_year(sight: Sight) -> int:
    """How much to leave out when two bare figures at the end are no year ("on 3 March 18 patients came")."""
    tail = re.search(r"[a-z.]( \d\d)$", sight.text.lower())
    if tail is None or not re.match(r" [a-z]|:\d", sight.after(3)):
        return 0
    return 0 if re.match(r" (?:with|and|for|at|in|by|after|to|was|when|due)\b", sight.after(7)) else len(tail.group(1))


def _month_and_year(sight: Sight) -> Found | None:
    if cited(sight) or re.match(r"[\-/]\d|:\d|\.\d", sight.after(2)):
        return None
    return sight.found(hint=hint(sight))


def _months(sight: Sight) -> Found | None:
    """Two months. "April and June" may be two people: a word of time must stand before them."""
    if re.search(r"\b(?:and)\b", sight.text.lower()) and not _PREPOSITION.search(sight.before(16)):
        return None
    return _month_and_year(sight)


def _spelled(sight: Sight) -> Found | None:
    return sight.found(hint=hint(sight))


def _month(sight: Sight) -> Found | None:
    """A month by itself: surely after "in" or before a visit; else only when its name means nothing else."""
    text, before, after = sight.text, sight.before(16), sight.after(24)
    name = text.lower().rstrip(".")
    if re.match(r"[\-'/]?\d|[a-z0-9@]|-[a-z]| of dimes| madness", after) and not after.startswith("'s"):
        return None
    if name in _CHARTS and text != text.capitalize() and not _STRONG_PREPOSITION.search(before):
        return None
    if name in _SPANISH and (text[0].isupper() or sight.document.language != "es"):
        return None  # a name ("Mayo Clinic", "Abril"): Spanish writes months small
    if _EVENT_AFTER.match(after) and text not in {"may", "march"} and "may" != name != "mar":
        return sight.found(0.8)
    doubtful = name in _DOUBTFUL or len(name) < 4
    if name == "may" and (text == "may" or _VERB_AFTER.match(after)):
        ok = re.search(r"\b(?:in|since|until|till|last|next) $", before) and not _VERB_AFTER.match(after)
        return sight.found(0.65) if ok else None
    if _STRONG_PREPOSITION.search(before):
        return sight.found(0.75 if doubtful else 0.8, hint=hint(sight))
    if doubtful:
        return None
    return sight.found(0.7 if _PREPOSITION.search(before) else 0.6, hint=hint(sight))


def _nth(sight: Sight) -> Found | None:
    """ "on the 12th", "is the 9th": a day of this month, unless something is being counted."""
    after = sight.after(24)
    if _NTH_NOUN.match(after) or re.match(r"[a-z0-9]|-[a-z]| [a-z]+(?:st|nd|rd|th)\b", after):
        return None
    if re.match(
        r"[.,;:!?)]|$| (?:and|but|with|at|for|or|to|so|of this|of last|of next|in the|from|as|because|when|then)\b",
        after,
    ):
        return sight.found(hint=hint(sight))
    return None


_SEP = r"(?:[ .\-/]|\. | - )"
_DAY_WORD = rf"(?:{WEEKDAY}|{SHORT_WEEKDAY})"
_NAMED_DAY = rf"(?:{_DAY_WORD},? (?:the )?)?"
_RANGE = rf"(?: ?(?:-|to|and|&|/|through|y|al?) ?(?:the )?{DAY}{SUFFIX}?)?"
_SPAN = rf"(?: ?(?:-|to|and|&|through|y) ?(?:the )?{DAY}{SUFFIX}?)?"
_OF = r"(?: (?:of|de) |[ .\-/]|\. )"
_YEAR_AFTER = rf"(?:(?:,? (?:of |de |del )?|[.\-/,]){YEAR}\b|[ \-/.]\d\d\b)?"
_FIRST = rf"(?:{DAY}{SUFFIX}?)"

PATTERNS = (
    Pattern("phi.date", Kind.DATE, rf"\b({_NAMED_DAY}{_FIRST}{_RANGE}{_OF}{MONTH}{_YEAR_AFTER})", 0.95, _full),
    Pattern(
        "phi.date",
        Kind.DATE,
        r"\b(\d\d?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:\d{4}|\d\d))\b",
        0.93,
        _full,
    ),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b({_NAMED_DAY}{MONTH}[ \-](?:the )?{DAY}{SUFFIX}?{_SPAN}(?:,? ?{YEAR}\b|-\d{{4}}\b)?)\b",
        0.95,
        _full,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b({FOREIGN_MONTH} {DAY},? {YEAR})\b", 0.9, _full),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b({DAY}(?:\.|er|o)?(?: de| di)? {FOREIGN_MONTH}(?:(?: de)? (?:19|20)\d\d)?)\b",
        0.9,
        _full,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b((?:19|20)\d\d[ \-/]{MONTH}(?:[ \-/]{DAY})?)\b", 0.9, _month_and_year),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b((?:{_DAY_WORD},? (?:the )?)?{ORDINAL}(?: day)? (?:of|de) {MONTH}(?:,? (?:{YEAR}|{SPOKEN_YEAR}|"
        rf"in the year {YEAR}))?)\b",
        0.93,
        _spelled,
    ),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b({MONTH} (?:the )?{ORDINAL}(?:,? (?:{YEAR}|{SPOKEN_YEAR})))\b",
        0.93,
        _spelled,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b({MONTH} the {ORDINAL})\b", 0.9, _spelled),
    Pattern("phi.date", Kind.DATE, rf"\b({MONTH} {ORDINAL})\b", 0.8, _full),
    Pattern("phi.date", Kind.DATE, rf"\b({MONTH},? {SPOKEN_YEAR})\b", 0.9, _spelled),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b((?:(?:early|late|mid)[ \-])?{MONTH}(?:,? (?:of |de |del )?|[\-/])(?:19|20)\d\d|{MONTH}(?:[\-/]\d\d|"
        rf"[ \-]?'\d\d))\b",
        0.9,
        _month_and_year,
    ),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b({MONTH} ?(?:to|-|through|and|until) ?{MONTH}(?: (?:19|20)\d\d)?)\b",
        0.75,
        _months,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b({MONTH})", 0.75, _month),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b(?:on|since|until|till|by|from|is|was|for|before|after) the ({DAY}(?:st|nd|rd|th))\b",
        0.7,
        _nth,
    ),
)
