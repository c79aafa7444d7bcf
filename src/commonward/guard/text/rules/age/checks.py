"""Whether a number that a pattern found is a person's age."""

import re
from datetime import UTC, datetime

from commonward.guard.text.numbers import number, year
from commonward.guard.text.pattern import Found, Sight
from commonward.guard.text.rules.age.context import (
    ADDRESS_BEFORE,
    FULLER,
    GROUP_AFTER,
    GROUP_BEFORE,
    HIGH_MEASURED,
    HIGH_PERSON,
    HIGH_THING,
    MEASURED,
    NAME_BEFORE,
    NOT_AGE_AFTER,
    NOTE_START,
    OLD,
    OLDEST,
    PERSON_BEFORE,
    SPANISH_OLD,
    SPANISH_TIME_AFTER,
    SPANISH_TIME_BEFORE,
    TENS_BEFORE,
    THING,
)


def _rule(years: int) -> str:
    """Ages up to 89 may be said: they are entities that no rule governs."""
    return "phi.age90" if years >= OLD else ""


def stated(sight: Sight) -> Found | None:
    """An age with its unit. A group's age and a thing's are none."""
    years = number(sight.text)
    text = sight.text.lower()
    after = sight.after(30)
    if years > OLDEST or THING.match(after) or GROUP_AFTER.match(after) or GROUP_BEFORE.search(sight.before(40)):
        return None
    if TENS_BEFORE.search(sight.before(10)):
        return None  # "seventy four years old" was refused as a whole
    infant = re.search(r"month|week|day|wk|mo\b|m/o", text) is not None
    return sight.found(rule="" if infant else _rule(years))


def with_sex(sight: Sight) -> Found | None:
    """ "58M", "F72": short notes. Not a measure ("10M cells", "5F catheter"): two figures, a border or blank after."""
    years = number(sight.text)
    if sight.text.endswith("F") and re.search(
        r"\b(?:temp\w*|fever\w*|degrees|febrile|up to|tmax|over|above|of) $", sight.before(24)
    ):
        return None  # Fahrenheit
    if years > OLDEST or re.match(
        r"[.\-/]?\d|[a-z]| ?(?:cells|catheter|sheath|people|users|followers|dollars|views)", sight.after(10)
    ):
        return None
    if sight.before(1) in tuple("$.-/_") or (_is_small(sight.text) and not NOTE_START.search(sight.before(40))):
        return None
    return sight.found(rule=_rule(years))


def _is_small(text: str) -> bool:
    """Whether the letter of the sex is a small one: then it may be metres or a flag."""
    return text[-1] in "mf" and not text[-2].isalpha()


def aged(sight: Sight) -> Found | None:
    """A number after "aged" or "age". "Aged 18 to 65", "age 50 and older" are groups."""
    years = number(sight.text)
    before = sight.before(40)
    after = sight.after(24)
    outer = re.sub(r"\b(?:aged?|age is|age was|age of|at age|at the age of|edad)[ :=]{0,3}(?:of )?$", "", before)
    if years > OLDEST or GROUP_AFTER.match(after) or GROUP_BEFORE.search(outer) or FULLER.match(after):
        return None
    if re.match(r"[.\-/]\d|%| ?(?:group|range|limit|related|-)", after):
        return None
    return sight.found(rule=_rule(years))


def told(sight: Sight) -> Found | None:
    """A bare number after "she is" or "turned": an age unless something is measured or counted."""
    years = number(sight.text)
    after = sight.after(30)
    if FULLER.match(after):
        return None  # the pattern that takes the unit too will find it
    if (
        not 1 <= years <= OLDEST
        or NOT_AGE_AFTER.match(after)
        or GROUP_AFTER.match(after)
        or re.match(r"[a-z\-]", after)
    ):
        return None
    if not re.match(
        r"[.,;:!?)\n]|$| (?:and|but|with|when|who|years?|yrs?|today|this|next|in|on|now|so|lives?|has|had|still|"
        r"or so|old)\b|\x01| \x01",
        after,
    ):
        return None
    turned = re.search(r"\bturn(?:ed|s|ing)?(?: (?:just|a|the|big))? $", sight.before(14)) is not None
    if turned or PERSON_BEFORE.search(sight.before(40)):
        return sight.found(rule=_rule(years))
    view = sight.document.view[max(0, sight.start - 40) : sight.start].decode("ascii")
    named = NAME_BEFORE.search(view)
    return (
        sight.found(0.65, rule=_rule(years)) if years > 1 and named and named.group(1).lower() not in MEASURED else None
    )


