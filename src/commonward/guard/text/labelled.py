"""What numbers with a label have in common: "MRN: 00482913", "member ID is QRT 88 1920 7", "chart no. K0-88213-7".

A label, a short connection, and a value that holds at least three digits. The value alone is reported.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, words

# Between label and value: a sign or two, and words like "no." or "is", on the same line or the next.
CONNECT = (
    r"(?: ?(?:\(|\[)[a-z. ]{1,12}(?:\)|\]))?[ \n]{0,2}[:#=.,|\-]{0,2}[ \n]{0,2}(?:(?:nos?|nr|num|number|numero|n|id|"
    r"ids|code|is|was|are|were|reads?|es|ends?|ending|in|with|as|it|should|"
    r"read)\b\.?[ \n]?[:#=.\-]{0,2}[ \n]{0,2}){0,4}[#\"'(\[*]{0,2}"
)

# What may be told of a number before it is given: "of the lady in bay six is", "for her card, it's", "again. It's".
FAR = (
    r"(?:(?: again| below| here)?(?: (?:of|for|on|at|from|in|to|w/|with|de|del|para|como)\b[^.!?:;=|\n]{1,48}?,?)?"
    r"(?: (?:is|was|es|reads?|says|dice)\b|[:=]|,? ?\be\.?g\.?|[,.] ?(?:which|it|its|that|this)(?:'s| is)?\b)"
    r"| (?:of|for|on|from|in|de|del|para)\b[^.!?:;=|\n]{1,48}?,)"
)

# Letters and digits with hyphens, dots or slashes inside; or capitals and groups of digits with spaces; or short groups
# of
# digits with spaces (a long first group ends the number: "MRN 00482913 12 weeks").
_SOLID = r"(?:[a-z]{1,10}[\-/.]?){0,2}\d[a-z\d]{0,24}(?:[\-/.][a-z\d]{1,16}){0,6}"
_CAPITALS = r"(?-i:[A-Z]{1,5}\d{0,3}(?: \d[\dA-Z]{0,9}(?:-[\dA-Z]{1,9}){0,3}){1,5}(?: [A-Z]\b)?)"
_GROUPS = r"\d{1,4}(?: ?- ?\d{1,9}| \d{1,9}){1,5}(?-i: ?[A-Z]\b)?(?:[\-/.][a-z\d]{1,16}){0,4}"
VALUE = rf"((?:{_CAPITALS}|{_GROUPS}|{_SOLID}))\b"

# "9 0 0 - 4 4 - 7 1 2 0": pulled apart so that a search would miss it.
APART = r"(\d(?:[ .\-]{1,3}\d){5,19})\b"

# A measure follows: not an identifier.
_UNIT = re.compile(
    r"^ ?(?:%|mg|mcg|g|kg|ml|l|dl|mmol|mol|mmhg|cm|mm|m|hz|bpm|units?|iu|kcal|hours?|hrs?|min(?:ute)?s?|days?|weeks?|"
    r"months?|years?|patients?|people|cases?|beds?|times|pages?|participants|subjects|samples|records|°|\x01)\b"
)
_AMOUNT = re.compile(r"\d{1,5}[.,]\d{1,2}|\d{1,3}/\d{1,3}|(?:19|20)\d\d")
_CLOCK = re.compile(r"^:\d\d|^ ?[ap]\.?m\b")
_NOT_PREFIX = words("for from in on at of to and the or by is was as a an no new old per via pt dob age")

LEAST_DIGITS = 3
LEAST_LENGTH = 4


def identifier(sight: Sight) -> Found | None:
    """Confirm a labelled value: digits enough, no measure, no amount, no year, no time."""
    text = sight.text
    digits = sum(character.isdigit() for character in text)
    if digits < LEAST_DIGITS or len(text) < LEAST_LENGTH or _AMOUNT.fullmatch(text):
        return None
    after = sight.after(14)
    if _UNIT.match(after) or _CLOCK.match(after):
        return None
    prefix = re.match(r"[a-z]+", text.lower())
    if prefix is not None and prefix.group() in _NOT_PREFIX and " " in text:
        return None
    return sight.found()


# The next of several: "MRNs 00482913 and 00482914".
SERIES = rf"(?: ?(?:,|&|/) ?(?:and |or )?| (?:and|or|y|o|vs\.?) ){VALUE}"

# Codes of public registers, which are nobody's.
PUBLIC_CODE = re.compile(
    r"^(?:nct|isrctn|eudract|chictr|actrn|drks|umin|pmid|pmc|doi|icd|cpt|snomed|loinc|rs|cve|iso|iec|isbn|issn)"
    r"[\- :]?\d",
    re.IGNORECASE,
)
# The figures that a number has at least when something stands between its label and itself.
_LEAST_FAR = 5
_PHONE = re.compile(r"0\d{2,4} \d{3,4} ?\d{3,4}|\(?\d{3}\)?[ -]\d{3}-\d{4}")


def told_of(sight: Sight) -> Found | None:
    """Confirm a value that is told of first ("the number of the lady in bay six is …"): longer, no number to call."""
    text = sight.text
    if sum(character.isdigit() for character in text) < _LEAST_FAR or PUBLIC_CODE.match(text) or _PHONE.fullmatch(text):
        return None
    return identifier(sight)


def told(rule: str, label: str, confidence: float = 0.93, *, hint: str = "", value: str = VALUE) -> Pattern:
    """As `labelled`, where something is told of the number before it is given."""
    return Pattern(rule, Kind.ID, rf"\b{label}{FAR}{CONNECT}{value}", confidence, told_of, hint, series=True)


def labelled(rule: str, label: str, confidence: float = 0.97, *, hint: str = "", value: str = VALUE) -> Pattern:
    """A pattern for a value after a label. `label` is a regular expression without capturing groups."""
    return Pattern(rule, Kind.ID, rf"\b{label}{CONNECT}{value}", confidence, identifier, hint, series=True)
