"""Street addresses: number, name and kind of street; named streets after a preposition; boxes and apartments."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of, words

# Streets of songs, films, offices and figures of speech: nobody's home.
_PROVERBIAL = re.compile(
    r"^(?:wall|sesame|downing|abbey|silk|death|skid|memory|fast|slow|front|back|baker|harley|one way|two way|high|the|"
    r"a|this|that|"
    r"coronation|supreme|tennis|food|hard|flash|test|disk|usb|blood|no|my|our|your|his|her|their|any|every|each|same|"
    r"main)$"
)
_SURE = any_of(
    "street road avenue lane row crescent boulevard terrace mews highway parkway alley turnpike expressway cul-de-sac"
)
_LIKELY = any_of(
    "drive court place way square gardens grove close circle walk hill rise view park trail loop heights bridge green "
    "quay wharf"
)
_SHORT = r"(?:st|rd|ave?|ln|blvd|dr|ct|pl|cres|cr|ter|terr|hwy|pkwy|sq|cir|trl|aly|gdns|grv|expy)\b\.?"
_COMPASS = r"(?:(?:north|south|east|west|northeast|northwest|southeast|southwest|[nsew]|ne|nw|se|sw)\.? )?"
_CAPITAL = r"(?-i:[A-Z][a-zA-Z'.]*(?:-[A-Z][a-z]+)?)"
_NAME = rf"(?:{_CAPITAL}|\d{{1,3}}(?:st|nd|rd|th))(?: (?:{_CAPITAL}|of|the|de|la|del)){{0,3}}"
_UNIT = r"(?:,? (?:apt|apartment|suite|ste|unit|flat|#|floor|fl|no|piso|rm|room)\.? ?#?[a-z0-9\-]{1,6})?"
_NOT_NAMED = words(
    "way lane minute mile hour min min. day week month year step point bed room story storey part lane stage phase "
    "minutes miles car"
)
# The street is part of the name of a house: that is an organisation, and the tagger's.
_HOUSE_AFTER = re.compile(
    r"^ (?:clinic|hospital|care|surgery|practice|school|centre|center|medical|health|hospice|church|library|journal)"
)


def _named_street(sight: Sight) -> Found | None:
    """A street by its name alone, with the house, stop or shop after it left out."""
    name = sight.text.rpartition(" ")[0].lower()
    return None if _PROVERBIAL.match(name) or _HOUSE_AFTER.match(sight.after(14)) else sight.found()


def _after_preposition(sight: Sight) -> Found | None:
    """ "on Pelican Court": kinds of street that are also other things need a preposition right before them."""
    name = sight.text.rpartition(" ")[0].lower()
    return None if _PROVERBIAL.match(name) or _HOUSE_AFTER.match(sight.after(14)) else sight.found()


def _small_letters(sight: Sight) -> Found | None:
    """ "18 pelican row" without capitals; "a 10 minute walk" and "a 4 lane road" are no addresses."""
    text = sight.text.lower()
    names = text.split()[1:-1]
    if any(name.strip(".-") in _NOT_NAMED or name.isdigit() for name in names) or sight.before(2)[-1:] in tuple("$./-"):
        return None
    if re.search(r"\b(?:the|of|a|in|on|at|to|and|is|was|with|for)\b", " ".join(names)):
        return None
    return sight.found()


def _apartment(sight: Sight) -> Found | None:
    """ "flat 12" or "apt 4B": not "flat 5 mm" or "flat 20% rate"."""
    return None if re.match(r" ?(?:%|mm|cm|mg|hours?|days?|[a-z]+s\b)|[.,]\d", sight.after(10)) else sight.found()


def _labelled(sight: Sight) -> Found | None:
    """What follows "address:" up to the end of its sentence, when it holds a number."""
    text = sight.text
    if "@" in text or "://" in text:
        return None
    kept = re.split(r"\.(?: |$)(?=[A-Z\n]|$)| (?:phone|tel|email|e-mail|dob|and|who|mrn)\b", text, maxsplit=1)[
        0
    ].rstrip(" .,")
    return sight.found(trim=len(text) - len(kept)) if re.search(r"\d", kept) and len(kept) > 3 else None


def _suffixed(sight: Sight) -> Found | None:
    """One word that ends like a street in Germanic and Nordic languages, with a number."""
    return sight.found()


PATTERNS = (
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        rf"\b(\d{{1,6}}[a-z]?(?:[-/]\d{{1,4}})?,? {_COMPASS}{_NAME} (?:{_SURE}\b|{_LIKELY}\b|{_SHORT})(?: (?-i:[NSEW]|"
        rf"NE|NW|SE|SW)\b)?{_UNIT})",
        0.95,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        rf"\b(\d{{1,5}}[a-z]? [a-z'\-]{{3,20}}(?: [a-z'\-]{{3,20}})? {_SURE})\b",
        0.75,
        _small_letters,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?-i:(?:[A-Z][a-z'\-]+ ){1,3}(?:Street|Road|Avenue|Lane|Row|Crescent|Boulevard|Terrace|Mews)))\b",
        0.85,
        _named_street,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:on|from|in|at|off|along|down|to|near|of|around) ((?-i:(?:[A-Z][a-z'\-]+ ){1,3}"
        r"(?:(?:Drive|Court|Place|Way|Square|Gardens|Grove|Close|Circle|Hill|Heights)\b|(?:Rd|Ave|Ln|Blvd|St)\b\.?)))",
        0.75,
        _after_preposition,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(p\.? ?o\.? ?box:? #?\d{1,6}|apartado(?: de correos)? \d{1,6}|(?-i:GPO|PMB) (?:box )?\d{1,6})\b",
        0.93,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?:apt\.?|apartment|flat|suite)(?: ?#? ?\d{1,4}[a-z]?| #?(?-i:[A-Z])\d{0,3}))\b",
        0.7,
        _apartment,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?:calle|c/|av/|pso\.?|pje\.?|avda\.?|avenida|av\.|paseo|plaza|pza\.?|ctra\.?|carretera|camino|travesia|"
        r"ronda|rambla|rua|rue|via|viale|piazza|place|"
        r"quai|allee|chemin) ?(?:de(?: la| los| las| l')? |del |du |des |della |di |"
        r"d')?(?-i:[A-Z][a-zA-Z'.\-]+)(?: (?:de|la|los|las|del|y|(?-i:[A-Z][a-zA-Z'.\-]+))){0,4}"
        r"(?:,? ?(?:n[o.]{1,2} ?|km ?)?\d{1,4}(?:[.,]\d)?(?:, ?\d{1,2}[ ,]{0,2}(?-i:[A-Z]|Izq|Der|Dcha)?\b)?)?)",
        0.8,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?:calle|c/|av/|avda\.?|avenida|paseo|plaza|carretera|camino|rua)(?: (?:de|la|las|los|el|"
        r"del)){0,2} [a-z]{3,20}(?: [a-z]{3,20}){0,3}"
        r",? ?(?:n[o.]{1,2} ?|#)?\d{1,4}(?:, ?\d{1,2}[ ,]{0,2}(?-i:[A-Z])?\b)?)",
        0.8,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:(?:domicilio|direccion|(?:home |street |postal |mailing )?address) ?:[ \n]?"
        r"([^\n;]{4,80}))",
        0.8,
        _labelled,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?-i:[A-Z][a-z\-]{2,20}(?:strasse|straat|gatan|gata|gaten|gade|veien|vegen|vagen|vangen|vej|weg|katu|tie|"
        r"strade|stien|torg|allee|ring|damm|kaj|laan|gasse|platz|plein|utca|ulica))"
        r"(?:,)? \d{1,4} ?(?-i:[a-zA-Z])?)\b",
        0.85,
        _suffixed,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?-i:\d{1,3}),? rue (?:de(?: la)? |du |des )?(?-i:[A-Z][a-zA-Z\-]+(?: [A-Z][a-zA-Z\-]+){0,3}))\b",
        0.85,
    ),
)
