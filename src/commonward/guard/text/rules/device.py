"""phi.device  device identifier or serial number

What it finds: numbers after "serial", "S/N", "pacer serial", "device ID", "implant no.", "IMEI"; a unique device
identifier in its GS1 form "(01)…(21)…"; a network card's address ("00:1A:2B:…").
Why it matters: 45 CFR 164.514(b)(2)(i)(M). The maker's register ties an implant to one name.
Known misses: a serial number with no label. Lot, batch and model numbers are shared by many devices and stay silent.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.labelled import CONNECT, FAR, VALUE, identifier, labelled
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.device",)


def _serial(sight: Sight) -> Found | None:
    """ "Serial" also means repeated ("serial 12-lead ECGs"): five signs at least and no plain word after."""
    text = sight.text
    # In Spanish addresses "s/n" says that the house has no number.
    if sight.document.language == "es" and sight.whole.lower().startswith("s/n"):
        return None
    if len(text) < 5 or re.match(r" ?-?[a-z]*(?:lead|gram|graph|scan|measure|level|dose|tropon|ecg)", sight.after(16)):
        return None
    return identifier(sight)


_SERIAL = r"(?:(?:[a-z]+ )?serial(?: ?(?:nos?|nr|num|number|#|id|code))*|s/n|(?-i:SN|SNR)|(?-i:S\.N\.))"
_DEVICE = (
    r"(?:(?:device|implant|pacemaker|pacer|icd|pump|monitor|sensor|cgm|generator|stimulator|hearing aid|prosthesis|"
    r"valve|stent|shunt|lead|transmitter|cpap|ventilator|wheelchair|machine|watch|phone) ?(?:id|ids|nos?|num|number|"
    r"#|identifier|code)|imei|udi|mac address)"
)

_THING = (
    r"(?:loop recorder|recorder|pacemaker|defibrillator|icd|cochlear|implant|hearing aid|insulin pump|pump|cooling cap"
    r"|(?:gps )?pendant|tracker|monitor|holter|sensor|glucose meter|oxygen concentrator|concentrator|cpap"
    r"|ventilator|stimulator"
    r"|wheelchair|silla de ruedas|bomba(?: de insulina)?|marcapasos|audifono|prosthesis|protesis|valve|shunt"
    r"|telemetry box)"
)


def _of_thing(sight: Sight) -> Found | None:
    """A code right behind what it is a part of: with figures, and more than a model has."""
    return identifier(sight) if sum(character.isdigit() for character in sight.text) >= 4 else None


PATTERNS = (
    Pattern("phi.device", Kind.ID, rf"\b{_SERIAL}{CONNECT}{VALUE}", 0.95, _serial),
    labelled("phi.device", _DEVICE, 0.93),
    Pattern(  # "the pacemaker serial off your lady, I've got PJN204417S"
        "phi.device", Kind.ID, r"\bserial\b[^.!?\n]{1,60}?\b((?-i:[A-Z]{2,5}-?\d{5,}[A-Z]{0,2}))\b", 0.85, identifier
    ),
    Pattern(  # "loop recorder RVL-20 3391-K", "cooling cap 77-QP-0021", "GPS pendant 356938035643809"
        "phi.device",
        Kind.ID,
        rf"\b{_THING}s? ((?-i:(?:[A-Z]{{2,4}}-?\d{{2,4}} )?[A-Z\d]{{2,8}}(?:-[A-Z\d]{{1,8}}){{1,3}}|\d{{8,15}}"
        rf"|[A-Z]{{2,4}}\d{{5,}}))\b",
        0.96,
        _of_thing,
    ),
    Pattern(  # "Lleva el número QX-77120-B en el motor"
        "phi.device",
        Kind.ID,
        r"\b(?:numero|number|no\.?|code|codigo) ((?-i:[A-Z\d]{1,4}(?:-[A-Z\d]{1,8}){1,3})) (?:en|on) (?:el|la|the"
        r"|its) (?:motor"
        r"|engine|frame|cuadro|chasis|pump|bomba|device|case|carcasa|battery|bateria|sticker)\b",
        0.9,
        identifier,
    ),
    Pattern(  # "serie OT-882-1907", "n/s CX6-00418827", "la serie dice ZX-40031-B"
        "phi.device",
        Kind.ID,
        rf"\b(?:(?:n\.?o?\.? de )?serie|n/s|num(?:ero)? de serie)(?:{FAR}|(?: dice| es))?{CONNECT}"
        r"((?-i:[A-Z]{1,5}[A-Z\d]{0,3}(?:[ \-]?\d{2,9}){1,3}(?:[ \-]?[A-Z])?))\b",
        0.9,
        _of_thing,
    ),
    Pattern(
        "phi.device",
        Kind.ID,
        rf"\bserial(?: (?:nos?|number))?(?: [a-z]{{2,4}} the [a-z]{{3,10}})?{FAR}{CONNECT}{VALUE}",
        0.93,
        _serial,
    ),
    Pattern(  # "device RLA-208811-S": the word alone with a code that has letters
        "phi.device",
        Kind.ID,
        r"\b(?:device|implant|hearing aid[^.!?\n\d]{0,14} number|processor|procesador|bomba)"
        r" ((?-i:[A-Z]{2,4}-?(?:\d{5,9}|\d{2,6}-\d{3,8})(?:-?[A-Z])?))\b",
        0.85,
        _of_thing,
    ),
    Pattern("phi.device", Kind.ID, r"(\(01\) ?\d{14}(?: ?\((?:10|11|17|21|240)\) ?[a-z\d\-]{1,20}){1,4})", 0.97),
    Pattern("phi.device", Kind.ID, r"\b((?:[\da-f]{2}[:\-]){5}[\da-f]{2})\b", 0.9),
)
