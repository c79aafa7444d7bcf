"""phi.age90  age over 89, or a birth year that shows it

What it finds: every stated age ("97-year-old", "94yo", "58M", "aged ninety-four", "turned 91", "in her nineties"),
which is an entity; those over 89, "centenarian", and a birth year of 90 or more years ago break this rule.
Why it matters: 45 CFR 164.514(b)(2)(i)(C). So few people are that old that the age alone points at one of them.
Known misses: a bare number that only the sense of the text makes an age ("she made it to 96"); ages of things and
groups ("a 120-year-old hospital", "adults over 65") stay silent on purpose.
"""

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Pattern
from commonward.guard.text.rules.age.checks import (
    aged,
    birth_year,
    birthday,
    decade,
    high,
    in_commas,
    in_passing,
    reached,
    spanish,
    stated,
    told,
    with_sex,
)
from commonward.guard.text.rules.date.vocabulary import BELOW_HUNDRED

RULES = ("phi.age90",)

_HUNDRED = rf"(?:(?:a|one) hundred(?:(?: and)?[ -]{BELOW_HUNDRED})?)"
_N = rf"(?:\d{{1,3}}|{_HUNDRED}|{BELOW_HUNDRED})"
_HALF = r"(?:[ -]and[ -]a[ -]half|\.5)?"
_NAME = r"(?-i:[A-Z][a-z'][a-zA-Z'\-]*)"
_SPANISH_N = (
    r"(?:\d{1,3}|un|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|"
    r"(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)(?: y (?:uno?|dos|tres|cuatro|cinco|seis|siete"
    r"|ocho|"
    r"nueve))?)"
)
_ROLE = (
    r"(?:man|woman|lady|gentleman|patient|pt|mother|father|mum|mom|dad|grand(?:ma|pa|mother|father|dad)|boy|girl|"
    r"teen(?:ager)?|male|female|actor|widow(?:er)?|nurse|teacher|farmer|retiree|pensioner|neighbou?r|wife|husband|"
    r"son|daughter|uncle|aunt|brother|sister)"
)
_KIN = (
    r"(?:gran(?:d(?:pa|ma|dad|mother|father))?|granny|nan(?:a|ny)?|nain|taid|mum|mom|mam|dad|mother|father"
    r"|grampy|papa|abuel[oa])"
)

_TENS = (
    r"(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a |one )?hundred and (?:one|two"
    r"|three|four|five|six|seven|eight|nine|ten))"
)
_HIGH = rf"(?:9\d|10\d|11[0-5]|{_TENS})"
_HIGH_ES = (
    r"(?:noventa(?: y (?:un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|tantos|muchos|pico))?"
    r"|cien(?:to (?:un[oa]?|dos|tres|cuatro|cinco))?)"
)
_NTH = (
    r"(?:9\d(?:th|st|nd|rd)|10\d(?:th|st|nd|rd)|11[0-5]th|ninetieth|ninety[ -](?:first|second|third|fourth"
    r"|fifth|sixth|seventh|eighth"
    r"|ninth)|(?:one )?hundredth|(?:one )?hundred[ -]and[ -](?:first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth|tenth))"
)
_THEN = (
    r"(?:[.,;:!?)\n]|$| (?:and|but|on|in|at|today|yesterday|tomorrow|next|last|when|with|this|years|or|still"
    r"|come|y|to|for|by|has"
    r"|wears?|is|was)\b)"
)

