"""Words of the calendar as regular expressions, and the checks that all written dates share."""

import re

from commonward.guard.text.pattern import Sight, any_of

_FULL_MONTH = any_of(
    "january february febuary feburary march april may june july august september october november december enero "
    "febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"
)
_SHORT_MONTH = any_of("jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic")
# The full stop belongs to a shortened name; after a whole one it ends the sentence ("on 1 December. 24/7 help").
MONTH = rf"(?:{_FULL_MONTH}\b|{_SHORT_MONTH}\b\.?)"
# Months of other languages, believed only beside a day. Accents are dropped in the view.
FOREIGN_MONTH = any_of(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar februar marz oktober "
    "dezember janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro gennaio febbraio aprile "
    "maggio giugno luglio settembre ottobre dicembre januari februari maart juni juli augustus"
)
WEEKDAY = any_of(
    "monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo"
)
SHORT_WEEKDAY = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?"
DAYTIME = r"(?: (?:morning|mornings?|afternoon|evening|night|lunchtime|noon|teatime|a\.?m|p\.?m)\b)"

DAY = r"(?:3[01]|[12]\d|0?[1-9])"
SUFFIX = r"(?:st|nd|rd|th|o)"
_UNIT = any_of("one two three four five six seven eight nine")
_TEEN = any_of("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = any_of("twenty thirty forty fifty sixty seventy eighty ninety")
BELOW_HUNDRED = rf"(?:{_TENS}(?:[ -]?{_UNIT})?|{_TEEN}|{_UNIT})"
ORDINAL = (
    r"(?:(?:twenty|thirty)[ -]first|twenty[ -](?:second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|"
    r"third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    r"seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
YEAR = r"(?:'\d\d|(?:19|20)\d\d)"
SPOKEN_YEAR = (
    rf"(?:(?:eighteen|nineteen|twenty)[ -](?:hundred(?: and)?[ -]|oh[ -]|o[ -])?{BELOW_HUNDRED}|"
    rf"two thousand(?:(?: and)?[ -]{BELOW_HUNDRED})?)"
)

# A measure follows the number: "may 2 tablets", "Dec 10 mg".
_MEASURE = re.compile(
    r"^ ?(?:%|mg|mcg|g|kg|ml|l|mmol|mmhg|cm|mm|hz|bpm|units?|iu|tabs?|tablets?|caps?|capsules?|pills?|doses?|drops?|"
    r"cups?|puffs?|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|yrs?|times|percent|patients?|people|of the|"
    r"bottles?|strength|pints?|slices?|mile|way|teaspoons?|inch(?:es)?|ins?(?! [a-z])|lb|thirds?|"
    r"quarters?|ns|normal saline|saline|"
    r"dextrose|air|oxygen|lit(?:er|re)s?)\b"
)
BIRTH = re.compile(r"\b(?:d\.?o\.?b|date of birth|birth ?(?:date|day)|born|f\.? ?nac|fecha de nacimiento|nacid[oa])\b")
_AWARENESS_AFTER = re.compile(
    r"^[^.!?\n]{0,8}\b(?:is|was|es|marks|on)\b[^.!?\n]{0,14}\b(?:world|international|national|global|dia|"
    r"semana)\b[^.!?\n]{0,40}(?:\b(?:day|week|month)\b|internacional|mundial)"
)
_AWARENESS_BEFORE = re.compile(
    r"\b(?:(?:world|international|national|global)\b[^.!?\n]{0,40}\b(?:day|week|month)|dia (?:mundial|"
    r"internacional)[^.!?\n]{0,40})\b[^.!?\n]{0,14}$"
)


def measured(sight: Sight) -> bool:
    """Whether a measure follows the number at the end, so that it is an amount and no day."""
    return sight.text[-1].isdigit() and _MEASURE.match(sight.after(12)) is not None


def awareness(sight: Sight) -> str:
    """ "generic" when the sentence says that the day is an awareness day, else nothing."""
    if _AWARENESS_AFTER.match(sight.after(80)) or _AWARENESS_BEFORE.search(sight.before(70)):
        return "generic"
    return ""


def hint(sight: Sight) -> str:
    """ "patient" after a word for birth, "generic" for an awareness day, else nothing."""
    return "patient" if BIRTH.search(sight.before(22)) else awareness(sight)


def cited(sight: Sight) -> bool:
    """Whether a volume or page follows ("2020 Mar 3;12(4):55"): a reference, not somebody's date."""
    return re.match(r"^ ?;\d|^:\d{2,}", sight.after(4)) is not None
