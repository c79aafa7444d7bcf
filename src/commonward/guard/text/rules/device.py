"""phi.device  device identifier or serial number

What it finds: numbers after "serial", "S/N", "pacer serial", "device ID", "implant no.", "IMEI"; a unique device
identifier in its GS1 form "(01)…(21)…"; a network card's address ("00:1A:2B:…").
Why it matters: 45 CFR 164.514(b)(2)(i)(M). The maker's register ties an implant to one name.
Known misses: a serial number with no label. Lot, batch and model numbers are shared by many devices and stay silent.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.labelled import CONNECT, VALUE, identifier, labelled
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

PATTERNS = (
    Pattern("phi.device", Kind.ID, rf"\b{_SERIAL}{CONNECT}{VALUE}", 0.95, _serial),
    labelled("phi.device", _DEVICE, 0.93),
    Pattern(  # "the pacemaker serial off your lady, I've got PJN204417S"
        "phi.device", Kind.ID, r"\bserial\b[^.!?\n]{1,60}?\b((?-i:[A-Z]{2,5}-?\d{5,}[A-Z]{0,2}))\b", 0.85, identifier
    ),
    Pattern("phi.device", Kind.ID, r"(\(01\) ?\d{14}(?: ?\((?:10|11|17|21|240)\) ?[a-z\d\-]{1,20}){1,4})", 0.97),
    Pattern("phi.device", Kind.ID, r"\b((?:[\da-f]{2}[:\-]){5}[\da-f]{2})\b", 0.9),
)
