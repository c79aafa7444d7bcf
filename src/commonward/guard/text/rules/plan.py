"""phi.plan-id  health plan or insurance number

What it finds: numbers after "plan ID", "member no.", "policy", "subscriber", "Medicare", "Medicaid", "insurance",
"group no.", Spanish "NASS", "CIPA", "póliza"; and a Medicare Beneficiary Identifier by its form alone; the Australian
Medicare card and healthcare identifier, the health cards of British Columbia and Quebec by form and check; after their
label those of other provinces, the Indian ABHA, the German KVNR, the Portuguese utente and the European card.
Why it matters: 45 CFR 164.514(b)(2)(i)(I). It opens a person's claims, and with them their history.
Known misses: a card number given with no word for what it is.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.labelled import APART, labelled
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.plan-id",)


def _medicare(sight: Sight) -> Found | None:
    """The form fixes five letters and six digits in eleven places (CMS, MBI format); capitals only."""
    text = sight.text
    return sight.found() if text.isupper() and re.search(r"\d", text) else None


_NUMBER = r"(?: ?(?:nos?|nr|num|number|id|ids|identifier|card|#))"
_LABEL = (
    r"(?:(?:health |insurance |drug |medical )?(?:plan|member(?:ship)?|policy|subscriber|beneficiary|insurance|"
    r"insured|payer|payor|"
    rf"group|medicare|medicaid|hicn?|mbi|health card|ohip|tricare|blue cross|bcbs|aetna|cigna|humana|kaiser|"
    rf"coverage){_NUMBER}{{1,2}}|"
    r"medicare|medicaid|mbi|ohip|(?:n\.? ?o? ?)?(?:de )?(?:nass|cipa|asegurado|afiliado|afiliacion|poliza|"
    r"tarjeta sanitaria)|nass|cipa)"
)
_L = "[AC-HJKMNP-RT-Y]"
_LN = "[AC-HJKMNP-RT-Y0-9]"

PATTERNS = (
    labelled("phi.plan-id", _LABEL, 0.9, value=APART),
    labelled("phi.plan-id", _LABEL),
    Pattern(
        "phi.plan-id",
        Kind.ID,
        rf"\b(?-i:([1-9]{_L}{_LN}\d-?{_L}{_LN}\d-?{_L}{_L}\d\d))\b",
        0.92,
        _medicare,
    ),
)
