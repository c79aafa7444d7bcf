"""What an author can do about a finding beyond the guard's own edits: where something has to be typed, asked or known.

Where the text alone decides, the guard's fix is an edit and stands first. These are for the rest: a source, who paid,
a consent on paper, the way into care, a second pair of eyes.
"""

from enum import StrEnum
from typing import Final


class Remedy(StrEnum):
    """What the card of a finding offers."""

    CITE = "cite"
    DISCLOSE = "disclose"
    CONSENT = "consent"
    CARE = "care"
    COLLEAGUE = "colleague"


#: By rule, or by family with a star; the rule itself comes first.
_OF_RULES: Final[dict[str, tuple[Remedy, ...]]] = {
    "claims.*": (Remedy.CITE, Remedy.COLLEAGUE),
    "claims.stop-treatment": (Remedy.CARE, Remedy.COLLEAGUE),
    "stigma.myth": (Remedy.CITE, Remedy.COLLEAGUE),
    "attribution.*": (Remedy.CITE,),
    "promo.undisclosed": (Remedy.DISCLOSE,),
    "promo.testimonial": (Remedy.DISCLOSE, Remedy.CONSENT),
    "promo.no-risk-info": (Remedy.CITE, Remedy.COLLEAGUE),
    "promo.off-label": (Remedy.COLLEAGUE,),
    "consent.*": (Remedy.CONSENT,),
    "phi.face": (Remedy.CONSENT,),
    "conduct.surgical-photo": (Remedy.CONSENT,),
    "advice.*": (Remedy.CARE, Remedy.COLLEAGUE),
    "relationship.*": (Remedy.CARE,),
    "channel.*": (Remedy.CARE,),
    "rx.*": (Remedy.CARE,),
    "boundary.*": (Remedy.CARE,),
    "emergency.unsourced-alert": (Remedy.CITE,),
}


def of_rule(rule: str) -> tuple[Remedy, ...]:
    """The remedies of a rule, the most useful first."""
    return _OF_RULES.get(rule, _OF_RULES.get(f"{rule.partition('.')[0]}.*", ()))
