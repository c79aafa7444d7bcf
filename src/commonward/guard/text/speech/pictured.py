"""What kind of picture words say it is. One that was made through the skin (ultrasound, X-ray, scan) or by hand (a
drawing, a model) is no photograph of an open body, whatever organ it is of.

The network hears an organ in a picture and a team that shows it; photographs of operations are what it was taught, and
it has met few ultrasounds of a gallbladder. So the words themselves decide: those with which the picture is named at
its beginning. What they say lies beside it may still be an open body.
"""

import re
from typing import Final

from commonward.guard.text.speech.mending import sentence

_OPENING: Final = re.compile(r"\[\s?(?:[a-záéíóúñ]{2,12}\s?:)?", re.IGNORECASE)
#: Up to four words before the one that names the kind: "an old black and white", "the second".
_BEFORE: Final = r"(?:(?!(?:of|de|with|con|in|en|on|from|beside|after|during|showing)\b)[\w'’-]+\s+){0,4}?"
_LEAD: Final = (
    r"^\W*(?:(?:here(?:'s|’s| is)|this is|see|look at|esta es|aqu[ií] est[aá])\s+)?"
    r"(?:"
    + _BEFORE
    + r"(?:photo(?:graph)?|picture|image|pic|snap|screenshot|screen ?grab|copy|page|close-?up|still|foto"
    r"|imagen|captura|copia)s?\s+(?:of|from|with|showing|de(?:l)?|con)\s+)?" + _BEFORE
)
_THROUGH: Final = (
    r"(?:ultra-?sounds?|ultrasonograms?|ultrasonograph\w{1,3}|sonogra\w{1,5}|echo(?:cardiogra\w{1,3}|gram|graphy)?s?"
    r"|doppler|x-?rays?|radiogra\w{1,4}|mammogra\w{1,3}|angiogra\w{1,3}|fluorosco\w{1,4}|tomogra\w{1,4}|scintigra\w{1,3}"
    r"|(?:ct|mri?|pet|dexa|bone|body|baby|dating|liver|brain)[\s-]+(?:scan|image|picture|slice|film|view)s?|mris?|cts?"
    r"|scans?|ecograf[ií]as?|radiograf[ií]as?|mamograf[ií]as?|resonancias?|tacs?|tomograf[ií]as?|gammagraf[ií]as?)"
)
_BY_HAND: Final = (
    r"(?:drawings?|sketch(?:es)?|diagrams?|illustrations?|cartoons?|doodles?|paintings?|watercolou?rs?|engravings?"
    r"|woodcuts?|etchings?|infographics?|posters?|charts?|flow ?charts?|comics?|animations?|renderings?|3-?d models?"
    r"|(?:plastic|wooden|paper|clay|foam|felt|wax|glass|resin|teaching|anatomical|anatomy|knitted|crochet\w{0,3}|printed"
    r"|scale)\s+(?:[\w-]+\s+){0,2}?(?:models?|hearts?|organs?|brains?|skeletons?|skulls?|uterus|placentas?|torsos?)"
    r"|models?|manikins?|mannequins?|simulators?|toys?|dibujos?|esquemas?|diagramas?|ilustraci[oó]n(?:es)?|maquetas?"
    r"|l[aá]minas?|p[oó]sters?|infograf[ií]as?|acuarelas?|caricaturas?|maniqu[ií]s?)"
)
_NAMED: Final = re.compile(_LEAD + r"(?:(?P<through>" + _THROUGH + r")|(?P<hand>" + _BY_HAND + r"))\b", re.IGNORECASE)
_FLESH: Final = re.compile(
    r"\b(?:blood\w{0,4}|gauze|swabs?|drapes?|draped|retract\w{1,4}|scalpels?|forceps|clamps?|clamped|sutur\w{1,4}|gloved"
    r"|theatre|operating|mid-?op\w{0,8}|surgeons?|incis\w{1,4}|specimens?|excised|resected|removed|amputat\w{1,4}|trays?"
    r"|bowls?|buckets?|kidney dish|jars?|opened|exposed|bared|peeled|sliced|dissect\w{1,4}|cadavers?|donor body"
    r"|open (?!fractures?|access|day|source|letter|questions?|mouth|bite|book)\w+"
    r"|sangre|sangr\w{1,7}|gasas?|bistur[ií]|pinzas?|quir[oó]fano|cirujan\w{1,2}|abiert[oa]s?|extirpad[oa]s?"
    r"|bandejas?|pieza quir[uú]rgica)\b",
    re.IGNORECASE,
)
#: What stands behind these is beside a drawing, not in it.
_BESIDE: Final = re.compile(
    r"\b(?:beside|next to|alongside|in front of|behind|against|propped|pinned|taped|held|lying|over|above|under"
    r"|on (?:a|the|top)|and|while|as|during|junto a|al lado de|sobre|delante de|detr[aá]s de|mientras|y)\b",
    re.IGNORECASE,
)


def shows_no_open_body(text: str, start: int, end: int) -> bool:
    """Whether the picture of which the words [start, end) tell is named as one made through the skin or by hand, with
    nothing of an operation beside it.
    """
    told, before = _told(text, start, end)
    named = _NAMED.match(told)
    if named is None or _FLESH.search(before):
        return False
    rest = told[named.end() :]
    if named["hand"]:
        apart = _BESIDE.search(rest)
        rest = rest[apart.end() :] if apart else ""
    return _FLESH.search(rest) is None


def _told(text: str, start: int, end: int) -> tuple[str, str]:
    """All that is said of the picture: the inside of the brackets in which the words stand or into which they run, or
    the sentence. And those of the words that stand before the brackets.
    """
    opening = text.rfind("[", 0, start + 1)
    if opening < 0 or "]" in text[opening:start]:
        opening = text.find("[", start, end)
    closing = text.find("]", opening) if opening >= 0 else -1
    if closing >= 0:
        return text[_after(text, opening) : closing], text[start:opening]
    first, last = sentence(text, start, end)
    return text[first:last], ""


def _after(text: str, opening: int) -> int:
    named = _OPENING.match(text, opening)
    return named.end() if named else opening + 1
