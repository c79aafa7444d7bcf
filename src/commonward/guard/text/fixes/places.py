"""Wider places: the state for a town, "a hospital" for its name, "our ward" for a bed, three digits for a ZIP code."""

import re

from commonward.guard.contract import Edit, Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.rules.geo.zip import three_digit_area

_LEAD = re.compile(r"\b(?:on|in|at|near|around|outside|by|en)\s+(?:the\s+)?$", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?P<word>the|a|an|our|my|his|her|their|this|that|el|la|un|una|su)\s+$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+|\n\s*)$")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_BED = re.compile(r"\b(?:bed|trolley|gurney|bay|cubicle|cama|bedspace|curtain|pod)\b", re.IGNORECASE)
_ROOM = re.compile(r"\b(?:room|rm|habitaci[oó]n|sala|suite|theatre|side room)\b", re.IGNORECASE)
_WARD = re.compile(
    r"\b(?:ward|unit|floor|wing|icu|micu|sicu|ccu|nicu|picu|hdu|itu|resus|planta)\b|^\d{1,2} ?[NSEW]", re.IGNORECASE
)
_STATE_AFTER = re.compile(r", ?(?P<state>[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)$")
_HAPPENED = re.compile(
    r" (?:crash|fire|accident|floods?|shooting|explosion|collapse|derailment|bombing|disaster|stabbing|rescue"
    r"|earthquake)\b"
)
_BEFORE_PLACE = re.compile(r"\b(?:on|in|at|to|from|for|of|by|into|near|en|de|a|with)\s+$", re.IGNORECASE)
_FACILITIES = (
    (
        re.compile(r"\b(?:nursing|care|rest|residential|retirement|children's) home|assisted living\b", re.I),
        "care home",
    ),
    (re.compile(r"\bhospice\b", re.I), "hospice"),
    (re.compile(r"\b(?:pharmacy|drugstore|chemist)\b", re.I), "pharmacy"),
    (re.compile(r"\b(?:dental|dentist)\b", re.I), "dental practice"),
    (
        re.compile(r"\b(?:clinic|cl[ií]nica|practice|surgery|health cent(?:er|re)|centro de salud|polyclinic)\b", re.I),
        "clinic",
    ),
)
_BODIES = (
    (re.compile(r"\b(?:university|college|universidad|polytechnic)\b", re.I), "university"),
    (
        re.compile(
            r"\b(?:school|academy|primary|elementary|kindergarten|nursery|colegio|escuela|instituto|high)\b", re.I
        ),
        "school",
    ),
    (
        re.compile(
            r"\b(?:church|chapel|cathedral|mosque|synagogue|temple|parish|ministr|abbey|iglesia|parroquia)", re.I
        ),
        "place of worship",
    ),
    (re.compile(r"\b(?:ballet|dance|theatre|theater|drama)\b", re.I), "stage group"),
    (re.compile(r"\b(?:choir|orchestra|band|singers)\b", re.I), "choir"),
    (
        re.compile(
            r"\b(?:rovers|united|fc|rfc|athletic|wanderers|lions|bears|hawks|eagles|falcons|sharks|wolves|otters"
            r"|tigers|city|town|under-\d+s?|team|club)\b",
            re.I,
        ),
        "team",
    ),
)


def wider(text: str, place: Candidate, language: str) -> Edit:
    """The place made so wide that it names no spot."""
    quote = text[place.start : place.end]
    if _ZIP.fullmatch(quote):
        return Edit(place.start, place.end, three_digit_area(quote))
    if place.kind is Kind.ORG:
        return _general(text, place, _facility(quote))
    in_building = _BED.search(quote) or _ROOM.search(quote)
    if in_building and language != "es" and not _BEFORE_PLACE.search(text[max(0, place.start - 8) : place.start]):
        return _inside(text, place, "on our ward")
    if _BED.search(quote):
        return _inside(text, place, "a bed on our ward" if language != "es" else "una cama de la planta")
    if _ROOM.search(quote):
        return _inside(text, place, "a room on our ward" if language != "es" else "una habitación de la planta")
    if _WARD.search(quote):
        return _inside(text, place, "our ward" if language != "es" else "la planta")
    if _HAPPENED.match(text[place.end : place.end + 16]):
        return Edit(place.start, place.end, "local")
    state = _STATE_AFTER.search(quote)
    if state:
        return Edit(place.start, place.end, STATES.get(state["state"], state["state"]))
    before = text[max(0, place.start - 16) : place.start]
    lead = _LEAD.search(before)
    area = "our area" if language != "es" else "nuestra zona"
    if lead:
        preposition = "en" if language == "es" else "in"
        start = place.start - (len(before) - lead.start())
        words = f"{preposition} {area}"
        return Edit(
            start, place.end, words.capitalize() if _SENTENCE_START.search(text[max(0, start - 20) : start]) else words
        )
    return _inside(text, place, area)


def kind_of_body(text: str, place: Candidate) -> Edit:
    """ "Wexley Middle School" becomes "a local school"."""
    quote = text[place.start : place.end]
    noun = next((noun for pattern, noun in _BODIES if pattern.search(quote)), "company")
    return _general(text, place, f"local {noun}")


def _facility(quote: str) -> str:
    return next((noun for pattern, noun in _FACILITIES if pattern.search(quote)), "hospital")


def _general(text: str, place: Candidate, noun: str) -> Edit:
    """The noun with its article, unless one stands before."""
    if _ARTICLE.search(text[max(0, place.start - 8) : place.start]):
        return Edit(place.start, place.end, noun)
    words = f"a {noun}"
    if _SENTENCE_START.search(text[max(0, place.start - 20) : place.start]):
        words = words[0].upper() + words[1:]
    return Edit(place.start, place.end, words)


def _inside(text: str, place: Candidate, words: str) -> Edit:
    before = text[max(0, place.start - 20) : place.start]
    article = _ARTICLE.search(before)
    start = place.start - (len(before) - article.start() if article else 0)
    if _SENTENCE_START.search(text[max(0, start - 20) : start]):
        words = words[0].upper() + words[1:]
    return Edit(start, place.end, words)


#: US states by their two letters.
STATES = {
    pair[:2]: pair[3:]
    for pair in """
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, FL Florida,
GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine,
MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV
Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York State, NC North Carolina, ND North Dakota, OH
Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX
Texas, UT Utah, VT Vermont, VA Virginia, WA Washington State, WV West Virginia, WI Wisconsin, WY Wyoming
""".replace("\n", " ")
    .strip()
    .split(", ")
}
