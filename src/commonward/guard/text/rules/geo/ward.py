"""Places inside a hospital: ward, room, bed, bay, floor, unit ("ICU bed 3", "BED 9 ON MAPLE WARD", "cubicle two")."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of, words

_MEASURE = re.compile(
    r"^ ?(?:%|mg|mcg|ml|mmol|cm|mm|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|patients?|nurses?|people|"
    r"times|units?|beds\b|rooms\b|of \d|x\b|per\b|degrees|°|am\b|pm\b|to \d|points?|sessions?|rolls?|a (?:day|night|"
    r"week))|^[.,:/]\d|^-[a-z]|^ ?\x01"
)
_ROAD = re.compile(r"\b(?:carretera|ruta|ley|radio|cadena|norma|nacional|comarcal|linea|pagina|version)\b")
_GROUPS = re.compile(r"\d{3}$")
_GROUP = re.compile(r"^ \d{3}")
_NOT_WARD = words(
    "the a an our my your his her their this that every each any no one two on in to from for old new whole same other "
    "another which what off general medical surgical ward hospital and or night day quiet busy back first isolation "
    "care rehab rehabilitation chronic postoperative intensive coronary stroke dialysis emergency burns burn maternity "
    "assessment admissions acute oncology renal cardiac neonatal paediatric pediatric psychiatric transplant research "
    "trauma teaching health"
)


def _place(sight: Sight) -> Found | None:
    """A kind of place with its number. Not a count, a measure, or odds ("OR 3.2")."""
    if sight.text[:3].lower() == "box" and sight.document.language != "es":
        return None  # a box in a post office or a carton; in Spanish a cubicle
    if _GROUPS.search(sight.text) and _GROUP.match(sight.after(6)):
        return None  # "WARD 6099 9912": a long number in groups
    return None if _MEASURE.match(sight.after(14)) else sight.found()


def _named_ward(sight: Sight) -> Found | None:
    """ "Maple Ward": a ward with a name. "The ward", "our ward", "Medical Ward" name none."""
    names = set(sight.text.lower().split()[:-1])
    return None if names & _NOT_WARD else sight.found()


def _spanish_room(sight: Sight) -> Found | None:
    """ "La 312" is a room to those who work there; a road, a channel or a law says that it is one."""
    if sight.document.language != "es" or _ROAD.search(sight.before(30)):
        return None
    return _place(sight)


def _listed(sight: Sight) -> Found | None:
    """ "HANDOVER 7E / 14 Braithwaite, NOF / 15 Szczepanski, IV abx": a bed that opens an item of a list of beds."""
    view = sight.document.view
    start, end = max(0, sight.start - _LIST_REACH), sight.end + _LIST_REACH
    if not _ENTRY.match(view[sight.start : end].decode("ascii")):
        return None
    if not _LIST_CUE.search(view[start : sight.start].decode("ascii")):
        return None
    return sight.found() if len(_ITEM.findall(view[start:end].decode("ascii"))) > 1 else None


_LIST_REACH = 240
_LIST_CUE = re.compile(
    r"\b(?:hand-?over|relevo|(?:cambio|pase|parte) de turno|night report|ward list|bed list|board|jobs|list|round"
    r"|sit-?rep"
    r"|bed \||beds?|report|night staff)\b",
    re.IGNORECASE,
)
_WRITTEN = (
    r"(?:\d{1,3}[A-Z]?|[A-H]\d{1,2})(?: ?[:|-] ?| )(?:(?:Mr|Mrs|Ms|Sr|Sra|Dona|Don|Baby)\.? )?"
    r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b)"
    r"(?:[A-Z][A-Za-z'.-]{1,}|empty|libre|slept|free\b|is\b|and \d|y \d)"
)
_ENTRY = re.compile(_WRITTEN)
_ITEM = re.compile(rf"(?:^|(?<=[\n.:;,]))\s?\b{_WRITTEN}")


def _floor(sight: Sight) -> Found | None:
    """ "4th floor": weak alone, since every building has one."""
    return sight.found()


_NUMBER = r"(?:#? ?\d{1,4}(?:-?(?-i:[A-Z])|[a-h])?|#?(?-i:[A-Z])-?\d{1,3}|(?-i:[A-H]))"
_WORD_NUMBER = any_of(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NOUN = any_of(
    "room rm bed bay ward cubicle bedspace bed_space pod side_room sideroom trauma_bay resus_bay exam_room trolley "
    "gurney habitacion cama sala box curtain majors minors triage planta piso cuarto pieza quirofano puesto"
)
_UNIT = (
    r"(?:(?-i:ICU|MICU|SICU|CCU|NICU|PICU|HDU|ITU|ED|ER|AMU|MAU|SAU|CDU|PACU|OR|L&D|A&E)|resus|theatre|hall|corridor|"
    r"stroke unit|trauma)"
)
_ONE = (
    rf"(?:(?:{_UNIT} )?{_NOUN}(?: (?:no\.?|number|#))?(?: ?{_NUMBER}| {_WORD_NUMBER})|(?-i:ICU|MICU|SICU|CCU|NICU|"
    rf"PICU|HDU|ITU|AMU|MAU)[ -]?#?\d{{1,3}}|resus \d{{1,2}}|unit \d{{1,2}}(?-i:[A-Z]))"
)
_NAMED = r"(?-i:(?:[A-Z][a-z'\-]+ ){1,2}(?:Ward|Unit|Wing|Suite|Bay)|(?:[A-Z]+ ){1,2}WARD)"

PATTERNS = (
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        rf"\b({_ONE}(?:,? (?:on|in|of|at) (?:the )?(?:{_ONE}|{_NAMED}|{_UNIT}\b|\d{{1,2}} ?(?-i:North|South|East|"
        rf"West|[NSEW])\b))?)\b",
        0.88,
        _place,
    ),
    Pattern("phi.geo", Kind.LOCATION, rf"\b({_NAMED})\b", 0.7, _named_ward),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:on|in|to|from|at) ((?-i:\d{1,2} ?(?:North|South|East|West|[NSEW])))\b",
        0.7,
        _place,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:in|to|from|at|into) ((?:theatre|operating room|(?-i:OR)) (?:no\.? )?\d{1,2})\b",
        0.6,
        _place,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:on|to|from) (?:the )?((?:\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
        r"tenth) floor|floor \d{1,2})\b",
        0.6,
        _floor,
    ),
    Pattern("phi.geo", Kind.LOCATION, r"\b(habitacion \d{1,4}|cama \d{1,3})\b", 0.85),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"(?:^|[\n.:;,]\s?)((?-i:\d{1,3}[A-Z]?|[A-H]\d{1,2}))(?: ?[:|\-] ?| )[a-z][a-z'\-]",
        0.6,
        _listed,
    ),
    Pattern("phi.geo", Kind.LOCATION, r"\b(?:in|from|to) ((?-i:\d{1,2}[a-d]))\b(?:[ ,.]|$)", 0.5, _place),
    # "la señora de la 312", "HANDOVER 7E"
    Pattern("phi.geo", Kind.LOCATION, r"\b(?:en|de) la ((?-i:\d{3}[A-Z]?))\b", 0.7, _spanish_room),
    Pattern("phi.geo", Kind.LOCATION, r"\bhandover[ :,\-]{1,3}((?-i:\d{1,2}[A-Z]))\b", 0.75),
)
