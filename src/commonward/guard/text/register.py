"""What kind of text this is as a whole: a case that nobody lives, or a conversation written down.

Both change what its names and days mean. A patient made up for an exam has nothing to lose. In a conversation with
speakers ("Doctor: … Patient: …") "today" and "three weeks ago" count from a visit that no one dates, so they date
nothing.
"""

from itertools import islice

from commonward.guard.text.cues import Cue
from commonward.guard.text.words import Wording

_MADE_UP = Cue(
    r"\b(?:simulat(?:ed|ion)|osce|vignette|fictional|fictitious|manikin|mannequin|role[- ]?play|mark[- ]sheet"
    r"|(?:practice|teaching|mock|invented|hypothetical|imaginary|made[- ]up|composite|fake|sample|example|dummy"
    r"|training)"
    r" (?:cases?|patients?|story|stories|scenarios?|names?|persons?|people|data|charts?|records?|vignettes?|notes?"
    r"|exercises?)|(?:is|are|was|were|all|both|names?|people|patients?|details) (?:here |in (?:it|this \w+) )?(?:is "
    r"|are )?"
    r"(?:made[- ]up|invented|fictional|fictitious|imaginary|not real)|made up (?:a|an|the|this|our) (?:patient|case"
    r"|story|name)"
    r"|(?:not|no) (?:a )?real (?:person|patient|people|patients|name|case)|exam question|quiz case|case for (?:the )?"
    r"(?:exam|students|quiz)|(?:caso|paciente) (?:simulado|simulada|ficticio|ficticia|inventado|inventada))\b",
)
_SPEAKER = Cue(
    r"(?:^|\n|[.?!] )\s{0,3}(?:doctor|dr\.?|patient|pt|nurse|clinician|guest[_ ]\w{1,12}|provider|physician|therapist"
    r"|caller|parent|mother|father|medico|paciente)\s?(?:\d)?:\s",
)
_FEWEST_TURNS = 2


def is_made_up(wording: Wording) -> bool:
    """Whether the text says that its patient does not exist (an exam station, a simulation, a story made up)."""
    return _MADE_UP.search(wording.document, wording.document.text) is not None


def is_transcript(wording: Wording) -> bool:
    """Whether people speak in turns, each with a label in front."""
    turns = islice(_SPEAKER.finditer(wording.document, wording.document.text), _FEWEST_TURNS)
    return len(list(turns)) == _FEWEST_TURNS
