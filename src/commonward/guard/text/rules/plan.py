"""phi.plan-id  health plan or insurance number

What it finds: numbers after "plan ID", "member no.", "policy", "subscriber", "Medicare", "Medicaid", "insurance",
"group no.", Spanish "NASS", "CIPA", "póliza"; longer ones after an insurer's name or "policy" alone; and a Medicare
Beneficiary Identifier by its form alone; the Australian Medicare card and healthcare identifier, the health cards of
British Columbia and Quebec by form and check; after their label those of other provinces, the Indian ABHA, the German
KVNR, the Portuguese utente and the European card.
Why it matters: 45 CFR 164.514(b)(2)(i)(I). It opens a person's claims, and with them their history.
Known misses: a card number given with no word for what it is.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.labelled import APART, CONNECT, FAR, VALUE, identifier, labelled
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.plan-id",)


def _medicare(sight: Sight) -> Found | None:
    """The form fixes five letters and six digits in eleven places (CMS, MBI format); capitals only."""
    text = sight.text
    return sight.found() if text.isupper() and re.search(r"\d", text) else None


def _policy(sight: Sight) -> Found | None:
    """After an insurer's name or "policy" alone, which is also a rule of a house: six figures, and no month or day."""
    few = len(re.sub(r"\D", "", sight.text)) < _LEAST_FIGURES
    return None if few or _DAY.fullmatch(sight.text) else identifier(sight)


def _shaped(sight: Sight) -> Found | None:
    """After "member" alone: a code with a hyphen or capitals in it."""
    return _policy(sight) if re.search(r"[A-Z\-/]", sight.text) else None


def _card_of_region(sight: Sight) -> Found | None:
    """The health card of a Spanish region: four letters and ten digits or more, with its name near it."""
    return sight.found() if _CARD.search(sight.before(40)) else None


_CARD = re.compile(r"\b(?:cip|cipa|tarjeta|sanitaria|tsi|sip)\b")
_LEAST_FIGURES = 6
_DAY = re.compile(r"(?:19|20)\d\d[\-/.]\d{1,2}(?:[\-/.]\d{1,2})?|\d{1,2}[\-/.]\d{1,2}[\-/.](?:19|20)\d\d")
_NUMBER = r"(?: ?-?(?:nos?|nr|num|numbers?|id|ids|identifier|card|#))"
_LABEL = (
    r"(?:(?:health |insurance |drug |medical )?(?:plan|member(?:ship)?|policy|subscriber|beneficiary|insurance|"
    r"insured|payer|payor|"
    rf"group|scheme|medical aid|kassen|gms|nhis|medicare|medicaid|hicn?|mbi|health card|ohip|tricare"
    rf"|blue cross|bcbs|aetna|cigna|humana|kaiser|"
    rf"coverage){_NUMBER}{{1,2}}|"
    r"medicare|medicaid|mbi|ohip|(?:n\.? ?o? ?)?(?:de )?(?:nass|cipa|asegurad[oa]|afiliad[oa]|afiliacion|poliza|"
    r"tarjeta sanitaria)|nass|cipa)"
)
_INSURER = (
    r"(?:policy|poliza|ins(?:urance)?\.? card|health card|insurance|seguro|aseguradora|bupa|axa|aviva|vitality|cigna"
    r"|aetna|humana|anthem|kaiser|bcbs|blue cross|united ?health(?:care)?|uhc|medibank|sanitas|adeslas|mapfre|asisa"
    r"|dkv|fonasa|isapre|imss|nss|sura|oscar|ambetter|molina|wellcare|osde|swiss medical|discovery|bonitas"
    r"|medicaid|medicare|prepaga|obra social)"
)
# Of these a number may be told of first: "the plan number, which is …", "their policy for Ulrika is …"
_SAID = (
    r"(?:(?:plan|member(?:ship)?|policy|subscriber|insurance|health card|nhis|medical aid|scheme) (?:nos?"
    r"|numbers?|id|card)"
    r"|policy|poliza|tarjeta sanitaria|carnet del? (?:medicaid|seguro|prepaga|imss)|obra social)"
)
_SEVERAL = r"((?-i:[A-Z]{0,3}\d[A-Z\d]{1,5}(?: [A-Z\d]{2,6}){1,3}))\b"  # "W2210 55871"
_L = "[AC-HJKMNP-RT-Y]"
_LN = "[AC-HJKMNP-RT-Y0-9]"

PATTERNS = (
    labelled("phi.plan-id", _LABEL, 0.9, value=APART),
    labelled("phi.plan-id", _LABEL),
    Pattern("phi.plan-id", Kind.ID, rf"\b{_SAID}(?:,? [a-z]{{2,9}}){{0,6}}?{FAR}{CONNECT}{VALUE}", 0.9, _policy),
    Pattern("phi.plan-id", Kind.ID, rf"\b(?:member|subscriber|beneficiary){CONNECT}{VALUE}", 0.86, _shaped),
    Pattern(  # "Tarjeta sanitaria: CLMX 640317 9902", "CIP BBBB 5203 0291 00 7"
        "phi.plan-id", Kind.ID, r"\b((?-i:[A-Z]{4} ?\d{4,6} ?\d{4}(?: ?\d{2}(?: ?\d)?)?))\b", 0.86, _card_of_region
    ),
    Pattern("phi.plan-id", Kind.ID, rf"\b{_INSURER} (?:(?:group|member|id|no|ref) )?{_SEVERAL}", 0.88, _policy),
    Pattern("phi.plan-id", Kind.ID, rf"\b{_INSURER}{CONNECT}{VALUE}", 0.85, _policy),
    Pattern("phi.plan-id", Kind.ID, rf"\b(?:member|subscriber|tpa|cip)(?: is| no\.?|:)? {_SEVERAL}", 0.85, _policy),
    Pattern(
        "phi.plan-id",
        Kind.ID,
        rf"\b(?:tpa|insurance card (?:says|reads)|my member (?:no|number|id)){CONNECT}{VALUE}",
        0.88,
        _policy,
    ),
    Pattern(
        "phi.plan-id",
        Kind.ID,
        rf"\b(?-i:([1-9]{_L}{_LN}\d-?{_L}{_LN}\d-?{_L}{_L}\d\d))\b",
        0.92,
        _medicare,
    ),
)
