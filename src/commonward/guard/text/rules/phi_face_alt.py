"""phi.face  a patient's face

What it finds: words of an alternative text that say a picture shows a full face, such as "full face of a woman" or
"man's face with a black bar over the eyes".
Why it matters: a face is as good as a name, and a bar over the eyes does not hide it.
Known misses: pictures of faces whose words do not speak of a face. Faces in the picture itself are looked for in
the picture, not here. Faces of the author, of staff who are named as such, and drawn faces are left alone.
"""

import re

RULES = ("phi.face",)

_PERSON = (
    r"(?:patient|woman|man|lady|gentleman|girl|boy|child|baby|infant|toddler|newborn|teen(?:ager)?|person|resident"
    r"|client|mother|father|mum|mom|dad|grandmother|grandfather|survivor|family|paciente|mujer|hombre|ni[ñn][oa])"
)
#: One person who is more likely cared for than at work.
_ONE = (
    r"(?:patient|woman|man|lady|gentleman|girl|boy|child|baby|infant|toddler|newborn|teen(?:ager)?|resident|pensioner"
    r"|grandmother|grandfather|paciente|mujer|hombre|ni[ñn][oa])(?! (?:nurse|doctor|midwife|surgeon|in scrubs))"
)
_MANNER = r"(?:(?!(?:and|with|of|or|the)\b)[\w-]{1,20} ){0,3}"
_FULL_FACE = (
    r"(?:full|whole|entire|clear|clearly visible|recogni[sz]able|identifiable|uncovered|unblurred|unmasked)"
    r"[ -]faces?"
)
_BAR = (
    r"(?: with (?:a |the )?(?:[\w-]{1,20} ){0,2}(?:bar|strip|box|band)s?"
    r" (?:over|across|on) (?:the|his|her|their|both) eyes?)"
)
_FACE = re.compile(
    rf"\b(?:{_PERSON}(?:'s|s'|’s|s’) (?:full |whole )?faces?{_BAR}?"
    rf"|{_FULL_FACE}(?: (?:photo|portrait|view|shot|picture))? of (?:a |an |the |my |our |one )?{_MANNER}?{_PERSON}s?"
    rf"|{_MANNER}?{_PERSON}s?,? (?:with |in )?{_FULL_FACE}"
    rf"|(?:smiling|laughing|grinning|beaming|crying|tearful) {_MANNER}?{_ONE}"
    rf"|{_MANNER}?{_ONE}s?\b[^.;\n]{{0,50}}?, (?:his |her |their |the )?(?:{_FULL_FACE}|faces? (?:fully |clearly "
    rf"|plainly |all )?"
    rf"(?:visible|in view|in shot|in frame|showing|shown|uncovered|clear|to (?:the )?camera)"
    rf"|looking (?:up|back|straight) at us)"
    rf"|{_MANNER}?{_ONE}s?\b[^.;,\n]{{0,40}}? looking (?:up |straight |right )?(?:at|into) the (?:camera|lens)"
    rf"|faces? of (?:a |an |the |my |our )?{_MANNER}?{_PERSON}s?{_BAR}?"
    rf"|{_MANNER}?{_PERSON}s? (?:smiling|looking|grinning|laughing|facing|waving)(?: straight| right)?"
    rf"(?: at| into| to| towards)? the (?:camera|lens)"
    rf"|(?:portrait|headshot|close-?up(?: photo)?|selfie) (?:of|with) (?:a |an |the |my "
    rf"|our )?{_MANNER}?{_PERSON}s?(?!['’]s? (?!face))"
    rf"|(?:cara|rostro) (?:completa |completo )?de (?:un |una |la |el |mi )?{_PERSON}"
    rf"|{_PERSON}{_BAR})\b",
    re.IGNORECASE,
)
_NOT_REAL = re.compile(
    r"\b(?:cartoon|draw(?:n|ing)|illustrat\w{1,8}|watercolou?r|paint(?:ed|ing)|sketch|diagram|clip ?art|manikin"
    r"|mannequin|doll|puppet|statue|sculpture|skeleton|avatar|emoji|synthetic|generated|composite|stock|simulat\w{1,6}"
    r"|actors?|who (?:all )?(?:agreed|consented)|public figure)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"\b(?:faces? (?:(?:is|are|was|fully|completely|all) ){0,2}"
    r"(?:blurred|covered|hidden|pixel\w{1,6}|turned|cropped|not)"
    r"|(?:blurred|hidden|covered|pixel\w{1,6}) faces?|no faces?|face(?:s)? (?:out of|not in) (?:view|frame|shot))\b",
    re.IGNORECASE,
)
_LONGEST = 4000  # alternative text is short; what is longer is looked at up to here


def find(alt: str) -> list[tuple[int, int]]:
    """Where the words say that a real person's face is to be seen."""
    if _NOT_REAL.search(alt) or _HIDDEN.search(alt):
        return []
    return [face.span() for face in _FACE.finditer(alt, 0, _LONGEST)]