PATTERNS = (
    Pattern(  # "turned 94 in the ICU", "who'll be ninety-eight on", "is now 94 and", "shes 90 on saturday"
        "",
        Kind.AGE,
        r"\b(?:turn(?:ed|s|ing)?|(?:'ll|will|would|to) be|is|was|shes|hes|she's|he's|nan's|gran's|mum's|dad's)"
        rf" (?:now |nearly |almost |already |still |just |about |only )?({_HIGH}){_THEN}",
        0.72,
        high,
    ),
    Pattern(  # "a pit deputy of ninety-one in", "and at ninety-three she's been barred", "smiling at 93!"
        "",
        Kind.AGE,
        rf"\b(?:(?-i:[a-z]{{3,12}}) of|at) ({_TENS})(?:[.,;!?)\n]|$| (?:in|who|with|and|she|he|from|still|has"
        rf"|is|was)\b)",
        0.7,
        high,
    ),
    Pattern("", Kind.AGE, rf"\b[a-z]{{3,12}}ing at ({_HIGH})(?:[.,;!?)\n]|$)", 0.7, high),
    Pattern("", Kind.AGE, rf"\bat ({_HIGH}),? (?:she|he|they|mum|nan|gran|dad)(?:'s)?\b", 0.75, high),
    Pattern(  # "Cyril, of Bethesda Almshouses, 101 today"
        "",
        Kind.AGE,
        rf"(?:^|[.,:!?\n] ?)({_HIGH}) (?:today|tomorrow|yesterday|come (?-i:[A-Z])|on (?-i:[A-Z][a-z]+day))",
        0.75,
        high,
    ),
    Pattern(  # "Happy 101st to our eldest", "Theodora's hundred-and-first", "her hundredth birthday"
        "phi.age90",
        Kind.AGE,
        rf"\b(?:happy|(?-i:[A-Z][a-z]{{2,14}})'s|(?:her|his|their|a|celebrates|for) ?) ?({_NTH})(?: birthday|{_THEN})",
        0.75,
    ),
    Pattern(  # "le celebramos los 95", "sopló noventa y nueve velas", "99 pirulos", "tiene noventa y uno"
        "phi.age90",
        Kind.AGE,
        rf"\b((?:9\d|10\d|{_HIGH_ES}) (?:primaveras|pirulos|tacos|abriles|velas|velitas|inviernos))\b",
        0.85,
    ),
    Pattern(
        "phi.age90",
        Kind.AGE,
        rf"\b(?:tiene|tenia|tendra|celebr\w{{1,5}} (?:l[oe]s|sus)|cumpl\w{{1,4}}|sop\w{{1,4}}) ({_HIGH_ES}|9\d"
        rf"|10\d)(?:[.,;:!?)\n]|$| (?:y|en|el|la|con|de|este|esta|hoy"
        rf"|pero|velas|anos)\b)",
        0.78,
        high,
    ),
    Pattern(
        "phi.age90",
        Kind.AGE,
        r"(?:^|[.!?\n] ?)(?:el|la) de (9\d|10\d) (?:me|nos|se|ha|le|dice|quiere|que|y)\b",
        0.7,
        high,
    ),
    Pattern(
        "phi.age90",
        Kind.AGE,
        rf"\b({_HIGH} and (?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|a|\d\d?) (?:months?"
        rf"|days?)|a half))\b",
        0.8,
        high,
    ),
    Pattern(
        "",
        Kind.AGE,
        rf"\b((?:{_N}|hundred-and-{BELOW_HUNDRED}){_HALF}[ -]?(?:year|yr|month|mth|week|wk|day)s?[ -]old)",
        0.95,
        stated,
    ),
    Pattern(
        "",
        Kind.AGE,
        rf"\b({_N}{_HALF} ?-?(?:y/?\.?o\.?|yo|y\.o\.|yrs?/o|yrs? old|y-o|mo old|m/o|w/o old|years? of age|"
        rf"months? of age|weeks? of age|years? young))(?:[^a-z]|$)",
        0.93,
        stated,
    ),
    Pattern(
        "",
        Kind.AGE,
        rf"\b({_SPANISH_N} (?:an(?:it)?os|ano|meses|mes|dias|semanas)(?: de (?:edad|vida))?)\b",
        0.9,
        spanish,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(\d{2,3}(?:[mf]|(?-i:y)(?: ?[mf])?)|\d{2,3} ?(?-i:yoF|yoM|yof|yom|YOM|YOF))\b",
        0.85,
        with_sex,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(\d{2,3} ?yrs?)(?:,? (?:(?-i:[MF])\b|female|male|man|woman|lady|gentleman|patient|pt\b))",
        0.85,
        with_sex,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(\d{2} (?-i:[MF]))(?:,| (?:with|w/|c/o|s/p|presents|presented|presenting|admitted|who|hx|pmh)\b)",
        0.75,
        with_sex,
    ),
    Pattern("", Kind.AGE, rf"\b(?:lived|made it|got|lives) to (?:be )?({_N})\b", 0.75, reached),
    Pattern("", Kind.AGE, rf"\b(?:aged?|edad|age (?:is|was|of)|age ?[:=])[ :]{{0,2}}({_N})\b", 0.92, aged),
    Pattern(
        "",
        Kind.AGE,
        r"\b(nonagenarian|centenarian|supercentenarian)s?\b",
        0.9,
        lambda sight: sight.found(rule="phi.age90"),
    ),
    Pattern(  # "Ninety-eight, a cataract in each eye": an age that opens a sentence
        "phi.age90",
        Kind.AGE,
        r"(?:^|[.!?\n] ?)\W?((?:ninety|noventa)(?:[ -]|\x20y\x20)(?:one|two|three|four|five|six|seven|eight|nine|uno"
        r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))(?:,? (?:and|a|with|still|he|she|dice|con|y)\b|[.,])",
        0.7,
    ),
    Pattern(  # "cumplió noventa y ocho en la residencia"
        "phi.age90",
        Kind.AGE,
        r"\b(?:cumpl(?:e|io|ira|iria|ir|iendo)|va para los|camino de los|a sus) (?:los |ya |sus )?"
        r"((?:noventa(?: y (?:uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?|9\d|10\d|cien(?:to (?:uno|dos|tres"
        r"|cuatro|cinco))?)(?: anos)?)(?:[.,;!?:)\n]|$| (?:y|en|el|la|con|de|este|esta|hoy|ayer|ha|le|se|nos|como)\b)",
        0.85,
    ),
    Pattern(  # "Mrs Dhaliwal, ninety-three, hip fixed", "(goes by Batty, ninety one)", "the wearer, 93, sang"
        "phi.age90",
        Kind.AGE,
        r", ?((?:ninety[ -](?:one|two|three|four|five|six|seven|eight|nine)|9[1-9]|10[0-9]|noventa y (?:uno?|dos"
        r"|tres|cuatro"
        r"|cinco|seis|siete|ocho|nueve)))(?: years? (?:old|young)| anos)? ?[,)] ?(?:\w|$)",
        0.7,
        in_passing,
    ),
    Pattern(  # "the keeper, 94 and dying", "because ninety-six and deadlifting"
        "phi.age90",
        Kind.AGE,
        r"(?:, ?|\b(?:at|because|when|being) )((?:9[0-9]|10[0-9])|ninety[ -](?:one|two|three|four|five|six|seven|eight"
        r"|nine)) and (?:still )?[a-z]{2,14}ing\b",
        0.75,
    ),
    Pattern(  # "Violet R-H (101)"
        "phi.age90",
        Kind.AGE,
        rf"\b{_NAME} (?-i:[A-Z][A-Z.\-]{{0,3}}) ?\((9\d|10\d)\)",
        0.8,
        in_commas,
    ),
    Pattern(  # "Grandpa's 94th"
        "phi.age90",
        Kind.AGE,
        rf"\b(?:{_KIN}|(?-i:[A-Z][a-z]{{2,14}}))'s ((?:9\d|10\d)(?:th|st|nd|rd))(?:[.,;!?:)\n]|$| (?:and|was|is|on"
        rf"|this|party))",
        0.8,
    ),
    Pattern("", Kind.AGE, r"\b(octogenarian|septuagenarian|sexagenarian)\b", 0.85),
    Pattern(
        "",
        Kind.AGE,
        r"\b(?:in|is in|of) (?:his|her|their|my|your|its) (?:(?:early|mid|late)[ -])?((?:twenties|thirties|forties|"
        r"fifties|sixties|seventies|eighties|nineties)|[1-9]0s)\b",
        0.9,
        decade,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(?:(?:early|mid|late)[ -]|[mf],? |(?:male|female|man|woman|pt|patient)(?: in)?,? |in )((?:[2-9]0s)|"
        r"(?:fifties|sixties|seventies|eighties|nineties))\b",
        0.7,
        decade,
    ),
    Pattern("", Kind.AGE, rf"\b(?:{_NAME}|{_ROLE}) ?, ?(\d{{1,3}})(?:,|\.|;|$| who| -)", 0.8, in_commas),
    Pattern("", Kind.AGE, rf"\b(?:{_NAME}|{_ROLE}) ?\((\d{{2,3}})\)", 0.75, in_commas),
    Pattern(
        "",
        Kind.AGE,
        rf"\b(?:is|was|'s|i'm|im|she's|he's|turn(?:ed|s|ing)?|they're) (?:now |only |nearly |almost |already |just |"
        rf"about |the big |a )?({_N})\b",
        0.8,
        told,
    ),
    Pattern(
        "",
        Kind.AGE,
        r"\b(?:his|her|my|their|your|'s|the|a) (\d{1,3}(?:st|nd|rd|th)|(?:ninety|eighty|seventy|sixty|"
        r"fifty)[ -]?[a-z]{4,7}th|hundredth|ninetieth|eightieth) birthday",
        0.88,
        birthday,
    ),
    Pattern(
        "",
        Kind.AGE,
        rf"\b(?:died|dead|dies|passed(?: away)?|diagnosed|cancer|stroke|widowed|killed|pregnant|married|lost|mi|"
        rf"attack|dx(?:'d)?) (?:at|aged) (?:age )?({_N})\b",
        0.75,
        aged,
    ),
    Pattern(
        "",
        Kind.DATE,
        r"\b(?:born(?: in| on| circa| ca?\.)?|b\.|yob|year of birth|birth year|d\.?o\.?b\.?|date of birth|"
        r"nacid[oa] en|nacio en|ano de nacimiento)[ :=]{1,3}(1[89]\d\d|20\d\d)\b",
        0.88,
        birth_year,
    ),
    Pattern(
        "",
        Kind.DATE,
        rf"\bborn (?:in )?((?:eighteen|nineteen)[ -]{BELOW_HUNDRED})\b",
        0.85,
        birth_year,
    ),
)
