"""Dates told from today, by the week or by feasts: "yesterday", "3 days ago", "last Tuesday", "by Easter"."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight
from commonward.guard.text.rules.date.vocabulary import (
    BELOW_HUNDRED,
    DAYTIME,
    SHORT_WEEKDAY,
    SUFFIX,
    WEEKDAY,
    awareness,
)

# What comes back each week is a habit or an opening hour, not a date.
_REPEATED_BEFORE = re.compile(
    r"\b(?:every|each|any|most|alternate|all|cada|todos los|first|second|third|fourth|other|last|1st|2nd|3rd|"
    r"4th) (?:and \w+ )?$"
)
_EVERY = re.compile(r"\b(?:every|each|alternate|any|most|cada)\b[^.,;\n]{0,16}$")
# One day that one person keeps: "who came every Friday", "on my second Friday".
_OF_ONE = re.compile(
    r"\b(?:comes?|came|venia|viene|traia|trae|visits?|visited|sat|sits|writes|wrote|rang|rings|brings|brought"
    r"|walks|walked|swims|swam|plays|played)\b[^.!?;\n]{0,40}\b(?:every|each|cada|todos los) $"
    r"|\b(?:my|her|his) (?:first|second|third|last) $"
)
_SPAN_AFTER = re.compile(rf"^ ?(?:to|-|through|thru|till|until) ?(?:{WEEKDAY}|{SHORT_WEEKDAY})\b")
_SPAN_BEFORE = re.compile(rf"\b(?:{WEEKDAY}|{SHORT_WEEKDAY}) ?(?:to|-|through|thru|till) ?$")
_SHORT_BEFORE = re.compile(
    r"(?:\b(?:on|since|until|till|by|from|last|next|this|before|after|for|late|early)|^|[(,:\n]) ?$"
)
_SHORT_AFTER = re.compile(
    r"^\.?,? (?:morning|afternoon|evening|night|noon|am\b|pm\b|\d{1,2}(?:st|nd|rd|th|:\d\d|am|pm|/\d)|at \d)|^ \d|"
    r"^\.?[,;)]|^\.?$"
)
_ONLY_DAYS = frozenset({"tue", "tues", "weds", "thu", "thur", "thurs", "fri"})
_NEVER_WORDS = frozenset({"tues", "weds", "thur", "thurs"})  # nor anything else in small letters
_CLAUSE_ENDS = re.compile(r"\.?(?:[,;:!?)\n]|$| and\b)")
# What is said to anybody at a visit: "How are you feeling today?", "What brings you in today?"
_ASKED = re.compile(
    r"\b(?:you(?: in| here| all| guys| out)?|how (?:are|is|was)[^.?!\n]{0,20}|(?:feeling|doing|going)(?: well| good|"
    r" fine| okay)?) $"
)
_BACK_OF = re.compile(r"^ (?:pain|ache|injury|surgery|spasm|problem|brace|to)\b")


def _weekday(sight: Sight) -> Found | None:
    """A weekday as a date. "Every Monday" and "Monday to Friday" come back and are none."""
    before = sight.before(28)
    relative = re.match(r"(?:last|next|this|past|coming|following)\b", sight.text.lower())
    if _OF_ONE.search(before):
        return sight.found(0.5)  # a patient's own habit, or a clinic's: whose it is is judged elsewhere
    if not relative and (_REPEATED_BEFORE.search(before) and not re.search(r"\b(?:the )?(?:last|other) $", before)):
        return None
    if _EVERY.search(before) or _SPAN_AFTER.match(sight.after(16)) or _SPAN_BEFORE.search(before):
        return None
    return sight.found(hint=awareness(sight))


def _short_weekday(sight: Sight) -> Found | None:
    """ "Mon", "Sat", "Sun", "Wed" are also other words: a capital, and a word of time before or a time after."""
    text, before, after = sight.text, sight.before(20), sight.after(16)
    name = text.rstrip(".").lower()
    if text[0].islower() and not re.search(r"\b(?:on|last|next|since|until) $", before):
        plain = name in _NEVER_WORDS and not _SPAN_AFTER.match(after) and not _EVERY.search(before)
        return sight.found(0.55) if plain and re.match(r"[ .,;:!?)\n]|$", after) else None
    if name == "sat" and re.match(r"\.? ?(?:\d|of|o2|was|were|is|in|on|at|up|down)", after):
        return None
    if _SPAN_AFTER.match(after) or _SPAN_BEFORE.search(before) or _EVERY.search(before):
        return None
    if re.match(r"[a-z'\-]", after):
        return None
    timed = _SHORT_AFTER.match(after) is not None
    if name in _ONLY_DAYS and text[0].isupper() and (text[-1] == "." or _CLAUSE_ENDS.match(after)):
        return sight.found(0.6)  # "hip hemi Fri."
    if re.search(r"\b(?:on|since|until|till|by|last|next|this|from) $", before) or (
        _SHORT_BEFORE.search(before) and timed
    ):
        return sight.found()
    return sight.found(0.6) if re.match(r" \d", after) and name not in {"sun", "sat"} else None


def _ago(sight: Sight) -> Found | None:
    """So many days, weeks or months ago; years ago are not finer than a year. "Two weeks back pain" is not time."""
    return None if sight.text.lower().endswith("back") and _BACK_OF.match(sight.after(10)) else sight.found()


def _feast(sight: Sight) -> Found | None:
    """A feast as a date. Flowers, islands and charities named after one are none."""
    if re.match(
        r"(?:-| )?(?:island|seals|rising|lily|lilies|cactus|jones|rose|disease|factor|tree)\b", sight.after(10)
    ):
        return None
    return sight.found(hint=awareness(sight))


def _bare_day(sight: Sight) -> Found | None:
    """ "on the 2nd", with nothing behind it that is counted ("on the 2nd floor", "on the 2nd of May")."""
    follows = re.match(r"[.,;!?)\n]|$| (?:and|with|by|after|for|but|she|he|we|they|at|then)\b", sight.after(8))
    return sight.found() if follows else None


def _today(sight: Sight) -> Found | None:
    """Words for this day and its neighbours. Often said of nobody in particular, hence the low confidence."""
    text = sight.text.lower()
    if re.search(r"\b(?:usa|psychology|medicine|nursing|pharmacy|medscape|health|news) $", sight.before(12)):
        return None
    if text.startswith(("yesterday", "the day", "day", "last night", "ayer", "anoche", "anteayer")):
        return sight.found(0.85)
    if _ASKED.search(sight.before(30)):
        return None
    generic = re.match(
        r"'?s (?:world|society|vaccines?|medicine|standards?|technology|children|youth|climate)", sight.after(16)
    )
    return None if generic else sight.found()


_N = (
    rf"(?:\d{{1,3}}(?: ?(?:-|to|or) ?\d{{1,3}})?|{BELOW_HUNDRED}(?: (?:to|or) {BELOW_HUNDRED})?|an?|a few|"
    rf"a couple(?: of)?|several|some|couple)"
)
_FEAST = (
    r"(?:christmas(?: (?:eve|day|morning|night))?|xmas(?: (?:eve|day))?|boxing day|new year'?s(?: (?:eve|day))|"
    r"(?:lunar|chinese) new year|easter(?: (?:sunday|monday|weekend|day))?|good friday|ash wednesday|palm sunday|"
    r"maundy thursday|pancake day|shrove tuesday|thanksgiving(?: day)?|halloween|valentine'?s(?: day)?|mother'?s day|"
    r"father'?s day|mothering sunday|independence day|(?:fourth|4th) of july|labou?r day|memorial day|veterans'? day|"
    r"presidents'? day|columbus day|juneteenth|mlk day|canada day|anzac day|australia day|bank holiday(?: monday)?|"
    r"guy fawkes(?: night)?|bonfire night|(?:st\.?|saint) [a-z]{3,12}'?s (?:day|eve|night)|hogmanay|burns night|"
    r"may day|(?:ch|h)anukkah|"
    r"passover|yom kippur|rosh hashanah|ramadan|(?-i:Eid|eid)(?: al[- ](?:fitr|adha))?|diwali|holi|vesak|purim|"
    r"sukkot|epiphany|all saints'?(?: day)?|groundhog day|cinco de mayo|mardi gras|pentecost|whitsun|candlemas|"
    r"midsummer(?:'?s (?:eve|day))?|leap day|nochebuena|nochevieja|navidad|semana santa|dia de reyes|"
    r"todos los santos|dia de (?:los )?muertos|dia de la (?:madre|hispanidad|constitucion)|"
    r"(?:jueves|viernes|sabado) santo|"
    r"domingo de (?:ramos|resurreccion)|lunes de pascua|puente de (?:la |el |los |todos los )?[a-z]{3,14}|"
    r"noche de san juan|sanfermines|feria de abril|fiestas patrias|las posadas|carnavales|nowruz|norooz|songkran|"
    r"vaisakhi|navratri|dussehra|durga puja|ganesh chaturthi|pongal|onam|lohri|raksha bandhan|chuseok|seollal|"
    r"mid-?autumn festival|golden week|obon|kwanzaa|orthodox (?:christmas|easter)|corpus christi|advent sunday)"
)
_RELATIVE = r"(?:last|next|this(?: past| coming)?|(?:the )?(?:following|previous)|past|coming)"

PATTERNS = (
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b((?:{WEEKDAY}|{SHORT_WEEKDAY}),? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)|"
        rf"\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?))\b",
        0.88,
        _weekday,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b({_RELATIVE} {WEEKDAY}{DAYTIME}?)\b", 0.88, _weekday),
    Pattern("phi.date", Kind.DATE, rf"\b({SHORT_WEEKDAY}{DAYTIME})", 0.75, _weekday),
    Pattern(
        "phi.date",
        Kind.DATE,
        r"\b(?:at|over|by|since|until|till|before|after|for) (?:the )?((?-i:New Year)(?:'?s)?)\b",
        0.7,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b({WEEKDAY}(?:{DAYTIME}| (?:last|next|this) week| week\b)?)\b", 0.8, _weekday),
    Pattern("phi.date", Kind.DATE, rf"\b({_RELATIVE} {SHORT_WEEKDAY})(?:\b|\s|$)", 0.8, _weekday),
    Pattern("phi.date", Kind.DATE, rf"\b({SHORT_WEEKDAY})(?:[^a-z0-9]|$)", 0.7, _short_weekday),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b({_N} (?:days?|nights?|weeks?|wks?|months?|fortnights?)(?: ago| back\b))\b",
        0.85,
        _ago,
    ),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b(hace (?:{_N}|un[oa]?|dos|tres|cuatro|cinco|seis|siete|diez|\w+) (?:dias?|semanas?|mes(?:es)?))\b",
        0.85,
    ),
    Pattern(
        "phi.date",
        Kind.DATE,
        r"\b((?:the )?(?:day|night) before (?:yesterday|last)|(?:the )?day after tomorrow)\b",
        0.85,
    ),
    Pattern(
        "phi.date", Kind.DATE, rf"\b((?:yesterday|tomorrow){DAYTIME}?|last night|ayer|anoche|anteayer)\b", 0.75, _today
    ),
    # As people type it: "surgery tmrw", "here since yest eve", "last nite"; and as letters had it: "on 18th ult."
    Pattern(
        "phi.date",
        Kind.DATE,
        r"\b(yest(?: (?:eve|aft|am|pm|night|morn))?|yesterdy|yday|tmrw|tmrow|tomoz|tomo|2moro|2morrow|tonite|2nite"
        r"|2day|last nite"
        r"|this arvo)\b",
        0.7,
        _today,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b((?:[12]?\d|3[01]){SUFFIX} (?:ult|inst|prox))\b", 0.8),
    Pattern("phi.date", Kind.DATE, r"\b(today|hoy)\b", 0.6, _today),
    Pattern(
        "phi.date",
        Kind.DATE,
        r"\b(tonight|this (?:morning|afternoon|evening)|esta (?:manana|tarde|noche))\b",
        0.6,
        _today,
    ),
    Pattern("phi.date", Kind.DATE, r"\bon the ((?:[12]?\d|3[01])(?:st|nd|rd|th))\b", 0.75, _bare_day),
    Pattern(
        "phi.date",
        Kind.DATE,
        r"\b((?:last|next|the past|this past) (?:week|weekend|month|fortnight)|(?:this|over the) weekend|(?:earlier|"
        r"later) this (?:week|month)|the week before last|la semana pasada|el mes pasado)\b",
        0.65,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b({_FEAST})\b", 0.8, _feast),
    Pattern("phi.date", Kind.DATE, r"\b((?:spring|summer|autumn|fall|winter)(?: of)? (?:19|20)\d\d)\b", 0.6),
)
