"""Handles on social networks: "@name", "insta: pat_sews", "u/name". Part of phi.other-id, documented in other_id.py."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.labelled import FAR
from commonward.guard.text.pattern import Found, Pattern, Sight, any_of, words

RULES = ("phi.other-id",)

# Rules of style sheets and code, and shorthand in notes ("@home", "@work", "@bedside").
_NOT_HANDLES = words(
    "media import font-face keyframes home work bedside rest bedtime night noon midnight lunch least most all "
    "everyone here channel team the a an my your his her our their this that override param return property "
    "staticmethod"
)


def _at_name(sight: Sight) -> Found | None:
    name = sight.text[1:].lower()
    if name in _NOT_HANDLES or name.isdigit():
        return None
    domain = re.match(r"\.[a-z]{2,}", sight.after(8))
    return sight.found(0.7 if domain else None)


def _named(sight: Sight) -> Found | None:
    """After a network's name: a colon or the word handle makes it one; else a digit, dot or underscore in it."""
    name = sight.text.lstrip("@")
    labelled = re.search(r"[:=@]|handle|user ?name|\b(?:is|as|es) $", sight.before(30)) is not None
    odd = re.search(r"[\d_.]", name) is not None
    if not odd and sight.whole[:4].lower() == "line":
        return None  # "in one line: keep it dry"
    return sight.found() if (labelled and odd) or (labelled and ":" in sight.before(3)) else None


def _greeted(sight: Sight) -> Found | None:
    """A name of a network at the head of an answer: the one who bears it is spoken to."""
    return sight.found() if re.search(r"\b(?:you|your|we|thanks?|su|usted)\b", sight.after(40)) else None


_NETWORK = any_of(
    "instagram insta ig snapchat snap tiktok twitter telegram discord skype facebook fb reddit bluesky mastodon "
    "threads linkedin youtube twitch wechat line kik onlyfans handle usuario username user_name screen_name"
)

PATTERNS = (
    Pattern(
        "phi.other-id", Kind.CONTACT, r"(?:^|[^a-z0-9_@/.\-=])(@[a-z_](?:[a-z0-9_.\-]{0,40}[a-z0-9_])?)", 0.92, _at_name
    ),
    Pattern(
        "phi.other-id",
        Kind.CONTACT,
        r"(?:^|[^a-z0-9_@/.\-=])(@\d[a-z0-9_.\-]{0,20}[a-z_][a-z0-9_]{0,20})",
        0.85,
        _at_name,
    ),
    Pattern(
        "phi.other-id",
        Kind.CONTACT,
        rf"\b{_NETWORK}\b(?: (?:handle|account|name|user|username|id|is|"
        rf"as)){{0,3}} ?[:=]? ?(@?[a-z][a-z0-9_.]{{1,40}}[a-z0-9_])\b",
        0.8,
        _named,
    ),
    Pattern(  # 'To the reviewer "VelvetMole77"'
        "phi.other-id",
        Kind.CONTACT,
        r"\b(?:reviewer|user|username|commenter|poster|blogger|vlogger|streamer|usuari[oa]) (?:called |named "
        r"|known as )?"
        r"\"([a-z][a-z0-9_.\-]{2,30})\"",
        0.8,
    ),
    Pattern(  # "el usuario de mi mamá para el portal: etelvina_47"
        "phi.other-id",
        Kind.CONTACT,
        rf"\b(?:usuario|user ?name|login|log-in|screen name)(?:{FAR}|,?)"
        rf"[ :]{{1,2}}([a-z][a-z0-9]{{0,20}}[_.][a-z0-9_.]{{1,24}}|[a-z]{{3,20}}\d{{2,6}})\b",
        0.85,
    ),
    Pattern(  # "Hi Jasmine_tpy, we checked our system"
        "phi.other-id",
        Kind.CONTACT,
        r"(?:^|\n|\b(?:hi|hello|dear|hola|hey|reply to|replying to) )"
        r"((?-i:[A-Za-z][a-z]{1,14}_[A-Za-z0-9_]{1,14}|[A-Za-z][a-z]{2,14}\d{2,4})), ",
        0.8,
        _greeted,
    ),
    Pattern("phi.other-id", Kind.CONTACT, r"(?:^|[ (])(/?u/[a-z0-9_\-]{3,30})\b", 0.85),
)
