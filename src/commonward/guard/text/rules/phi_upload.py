"""phi.upload  a page from a record, attached or shown

What it finds: words that say that a patient's report, letter, chart, result or prescription is attached or shown
("the attached discharge letter of my patient", "here is a screenshot of her chart"), and pictures that are said to
show one.
Why it matters: 45 CFR 164.502(a). A record holds far more than the part that is meant: every page has name and
number.
Known misses: files that nobody speaks of; the file itself is looked at elsewhere. Annual reports, guidelines, blank
forms and one's own record shown by a patient are left alone or noted.
"""

import re

from commonward.guard.text.cues import Cue
from commonward.guard.text.scene import Scene

RULES = ("phi.upload",)

SURE = 0.75
_DOCUMENT = (
    r"(?:(?:[\w-]{1,24} )?(?:discharge|referral|clinic|outpatient|gp) (?:letters?|summar(?:y|ies)|notes?)"
    r"|(?:[\w-]{1,24} )?(?:pathology|histology|radiology|lab(?:oratory)?|blood|scan|mri|ct|x-?ray|biopsy|operation"
    r"|operative|surgical"
    r"|autopsy|post-?mortem|consult(?:ation)?|sleep study|genetic|toxicology|echo) (?:reports?|results?|print-?outs?"
    r"|notes?)"
    r"|(?:medical|patient|hospital|health|nursing|electronic|complete|full|whole|entire) (?:records?|charts?|files?"
    r"|notes)"
    r"|(?:drug|observation|obs|medication|anaesthetic) charts?|(?:informe|historia) (?:de alta|cl[ií]nic[oa]"
    r"|m[eé]dic[oa]))"
)
_BARE = r"(?:charts?|records?|notes|files?|prescriptions?|results|labs|reports?|letters?|summary|med list|history)"
_WHOSE = r"(?:his|her|their|(?:my|our|the|this|a) (?:patient|client|resident|pt)(?:'s|s'))"
_OF_WHOM = (
    r"(?:of|for|from|about|on|de) (?:(?:my|our|the|this|a|one of (?:my|our)|mi|la|el) )?"
    r"(?:patients?|client|resident|pt|paciente|[A-Z][\w'-]{1,24})"
)
_SHOWS = (
    r"(?:attach(?:ed|ing|es)?|enclosed|here(?:'s| is| are)|post(?:ing|ed)|upload(?:ing|ed)|shar(?:ing|ed)|see"
    r"|below(?: is)?"
    r"|screenshots?(?: of)?|photos?(?: of)?|pictures?(?: of)?|scans? of|pdf(?: of)?|cop(?:y|ies)(?: of)?|sending"
    r"|adjunto|snap of)"
)
_IMAGE_OF = r"(?:screenshots?|screen ?grabs?|photos?|pictures?|scans?|pdfs?|cop(?:y|ies)|snap|picture)"
_TOLD = Cue(
    rf"(?P<a>(?:(?:a|the|this) )?{_IMAGE_OF} of {_WHOSE} (?:{_DOCUMENT}|{_BARE}))"
    rf"|(?P<b>(?:the |an? )?(?:attached|enclosed|uploaded) (?:{_DOCUMENT}|{_BARE}))(?= {_OF_WHOM})"
    rf"|{_SHOWS}(?: (?:to|with) (?:you|everyone|us)(?: all)?| all| everyone| you)?[: ]{{1,2}}(?P<c>(?:{_WHOSE} |the "
    rf"|full |a )*(?:{_DOCUMENT}))(?= {_OF_WHOM})"
    rf"|(?!see ){_SHOWS}(?: (?:to|with) (?:you|everyone|us)(?: all)?)?[: ]{{1,2}}"
    rf"(?P<d>{_WHOSE} (?:{_DOCUMENT}|{_BARE}))"
    rf"|(?P<e>{_WHOSE} (?:{_DOCUMENT})) (?:is |are )?(?:attached|below|enclosed|in the (?:next )?(?:picture|photo"
    rf"|post|comments?))",
)
_GENERAL = re.compile(
    r"\b(?:annual|guideline|template|blank|empty|anonymi[sz]ed|de-?identified|redacted|our (?:annual|team)|do not"
    r"|don't|never"
    r"|not allowed|should not|must not|please (?:do not|don't)|without|no longer)\b",
    re.IGNORECASE,
)
_IN_PICTURE = re.compile(
    rf"\b(?:(?:a |an |the )?{_IMAGE_OF} of (?:a |an |the |my |his |her )?(?:patient'?s? )?(?:{_DOCUMENT}|ehr|emr"
    rf"|patient chart)"
    rf"|{_DOCUMENT}(?: of (?:a|the|my) patient)?(?: (?:lying|open|held|on) [\w ]{{0,30}})?)",
    re.IGNORECASE,
)
_NEAR = 50


def find(scene: Scene) -> list[tuple[int, int]]:
    """Spans of the normalised text that say that a page of a record is attached or shown."""
    text = scene.wording.document.text
    if scene.is_simulated:
        return []
    spans = []
    for match in _TOLD.finditer(scene.wording.document, text):
        group = match.lastgroup or "a"
        if not _GENERAL.search(text[max(0, match.start() - _NEAR) : match.end() + 20]):
            spans.append(match.span(group))
    return spans


def find_in_picture(alt: str) -> list[tuple[int, int]]:
    """Where an alternative text says that the picture shows a page of a record."""
    if _GENERAL.search(alt) or _DRAWN.search(alt):
        return []
    return [match.span() for match in _IN_PICTURE.finditer(alt)][:1]


_DRAWN = re.compile(r"\b(?:cartoon|drawing|illustration|stock|icon|logo|poster|slide)\b", re.IGNORECASE)
