"""promo.undisclosed  a code that sells, and nothing at the beginning that says so

"Use my code GOLD20", "20 % off with code SAM", "my affiliate link": whoever shares a code of their own gains by it
(16 CFR 255.5). A disclosure counts where nobody can miss it: in the first words, in words of rules.md 2.8 ("#ad",
"sponsored by", "paid partnership", "I am paid by"); "#collab", "#sp" and "#ambassador" do not count. Codes of doors,
wards, diagnoses and lessons sell nothing.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from commonward.guard.text.document import Document


class Offer(NamedTuple):
    """A stretch of the normalised text that offers a gain by a code or a link."""

    start: int
    end: int


def find(document: Document) -> Iterator[Offer]:
    """The offers of a text that does not begin with a disclosure."""
    text = document.view.decode("ascii")
    lower = text.lower()
    if not any(word in lower for word in _KEYS) or is_disclosed(document):
        return
    for match in _OFFER.finditer(lower):
        whole = text[match.start() : match.end()]
        if match["name"] and not _is_code(
            whole[match.start("name") - match.start() : match.end("name") - match.start()]
        ):
            continue
        if not _NO_CODE.search(lower, max(0, match.start() - _BEFORE), match.start()):
            yield Offer(*match.span())


def is_disclosed(document: Document) -> bool:
    """Whether the text begins by saying that it is paid for or given."""
    return _DISCLOSED.match(document.view[:_BEGINNING].decode("ascii").lower()) is not None


def _is_code(written: str) -> bool:
    """Codes to type are written in capitals or with a figure: GOLD20."""
    return written.isupper() or any(sign.isdigit() for sign in written)


_KEYS: Final = ("code", "codigo", "affiliate", "afiliad", "referral")
_BEFORE: Final = 24
_BEGINNING: Final = 60
_GAP: Final = r"[\s\"':*()-]{1,4}"
_NAME: Final = r"(?P<name>[a-z][a-z0-9]{2,14})\b"
_GAIN: Final = (
    r"(?:\d{1,2} ?(?:%|percent|per cent|por ciento)|(?:discount|money|pounds|dollars?|euros?) off"
    r"|sav(?:e|es|ing) (?:\d|up|money|on\b|a )|discount|free (?:month|trial|shipping)|checkout|descuento|ahorra)"
)
_WITH: Final = r"\b(?:use|using|enter|type|quote|apply|with|usa|usando|con|pon)(?: the| el)?"
_OFFER: Final = re.compile(
    rf"(?:\b(?:my|mi)(?: \w+)? (?:code|codigo){_GAP}{_NAME}"
    rf"|\b(?:my|mi|our) (?:\w+ )?(?:discount|promo|referral|affiliate|coupon|voucher) (?:code|link)\b"
    rf"|\b(?:my|mi) (?:code|codigo|codigo de descuento|codigo promocional)\b(?=[^.!?\n]{{0,60}}{_GAIN})"
    rf"|{_GAIN}[^.!?\n]{{0,40}}\b(?:my|mi) (?:code|codigo|link|enlace)\b"
    rf"|{_WITH} (?:code|codigo){_GAP}\w{{3,15}}\b(?=[^.!?\n]{{0,60}}{_GAIN})"
    rf"|{_GAIN}[^.!?\n]{{0,40}}{_WITH} (?:code|codigo)\b"
    rf"|\baffiliate links?\b|\benlaces? de afiliad\w+)"
)
_DISCLOSED: Final = re.compile(
    r"\W{0,4}(?:#ad\b|ad[:\s.-]|advert\b|advertisement\b|paid (?:partnership|promotion|post|content|ad)\b|sponsored\b"
    r"|gifted by|this is (?:an ad|a paid|sponsored)|(?:i am|i'm|we are|i was) (?:being )?(?:paid|sponsored|gifted)"
    r"|i (?:get|earn) (?:a )?(?:commission|money|paid)|disclosure:|publicidad\b|anuncio\b|#publi\b|patrocinado"
    r"|colaboracion pagada)"
)
_NO_CODE: Final = re.compile(
    r"(?:not|no|never|don't|dont|without|report|fake|scam|door|access|wifi|icd|dress|blue|qr|post|zip|bar|source)"
    r"\W+(?:\w+ )?$"
)
