"""phi.other-id  any other number, handle or mark that singles a person out

What it finds: "@name" and handles after a network's name ("insta: pat_sews"); numbers after "case", "subject",
"participant", "accession", "specimen", "ticket", "claim", "encounter", "visit no.", "invoice", "reference",
"passport", "badge", "prescription no."; described tattoos and birthmarks, and words inked on the skin.
Why it matters: 45 CFR 164.514(b)(2)(i)(R). Whoever holds the list behind the number has the name; a handle leads there
in one click.
Known misses: such numbers with no label; a handle written as an ordinary word with no sign before it. Trial registry
numbers (NCT…, ISRCTN…), DOI, PubMed ids and codes of classifications are public and stay silent.
"""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.labelled import CONNECT, FAR, PUBLIC_CODE, VALUE, identifier, labelled, told_of
from commonward.guard.text.pattern import Found, Pattern, Sight

RULES = ("phi.other-id",)


def _code(sight: Sight) -> Found | None:
    """A labelled number that is no public code. A bare word such as "case" needs a value that looks like a code."""
    text = sight.text
    if PUBLIC_CODE.match(text) or re.fullmatch(r"\d{1,3}(?:st|nd|rd|th)?", text.lower()):
        return None
    if re.match(r"-(?:year|week|month|day|hour|minute|lead|item|bed|mg)", sight.after(8)):
        return None
    return identifier(sight)


def _loose(sight: Sight) -> Found | None:
    """After "case", "subject" or "sample" alone: capitals with digits, a hyphen or a slash, not a small number."""
    text = sight.text
    shaped = (
        re.search(r"[\-/]", text)
        or re.fullmatch(r"(?:[A-Z]{1,4} ?)?\d{5,}", text)
        or re.fullmatch(r"[A-Z]{1,4}\d{3,}", text)
        or re.fullmatch(r"[A-Z]{1,4}\d{2,4}[A-Z]\d{3,}", text)
    )
    if not shaped or re.fullmatch(r"\d{1,2}[\-/]\d{1,2}", text):
        return None
    return _code(sight)


def _far(sight: Sight) -> Found | None:
    """A code that something is told of first: as `_loose`, and longer."""
    return _loose(sight) if told_of(sight) is not None else None


def _mark(sight: Sight) -> Found | None:
    """What a tattoo or birthmark shows. Talk about them in general has no "of" or "saying" behind it."""
    text = sight.text.rstrip()
    return sight.found(trim=len(sight.text) - len(text))


_NUMBER = r"(?: ?(?:nos?\.?|nr|num|number|id|ids|identifier|#|code|tag|label|sticker|barcode|ref(?:erence)?\.?))"
_STRONG = (
    r"(?:case|trial|study|subject|participant|volunteer|screening|randomi[sz]ation|enrol?lment|accession|specimen|"
    r"sample|ticket|claim|order|reference|ref|encounter|visit|episode|invoice|bill|badge|employee|staff|student|"
    r"passport|prescription|rx|requisition|referral|incident|report|booking|appointment|admission|donor|wristband|"
    r"label|barcode|tracking|docket|court|police|"
    r"registry|portal|locker|vial|pot|bag|safeguarding|ombudsman|biobank|chip|cohort|"
    rf"registration|client|customer|user|pin|slide|block|scan|study|image|complaint|"
    rf"lab|laboratory|card(?: from [a-z]{{3,14}})?|crime|matter|frame|session|kit|permit|travel doc(?:ument)?"
    rf"|tag|event|envelope"
    rf"|register|evidence|prison(?:er)?|service|army|regimental|ration|legajo|expediente){_NUMBER}{{1,2}}"
    r"|passport|accession|(?-i:CSN|FIN|HAR|NCT ID)\b|docket|ration card|travel doc(?:ument)?"
)
_WEAK = (
    r"(?:recruited as |enrolled as |known as )?(?:case|subj(?:ect)?\.?|ppt|participant|specimen(?: pot| tube"
    r"| bag)?|pot|vial|blood bag|sample(?: tube)?|ticket|claim|encounter|"
    r"reference|ref|invoice|donor|incident|barcode|(?:confirmation|booking)(?: code| ref)?|wristband|clinic card"
    r"|acc(?:ession)?|lab(?: no)?|histo(?:logy)?|path(?:ology)?|(?:match|slide) run|sequencing run|kit"
    r"|resguardo|diligencias|atestado|muestra|autorizacion|codigo|caso|legajo|bolsa(?: \w{4,12})?|envelope"
    r"|permit|matter"
    r"|client|event|evidence(?: bag)?(?: for the [a-z]{3,10})?)"
    r"(?: (?:marked|labell?ed|numbered|tagged|stamped))?"
)

_SHOWN = r"[^.,;:!?\n]{3,70}"
_WORDS = r"(?:[a-z'\-]{2,16} ){1,4}"
_LIMB = r"[a-z]{3,14}(?: [a-z]{3,14})?(?: (?:to|a) [a-z]{3,12})?"
_ON = r"(?:from|on|under|behind|below|above|inside|across|over|along|around|down|up|behind|en|sobre) "

