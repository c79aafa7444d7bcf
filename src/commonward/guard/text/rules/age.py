"""phi.age90  age over 89, or a birth year that shows it

What it finds: every stated age ("97-year-old", "94yo", "58M", "aged ninety-four", "turned 91", "in her nineties"),
which is an entity; those over 89, "centenarian", and a birth year of 90 or more years ago break this rule.
Why it matters: 45 CFR 164.514(b)(2)(i)(C). So few people are that old that the age alone points at one of them.
Known misses: a bare number that only the sense of the text makes an age ("she made it to 96"); ages of things and
groups ("a 120-year-old hospital", "adults over 65") stay silent on purpose.
"""

import re
from datetime import UTC, datetime

from commonward.guard.contract import Kind
from commonward.guard.text.numbers import number, year
from commonward.guard.text.pattern import Found, Pattern, Sight, words
from commonward.guard.text.rules.date.vocabulary import BELOW_HUNDRED

RULES = ("phi.age90",)

_OLD = 90
_OLDEST = 122  # nobody is known to have lived longer

_THING = re.compile(
    r"^[- ]?(?:hospital|building|church|bridge|company|tradition|tree|house|institution|university|school|drug|vaccine|"
    r"system|software|machine|scanner|ward|practice|law|rule|guideline|paper|study|trial|book|record|data|survival|"
    r"history|"
    r"war|club|charity|organi[sz]ation|foundation|city|town|history|follow|anniversary|mortgage|plan|lease|whisk|wine|"
    r"smok|experience|marriage|career|relationship|habit|survivors?)"
)
# Groups of people, not a person: "adults over 65", "aged 18 to 65", "50 years and older".
_GROUP_AFTER = re.compile(
    r"^[ ,]*(?:\(?(?:and|or|&) (?:older|over|above|up|under|younger|below|beyond|olds?\b)|\+|or more\b|to \d|"
    r"through \d|plus\b|"
    r"s\b|-? ?\d{1,3} (?:years|months)|and (?:\d|[a-z]+ (?:years|months)))"
)
_GROUP_BEFORE = re.compile(
    r"\b(?:over|under|above|below|than|least|most|between|ages|up to|after|before|until|by|from|to|about the|"
    r"age groups?|"
    r"older|younger|every|or|through|starting|beginning|begins|are|minimum|maximum|average|mean|median|per|for|within|"
    r"past|last|next|first|at) (?:the )?(?:ages? (?:of )?)?$|\b(?:people|adults|women|men|children|patients|persons|"
    r"those|anyone|"
    r"everyone|individuals|girls|boys|infants) (?:who are |who is |are )?(?:aged? )?$|\d ?(?:-|to|or|and) ?$"
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:he|she|they|patient|pt|who|i|mum|mom|dad|mother|father|gran\w*|nan\w*|wife|husband|son|daughter|brother|"
    r"sister|uncle|aunt\w*|man|woman|lady|gentleman|baby|boy|girl|neighbou?r|friend|kid|child|twin|cousin|resident|"
    r"client) "
    r"(?:is|was|'s|just turned|turned|turns|turning|has turned)|"
    r"\b(?:i'm|she's|he's|im|they're)) (?:now |only |nearly |almost |already |just |about )?$"
)
# A name before "is": capitals inside or measured things ("HR is 98", "Potassium was 6") are no names.
_NAME_BEFORE = re.compile(
    r"\b([A-Z][a-z]{2,}) (?:is|was|turned|just turned)(?: now| only| nearly| almost| already| just)? $"
)
_MEASURED = words(
    "potassium sodium albumin haemoglobin hemoglobin temperature weight pressure pulse glucose sugar score level "
    "count rate oxygen creatinine ferritin lactate bilirubin saturation sats heart room bed ward number answer dose "
    "total this that it there what which age height urea calcium magnesium platelets dose risk limit target maximum "
    "minimum average mean median normal gestation week day step page chapter question grade stage sensitivity "
    "specificity result troponin"
)
# "72m R hip" at the head of a note, after "pt" or initials.
_NOTE_START = re.compile(r"(?:^|\n|\b(?:pt|patient|case|ref|re)[: ]{1,2})(?:[a-z]{2,3} )?$")
_NOT_AGE_AFTER = re.compile(
    r"^ ?(?:%|mg|mcg|kg|g\b|ml|cm|mm|weeks? (?:pregnant|gestation)|hours?|minutes?|days?\b(?! old)|miles?|times|"
    r"years? (?:ago|later|of (?!age)|"
    r"in|with|on|since|from|sober|clean|free|post|after|into|now)|weeks? (?:ago|later|of|in|post|after|into)|"
    r"months? (?:ago|later|of (?!age)|in|"
    r"post|after|into|sober|clean)|percent|out of|lbs?|pounds|kilos?|[/.:]\d|th\b|st\b|nd\b|rd\b|st(?:one)?\b|"
    r"and a half (?:hours|miles)|"
    r"degrees|points|beds|on (?:the|a)|in (?:the|a)|to \d|patients|people|of (?!age))"
)


