"""National and health numbers of further countries, for phi.ssn and phi.plan-id. Their documentation is with those.

A form that little else has counts by itself where its check digits are right; a bare run of digits needs its label.
"""

import re
from collections.abc import Callable

from commonward.guard.contract import Kind
from commonward.guard.text import checksums_abroad as abroad
from commonward.guard.text.checksums import article, bare, verhoeff
from commonward.guard.text.labelled import CONNECT
from commonward.guard.text.pattern import Check, Found, Pattern, Sight

RULES: tuple[str, ...] = ()  # they belong to the files that document them
_NATIONAL = "phi.ssn"
_HEALTH = "phi.plan-id"


def _labelled(right: Callable[[str], bool]) -> Check:
    """Labelled: a right check digit makes it surer, a wrong one is a number mistyped."""

    def check(sight: Sight) -> Found | None:
        return sight.found(0.97 if right(sight.text) else 0.85)

    return check


def _by_itself(right: Callable[[str], bool]) -> Check:
    """Without a label: only with right check digits, and not as a piece of something longer."""

    def check(sight: Sight) -> Found | None:
        whole = sight.before(1) not in tuple("-/.+_") and not re.match(r"[\-/_+]?\d|[.,]\d", sight.after(2))
        return sight.found() if whole and right(sight.text) else None

    return check


def _swiss(number: str) -> bool:
    """AHV number: an article number that begins with 756 (GS1, as the Central Compensation Office gives it out)."""
    return bare(number).startswith("756") and article(number)


def _any_day(number: str) -> bool:
    """The Danish CPR number since 2007 has no check digit that holds; its first six digits are a day."""
    digits = bare(number)
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def _is_quebec(number: str) -> bool:
    """Three letters of the family's name and one of the given name; year, month (women: 50 more), day; two more."""
    digits = bare(number)[4:]
    return int(digits[2:4]) % 50 in range(1, 13) and int(digits[4:6]) in range(1, 32)


def _label(rule: str, label: str, value: str, right: Callable[[str], bool] | None = None) -> Pattern:
    check = None if right is None else _labelled(right)
    return Pattern(rule, Kind.ID, rf"\b(?:{label}){CONNECT}({value})\b", 0.93, check)


def _form(rule: str, form: str, right: Callable[[str], bool], confidence: float = 0.88) -> Pattern:
    return Pattern(rule, Kind.ID, rf"\b({form})\b", confidence, _by_itself(right))


_NO = r"(?: ?(?:nos?\.?|nr\.?|num|number|nummer|card|#))?"
_NINE = r"\d{3}[ \-]?\d{3}[ \-]?\d{3}"
_TEN = r"\d{4}[ \-]?\d{3}[ \-]?\d{3}"
_SWEDISH = r"(?:(?:19|20)\d\d|\d\d)[01]\d[0-9]\d[\-+]\d{4}"
_FINNISH = r"(?-i:[0-3]\d[01]\d\d\d[\-+A]\d{3}[0-9A-FHJ-NPR-Y])"
_FRENCH = r"[1-478] ?\d\d ?\d\d ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d"

