"""Postal codes: ZIP with its three-digit rule, British and Canadian postcodes, labelled ones of other countries."""

import re
import tomllib
from functools import cache
from importlib import resources

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of, words


@cache
def restricted_areas() -> frozenset[str]:
    """The three-digit areas of few people, from the data file beside this one."""
    data = resources.files("commonward.guard.text.rules.geo").joinpath("restricted_zip3.toml").read_text("utf-8")
    return frozenset(tomllib.loads(data)["areas"])


def three_digit_area(zip_code: str) -> str:
    """What may be shown of a ZIP code: its first three digits, or "000" where so few live that it singles out."""
    area = zip_code[:3]
    return "000" if area in restricted_areas() else area


_STATES = any_of(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU"
)
_STATE_NAMES = any_of(
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois "
    "Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri "
    "Montana Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma "
    "Oregon Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington "
    "West_Virginia Wisconsin Wyoming"
)
_BRITISH_AREAS = words(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
_WORDLIKE = words("ID OK IN ME HI PA MA OR MD DE AL AR CO CA LA")
# A count follows ("from 12000 patients") or the number is one end of a range.
_COUNTED = re.compile(
    r"^ ?(?:(?!has\b|was\b|is\b)[a-z]+s\b|to\b|-|%|[.,]\d|/|\+|people|participants|of\b|per\b|steps|in \d)"
)


def _area_rule(sight: Sight) -> Found | None:
    """The first three digits alone break the rule only where few people live."""
    return sight.found(rule="phi.geo" if sight.text in restricted_areas() else "")


def _after_preposition(sight: Sight) -> Found | None:
    """ "my patient from 03602": five digits where a place is expected; round numbers and counts are none."""
    if sight.text.endswith("00") or _COUNTED.match(sight.after(14)):
        return None
    place = re.match(
        r"[ ]?(?:[.,;:!?)\n]|$)| (?:and|with|who|has|had|was|is|came|presented|area|zip)\b", sight.after(14)
    )
    return sight.found() if place else None


def _state(sight: Sight) -> Found | None:
    """Five digits after a state. "ID", "OK" and the like are words too: they need the town's comma before them."""
    state = sight.whole.split()[0].strip(",")
    town = sight.document.text[max(0, sight.match_start - 2) : sight.match_start]
    return None if state in _WORDLIKE and town != ", " else sight.found()


def _spanish(sight: Sight) -> Found | None:
    """Five figures before a town, as Spain writes them; elsewhere that is any number."""
    return sight.found() if sight.document.language == "es" else None


def _british(sight: Sight) -> Found | None:
    area = re.match(r"[A-Z]+", sight.text)
    return sight.found() if area and area.group() in _BRITISH_AREAS else None


PATTERNS = (
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:zip|zipcode|zip-code|postal code|post ?code|postcode|c\.?p\.?|codigo postal|plz)(?: ?(?:codes?|area|"
        r"\+4))?(?: (?:is|was|of|in))?[ :#]{1,3}(\d{5}(?:-\d{4})?|\d{4}(?: ?(?-i:[A-Z]{2}))?|\d{3} \d{2}|"
        r"\d{2}-\d{3})\b",
        0.95,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:zip|zip ?code|postal code)(?: ?(?:codes?|area|prefix))?(?: (?:is|was|of|in|starting with|"
        r"beginning with))?[ :#]{1,3}(\d{3})(?:xx|\*\*|--)?\b",
        0.85,
        _area_rule,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        rf"(?-i:\b(?:{_STATES}|{_STATE_NAMES}|{_STATE_NAMES.upper()}),? {{1,2}}(\d{{5}}(?:-\d{{4}})?))\b",
        0.93,
        _state,
    ),
    Pattern("phi.geo", Kind.LOCATION, r"\b(\d{5}-\d{4})\b", 0.7),
    Pattern(
        "phi.geo", Kind.LOCATION, r"\b((?:E-)?(?:0[1-9]|[1-4]\d|5[0-2])\d{3})[.,]? (?-i:[A-Z][a-z])", 0.75, _spanish
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(?:from|lives? in|living in|resid(?:es|ing) in|resident of|near|out of|moved to) (\d{5})\b",
        0.85,
        _after_preposition,
    ),
    Pattern("phi.geo", Kind.LOCATION, r"\b((?-i:[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}))\b", 0.88, _british),
    Pattern(
        "phi.geo", Kind.LOCATION, r"\b((?-i:[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]\d[ABCEGHJ-NPRSTV-Z]\d))\b", 0.88
    ),
)
