"""phi.email  e-mail address

What it finds: addresses as they are written, with spaces pushed in ("pat @ mail . example"), spelled ("pat dot
lindqvist at mailbox dot example", "pat [at] mailbox [dot] example", Spanish "arroba" and "punto"), and a well-known
provider without its ending ("pat@gmail").
Why it matters: 45 CFR 164.514(b)(2)(i)(F). It reaches one person and often holds the name.
Known misses: an address spelled letter by letter; "at" and "dot" replaced by drawings.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of, words

RULES = ("phi.email",)

# Endings that may be believed when the dot is spelled or set apart; "I am at home. Call" must stay silent.
_ENDINGS = any_of(
    "com org net edu gov mil int info biz io co me us uk ca au nz ie in de fr es it pt nl be ch at se no fi dk pl eu "
    "mx br ar cl jp cn za health care clinic app dev online cloud example test invalid"
)
_PROVIDER = any_of(
    "gmail googlemail hotmail outlook live yahoo ymail icloud protonmail proton aol gmx mailbox fastmail zoho yandex "
    "mail nhs"
)
_NOT_LOCAL = words(
    "me him her us them it look looking looked arrived arrives is was are were be been meet meeting met home work "
    "stay stayed start starts out up in available working based him she he they you here there seen mail email"
)


# Mailboxes of a desk, not of a person.
_DESKS = words(
    "info jobs events contact enquiries inquiries office reception admin press media support help helpdesk hello team "
    "hr careers appointments bookings council privacy complaints webmaster noreply no sales news newsletter editor "
    "library volunteers donations feedback pharmacy clinic secretary referrals research training education webinar"
)


def _plain(sight: Sight) -> Found | None:
    """Written as usual. Two dots in a row are accepted: people mistype, and the address still shows."""
    if len(sight.text) > 254:  # RFC 5321, 4.5.3.1.3
        return None
    desk = re.split(r"[@.+\-_]", sight.text.lower(), maxsplit=1)[0] in _DESKS
    return sight.found(hint="public" if desk else None)


def _spelled(sight: Sight) -> Found | None:
    """ "at" and "dot" as words. The word before "at" must be able to be a mailbox."""
    first = re.split(r"[ \[({<]", sight.text.lower(), maxsplit=1)[0]
    return None if first in _NOT_LOCAL else sight.found()


_LOCAL = r"[a-z0-9](?:[a-z0-9._%+'\-]{0,62}[a-z0-9_+\-])?"
_HOST = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_AT = r"(?: ?[\[({<] ?(?:at|arroba|@) ?[\])}>] ?| (?:at|arroba) | ?@ ?)"
_DOT = r"(?: ?[\[({<] ?(?:dot|punto|\.) ?[\])}>] ?| (?:dot|punto) )"
_WORD_PART = r"[a-z0-9](?:[a-z0-9_\-]{0,30}[a-z0-9])?"

PATTERNS = (
    Pattern("phi.email", Kind.CONTACT, rf"\b({_LOCAL}@(?:{_HOST}\.){{1,6}}[a-z]{{2,24}})\b", 0.98, _plain),
    Pattern(
        "phi.email",
        Kind.CONTACT,
        rf"\b({_WORD_PART}(?:(?:{_DOT}|\.| (?:underscore|dash|hyphen|"
        rf"guion) ){_WORD_PART}){{0,4}}{_AT}{_WORD_PART}(?:{_DOT}{_WORD_PART}){{0,3}}{_DOT}{_ENDINGS})\b",
        0.93,
        _spelled,
    ),
    Pattern(
        "phi.email",
        Kind.CONTACT,
        rf"\b({_LOCAL} ?@ ?{_HOST}(?: ?\. ?{_HOST}){{0,3}} ?\. ?{_ENDINGS})\b",
        0.93,
        _spelled,
    ),
    Pattern(  # "gus(at)tinmail.example"
        "phi.email",
        Kind.CONTACT,
        rf"\b({_LOCAL} ?[\[({{<] ?(?:at|arroba|@) ?[\])}}>] ?(?:{_HOST}\.){{1,4}}{_ENDINGS})\b",
        0.95,
        _spelled,
    ),
    Pattern("phi.email", Kind.CONTACT, rf"\b({_LOCAL} ?@ ?{_PROVIDER})\b", 0.85, _spelled),
)