def high(sight: Sight) -> Found | None:
    """Ninety or more, told of somebody: nothing is measured or counted, and a person stands before."""
    years = number(sight.text)
    before = sight.before(70)
    after = sight.after(40)
    clause = re.split(r"[.!?\n] ", before)[-1] or before
    if re.match(
        r"[ -]years?[ -]old| y (?:un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)|(?: anos)?,? (?:la|el|nuestr[oa]) ",
        after,
    ):
        return None  # its own pattern finds it; or the name of what has its birthday follows
    if not before.strip() and re.match(r"[!.,] (?:she|he)\b", after):
        return sight.found(rule="phi.age90")
    if years and not OLD <= years <= OLDEST:
        return None
    if (
        HIGH_MEASURED.search(before)
        or HIGH_THING.search(before)
        or GROUP_AFTER.match(sight.after(20))
        or re.match(r"[.,/:\-]\d|%|st\b", sight.after(3))
    ):
        return None
    return sight.found(rule="phi.age90") if HIGH_PERSON.search(clause) else None


def reached(sight: Sight) -> Found | None:
    """ "She made it to 96": old enough to be worth saying, and nothing counted after it."""
    years = number(sight.text)
    if not 60 <= years <= OLDEST or not re.match(r"[.,;:!?)\n]|$| (?:and|but|with|years)\b", sight.after(8)):
        return None
    return None if re.match(r"[.,]\d", sight.after(2)) else sight.found(rule=_rule(years))


def decade(sight: Sight) -> Found | None:
    """ "in her nineties", "mid-60s". A decade of the calendar has "the" before it."""
    text = sight.text.lower()
    decade = (
        int(text[-3:-1])
        if text[-3:-1].isdigit()
        else number(text.rpartition("-")[2].rpartition(" ")[2].replace("ties", "ty"))
    )
    return sight.found(rule=_rule(decade))


def in_passing(sight: Sight) -> Found | None:
    """ "The wearer, 93, sang": an age between commas. Not one of several figures, a room or a result."""
    before, after = sight.before(24), sight.after(16)
    if re.search(
        r"\d[^a-z]*$|\b(?:room|bed|bay|ward|page|level|score|sats?|spo2|hr|bp|pulse|glucose|sugar|number|no"
        r"|flat|nos)\b[^.]*$",
        before,
    ):
        return None
    if re.match(r"[,)] ?(?:\d|(?:ninety|eighty|noventa)\b)", after):
        return None
    return sight.found()


def in_commas(sight: Sight) -> Found | None:
    """ "Mrs. Odalys Ferriman, 67, walked": a number between commas after a name or a role."""
    years = number(sight.text)
    if ADDRESS_BEFORE.search(sight.before(60)) or re.match(r", ?(?:\d|bajo|[a-z]\b|apt|flat)", sight.after(8)):
        return None
    if not 1 < years <= OLDEST or not re.match(r"[,.;)!]|$| ?\)| (?:who|has|had|was|is|from|with)\b", sight.after(6)):
        return None
    # Counts in a row: "Netherlands (154), Malaysia (45), Australia (27)"
    counted = re.search(r"\d\)(?:,| and) [a-z .]{2,30}\($", sight.before(36)) or re.match(
        r"\)(?:,| and) [a-z .]{2,30}\(\d", sight.after(40)
    )
    if counted or re.match(r"[.,]\d", sight.after(2)):
        return None
    return sight.found(rule=_rule(years))


def spanish(sight: Sight) -> Found | None:
    """ "de 58 años", "a los 9 meses", "5 meses de edad". Lengths of time ("hace 3 años", "2 años después") are none."""
    text, before, after = sight.text.lower(), sight.before(28), sight.after(24)
    years_said = re.search(r"\ban(?:it)?o", text) is not None
    if sight.document.language != "es" and not years_said:
        return None
    if SPANISH_TIME_BEFORE.search(before) or SPANISH_TIME_AFTER.match(after):
        return None
    words_of_age = text.endswith(("edad", "vida"))
    if (
        not years_said
        and not words_of_age
        and not re.search(r"\b(?:lactante|nin[oa]|bebe|recien nacid[oa]|edad|paciente)\b", before)
    ):
        return None
    years = number(text) if text[0].isdigit() else SPANISH_OLD.get(text.split()[0], 1)
    return sight.found(rule=_rule(years) if years_said else "") if years <= OLDEST else None


def birthday(sight: Sight) -> Found | None:
    years = number(sight.text)
    return sight.found(rule=_rule(years)) if years <= OLDEST else None


def birth_year(sight: Sight) -> Found | None:
    """A birth year said to be one: a date, which breaks a rule only when it shows an age over 89."""
    age = datetime.now(UTC).year - year(sight.text)
    if re.match(r"-?-?\d|/\d|\.\d", sight.after(3)) or age < 0:
        return None
    return sight.found(rule=_rule(age), hint="" if age <= OLDEST else "generic")
