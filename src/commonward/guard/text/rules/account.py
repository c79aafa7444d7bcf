"""phi.account  account or card number

What it finds: numbers after "acct", "account", "a/c", "sort code", "routing"; an IBAN by its check digits (ISO 13616)
and a payment card by its first digits and check digit (ISO/IEC 7812), both also without a label.
Why it matters: 45 CFR 164.514(b)(2)(i)(J). Bills tie a person to a place, a day and often a diagnosis.
Known misses: an account number with no label; a card number with a digit mistyped and no label.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text import checksums
from commonward.guard.text.labelled import APART, labelled, told
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.account",)

# Issuer prefixes (ISO/IEC 7812-1): Visa, Mastercard, American Express, Diners, Discover, JCB, Maestro, UnionPay.
_ISSUER = re.compile(r"^(?:4|5[0-8]|2[2-7]|3[0-9]|6|1800|2131)")
_CARD_LABEL = re.compile(r"card|\bcc\b|visa|mastercard|amex|credit|debit|payment|maestro|paid|pay|tarjeta")
_ARTICLE = re.compile(r"\b(?:gtin|ean|upc|isbn|barcode|article|imei|pmid)(?: ?(?:no|number))?[ :#.]*$")
_CARD_LENGTHS = range(12, 20)
_UNLABELLED_LENGTHS = range(13, 20)


def _iban(sight: Sight) -> Found | None:
    """Right check digits confirm; without them only a label does ("IBAN ...")."""
    text = sight.text
    whole = text
    while whole:
        if checksums.iban(whole):
            return sight.found(trim=len(text) - len(whole))
        whole = whole.rpartition(" ")[0]  # the last group may be the next word
    return sight.found(0.85) if re.search(r"iban[ :#.\-]*(?:is |no\.? |number )?$", sight.before(20)) else None


def _named_iban(sight: Sight) -> Found | None:
    return sight.found(skip=len("IBAN "))


def _card(sight: Sight) -> Found | None:
    """A payment card. Thirteen digits with a right check digit of trade are an article's number, not a card."""
    digits = checksums.bare(sight.text)
    if _ARTICLE.search(sight.before(20)) or (len(digits) == 13 and checksums.article(digits)):
        return None
    named = _CARD_LABEL.search(sight.before(40)) is not None
    if sight.before(1) in tuple(".-/_") or re.match(r"[.\-/_]?\d|[a-z]", sight.after(2)) or not _ISSUER.match(digits):
        return None
    if checksums.luhn(digits):
        wanted = _CARD_LENGTHS if named else _UNLABELLED_LENGTHS
        return sight.found(0.97 if named else 0.9) if len(digits) in wanted else None
    # Four groups of four after "card" are a card, whatever was mistyped.
    return sight.found(0.8) if named and re.fullmatch(r"\d{4}([ -]\d{4}){3}", sight.text) else None


_LABEL = (
    r"(?:(?:bank|patient|billing|checking|savings|guarantor|financial|hospital|member)? ?(?:acc(?:oun)?ts?|acct|"
    r"a/c)(?: ?(?:nos?|nr|num|number|id|#))?|(?:sort code|routing(?: (?:no|number|transit))?|aba|bsb|swift|bic|"
    r"cuenta(?: bancaria)?|clabe|cbu|cvu|nuban|card ending(?: in)?|ending in))"
)
_BANK = r"(?:\w{0,12}bank|gtb|uba|opay|palmpay|kuda|banco(?: \w{2,12}){0,3}|caja \w{3,12}|m-?pesa|nequi|bizum|paybill)"

PATTERNS = (
    Pattern(
        "phi.account", Kind.ID, r"\b([a-z]{2}\d{2}(?:[ \-]?[a-z\d]{4}){2,20}(?:[ \-]?[a-z\d]{1,3})?)\b", 0.98, _iban
    ),
    Pattern(
        "phi.account",
        Kind.ID,
        r"\b(\d{4}(?:[ \-]\d{4}){2,40}(?:[ \-]?\d{1,3})?|\d{4}[ \-]\d{6}[ \-]\d{4,5})\b",
        0.9,
        _card,
    ),
    Pattern("phi.account", Kind.ID, r"\b(\d{12,19})\b", 0.9, _card),
    # "IBAN GH54 …", "standing order IE12 BOFI …": the label alone, whatever the length
    Pattern("phi.account", Kind.ID, r"\b((?:iban )(?-i:[A-Z]{2}\d{2}(?: ?[A-Z\d]{2,4}){2,8}))\b", 0.95, _named_iban),
    Pattern(
        "phi.account",
        Kind.ID,
        r"\b(?:standing order|direct debit|refund|transfer|payable|wire(?:d)?|bank(?: details?)?)\b[^.!?;\n\d]{0,24}"
        r"\b((?-i:[A-Z]{2}\d{2}(?: [A-Z\d]{2,4}){2,8}))\b",
        0.93,
    ),
    labelled("phi.account", r"billing (?:code|ref(?:erence)?|id)(?: on \w{2,8})?", 0.85),
    labelled("phi.account", _LABEL, 0.9, value=APART),
    labelled("phi.account", _LABEL),
    told("phi.account", r"(?:acc(?:oun)?t|acct|a/c)(?: ?(?:nos?|number|id))?", 0.9),
    told(
        "phi.account",
        r"(?:iban|clabe|cbu|numero de cuenta)",
        0.93,
        value=r"((?-i:[A-Z]{2}\d\d(?: ?\d{2,10}){3,7}|\d{16,24}))\b",
    ),
    # "GTBank 0123456789", "to GTB 0044719923"
    Pattern("phi.account", Kind.ID, rf"\b{_BANK}[ :,#\-]{{1,3}}(\d{{8,20}})\b", 0.9),
    Pattern("phi.account", Kind.ID, r"\bpaybill:? \d{5,7},? (?:acc(?:oun)?t|a/c) ((?-i:[A-Z\d]{4,16}))\b", 0.9),
    # names that money finds: "UPI aaravfund@okbank", "alias: MAXI.CAMINA.YA"
    Pattern(
        "phi.account", Kind.ID, r"\b(?:upi|gpay|phonepe|vpa)(?: id)?[ :]{1,2}([a-z0-9._\-]{2,40}@[a-z]{2,20})\b", 0.96
    ),
    Pattern(
        "phi.account",
        Kind.ID,
        r"\balias(?: (?:para|de|cbu|cvu|bancario|mercado pago)"
        r"[^.:\n]{0,20})?[: ]{1,2}((?-i:[A-Z]{2,20}(?:\.[A-Z\d]{1,20}){1,4}))\b",
        0.93,
    ),
)
