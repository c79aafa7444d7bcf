"""phi.vehicle  vehicle identifier or plate

What it finds: plates after "plate", "reg", "registration", "tag", "rego", "matrícula", "placa", "patente", and
right after a word for a vehicle; British and Spanish plates
beside a word for a vehicle; vehicle identification numbers by their check digit (49 CFR 565.15) or label.
Why it matters: 45 CFR 164.514(b)(2)(i)(L). Everyone in the street knows whose car it is.
Known misses: a plate of letters only ("vanity" plates); a plate with no word for vehicle or plate near it.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text import checksums
from commonward.guard.text.labelled import CONNECT, FAR
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.vehicle",)

_VEHICLE = re.compile(
    r"\b(?:car|van|truck|lorry|taxi|cab|bus|bike|motorbike|motorcycle|scooter|suv|pickup|vehicle|ambulance|minivan|"
    r"plates?|drove|driv\w*|parked|transit|scania|duster|fiesta|corsa|focus|astra|golf|polo|clio|vauxhall"
    r"|renault|peugeot|nissan|"
    r"kia|skoda|mercedes|mini|land ?rover|tractor|campervan|caravan|no tax|untaxed|mot|ford|toyota|honda|bmw|audi"
    r"|tesla|volvo|coche|furgoneta|furgon|moto|camion|camioneta|carro|auto|matricula|placas?|reg|tag|berlingo"
    r"|bentley|citroen"
    r"|jaguar|mazda|dacia|seat|fiat|suzuki|hyundai|qashqai|yaris|kangoo|sprinter|hatchback|estate|saloon|jeep|conductor"
    r"|driver|parking|car park|hit and run|no paro|estacionad[oa]|aparcad[oa])\b"
)


def _plate(sight: Sight) -> Found | None:
    """After a label: letters and digits both (or digits in groups), four to nine signs, not a measure."""
    code = checksums.bare(sight.text)
    letters = sum(character.isalpha() for character in code)
    digits = len(code) - letters
    if not (4 <= len(code) <= 9 and letters and digits) or re.match(r" ?(?:mg|ml|mmol|%)", sight.after(6)):
        return None
    return sight.found()


def _near_vehicle(sight: Sight) -> Found | None:
    """A form that countries use (British since 2001, Spanish since 2000) with a vehicle near it."""
    near = sight.before(60) + " " + sight.after(20)
    return sight.found() if _VEHICLE.search(near) else None


def _vin(sight: Sight) -> Found | None:
    text = sight.text.upper()
    named = re.search(r"\b(?:vin|vehicle|chassis)\b", sight.before(30)) is not None
    if not re.search(r"\d", text) or not re.search(r"[A-Z]", text):
        return None
    if checksums.vin(text):
        return sight.found(0.97 if named else 0.9)
    return sight.found(0.85) if named else None


_PLATE = r"(?-i:([A-Z0-9]{1,4}(?:[ \-]?[A-Z0-9]{1,4}){1,2}))\b"
_LABEL = (
    r"(?:(?:licen[cs]e|number|registration|car|van|truck|vehicle|vanity|vehicle registration|bike) ?plates?|plates?|"
    r"reg(?:istration|o)?|tags?|matricula|placas?|patente|chapa|tablilla|dominio|vrn|vrm)"
)
_WHEELS = (
    r"(?:car|van|truck|taxi|cab|pickup|motorbike|motorcycle|scooter|bike|suv|jeep|vehicle|coche|carro"
    r"|furgon(?:eta)?|moto"
    r"|camion(?:eta)?|taxi|bentley|berlingo|astra|corsa|fiesta|golf|polo|clio|ford|toyota|honda|bmw|audi|nissan|kia)"
)
_GROUPED = (
    r"(?-i:([A-Z]{1,3}[ \-]?\d{2,4}[ \-][A-Z]{1,3}(?: \d{3,4})?|[A-Z]{2,3}[ \-]\d{3,4}|\d{3,4}[ \-][A-Z]{2,3}"
    r"|[A-Z]{2} \d{2} [A-Z]{1,2} \d{3,4}|[A-Z]{1,2}\d{1,3} [A-Z]{3}))\b"
)

PATTERNS = (
    Pattern("phi.vehicle", Kind.ID, rf"\b{_LABEL}{CONNECT}{_PLATE}", 0.93, _plate),
    Pattern(
        "phi.vehicle",
        Kind.ID,
        rf"\b(?:plates?|registration|matricula|placas?|patente|tablilla){FAR},?{CONNECT}{_PLATE}",
        0.9,
        _plate,
    ),
    Pattern("phi.vehicle", Kind.ID, rf"\b{_WHEELS},? {_GROUPED}", 0.85, _plate),
    Pattern("phi.vehicle", Kind.ID, r"\b(?-i:([A-Z]{2}\d{2} ?[A-Z]{3}))\b", 0.8, _near_vehicle),
    Pattern("phi.vehicle", Kind.ID, r"\b(?-i:(\d{4}[ -]?[BCDFGHJ-NPR-TV-Z]{3}))\b", 0.8, _near_vehicle),
    Pattern("phi.vehicle", Kind.ID, r"\b([a-hj-npr-z\d]{17})\b", 0.9, _vin),
)
