"""National and health numbers of Europe, Canada, Australia and India, for phi.ssn and phi.plan-id, which document them;
those of Latin America, Africa, Asia and the Pacific are in `overseas`.

A form that little else has counts by itself where its check digits are right; a bare run of digits needs its label.
"""

import re
from collections.abc import Callable

from commonward.guard.contract import Kind
from commonward.guard.text import checksums_abroad as abroad
from commonward.guard.text.checksums import article, bare, verhoeff
from commonward.guard.text.labelled import CONNECT, FAR
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


def label(rule: str, name: str, value: str, right: Callable[[str], bool] | None = None) -> Pattern:
    """A number of this form after its name; check digits make it surer."""
    check = None if right is None else _labelled(right)
    return Pattern(rule, Kind.ID, rf"\b(?:{name}){FAR}?{CONNECT}({value})\b", 0.93, check)


def form(rule: str, form: str, right: Callable[[str], bool], confidence: float = 0.88) -> Pattern:
    """A form that little else has, with right check digits, by itself."""
    return Pattern(rule, Kind.ID, rf"\b({form})\b", confidence, _by_itself(right))


NO = r"(?: ?(?:nos?\.?|nr\.?|num|number|nummer|card|#))?"
_NINE = r"\d{3}[ \-]?\d{3}[ \-]?\d{3}"
_TEN = r"\d{4}[ \-]?\d{3}[ \-]?\d{3}"
_SWEDISH = r"(?:(?:19|20)\d\d|\d\d)[01]\d[0-9]\d[\-+]\d{4}"
_FINNISH = r"(?-i:[0-3]\d[01]\d\d\d[\-+A]\d{3}[0-9A-FHJ-NPR-Y])"
_FRENCH = r"[1-478] ?\d\d ?\d\d ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d"

PATTERNS = (
    # Australia
    label(_HEALTH, rf"medicare{NO}", r"[2-6]\d{3}[ \-]?\d{5}[ \-]?\d(?:[ \-/]\d)?", abroad.medicare_australia),
    form(_HEALTH, r"[2-6]\d{3} \d{5} \d", abroad.medicare_australia),
    form(_HEALTH, r"8003 ?60\d\d ?\d{4} ?\d{4}", abroad.health_identifier, 0.95),
    label(_NATIONAL, rf"(?:tfn|tax file){NO}", _NINE, abroad.tax_file),
    # Canada: health cards of the provinces
    label(
        _HEALTH, rf"(?:phn|personal health|care ?card|msp|mhsc|phin|ahc|ulli){NO}", rf"{_TEN}|{_NINE}|\d{{5}}-\d{{4}}"
    ),
    form(_HEALTH, r"9\d{3} \d{3} \d{3}", abroad.health_number_bc),
    Pattern(_HEALTH, Kind.ID, r"\b((?-i:[A-Z]{4} \d{4} \d{4}))\b", 0.85, _by_itself(_is_quebec)),
    label(_HEALTH, rf"(?:ramq|nam|carte soleil){NO}", r"[a-z]{4}[ \-]?\d{4}[ \-]?\d{4}"),
    # India
    label(_NATIONAL, rf"(?:pan|permanent account){NO}", r"(?-i:[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z])"),
    label(_HEALTH, rf"(?:abha|health id){NO}", r"\d{2}[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{4}", verhoeff),
    # The European Union, Switzerland, Norway
    form(_NATIONAL, _FRENCH, abroad.nir, 0.93),
    label(
        _NATIONAL,
        rf"(?:nir|numero de securite sociale|securite sociale|secu){NO}",
        rf"{_FRENCH}|[12]\d{{12}}",
        abroad.nir,
    ),
    label(
        _HEALTH,
        rf"(?:kvnr|versicherten(?:-?nr|nummer)|krankenversicherten(?:-?nr|nummer)|egk){NO}",
        r"[a-z]\d{9}",
        abroad.german_insured,
    ),
    label(
        _NATIONAL,
        rf"(?:steuer-?id(?:entifikationsnummer)?|idnr|steuernummer){NO}",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        abroad.german_tax,
    ),
    label(_NATIONAL, rf"pesel{NO}", r"\d{11}", abroad.pesel),
    form(_NATIONAL, _SWEDISH, abroad.personnummer),
    label(
        _NATIONAL,
        rf"(?:person(?:al)?-?(?:nummer|nr|number)|samordningsnummer){NO}",
        rf"{_SWEDISH}|\d{{10}}|\d{{12}}",
        abroad.personnummer,
    ),
    label(
        _NATIONAL,
        rf"(?:f[o0]e?dselsnummer|f[o0]e?dselsnr|fnr|personnr|d-nummer){NO}",
        r"\d{6} ?\d{5}",
        abroad.norwegian,
    ),
    label(_NATIONAL, rf"cpr{NO}", r"[0-3]\d[01]\d{3}[ \-]?\d{4}", _any_day),
    form(_NATIONAL, _FINNISH, abroad.finnish, 0.93),
    label(_NATIONAL, rf"(?:hetu|henkilotunnus){NO}", r"\d{6}[\-+a]\d{3}[\da-z]", abroad.finnish),
    form(_NATIONAL, r"\d\d\.[0-3]\d\.[0-3]\d-\d{3}\.\d\d", abroad.belgian, 0.95),
    label(_NATIONAL, rf"(?:bsn|burgerservice|sofi){NO}", rf"{_NINE}|\d{{4}}[. ]\d\d[. ]\d{{3}}", abroad.bsn),
    label(_NATIONAL, rf"(?:ppsn?|personal public service){NO}", r"\d{7} ?[a-z]{1,2}", abroad.pps),
    form(_NATIONAL, r"756\.\d{4}\.\d{4}\.\d\d", _swiss, 0.95),
    label(_NATIONAL, rf"(?:ahv|avs|oasi){NO}", r"756\.?\d{4}\.?\d{4}\.?\d\d", _swiss),
    label(
        _NATIONAL,
        rf"(?:svnr|sv-nummer|sozialversicherungs(?:nr|nummer)){NO}",
        r"\d{4} ?\d{6}|\d{2} ?\d{6} ?[a-z] ?\d{3}",
    ),
    label(_HEALTH, rf"(?:numero de utente|utente|sns){NO}", _NINE),
    label(_HEALTH, rf"(?:ehic|european health insurance){NO}", r"\d{10,20}"),
)