PATTERNS = (
    # Australia
    _label(_HEALTH, rf"medicare{_NO}", r"[2-6]\d{3}[ \-]?\d{5}[ \-]?\d(?:[ \-/]\d)?", abroad.medicare_australia),
    _form(_HEALTH, r"[2-6]\d{3} \d{5} \d", abroad.medicare_australia),
    _form(_HEALTH, r"8003 ?60\d\d ?\d{4} ?\d{4}", abroad.health_identifier, 0.95),
    _label(_NATIONAL, rf"(?:tfn|tax file){_NO}", _NINE, abroad.tax_file),
    # Canada: health cards of the provinces
    _label(
        _HEALTH, rf"(?:phn|personal health|care ?card|msp|mhsc|phin|ahc|ulli){_NO}", rf"{_TEN}|{_NINE}|\d{{5}}-\d{{4}}"
    ),
    _form(_HEALTH, r"9\d{3} \d{3} \d{3}", abroad.health_number_bc),
    Pattern(_HEALTH, Kind.ID, r"\b((?-i:[A-Z]{4} \d{4} \d{4}))\b", 0.85, _by_itself(_is_quebec)),
    _label(_HEALTH, rf"(?:ramq|nam|carte soleil){_NO}", r"[a-z]{4}[ \-]?\d{4}[ \-]?\d{4}"),
    # India
    _label(_NATIONAL, rf"(?:pan|permanent account){_NO}", r"(?-i:[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z])"),
    _label(_HEALTH, rf"(?:abha|health id){_NO}", r"\d{2}[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{4}", verhoeff),
    # The European Union, Switzerland, Norway
    _form(_NATIONAL, _FRENCH, abroad.nir, 0.93),
    _label(
        _NATIONAL,
        rf"(?:nir|numero de securite sociale|securite sociale|secu){_NO}",
        rf"{_FRENCH}|[12]\d{{12}}",
        abroad.nir,
    ),
    _label(
        _HEALTH,
        rf"(?:kvnr|versicherten(?:-?nr|nummer)|krankenversicherten(?:-?nr|nummer)|egk){_NO}",
        r"[a-z]\d{9}",
        abroad.german_insured,
    ),
    _label(
        _NATIONAL,
        rf"(?:steuer-?id(?:entifikationsnummer)?|idnr|steuernummer){_NO}",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        abroad.german_tax,
    ),
    _label(_NATIONAL, rf"pesel{_NO}", r"\d{11}", abroad.pesel),
    _form(_NATIONAL, _SWEDISH, abroad.personnummer),
    _label(
        _NATIONAL,
        rf"(?:person(?:al)?-?(?:nummer|nr|number)|samordningsnummer){_NO}",
        rf"{_SWEDISH}|\d{{10}}|\d{{12}}",
        abroad.personnummer,
    ),
    _label(
        _NATIONAL,
        rf"(?:f[o0]e?dselsnummer|f[o0]e?dselsnr|fnr|personnr|d-nummer){_NO}",
        r"\d{6} ?\d{5}",
        abroad.norwegian,
    ),
    _label(_NATIONAL, rf"cpr{_NO}", r"[0-3]\d[01]\d{3}[ \-]?\d{4}", _any_day),
    _form(_NATIONAL, _FINNISH, abroad.finnish, 0.93),
    _label(_NATIONAL, rf"(?:hetu|henkilotunnus){_NO}", r"\d{6}[\-+a]\d{3}[\da-z]", abroad.finnish),
    _form(_NATIONAL, r"\d\d\.[0-3]\d\.[0-3]\d-\d{3}\.\d\d", abroad.belgian, 0.95),
    _label(_NATIONAL, rf"(?:bsn|burgerservice|sofi){_NO}", rf"{_NINE}|\d{{4}}[. ]\d\d[. ]\d{{3}}", abroad.bsn),
    _label(_NATIONAL, rf"(?:ppsn?|personal public service){_NO}", r"\d{7} ?[a-z]{1,2}", abroad.pps),
    _form(_NATIONAL, r"756\.\d{4}\.\d{4}\.\d\d", _swiss, 0.95),
    _label(_NATIONAL, rf"(?:ahv|avs|oasi){_NO}", r"756\.?\d{4}\.?\d{4}\.?\d\d", _swiss),
    _label(
        _NATIONAL,
        rf"(?:svnr|sv-nummer|sozialversicherungs(?:nr|nummer)){_NO}",
        r"\d{4} ?\d{6}|\d{2} ?\d{6} ?[a-z] ?\d{3}",
    ),
    _label(_HEALTH, rf"(?:numero de utente|utente|sns){_NO}", _NINE),
    _label(_HEALTH, rf"(?:ehic|european health insurance){_NO}", r"\d{10,20}"),
)
