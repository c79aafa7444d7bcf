"""phi.url  web address

What it finds: addresses with http(s), also written "hxxp", with "www.", or a bare domain followed by a path
("portal.example/p/88213").
Why it matters: 45 CFR 164.514(b)(2)(i)(N). A portal page, a fundraiser or a shared sensor feed shows one person.
Known misses: a bare domain without a path; a domain with "dot" spelled out.

phi.ip  internet address of a device

What it finds: IPv4 addresses with checked parts, also with a port, and IPv6 addresses, full or shortened.
Why it matters: 45 CFR 164.514(b)(2)(i)(O). It leads to a household or to a device that a patient wears.
Known misses: an IPv4 address that reads like a version ("1.2.3.4") with no word near it that says what it is.
"""

import ipaddress
import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of

RULES = ("phi.url", "phi.ip")

# Registers of the literature and offices of public health: an address there shows no person.
_PUBLIC_HOST = re.compile(
    r"(?:^|\.)(?:doi\.org|[a-z]+\.gov|gov\.uk|who\.int|nice\.org\.uk|nhs\.uk|clinicaltrials\.gov|cochrane\.org|"
    r"bmj\.com|nejm\.org|thelancet\.com|jamanetwork\.com|ecdc\.europa\.eu|europa\.eu)$"
)
_VERSION_BEFORE = re.compile(
    r"(?:\bv|version|ver\.?|build|release|firmware|software|section|sec\.?|§|chapter|update)[ :.]*$"
)
_VERSION_AFTER = re.compile(r"^[ ,(]*(?:build|release|firmware|version|update|patch)\b")
_NETWORK = re.compile(
    r"\b(?:ip|ipv4|address|from|login|logged|logs|host|server|device|router|telemetry|network|ping|at)\b"
)


def _url(sight: Sight) -> Found | None:
    """Without the sentence's own punctuation at the end."""
    text = sight.text
    # What a browser or an export made of a quotation mark is no part of the address.
    text_kept = re.split(r"&(?:#\d+|quot|gt|lt|amp;)", text, maxsplit=1)[0]
    kept = text_kept.rstrip(".,;:!?'\"*_")
    while kept and kept[-1] in ")]}>" and kept.count(kept[-1]) > kept.count(_OPENING[kept[-1]]):
        kept = kept[:-1].rstrip(".,;:!?'\"*_")
    host = re.sub(r"^[a-z]+://", "", kept.lower()).partition("/")[0].partition(":")[0]
    if not re.search(r"[a-z0-9]", host):
        return None
    return sight.found(hint="public" if _PUBLIC_HOST.search(host) else None, trim=len(text) - len(kept))


def _bare_url(sight: Sight) -> Found | None:
    """A domain with a path, not the end of an e-mail address and not a file name of its own."""
    return None if sight.before(1) in tuple("@/.-_") else _url(sight)


def _ipv4(sight: Sight) -> Found | None:
    before, after = sight.before(24), sight.after(12)
    numbers = sight.text.partition(":")[0].split(".")
    if len(numbers) != 4 or any(int(number) > 255 for number in numbers) or before[-1:] in tuple(".-/_"):
        return None
    if re.match(r"[.\-/_]?\d|[.\-/_][a-z]", after) and not re.match(r"/\d{1,2}\b", after):
        return None
    if _VERSION_BEFORE.search(before) or _VERSION_AFTER.search(after):
        return None
    named = _NETWORK.search(before) is not None
    # All parts small: more often a version or a heading than an address.
    if not named and all(int(number) < 32 for number in numbers):
        return None
    return sight.found(0.97 if named else 0.9)


def _ipv6(sight: Sight) -> Found | None:
    text = sight.text.partition("%")[0].partition("/")[0]
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    # "::" and "a::b" also stand in source code and sketches; a real one has three groups at least.
    return sight.found() if len([part for part in text.split(":") if part]) > 2 or address.is_link_local else None


_OPENING = {")": "(", "]": "[", "}": "{", ">": "<"}
_TLD = any_of(
    "com org net edu gov mil int info biz io co me tv us uk ca au nz ie in de fr es it pt nl be ch at se no fi dk pl "
    "eu mx br ar cl jp cn za ru health care clinic app dev online cloud site page link ly gl example test"
)
_TAIL = r"[^\s<>\"\x01\x7f]"


def _alone(sight: Sight) -> Found | None:
    """A domain with nothing behind it: an address with a path is found whole by the others."""
    return None if re.match(r"[/\w\-]", sight.after(1)) else _bare_url(sight)


PATTERNS = (
    Pattern("phi.url", Kind.CONTACT, rf"((?:h(?:tt|xx)ps?|ftp)(?::|\[:\])//{_TAIL}{{3,}})", 0.97, _url),
    Pattern("phi.url", Kind.CONTACT, rf"\b(www\d?\.[a-z0-9\-]{{1,63}}\.{_TAIL}{{2,}})", 0.97, _url),
    Pattern(
        "phi.url",
        Kind.CONTACT,
        rf"\b((?:[a-z0-9](?:[a-z0-9\-]{{0,61}}[a-z0-9])?\.){{1,5}}{_TLD}(?::\d{{2,5}})?/{_TAIL}+)",
        0.9,
        _bare_url,
    ),
    Pattern(  # "a blog about the amputation, onelegandahoover.example": a domain alone, where a page is spoken of
        "phi.url",
        Kind.CONTACT,
        rf"\b(?:blog|vlog|web ?site|site|page|channel|podcast|fundraiser|crowdfunder|portal|pagina|canal)"
        rf"\b[^.!?\n]{{0,48}}?[ :(]"
        rf"((?:[a-z0-9](?:[a-z0-9\-]{{0,40}}[a-z0-9])\.){{1,3}}{_TLD})\b",
        0.85,
        _alone,
    ),
    Pattern("phi.ip", Kind.CONTACT, r"\b(\d{1,3}(?:\.\d{1,3}){3,60}(?::\d{2,5})?)\b", 0.9, _ipv4),
    Pattern(
        "phi.ip",
        Kind.CONTACT,
        r"((?:\b[0-9a-f]{1,4}|:):(?:[0-9a-f]{0,4}:){1,120}[0-9a-f]{0,4}(?:%[a-z0-9]+)?)",
        0.95,
        _ipv6,
    ),
)
