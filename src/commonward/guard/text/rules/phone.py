"""phi.phone  telephone number

What it finds: numbers to call or text, in the international form (+44 20 …, 0044 …), the North American one with or
without area code and extension, the British, Spanish and French ones, a bare run of digits after a word such as
"tel" or "ring", numbers spelled out ("five five five, oh one …") and pulled apart ("5 5 5 - 0 1 4 2").
Why it matters: 45 CFR 164.514(b)(2)(i)(D). A number leads straight to one person or household.
Known misses: a bare run of digits with no word near it that says it is a telephone number.

phi.fax  fax number

What it finds: the same forms where the nearest word before or after the number is "fax".
Why it matters: 45 CFR 164.514(b)(2)(i)(E). A family's machine is as good as their address.
Known misses: a fax number that nothing near it calls so is found as phi.phone.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.numbers import DIGIT_WORDS, is_counting, spelled_digits
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of

RULES = ("phi.phone", "phi.fax")

_LABEL = re.compile(
    r"\b(?P<fax>(?:tele)?fax|facsimile|telecopier)|\b(?P<phone>(?:tele)?phone|ph|mob|tel[e\xe9]fono|tel|tlf|tfno|"
    r"mobile|m[o\xf3]vil|cell|landline|pager|bleep|whatsapp|viber|call(?:ed|ing|s)?|ring|rang|text(?:ed|ing)?|txt|"
    r"sms|dial|reach|contact|llam\w*|number|no\.|num|extension|ext|voicemail|hotline|helpline|switchboard|imessage|"
    r"signal|line|home|work|direct)\b"
)
# "T: 212-555-0187  F: 212-555-0188" as in letterheads.
_LETTER = re.compile(r"(?:^|[\s(,;|])([ftmpch])[:)] ?$")
_EITHER = frozenset({"number", "no.", "num", "line", "home", "work", "direct", "contact", "extension", "ext"})
# Words that say a nearby number is something else.
_OTHER = re.compile(
    r"\b(?:mrn|ssn|npi|dea|isbn|issn|pmid|pmcid|doi|nct|lot|ref|invoice|order|account|acct|policy|member|serial|case|"
    r"claim|chart|record|id|imei|version|batch|ticket|accession|licen[cs]e|sin|nhs|nhc|dni|group|card|"
    r"col(?:egiad[oa])?)(?: ?(?:no|number|num|id))?\b[.:#\s]*(?:is |was )?[#]?$"
)
_STRONG_BEFORE = re.compile(
    r"\b(?:(?:tele)?phone|tel|ph|mob|telefono|tlf|tfno|mobile|movil|cell|landline|pager|fax|whatsapp|call(?:ed|"
    r"ing)? (?:me|us|him|her|them|back)|ring (?:me|us|him|her|them)|text (?:me|us|him|her|them)|answering at|"
    r"reach(?:ed)?(?: me| us| him| her| them)? (?:at|on)|dial(?:led)?|number is|"
    r"registered(?: number)?|cel(?:ular)?|(?:celular|cel|movil|telefono|whatsapp)"
    r" (?:de|del) (?:mis?|sus?|la|el) ?\w{2,12}|llam\w{1,6} (?:al?|por)|marc\w{1,4} (?:al?|el)|informes al?"
    r"|avis\w{1,4} al?)\b[^.;\n\d]{0,12}\n?$"
)
_STRONG_AFTER = re.compile(r"^[ ,\-]{1,3}\(?(?:office|fax|mobile|cell|home|work|phone|tel)\b")
_PUBLIC = frozenset({"116123", "741741", "116111", "116117", "08001111", "18002738255", "8002738255", "08457909090"})
_TOLL_FREE = re.compile(r"^(?:001|1)?8(?:00|33|44|55|66|77|88)\d{7}$|^0(?:800|808)\d{6,7}$|^900\d{6}$")
# India 5+5 or 4+3+3; Mexico and Central America 2+4+4, 4-4; Argentina 4+2+4
_NATIONAL_FORM = re.compile(
    r"[6-9]\d{4}[ -]\d{5}|[6-9]\d{3} \d{3} \d{3}|\d{2}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{4}|\d{4} \d\d \d{4}"
    r"|\d{3} \d{3} \d\d \d\d"
)
_ENDS = re.compile(r"[.,;!?)\n]|$| ?$| (?:any|a cualquier|ya|but|or|thanks|gracias|x|24)\b")
_ASKS = re.compile(
    r"\b(?:ring|rang|call|text|whatsapp|phone|contact(?: no\.?)?|number|cel(?:ular)?|tel|movil|fax|know"
    r"|llam\w{1,7}|avis\w{1,6}"
    r"|dato\w?|inform\w{1,5}|hable|hablar|preguntar|escrib\w{1,6}|marc\w{1,4}|curaciones|comunic\w{1,8})\b[^\d]*$"
)
_REACH = 32
_FAR = 80
# "I'll fax the old one to the shop, 0161 …"
_FAXED = re.compile(r"\bfax(?:ed|ing|es)?\b(?:(?!phone|call|ring|text|mobile|cell)[^.!?;\n\d])*$")


def _nearest_label(sight: Sight) -> str:
    """ "fax", "phone" or "": what the nearest word before the number, else the one just after it, calls it."""
    before = sight.before(_REACH).rpartition("\n")[2] if sight.before(2)[-1:] != "\n" else sight.before(_REACH)
    label = ""
    for match in _LABEL.finditer(before):
        # "fax number is": words that fit both do not change what was said
        if not label or match.group() not in _EITHER:
            label = "fax" if match["fax"] else "phone"
    letter = _LETTER.search(before)
    if letter is not None:
        return "fax" if letter.group(1) == "f" else "phone"
    if label:
        return label
    after = _LABEL.match(sight.after(12).lstrip(" (,-"))
    if after is None:
        return ""
    return "fax" if after["fax"] else "phone"


def _report(sight: Sight, bare_confidence: float, labelled_confidence: float = 0.95) -> Found | None:
    """A number whose form is plausible: surer with a label, a fax when called so, silent when something else."""
    if not _stands_alone(sight):
        return None
    if _OTHER.search(sight.before(_REACH)):
        return None
    label = _nearest_label(sight)
    digits = re.sub(r"\D", "", sight.text)
    hint = "public" if digits in _PUBLIC or _TOLL_FREE.match(digits) else None
    rule = "phi.fax" if label == "fax" or _FAXED.search(sight.before(_FAR)) else "phi.phone"
    return sight.found(labelled_confidence if label else bare_confidence, rule=rule, hint=hint)


def _stands_alone(sight: Sight) -> bool:
    """Not a piece of a longer number, code, path or amount."""
    before, after = sight.before(2), sight.after(2)
    if before[-1:] in tuple("/\\_=$@") or (before[-1:] in tuple(".-,:") and before[:1].isalnum() and len(before) == 2):
        return before[-1:] == ":" and not before[:1].isdigit()
    if after[:1] in tuple("/\\_@%") or (after[:1] in tuple(".-,:") and after[1:2].isdigit()):
        return False
    return not after[:1].isalnum()


def _with_area(sight: Sight) -> Found | None:
    """North America: an area code never begins with 0 or 1, so without a label such a number is something else."""
    number = re.split(r"[ex#]", sight.text.lower(), maxsplit=1)[0]
    area = re.sub(r"\D", "", number)[-10:][:1]
    if area == "0":
        return _trunk(sight)
    return _report(sight, 0.0 if area == "1" else 0.85)


def _international(sight: Sight) -> Found | None:
    digits = re.sub(r"\D", "", sight.text)
    return _report(sight, 0.9) if 8 <= len(digits) <= 16 else None


def _local(sight: Sight) -> Found | None:
    """Seven digits: 555 is kept for invention and teaching, so it is a number to call; others need a word."""
    found = _report(sight, 0.8 if sight.text.startswith("555-") else 0.0, 0.9)
    return found if found is None or found.confidence else _grouped(sight)


def _trunk(sight: Sight) -> Found | None:
    """A national form with a leading zero: nine to eleven digits in groups."""
    digits = re.sub(r"\D", "", sight.text)
    if not 9 <= len(digits) <= 13:
        return None
    return _report(sight, 0.75)


def _nine_in_groups(sight: Sight) -> Found | None:
    """Spain writes nine digits from 6 to 9 in groups; elsewhere that may be a large number or another code."""
    spanish = sight.document.language == "es" or len(re.findall(r"[ .]", sight.text)) > 2
    return _report(sight, 0.75 if spanish else 0.55)


def _grouped(sight: Sight) -> Found | None:
    """Any grouping of seven to twelve digits beside a word that can only be about a telephone."""
    digits = re.sub(r"\D", "", sight.text)
    if not 7 <= len(digits) <= 12 or is_counting(digits):
        return None
    before, after = sight.before(_REACH), sight.after(16)
    if not (_STRONG_BEFORE.search(before) or _STRONG_AFTER.match(after) or _is_asked_to_call(sight)):
        return None
    return _report(sight, 0.85, 0.9)


def _is_asked_to_call(sight: Sight) -> bool:
    """A form that a country has, in a sentence that asks to call, write or say something, at its end."""
    if not _NATIONAL_FORM.fullmatch(sight.text) or not _ENDS.match(sight.after(6)):
        return False
    return _ASKS.search(sight.before(_FAR)) is not None


def _run_of_digits(sight: Sight) -> Found | None:
    """Digits with nothing between them say nothing by themselves: the label is in the pattern."""
    return _report(sight, 0.9)


def _apart(sight: Sight) -> Found | None:
    """Single digits pulled apart. Scales and counting ("1 2 3 4 5 6 7") are not numbers to call."""
    digits = re.sub(r"\D", "", sight.text)
    if not 7 <= len(digits) <= 15 or is_counting(digits):
        return None
    if len(set(digits)) < 3 and not _nearest_label(sight):
        return None
    return _report(sight, 0.7)


def _spelled(sight: Sight) -> Found | None:
    """Digit words: seven digits at least, counting "double" and "hundred"."""
    digits = spelled_digits(sight.text)
    if not 7 <= len(digits) <= 15 or is_counting(digits):
        return None
    return _report(sight, 0.85)


_SEP = r"[ .\-]"
_EXTENSION = r"(?:,? ?(?:ext(?:ension)?\.?|x|#) ?\d{1,6})?"
_WORD = any_of(" ".join(DIGIT_WORDS))
_SPOKEN = rf"(?:(?:double|triple|treble|doble)[ -])?(?:{_WORD}|\d)(?:[ -](?:hundred|thousand))?"
_CUE = any_of(
    "phone telephone tel telefono tlf tfno mobile movil cell cellphone landline call ring text txt sms dial whatsapp "
    "fax telefax pager bleep contact reach number desk office"
)

PATTERNS = (
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        rf"((?:\+|"
        rf"\b00)[ ]?\d{{1,3}}{_SEP}?(?:\(0?\d{{0,4}}\){_SEP}?)?\d{{1,5}}(?:{_SEP}{{1,3}}\d{{1,7}}){{1,5}}{_EXTENSION})",
        0.9,
        _international,
    ),
    Pattern("phi.phone", Kind.CONTACT, rf"(\+\d{{9,15}}{_EXTENSION})", 0.9, _international),
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        rf"((?:\b1{_SEP}?)?(?:\(\d{{3}}\) ?-?|\b\d{{3}}(?:{_SEP}| - |/))\d{{3}}(?:{_SEP}| - )\d{{4}}{_EXTENSION})\b",
        0.85,
        _with_area,
    ),
    Pattern("phi.phone", Kind.CONTACT, r"(\(0\d{2,4}\) ?\d{3,4} ?\d{3,4})\b", 0.85, _with_area),
    Pattern("phi.phone", Kind.CONTACT, rf"\b(0\d(?:{_SEP}\d\d){{4}})\b", 0.85, _trunk),
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        rf"\b(0\d{{1,4}}(?:{_SEP}\d{{2,7}}){{1,4}}{_EXTENSION})\b",
        0.75,
        _trunk,
    ),
    Pattern("phi.phone", Kind.CONTACT, r"\b(07\d{9})\b", 0.8, _trunk),
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        r"\b([6-9]\d\d[ .]\d\d\d[ .]\d\d\d|[6-9]\d\d(?:[ .]\d\d){3}|[89]\d[ .]\d{3}[ .]\d\d[ .]\d\d)\b",
        0.75,
        _nine_in_groups,
    ),
    Pattern("phi.phone", Kind.CONTACT, rf"\b(\d{{3}}{_SEP}[\do]{{4}}{_EXTENSION})\b", 0.8, _local),
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        rf"\b{_CUE}\b(?: ?(?:me|us|him|her|them|no|num|number|is|was|on|at|"
        rf"line)\b\.?){{0,3}}[ :.#=]{{0,3}}(\d{{7,12}})\b",
        0.9,
        _run_of_digits,
    ),
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        r"\b(?:pager|bleep|beeper|extension|ext[.:]|voicemail) ?(?:no\.?|number|#)? ?(?:is )?(\d{4,6})\b",
        0.7,
        _run_of_digits,
    ),
    Pattern("phi.phone", Kind.CONTACT, r"\b(\d(?:[ .\-]{1,3}\d){6,99})\b", 0.7, _apart),
    Pattern("phi.phone", Kind.CONTACT, rf"(\(?\b\d{{2,5}}\)?(?:{_SEP}\d{{2,8}}){{1,40}})\b", 0.85, _grouped),
    Pattern(
        "phi.phone",
        Kind.CONTACT,
        r"\b(\d{7,12})[ ,\-]{1,2}\(?(?:fax|mobile|cell|home phone|office)\b",
        0.85,
        _run_of_digits,
    ),
    Pattern("phi.phone", Kind.CONTACT, rf"\b({_SPOKEN}(?:(?:, ?|[ -]| - ){_SPOKEN}){{3,80}})\b", 0.85, _spelled),
)
