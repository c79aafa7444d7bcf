"""Whether what the patient of a conversation permits speaks for a finding in it: the way of writing, the device.

Only in care, only to a note, and only where the words name nothing that was not permitted: another way, another
address, a private account of whoever writes.
"""

import re
from typing import Final

from commonward.guard.contract import Permits

_WAYS: Final = {
    "email": re.compile(r"\b(?:e-?mail(?:s|ed|ing)?|mails?|gmail|hotmail|yahoo|outlook|correo(?: electronico)?)\b"),
    "sms": re.compile(r"\b(?:sms|text(?:s|ed|ing)?(?: messages?)?|mensajes? de texto)\b"),
}
#: Ways that no permission here names.
_OTHERS: Final = re.compile(
    r"\b(?:whats\s?app|messenger|facebook|insta(?:gram)?|telegram|snapchat|imessage|airdrop|dms?|tweet(?:ed|s)?|twitter"
    r"|tiktok|signal|viber|wechat|skype|fax(?:ed)?|dropbox|google drive|public link)\b"
)
_ONES_OWN: Final = re.compile(
    r"\b(?:my|our|mi)\s+(?:own\s+|private\s+|personal\s+|home\s+)*(?:e-?mail|gmail|hotmail|yahoo|outlook|correo)\b"
)
_ADDRESS: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.\w+")
_NUMBER: Final = re.compile(r"\+?\d[\d ()/.-]{5,}\d")


def speaks_for(rule: str, text: str, start: int, end: int, permits: Permits) -> str:
    """Why the finding may stay, in a sentence; "" where nothing permitted speaks for it."""
    sentence = _sentence(text, start, end).casefold()
    if rule == "channel.unsecured" and _ways_fit(sentence, text, permits):
        return "The patient read the risk and permits this way of writing. Send no more than is needed."
    if rule == "conduct.device-photo" and any(_is_named(one, text) for one in permits.devices):
        return "The patient permits a picture with this device for their care. Keep it in the record alone."
    return ""


def _ways_fit(sentence: str, text: str, permits: Permits) -> bool:
    named = {way for way, words in _WAYS.items() if words.search(sentence)}
    if not named or not named <= set(permits.ways) or _OTHERS.search(sentence) or _ONES_OWN.search(sentence):
        return False
    written = {one.group().casefold().rstrip(".") for one in _ADDRESS.finditer(text)}
    numbers = {_digits(one.group()) for one in _NUMBER.finditer(text)}
    known = {one.casefold() for one in permits.addresses} | {_digits(one) for one in permits.addresses}
    return written <= known and ("sms" not in named or numbers <= known)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence or sentences around a place."""
    begins = max((text.rfind(mark, 0, start) for mark in ".!?\n"), default=-1) + 1
    ends = min((at for mark in (". ", "! ", "? ", "\n") if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[begins:ends]


def named_in(names: tuple[str, ...], text: str) -> bool:
    """Whether one of these names stands in the text, as whole words."""
    return any(_is_named(one, text) for one in names)


def _is_named(name: str, text: str) -> bool:
    plain, within = " ".join(name.casefold().strip(" .").split()), " ".join(text.casefold().split())
    return bool(plain) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", within) is not None


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
