"""Words in place of a phrase that tells too much: a neutral answer, a general noun, or nothing."""

import re

from commonward.guard.contract import Edit, Fix
from commonward.guard.text.telling.classes import KINDS

_LABELS = {
    "phi.indirect": "Leave this out",
    "phi.biometric": "Say that the voice was altered",
    "phi.upload": "Tell the gist instead",
}
_NOUN_PHRASE = re.compile(r"^(?:the|our|a|an|that|this|one of|identical|el|la|los|las|un|una)\b", re.IGNORECASE)
_BARE_NOUN = re.compile(
    r"^(?!who\b|that\b|whose\b|which\b|from\b|rescued|pulled|dug|saved|bitten|keeps?\b|owns?\b|drives?\b|lives?\b"
    r"|survived|mauled|struck|evacuated|airlifted|injured|hurt|fell)",
    re.I,
)
_ARTICLE = re.compile(r"\b(?:a|an|the|that|our|my|this|una?|el|la)\s+$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+|\n\s*)$")
_VERB_PHRASE = re.compile(r"^(?:keeps?|owns?|drives?|rides?|lives?|runs?|built)\b", re.IGNORECASE)
_PRINT = re.compile(r"print|iris|retina|huella", re.IGNORECASE)


def neutral(language: str, *, thanked: bool) -> str:
    """An answer that neither says nor denies that somebody was a patient. `thanked`: the text says thanks already."""
    if language == "es":
        thanks, answer = (
            "Gracias por escribir. ",
            "No hablamos en público de nadie; llámenos, por favor, y le escuchamos.",
        )
    else:
        thanks = "Thank you for writing. "
        answer = "We never speak in public about anyone's care; please call us, we would like to listen."
    return answer if thanked else thanks + answer


def fix(rule: str, text: str, span: tuple[int, int], language: str) -> Fix:
    """The fix of a phrase that breaks this rule."""
    start, end = span
    if rule == "phi.indirect":
        return Fix(_LABELS[rule], (_general(text, start, end, "alguien" if language == "es" else "somebody"),))
    words = "a summary without names" if rule == "phi.upload" else "a recording with an altered voice"
    if rule == "phi.biometric" and _PRINT.search(text[start:end]):
        return Fix("Take it out", (Edit(start, end, "[removed]"),))
    article = _ARTICLE.search(text[max(0, start - 8) : start])
    if article:
        start = max(0, start - 8) + article.start()
    if _SENTENCE_START.search(text[max(0, start - 20) : start]):
        words = words[0].upper() + words[1:]
    return Fix(_LABELS[rule], (Edit(start, end, words),))


def _general(text: str, start: int, end: int, somebody: str) -> Edit:
    """A person in general for a noun phrase; what only adds to one that is told goes, with the comma before it."""
    quote, before = text[start:end], text[max(0, start - 20) : start]
    opener = quote.split(maxsplit=1)[0].lower() if quote.strip() else ""
    kind = KINDS.get(opener, "")
    is_verb = _VERB_PHRASE.match(quote) is not None or kind in _VERBS
    is_noun = _NOUN_PHRASE.match(quote) or (
        _BARE_NOUN.match(quote) and not is_verb and kind not in _ADDED and opener not in _ENDED
    )
    article = _ARTICLE.search(before)
    if is_noun and (added := re.search(r", (?:an? |the |el |la |una? )?$", before)) and text[end : end + 1] == ",":
        return Edit(start - len(added.group()), end + 1, "")
    if is_noun and _IS.search(before):
        return Edit(start, end, "uno entre muchos" if somebody == "alguien" else "one of many")
    if is_noun:
        words = "person" if article and somebody == "somebody" else somebody
        opens = _SENTENCE_START.search(before) is not None
        return Edit(start, end, words.capitalize() if opens else words)
    if kind in _ADDED:
        return Edit(start, end, "pocos lo saben" if somebody == "alguien" else "few people do")
    if opener in _ENDED:
        return Edit(start, end, "died")
    if is_verb:
        return Edit(start, end, "vive en nuestra zona" if somebody == "alguien" else "lives in our area")
    if _SUFFERED.search(before):
        return Edit(start, end, "hurt")
    while start > 0 and text[start - 1] == " ":
        start -= 1
    if start > 0 and text[start - 1] == ",":
        start -= 1
        if text[end : end + 1] == ",":
            end += 1
    return Edit(start, end, "")


_VERBS = frozenset("vWHA")  # kinds of words that begin what somebody does
_ENDED = frozenset({"died", "killed"})
_ADDED = frozenset("y")  # and what others know of them
_SUFFERED = re.compile(r"\b(?:was|were|been|got)\s+$", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|was|are|were|es|era)\s+$", re.IGNORECASE)
