"""Street addresses in English: number, name and kind of street; named streets; boxes, apartments, "address: …"."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Check, Found, Pattern, Sight, any_of, words

# Streets of songs, films, offices and figures of speech: nobody's home.
_PROVERBIAL = words(
    "wall sesame downing abbey silk death skid memory fast slow front back baker harley one_way two_way high the "
    "a this that coronation supreme tennis food hard flash test disk usb blood no my our your his her their any "
    "every each same main side busy dark long wrong right left one two some whole quiet narrow rocky country dirt "
    "cross rail off wide bumpy wet icy middle open local next another other first second last old new under "
    "across onto into with and"
)
_SURE = any_of(
    "street road avenue lane row crescent boulevard terrace mews highway parkway alley turnpike expressway cul-de-sac"
)
_SURE_TITLE = any_of("Street Road Avenue Lane Row Crescent Boulevard Terrace Mews")
_LIKELY = any_of(
    "Drive Court Place Way Square Gardens Grove Close Circle Walk Hill Rise View Park Trail Loop Heights Bridge Green "
    "Quay Wharf"
)
_SHORT = (
    r"(?:St|Rd|Ave?|Ln|Blvd|Dr|Ct|Pl|Cres|Cr|Ter|Terr|Hwy|Pkwy|Sq|Cir|Trl|Aly|Gdns|Grv|Expy|ST|RD|AVE|LN|BLVD|DR|"
    r"CT)\b\.?"
)
_COMPASS = r"(?:(?:north|south|east|west|northeast|northwest|southeast|southwest|[nsew]|ne|nw|se|sw)\.? )?"
_CAPITAL = r"(?-i:[A-Z][a-zA-Z'.]*(?:-[A-Z][a-z]+)?)"
_NAME = rf"(?:{_CAPITAL}|\d{{1,3}}(?:st|nd|rd|th))(?: (?:{_CAPITAL}|of|the|de|la|del)){{0,3}}"
_UNIT = (
    r"(?:,? (?:apt|apartment|suite|ste|unit|flat|#|floor|fl|no|piso|rm|room)\.? ?#?(?:\d[a-z0-9\-]{0,5}|"
    r"[a-z]\d{0,3}))?"
)
_NOT_NAMED = words(
    "way lane minute mile hour min min. day week month year step point bed room story storey part lane stage phase "
    "minutes miles car line"
)
# The street is part of the name of a house: that is an organisation, and the tagger's.
_HOUSE_AFTER = re.compile(
    r"^ (?:clinic|hospital|care|surgery|practice|school|centre|center|medical|health|hospice|church|library|journal)"
)
_LEADING = words(
    "the in on at from my our his her their your visit near down opposite behind after before off along outside past a "
    "to of and by around she he they we it is was who that this our when where not no so but via see for with crossing"
)


def _numbered(sight: Sight) -> Found | None:
    """A house number before a named street: not a verse ("1:3 Every place"), an amount or a piece of a number."""
    return None if sight.before(1) in tuple(":./-$#") else sight.found(trim=_full_stop(sight))


def _full_stop(sight: Sight) -> int:
    """How much to leave out for a full stop that ends the sentence as well as "St."."""
    return 1 if sight.text.endswith(".") and (sight.after(1) == "" or sight.after(1).isspace()) else 0


def _named(sight: Sight) -> Found | None:
    """A street by its name alone. Words that only begin the sentence are left out."""
    names = sight.text.split()
    skip = 0
    while len(names) > 2 and names[0].lower() in _LEADING:
        skip += len(names.pop(0)) + 1
    name = "_".join(names[:-1]).lower()
    if name in _PROVERBIAL | _LEADING or _HOUSE_AFTER.match(sight.after(14)):
        return None
    return sight.found(skip=skip, trim=_full_stop(sight))


def _small_letters(sight: Sight) -> Found | None:
    """ "18 pelican row" without capitals; "a 10 minute walk" and "a 4 lane road" are no addresses."""
    names = sight.text.lower().split()[1:-1]
    if any(name.strip(".-") in _NOT_NAMED or name.isdigit() for name in names) or sight.before(1) in tuple(":$./-"):
        return None
    return None if _LEADING.intersection(names) else sight.found()


def _apartment(sight: Sight) -> Found | None:
    """ "flat 12" or "apt 4B": not "flat 5 mm" or "flat 20% rate"."""
    return None if re.match(r" ?(?:%|mm|cm|mg|hours?|days?|[a-z]+s\b)|[.,]\d", sight.after(10)) else sight.found()


def _labelled(sight: Sight) -> Found | None:
    """What follows "address:" up to the end of its sentence, when it holds a number."""
    text = sight.text
    if "@" in text or "://" in text:
        return None
    kept = _ADDRESS_END.split(text, maxsplit=1)[0].rstrip(" .,")
    return sight.found(trim=len(text) - len(kept)) if re.search(r"\d", kept) and len(kept) > 3 else None


_ADDRESS_END = re.compile(r"\.(?: |$)(?=[A-Z\n]|$)| (?:phone|tel|email|e-mail|dob|and|who|mrn)\b")


def _pattern(regex: str, confidence: float, check: Check | None = None) -> Pattern:
    return Pattern("phi.geo", Kind.LOCATION, regex, confidence, check)


PATTERNS = (
    _pattern(
        rf"\b(\d{{1,6}}[a-z]?(?:[-/]\d{{1,4}})?,? {_COMPASS}{_NAME} (?:{_SURE}\b|(?-i:{_LIKELY}|{_LIKELY.upper()})\b|"
        rf"(?-i:{_SHORT}))(?: (?-i:[NSEW]|NE|NW|SE|SW)\b)?{_UNIT})",
        0.95,
        _numbered,
    ),
    _pattern(rf"\b(\d{{1,5}}[a-z]? [a-z'\-]{{3,20}}(?: [a-z'\-]{{3,20}})? {_SURE})\b", 0.75, _small_letters),
    _pattern(rf"\b((?-i:(?:[A-Z][a-z'\-]+ ){{1,3}}{_SURE_TITLE}))\b", 0.85, _named),
    _pattern(rf"\b((?-i:(?:[A-Z][A-Z'\-]+ ){{1,2}}{_SURE_TITLE.upper()}))\b", 0.75, _named),
    _pattern(
        r"\b(?:on|from|in|at|off|along|down|to|near|of|around) ((?-i:(?:[A-Z][a-z'\-]+ ){1,3}(?:(?:Drive|Court|Place|"
        r"Way|Square|Gardens|Grove|Close|Circle|Hill|Heights)\b|(?:Rd|Ave|Ln|Blvd|St)\b\.?)))",
        0.75,
        _named,
    ),
    _pattern(
        r"\b(?:on|from|in|at|off|near|of|and|&) (\d{1,3}(?:st|nd|rd|th) (?-i:St|Street|Ave|Avenue)\b\.?)",
        0.8,
        _numbered,
    ),
    _pattern(
        r"\b(?:on|from|in|at|off|near|of) ((?-i:[a-z'\-]{4,20} (?:street|road|lane|avenue|crescent)))\b", 0.6, _named
    ),
    # Rural and military routes of the United States
    _pattern(r"\b((?:rr|hc|psc|cmr|unit|rural route) \d{1,5},? box \d{1,6})\b", 0.93),
    _pattern(
        r"\b(p\.? ?o\.? ?box:? #?\d{1,6}|apartado(?: de correos)? \d{1,6}|(?-i:GPO|PMB) (?:box )?\d{1,6})\b", 0.93
    ),
    _pattern(r"\b((?:apt\.?|apartment|flat|suite)(?: ?#? ?\d{1,4}[a-z]?| #?(?-i:[A-Z])\d{0,3}))\b", 0.7, _apartment),
    _pattern(
        r"\b(?:domicilio|direccion|(?:home |street |postal |mailing )?address) ?:[ \n]?([^\n;]{4,80})", 0.8, _labelled
    ),
)
