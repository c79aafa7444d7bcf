"""What kind of text this is as a whole: a case that nobody lives, or a conversation written down.

Both change what its names and days mean. A patient made up for an exam has nothing to lose. In a conversation with
speakers ("Doctor: … Patient: …") "today" and "three weeks ago" count from a visit that no one dates, so they date
nothing.
"""

import re
from itertools import islice

from commonward.guard.text.lexicons import SIMULATED
from commonward.guard.text.words import Wording

_MADE_UP = re.compile(
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
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"(?:^|\n|[.?!] )\s{0,3}(?:doctor|dr\.?|patient|pt|nurse|clinician|guest[_ ]\w{1,12}|provider|physician|therapist"
    r"|caller|parent|mother|father|medico|paciente)\s?(?:\d)?:\s",
    re.IGNORECASE,
)
_FEWEST_TURNS = 2


def is_made_up(wording: Wording) -> bool:
    """Whether the text says that its patient does not exist (an exam station, a simulation, a story made up)."""
    if not wording.marks & SIMULATED and not _MAY_SAY_SO.search(wording.document.text):
        return False
    return _MADE_UP.search(wording.document.text) is not None


def is_transcript(wording: Wording) -> bool:
    """Whether people speak in turns, each with a label in front."""
    turns = islice(_SPEAKER.finditer(wording.document.text), _FEWEST_TURNS)
    return len(list(turns)) == _FEWEST_TURNS


_MAY_SAY_SO = re.compile(
    r"simul|practice|teaching|made|real|sample|example|dummy|training|imagin|fake|exam|fictici|inventad", re.I
)
