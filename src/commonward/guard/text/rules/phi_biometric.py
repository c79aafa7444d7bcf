"""phi.biometric  a voice or a fingerprint told of in words

What it finds: words that say that a patient's own voice can be heard ("his unaltered voice", "a recording of my
patient's voice") or that fingerprints, voice prints or iris scans of a patient are kept or shown.
Why it matters: 45 CFR 164.514(b)(2)(i)(P). A voice or a print belongs to one person only, and friends know a voice
at once.
Known misses: recordings that nobody calls a voice ("audio attached"); what is heard in a file itself. Altered
voices, voices of actors, "patient voice" as taking part, and fingerprints as a figure of speech are left alone.
"""

import re

from commonward.guard.text.cues import Cue
from commonward.guard.text.scene import Scene

RULES = ("phi.biometric",)

SURE = 0.8

_WHOSE = (
    r"(?:(?:the |my |our |this |a |one )?(?:patient|client|resident|pt|paciente|man|woman|boy|girl|child|lady"
    r"|gentleman)(?:'s|s')"
    r"|his|her|their|su)"
)
_OF_WHOM = (
    r"(?:of|from|by) (?:a |the |my |our |this |one of my |one of our )(?:[\w-]{1,24} ){0,2}(?:patients?|client"
    r"|resident|pt|man|woman"
    r"|boy|girl|child|lady|gentleman)"
)
_RECORDED = r"(?:recordings?|clips?|audio|messages?|notes?|memos?|files?|samples?|mails?|prints?)"
_PRINT = (
    r"(?:finger ?-?prints?(?: cards?| scans?)?|thumb ?-?prints?|palm ?-?prints?|voice ?-?prints?|iris scans?"
    r"|retina(?:l)? scans?)"
)
_TOLD = Cue(
    rf"\b(?:{_WHOSE} (?:own |real |original |actual )?(?:unaltered|undisguised|unedited|unmasked|recogni[sz]able|real"
    rf"|own|original)"
    rf" (?:speaking )?voice(?: {_RECORDED})?"
    rf"|(?:the |an? )?(?:unaltered|undisguised|unedited|original|real) voice(?: {_RECORDED})? {_OF_WHOM}"
    rf"|(?:a |the |this |an )?(?:voice )?(?:recordings?|audio(?: clips?| files?)?|clips?|tapes?|voice (?:notes?"
    rf"|messages?|memos?|mails?))"
    rf" of {_WHOSE} (?:own )?(?:voice|speech|words|breathing|stammer|stutter)"
    rf"|{_WHOSE} voice (?:{_RECORDED})"
    rf"|(?:a |the |this )?voice (?:{_RECORDED}) {_OF_WHOM}"
    rf"|(?:hear|listen to|play(?:ed|ing)?|heard here|recorded|recording) (?P<voice>{_WHOSE} (?:own )?voice)"
    r"|(?:the |an? |his |her |their |full |unaltered |old )*(?:dictaphone |phone |bedroom |ward )?(?:clips?"
    r"|recordings?|videos?|voice ?mails?|voice ?notes?|audio)"
    r" of (?:him|her|them|my (?:[\w-]{2,12} )?(?:patient|roommate|bunkmate|neighbou?r)|our (?:[\w-]{2,12} )?patient"
    r"|the (?:patient|lad|lady|man|woman|boy|girl))"
    r"[^.!?\n]{0,16}? (?:humming|singing|talking|sobbing|crying|speaking|shouting|stammering|reading|saying"
    r"|breathing|snoring)(?:[^.!?\n]{0,60}(?:voice|filter|through it))?"
    r"|(?:(?:his|her|their|baby's|old) )?(?:foot|hand|finger|thumb"
    r"|palm)-?prints? (?:cards? )?(?:[^.!?\n]{0,30}? )?(?:attached|enclosed|uploaded|below|in the (?:photo|file"
    r"|post))"
    r"|(?:voice|recording|clip|audio)[^.!?\n]{0,50}, (?:quite )?(?:unaltered|no filter"
    r"|undisguised)(?: so you can hear[^.!?\n]{0,40})?"
    rf"|{_WHOSE} {_PRINT}|(?:the |an? )?{_PRINT} {_OF_WHOM}"
    r"|(?:la )?voz (?:original|real|sin alterar|sin modificar) (?:de la|del|de mi|de nuestr[oa]) paciente"
    r"|grabaci[oó]n de la voz (?:de la|del|de mi|de nuestr[oa]) paciente|huellas? (?:dactilar(?:es)?|digital(?:es)?)"
    r" (?:de la|del|de un|de una|de mi) paciente)\b",
)
_NOT_SO = re.compile(
    r"\b(?:actors?|altered|distorted|disguised|dubbed|synthetic|generated|changed|without|never|deleted?|lost|loses?"
    r"|finds?|found|hoarse|quiet|soft)\b(?! the)",
    re.IGNORECASE,
)
_ALTERED = re.compile(r"^,? (?:\w{1,12} ){0,3}(?:altered|distorted|disguised|dubbed|spoken by|hoarse)\b", re.IGNORECASE)
_NEAR = 40


def find(scene: Scene) -> list[tuple[int, int]]:
    """Spans of the normalised text that tell of a patient's voice or prints."""
    text = scene.wording.document.text
    if scene.is_simulated:
        return []
    own = scene.author == "patient"
    spans = []
    for match in _TOLD.finditer(scene.wording.document, text):
        before, behind = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
        if not own and not _NOT_SO.search(before) and not _ALTERED.search(behind):
            spans.append(match.span("voice") if match["voice"] else match.span())
    return spans