PATTERNS = (
    Pattern("phi.other-id", Kind.ID, rf"\b(?:{_STRONG}){CONNECT}{VALUE}", 0.9, _code),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b(?:trial|study|case|subject|participant|file|screening|donor|police) (?:number|no\.?|id|code) of (?:my"
        rf"|our|the|"
        rf"this) patient(?: is|:| was)? {VALUE}",
        0.9,
        _code,
    ),
    Pattern("phi.other-id", Kind.ID, rf"\b{_WEAK}{CONNECT}{VALUE}", 0.85, _loose),
    # "Ref on the letter is CT/55102/B", "Trial ID I had last time was ORB-7-0336"
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b(?:{_STRONG}|ref|reference)(?: (?:i|we|they) [a-z]{{3,5}}(?: me"
        rf"| us)?(?: last time)?)?{FAR}{CONNECT}{VALUE}",
        0.85,
        _far,
    ),
    # "LCpl Gurung, number 21179934"
    Pattern("phi.other-id", Kind.ID, rf"\b(?-i:[A-Z][a-z]{{2,15}}), (?:number|no\.?|id) {VALUE}", 0.85, _loose),
    # the number of a prisoner in England and Wales
    Pattern("phi.other-id", Kind.ID, r"\b((?-i:A\d{4}[A-Z]{2}))\b", 0.8),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b(?:(?:marked|labell?ed|numbered|tagged|barcoded)|[a-z]{{3,14}} (?:id|identifier|ref)){CONNECT}{VALUE}",
        0.8,
        _loose,
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        r"\bpassport (?:[a-z']{1,12} ){0,5}(?:is|was|number|no\.?) ((?-i:[A-Z]{0,2}\d{6,9}))\b",
        0.9,
    ),
    labelled("phi.other-id", r"(?:codice|clave|folio|expediente|episodio)", 0.85),
    # What is inked, and marks that one person has: what they show is as good as a name.
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b(tattoos? (?:of|that (?:says|reads)|saying|reading|with|which says) {_SHOWN})",
        0.7,
        _mark,
        "mark",
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b(?:tattoos?|tatuajes?|ink(?:ed)? {_ON}(?:the |his |her |their )?(?:neck|arm|forearm|back|chest|leg|hand"
        r"|calf|thigh|shoulder|wrist|ribs|knuckles|cuello|brazo|espalda))\b[^.!?\n\"]{0,60}\"([^\"\[\n]{2,60})\"",
        0.8,
        _mark,
        "mark",
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b((?:[a-z'\-]{{4,16}} )?tattoos? (?:going |all |right )?{_ON}(?:his|her|their|the) "
        r"(?:whole |left |right |upper |lower )?[a-z]{3,14})",
        0.7,
        _mark,
        "mark",
    ),
    Pattern(  # "a full-back piece of the Taj Mahal with wings", "a big swallow tattoo"
        "phi.other-id",
        Kind.ID,
        rf"\b((?:full|half)[ -](?:back|sleeve|chest|leg|arm)(?: piece| tattoo)? (?:of|with|showing) {_SHOWN}"
        r"|(?:whole|full|entire) (?:left |right )?(?:forearm|back|chest|neck|arm|leg"
        r"|sleeve)[^.!?\n]{0,30}\"[^\"\n]{2,40}\")",
        0.7,
        _mark,
        "mark",
    ),
    Pattern(  # "anchor tattooed on each eyelid", "spiderweb tattoo, left cheek", "tiene tatuado un cóndor"
        "phi.other-id",
        Kind.ID,
        rf"\b((?:[a-z'\-]{{3,16}} ){{1,2}}(?:tattooed|inked) {_ON}(?:each|both|his|her|their|the|one) [a-z]{{3,12}}"
        r"|[a-z'\-]{3,16} tattoos?,? (?:on )?(?:the |his |her )?(?:left|right) [a-z]{3,10}"
        r"|tatuad[oa] (?:un |una |el |la )[^.,;:!?\n]{3,50}|tattooed (?:knuckles|face|neck|hands|eyelids)"
        r"(?: (?-i:[A-Z]{2,8}(?:[/ ][A-Z]{2,8})?))?)\b",
        0.7,
        _mark,
        "mark",
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        r"\btattoos?,? ?(?:\(|'|reading '|saying ')([^'()\n]{4,50})(?:\)|')",
        0.7,
        _mark,
        "mark",
    ),
    Pattern("phi.other-id", Kind.ID, rf"\b(tatuajes? (?:de|que dice|con) {_SHOWN})", 0.7, _mark, "mark"),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b(an? {_WORDS}(?:tattooed|inked|branded) {_ON}{_LIMB})",
        0.7,
        _mark,
        "mark",
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"(\"[^\"\n]{{2,60}}\" (?:tattooed|inked|written in ink|tatuad[oa]) {_ON}{_LIMB})",
        0.7,
        _mark,
        "mark",
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        r"\b(?:says|reads|dice) \"([^\"\[\n]{2,60})\" in (?:\w{3,12} )?ink",
        0.97,
        _mark,
        "mark",
    ),
    Pattern(
        "phi.other-id",
        Kind.ID,
        rf"\b((?:an? )?(?:\w{{3,12}}[ -])?(?:birthmark|port-wine (?:stain|mark)|scar|mole|strawberry mark|stain)"
        rf" (?:shaped|in the shape|that looks|looking|like) {_SHOWN})",
        0.7,
        _mark,
        "mark",
    ),
)
