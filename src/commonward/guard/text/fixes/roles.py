"""A role in place of a name: the right article, number and possessive, and nothing twice."""

import re
from dataclasses import dataclass

from commonward.guard.contract import Author, Edit
from commonward.guard.text.candidate import Candidate

_TITLE = re.compile(
    r"(?:(?:(?:el|la)\s+)?(?:Mrs?|Ms|Miss|Mx|Mister|Madam|Sr|Sra|Srta|Don|Do[nñ]a|Se[nñ]ora?|Pt|Patient)\.?)\s+$",
    re.IGNORECASE,
)
# A word that already says who it is; the name behind it can simply go.
_SAID = re.compile(
    r"\b(?:patients?|pt|lady|gentleman|man|woman|boy|girl|kid|child|baby|neighbou?r|friend|colleague|mother|father"
    r"|mum|mom|dad"
    r"|mummy|daddy|sister|brother|daughter|son|wife|husband|partner|aunt|auntie|uncle|guy|grandma|grandpa|granny|gran"
    r"|nan"
    r"|grandfather|grandmother|granddaughter|grandson|cousin|niece|nephew|twin|resident|client|veteran|flatmate"
    r"|roommate"
    r"|pacientes?|madre|padre|hij[oa]|herman[oa]|espos[oa]|marido|abuel[oa]|ti[oa]|prim[oa]|vecin[oa]|amig[oa]|bed)"
    r"(?: (?:is |was )?(?:called|named|is|was))?(?P<comma>,?)\s+$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?: (?:is|was))? (?:called|named)\s+$|'s name (?:is|was)\s+$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"\b(?:the|a|an|this|that|our|my|your|his|her|their|dear|poor|little|sweet|old|young|own|lovely|brave|late|un|una"
    r"|el|la|mi)\s+$",
    re.IGNORECASE,
)
# "Mrs. Ferriman, our patient, …": what stands behind the comma is the role.
_EXPLAINED = re.compile(
    r", (?P<who>(?:my|our|a|an|the|one of our|one of my) (?:[a-z-]{1,20} ){0,2}patients?)(?: here)?,?(?=\W)",
    re.IGNORECASE,
)
# "Our guy in the program, Lucan Brill, …": who it is was said before.
_APPOSED = re.compile(
    r"\b(?:patient|lady|gentleman|man|woman|guy|boy|girl|kid|child|chap|bloke|client|resident"
    r"|one)\b[^.,;!?\n]{0,40}, $",
    re.IGNORECASE,
)
_GREETS = re.compile(r"\b(?:hi|hey|hello|dear|thanks|thank you|hola|querid[oa]|bye|morning|rip),?\s+$", re.IGNORECASE)
_VOCATIVE_END = re.compile(r"^\s*(?:[!.?]|$)")
_NEAR = 60  # characters before a name in which a title or a role may stand
#: "my patient", "an elderly pt": the role stands there already, and has its own word before it.
_NAMED_PATIENT = re.compile(
    r"\b(?:my|our|his|her|their|your|the|an?|this|that|one|another)\s+(?:[a-z-]{1,20}\s+){0,2}(?:patient|pt\.?),?\s+$",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+|\n\s*)[\"'“‘(]?$")
_POSSESSIVE = re.compile(r"^(?:'s|’s|'|’)(?!\w)")
_TALKED_OF = re.compile(r"\b(?:patient|pt|paciente)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who writes, in what language, and whether all in capitals."""

    author: Author
    language: str
    shouts: bool


def role(text: str, place: Candidate, voice: Voice, *, again: bool) -> Edit:
    """ "Mrs. Odalys Ferriman" becomes "one of our patients", "my patient Odalys" loses the name alone.

    `again` says that the person was named before, so that they are "the patient" now.
    """
    start, end = _with_tag(text, place)
    near = text[max(0, start - _NEAR) : start]
    title = None if _NAMED_PATIENT.search(near) else _TITLE.search(near)
    if title is not None:
        start -= len(title.group())
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    possessive = _POSSESSIVE.match(after)
    if text[start : start + 1] == "#":
        return Edit(start, end, "")
    said = _SAID.search(before)
    if said:
        return _dropped(text, start, end, comma=bool(said["comma"]), possessive=possessive is not None)
    theirs = _EXPLAINED.match(after)
    if theirs:
        words = theirs["who"]
        return Edit(start, end + theirs.end(), words[0].upper() + words[1:] if _opens(before) else words)
    if possessive is None and _APPOSED.search(before) and after.startswith(","):
        return Edit(start - 2, end + 1, "")
    if _is_called_out(before, after, possessive is not None):
        return _uncalled(text, start, end)
    words = _words(before, voice, again=again, possessive=possessive is not None, titled=title is not None)
    return Edit(start, end, words.upper() if voice.shouts else words)


def _with_tag(text: str, place: Candidate) -> tuple[int, int]:
    """Inside a tag such as #PrayForAnna the whole tag goes."""
    start, end = place.start, place.end
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    if start > 0 and text[start - 1] == "#":
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        return start - 1, end
    return place.start, place.end


def _dropped(text: str, start: int, end: int, *, comma: bool, possessive: bool) -> Edit:
    """Take a name away that only says again who was meant, with the commas that set it off."""
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    if comma and start > 0 and text[start - 1] == ",":
        start -= 1
        if text[end : end + 1] == "," and not possessive:
            end += 1
    called = _CALLED.search(text[max(0, start - _NEAR) : start] + " ")
    if called:
        start -= len(called.group().rstrip())
    return Edit(start, end, "")


def _is_called_out(before: str, after: str, possessive: bool) -> bool:
    """Whether somebody is spoken to: "Hello Zora, …", "Thanks for the stars, Zora!", "Gideon, if you …"."""
    if possessive:
        return False
    if _GREETS.search(before):
        return True
    if before.endswith(", ") and _VOCATIVE_END.match(after):
        return True
    return bool(_opens(before) and re.match(r", (?:if|you|we|thank|your|please)\b", after))


def _uncalled(text: str, start: int, end: int) -> Edit:
    """Take a form of address away."""
    if re.match(r", \w", text[end : end + 3]) and _opens(text[max(0, start - _NEAR) : start]):
        return Edit(start, end + 3, text[end + 2].upper())
    while start > 0 and text[start - 1] == " ":
        start -= 1
    if start > 0 and text[start - 1] == ",":
        start -= 1
    return Edit(start, end, "")


def _words(before: str, voice: Voice, *, again: bool, possessive: bool, titled: bool) -> str:
    spanish = voice.language == "es"
    noun = "persona" if spanish else "patient" if voice.author != "family" else "person"
    if _DETERMINED.search(before):
        return noun
    opens = _opens(before)
    if spanish:
        words = f"la {noun}" if again else f"una {noun}"
    elif voice.author == "family":
        words = "the person" if again else "someone close to us"
    elif voice.author == "patient":
        words = "the person" if again else "somebody"
    elif again or (_TALKED_OF.search(before) and not titled):
        words = f"the {noun}"
    elif (opens or titled) and not possessive:
        words = "one of our patients"
    else:
        words = f"a {noun}"
    return words[0].upper() + words[1:] if opens else words


def _opens(before: str) -> bool:
    """Whether a sentence begins here."""
    return _SENTENCE_START.search(before) is not None