_SPANISH_TIME_BEFORE = re.compile(
    r"\b(?:hace|hacia|durante|ultimos|cada|tras|mas de|menos de|unos|casi|lleva|llevaba|dentro de|en|por|proximos|"
    r"primeros|desde|despues de|antes de|seguimiento de|cabo de|periodo de|intervalos? de|evolucion de|plazo de|"
    r"historia de|luego de) "
    r"(?:aproximadamente |unos |mas de )?$"
)
_SPANISH_TIME_AFTER = re.compile(
    r"^ (?:y medio )?(?:despues|mas\b|antes|mas tarde|atras|de (?:evolucion|seguimiento|tratamiento|duracion|historia|"
    r"experiencia|enfermedad)|previos?|"
    r"de antiguedad|consecutivos|posteriores|siguientes|con (?:tratamiento|seguimiento))"
)
_SPANISH_OLD = {"noventa": 90}
_ADDRESS_BEFORE = re.compile(
    r"\b(?:calle|c/|av|avda|avenida|plaza|paseo|domicilio|ctra|address|street|road|lane|row|figure|table|chapter|"
    r"january|february|"
    r"march|april|may|june|july|august|september|october|november|december|number|page|vol|volume|room|bed|ward|rule|"
    r"day|grade|"
    r"stage|type|psalm|verse|via|rua|rue)\b[^\n;:!?]{0,40}$"
)
_TENS_BEFORE = re.compile(r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty[ -]$")
_FULLER = re.compile(
    r"^(?:[ -]and[ -]a[ -]half|\.5)?[ -]?(?:year|yr|month|week|day|y/?o|yo)s?(?:[ -]old|/o| of age| young|\b)"
)


def _rule(years: int) -> str:
    """Ages up to 89 may be said: they are entities that no rule governs."""
    return "phi.age90" if years >= _OLD else ""


def _stated(sight: Sight) -> Found | None:
    """An age with its unit. A group's age and a thing's are none."""
    years = number(sight.text)
    text = sight.text.lower()
    after = sight.after(30)
    if years > _OLDEST or _THING.match(after) or _GROUP_AFTER.match(after) or _GROUP_BEFORE.search(sight.before(40)):
        return None
    if _TENS_BEFORE.search(sight.before(10)):
        return None  # "seventy four years old" was refused as a whole
    infant = re.search(r"month|week|day|wk|mo\b|m/o", text) is not None
    return sight.found(rule="" if infant else _rule(years))


def _with_sex(sight: Sight) -> Found | None:
    """ "58M", "F72": short notes. Not a measure ("10M cells", "5F catheter"): two figures, a border or blank after."""
    years = number(sight.text)
    if sight.text.endswith("F") and re.search(
        r"\b(?:temp\w*|fever\w*|degrees|febrile|up to|tmax|over|above|of) $", sight.before(24)
    ):
        return None  # Fahrenheit
    if years > _OLDEST or re.match(
        r"[.\-/]?\d|[a-z]| ?(?:cells|catheter|sheath|people|users|followers|dollars|views)", sight.after(10)
    ):
        return None
    if sight.before(1) in tuple("$.-/_") or (text_is_small(sight.text) and not _NOTE_START.search(sight.before(40))):
        return None
    return sight.found(rule=_rule(years))


def text_is_small(text: str) -> bool:
    """Whether the letter of the sex is a small one: then it may be metres or a flag."""
    return text[-1] in "mf" and not text[-2].isalpha()


def _aged(sight: Sight) -> Found | None:
    """A number after "aged" or "age". "Aged 18 to 65", "age 50 and older" are groups."""
    years = number(sight.text)
    before = sight.before(40)
    after = sight.after(24)
    outer = re.sub(r"\b(?:aged?|age is|age was|age of|at age|at the age of|edad)[ :=]{0,3}(?:of )?$", "", before)
    if years > _OLDEST or _GROUP_AFTER.match(after) or _GROUP_BEFORE.search(outer) or _FULLER.match(after):
        return None
    if re.match(r"[.\-/]\d|%| ?(?:group|range|limit|related|-)", after):
        return None
    return sight.found(rule=_rule(years))


def _told(sight: Sight) -> Found | None:
    """A bare number after "she is" or "turned": an age unless something is measured or counted."""
    years = number(sight.text)
    after = sight.after(30)
    if _FULLER.match(after):
        return None  # the pattern that takes the unit too will find it
    if (
        not 1 <= years <= _OLDEST
        or _NOT_AGE_AFTER.match(after)
        or _GROUP_AFTER.match(after)
        or re.match(r"[a-z\-]", after)
    ):
        return None
    if not re.match(
        r"[.,;:!?)\n]|$| (?:and|but|with|when|who|years?|yrs?|today|this|next|in|on|now|so|lives?|has|had|still|or so|"
        r"old)\b|\x01| \x01",
        after,
    ):
        return None
    turned = re.search(r"\bturn(?:ed|s|ing)?(?: (?:just|a|the|big))? $", sight.before(14)) is not None
    if turned or _PERSON_BEFORE.search(sight.before(40)):
        return sight.found(rule=_rule(years))
    view = sight.document.view[max(0, sight.start - 40) : sight.start].decode("ascii")
    named = _NAME_BEFORE.search(view)
    return (
        sight.found(0.65, rule=_rule(years))
        if years > 1 and named and named.group(1).lower() not in _MEASURED
        else None
    )


def _decade(sight: Sight) -> Found | None:
    """ "in her nineties", "mid-60s". A decade of the calendar has "the" before it."""
    text = sight.text.lower()
    decade = (
        int(text[-3:-1])
        if text[-3:-1].isdigit()
        else number(text.rpartition("-")[2].rpartition(" ")[2].replace("ties", "ty"))
    )
    return sight.found(rule=_rule(decade))


def _in_commas(sight: Sight) -> Found | None:
    """ "Mrs. Odalys Ferriman, 67, walked": a number between commas after a name or a role."""
    years = number(sight.text)
    if _ADDRESS_BEFORE.search(sight.before(60)) or re.match(r", ?(?:\d|bajo|[a-z]\b|apt|flat)", sight.after(8)):
        return None
    if not 1 < years <= _OLDEST or not re.match(r"[,.;)!]|$| ?\)| (?:who|has|had|was|is|from|with)\b", sight.after(6)):
        return None
    # Counts in a row: "Netherlands (154), Malaysia (45), Australia (27)"
    counted = re.search(r"\d\)(?:,| and) [a-z .]{2,30}\($", sight.before(36)) or re.match(
        r"\)(?:,| and) [a-z .]{2,30}\(\d", sight.after(40)
    )
    if counted or re.match(r"[.,]\d", sight.after(2)):
        return None
    return sight.found(rule=_rule(years))


def _spanish(sight: Sight) -> Found | None:
    """ "de 58 años", "a los 9 meses", "5 meses de edad". Lengths of time ("hace 3 años", "2 años después") are none."""
    text, before, after = sight.text.lower(), sight.before(28), sight.after(24)
    years_said = re.search(r"\bano", text) is not None
    if sight.document.language != "es" and not years_said:
        return None
    if _SPANISH_TIME_BEFORE.search(before) or _SPANISH_TIME_AFTER.match(after):
        return None
    words_of_age = text.endswith(("edad", "vida"))
    if (
        not years_said
        and not words_of_age
        and not re.search(r"\b(?:lactante|nin[oa]|bebe|recien nacid[oa]|edad|paciente)\b", before)
    ):
        return None
    years = number(text) if text[0].isdigit() else _SPANISH_OLD.get(text.split()[0], 1)
    return sight.found(rule=_rule(years) if years_said else "") if years <= _OLDEST else None


def _birthday(sight: Sight) -> Found | None:
    years = number(sight.text)
    return sight.found(rule=_rule(years)) if years <= _OLDEST else None


def _birth_year(sight: Sight) -> Found | None:
    """A birth year said to be one: a date, which breaks a rule only when it shows an age over 89."""
    age = datetime.now(UTC).year - year(sight.text)
    if re.match(r"-?-?\d|/\d|\.\d", sight.after(3)) or age < 0:
        return None
    return sight.found(rule=_rule(age), hint="" if age <= _OLDEST else "generic")


_HUNDRED = rf"(?:(?:a|one) hundred(?:(?: and)?[ -]{BELOW_HUNDRED})?)"
_N = rf"(?:\d{{1,3}}|{_HUNDRED}|{BELOW_HUNDRED})"
_HALF = r"(?:[ -]and[ -]a[ -]half|\.5)?"
_NAME = r"(?-i:[A-Z][a-z'][a-zA-Z'\-]*)"
_SPANISH_N = (
    r"(?:\d{1,3}|un|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|"
    r"treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
)
_ROLE = (
    r"(?:man|woman|lady|gentleman|patient|pt|mother|father|mum|mom|dad|grand(?:ma|pa|mother|father|dad)|boy|girl|"
    r"teen(?:ager)?|male|female|actor|widow(?:er)?|nurse|teacher|farmer|retiree|pensioner|neighbou?r|wife|husband|son|"
    r"daughter|uncle|aunt|brother|sister)"
)

PATTERNS = (
    Pattern("", Kind.AGE, rf"\b({_N}{_HALF}[ -]?(?:year|yr|month|mth|week|wk|day)s?[ -]old)", 0.95, _stated),
    Pattern(
        "",
        Kind.AGE,
        rf"\b({_N}{_HALF} ?-?(?:y/?\.?o\.?|yo|y\.o\.|yrs?/o|yrs? old|mo old|m/o|w/o old|years? of age|months? of age|"
        rf"weeks? of age|years? young))(?:[^a-z]|$)",
        0.93,
        _stated,
    ),
    Pattern(
        "", Kind.AGE, rf"\b({_SPANISH_N} (?:anos|ano|meses|mes|dias|semanas)(?: de (?:edad|vida))?)\b", 0.9, _spanish
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(\d{2,3}(?:[mf]|(?-i:y)(?: ?[mf])?)|\d{2,3} ?(?-i:yoF|yoM|yof|yom|YOM|YOF))\b",
        0.85,
        _with_sex,
    ),
    Pattern("", Kind.AGE, rf"\b(?:aged?|edad|age (?:is|was|of)|age ?[:=])[ :]{{0,2}}({_N})\b", 0.92, _aged),
    Pattern(
        "",
        Kind.AGE,
        r"\b(nonagenarian|centenarian|supercentenarian)s?\b",
        0.9,
        lambda sight: sight.found(rule="phi.age90"),
    ),
    Pattern("", Kind.AGE, r"\b(octogenarian|septuagenarian|sexagenarian)\b", 0.85),
    Pattern(
        "",
        Kind.AGE,
        r"\b(?:in|is in|of) (?:his|her|their|my|your|its) (?:(?:early|mid|late)[ -])?((?:twenties|thirties|forties|"
        r"fifties|sixties|seventies|eighties|nineties)|[1-9]0s)\b",
        0.9,
        _decade,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(?:(?:early|mid|late)[ -]|[mf],? |(?:male|female|man|woman|pt|patient)(?: in)?,? |in )((?:[2-9]0s)|"
        r"(?:fifties|sixties|seventies|eighties|nineties))\b",
        0.7,
        _decade,
    ),
    Pattern("", Kind.AGE, rf"\b(?:{_NAME}|{_ROLE}) ?, ?(\d{{1,3}})(?:,|\.|;|$| who| -)", 0.8, _in_commas),
    Pattern("", Kind.AGE, rf"\b(?:{_NAME}|{_ROLE}) ?\((\d{{2,3}})\)", 0.75, _in_commas),
    Pattern(
        "",
        Kind.AGE,
        rf"\b(?:is|was|'s|i'm|im|she's|he's|turn(?:ed|s|ing)?|they're) (?:now |only |nearly |almost |already |just |"
        rf"about |the big |a )?({_N})\b",
        0.8,
        _told,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(?:his|her|my|their|your|'s|the|a) (\d{1,3}(?:st|nd|rd|th)|(?:ninety|eighty|seventy|sixty|"
        r"fifty)[ -]?[a-z]{4,7}th|hundredth|ninetieth|eightieth) birthday",
        0.88,
        _birthday,
    ),
    Pattern(
        "",
        Kind.AGE,
        rf"\b(?:died|dead|dies|passed(?: away)?|diagnosed|cancer|stroke|widowed|killed|pregnant|married|lost|mi|"
        rf"attack|dx(?:'d)?) (?:at|aged) (?:age )?({_N})\b",
        0.75,
        _aged,
    ),
    Pattern(
        "",
        Kind.DATE,
        r"\b(?:born(?: in| on| circa| ca?\.)?|b\.|yob|year of birth|birth year|d\.?o\.?b\.?|date of birth|"
        r"nacid[oa] en|nacio en|ano de nacimiento)[ :=]{1,3}(1[89]\d\d|20\d\d)\b",
        0.88,
        _birth_year,
    ),
    Pattern(
        "",
        Kind.DATE,
        rf"\bborn (?:in )?((?:eighteen|nineteen)[ -]{BELOW_HUNDRED})\b",
        0.85,
        _birth_year,
    ),
)
