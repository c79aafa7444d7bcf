"""Whose a place is, and whose a school, employer, church or team: phi.geo and phi.affiliation."""

import re
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import AFFILIATION, GIVEN, HUMAN
from commonward.guard.text.scene import Scene
from commonward.guard.text.whose.tie import Tie

_LEAST_PLACE = 0.45
_LEAST_BODY = 0.5
_LEAST_SUBJECT = 0.3
# A bed is somebody's, where a town may be anybody's.
_BEDSIDE = re.compile(
    r"\b(?:room|rm|bed|bay|cubicle|bedspace|trolley|gurney|icu|resus|ward|habitaci[oó]n|cama|sala)\b", re.IGNORECASE
)
# The building is spoken of, not who lies in it.
_OF_BUILDING = re.compile(
    r"\b(?:closed|repairs?|becomes|moved?|moving|broken|bell|scanner|lost|borrowed|deliver\w{0,24}|park(?:ing)?|lift"
    r"|floor plan"
    r"|paint(?:ed|ing)|clean(?:ed|ing)|fire drill|opens?|opening|refurbish\w{0,24}|meet(?:ing)?|meets|training"
    r"|teaching|upstairs"
    r"|temperature|printer|kitchen|door)\b"
)
_OWN_PAST = re.compile(
    r"\b(?:i|we) (?:trained|worked|work|studied|was born|grew up|live|lived|qualified|started|moved|did my|teach"
    r"|taught)\b"
    r"|\bmy (?:first|old|last|former|new) (?:job|ward|school|hospital|post|house|placement)\b"
)
_SENDS = re.compile(
    r"\b(?:commut\w{1,24}|conference|congress|lift (?:to|from)|beer|anyone in|anybody in|hello from|greetings from)\b"
)
_COUNTS = re.compile(
    r"\b(?:\d[\d,.]*|hundreds|thousands|many|several|most|half|new|few|dozens)(?: of)?(?: new| confirmed| suspected"
    r"| more)?"
    r" (?:cases|people|adults|children|patients|residents|runners|visitors|households|deaths|admissions|infections"
    r"|donors)\b"
    r"|\b(?:cases|visits|rates?|activity|prevalence|incidence|levels?|deaths) (?:in|of|rose|fell|is|are)\b"
)


def place_confidence(tie: Tie, place: Candidate) -> float:
    """How sure we are that this place is that of somebody under care; 0 when it is not."""
    scene = tie.scene
    setting = tie.setting(place)
    sentence = scene.sentence_of(place)
    told = scene.told_of(place)
    subject = tie.subject(place)
    at_bed = _BEDSIDE.search(scene.quote(place)) is not None
    if scene.author == "patient" and tie.here(sentence) < 0.5:
        return 0.0
    if place.hint == "patient":
        subject = max(subject, 0.9)
    weight = 0.8 * subject + (0.15 if setting.health else 0.0) + (0.1 if scene.has_health else 0.0)
    if at_bed:
        weight += _of_bed(tie, place, told)
    if setting.service and tie.here(sentence) < 0.5 and not at_bed:
        weight -= 0.5
    if scene.author == "organisation" and tie.here(sentence) < 0.5:
        weight -= 0.4
    if _SENDS.search(told) or (_OWN_PAST.search(told) and tie.here(sentence) < 0.6):
        weight -= 0.6
    if _COUNTS.search(told) and tie.here(sentence) < 0.8:
        weight -= 0.5
    weight -= (0.5 if at_bed else 1.0) * tie.apart(place)
    return tie.finding(place, weight, _LEAST_PLACE)


def _of_bed(tie: Tie, place: Candidate, told: str) -> float:
    """A bed or room with a human being, an illness or an age beside it is somebody's; by itself it is furniture."""
    scene = tie.scene
    sentence = scene.sentence_of(place)
    if _OF_BUILDING.search(told) and tie.here(sentence) < 0.5:
        return -0.6
    human = scene.marks(sentence) & HUMAN or scene.kinds_in(sentence, Kind.NAME) or scene.kinds_in(sentence, Kind.AGE)
    if human or scene.around(sentence).health or _NEEDS.search(told):
        return 0.45
    return 0.1 - 0.5 * scene.around(sentence).event


# Only somebody who lies there needs, wants or spikes.
_NEEDS = re.compile(
    r"\b(?:room|bed|bay|cubicle|cama|habitacion) ?[\w-]{1,5} (?:needs?|wants?|asks?|asked|is (?:nil|npo|nbm|in pain"
    r"|awake|septic"
    r"|spiking|hungry|dying|confused|crying|back|off|on|for|ready|going)|has|had|just|pide|quiere|pregunta)\b"
)


def body_confidence(tie: Tie, body: Candidate) -> float:
    """How sure we are that somebody under care, or one of their people, belongs to this body; 0 when not."""
    scene = tie.scene
    setting = tie.setting(body)
    sentence = scene.sentence_of(body)
    if scene.author == "patient" and tie.here(sentence) < 0.5:
        return 0.0
    subject = max(tie.here(sentence), 0.7 * tie.subject(body))
    if subject < _LEAST_SUBJECT:
        return 0.0
    weight = 0.7 * subject + (0.15 if scene.has_health else 0.0)
    if scene.marks(sentence) & AFFILIATION or _BELONGS.search(scene.told_of(body)):
        weight += 0.25
    if setting.service and not setting.health and tie.here(sentence) < 0.5:
        weight -= 0.4
    weight -= tie.apart(body)
    return tie.finding(body, weight, _LEAST_BODY)


_BELONGS = re.compile(
    r"\b(?:goes to|went to|at school|works?|drives? for|job at|employer|employed|boss|keeper|goalie|choir|pupil"
    r"|member of"
    r"|congregation|trains with|swims for|plays|sings|his school|her school|apprentice)\b"
)


def belongs_there(scene: Scene, entity: Candidate) -> bool:
    """Whether somebody works, learns, plays or prays there: "teaches at …", "goalkeeper of …", "… Primary"."""
    document = scene.wording.document
    start, end = document.text_span(entity.start, entity.end)
    if _OF_THEIRS.search(document.view[max(0, start - _LEAD) : start].decode("ascii")):
        return True
    named, behind = document.view[start:end].decode("ascii"), document.view[end : end + _TAIL].decode("ascii")
    if _NOT_THEIRS.search(named):
        return False
    return _THEIRS.search(named) is not None or _GOES_ON.match(behind) is not None


def names_a_place(scene: Scene, name: Candidate) -> bool:
    """Whether what looks like a name is where somebody is or comes from: "in the …", "… unit", "Mrs Name of …"; or a
    school, a choir.
    """
    document = scene.wording.document
    start, end = document.text_span(name.start, name.end)
    behind = document.view[end : end + _TAIL].decode("ascii")
    if _WARD_OF.match(behind) or _THEIRS.search(document.view[start:end].decode("ascii")):
        return True
    lead = document.view[max(0, start - _LEAD) : start].decode("ascii")
    if _WITHIN.search(lead):
        return _PEOPLE_OF.match(behind) is None
    if _AGED_FROM.search(lead):
        return True
    first, last = scene.span(name)
    if _COMES_FROM.search(lead) is None or any(word.marks & GIVEN for word in scene.wording.words[first:last]):
        return False
    before = next((one for one in reversed(scene.entities) if one.end <= name.start), None)
    return before is not None and before.kind is Kind.NAME and name.start - before.end <= _FROM


_LEAD: Final = 60  # characters before a place
_TAIL: Final = 30  # and behind it
# Of 98 places and bodies with such words before them in our posts 87 are somebody's work, school, team or church.
_OF_THEIRS: Final = re.compile(
    r"\b(?:works?|worked|working|teach(?:es|er)?|taught|coach(?:es)?|captains?|managers?|manages|organist|driver|cook|chef"
    r"|porter|salesman|cashier|clerk|foreman|caretaker|janitor|groundsman|gamekeeper|keeper|corporal|sergeant|cox(?:swain)?"
    r"|plays?|played|competes?|umpires?|sings?|sang|swims|dances|rows|bats|bowls|striker|goalie|goalkeeper|winger|prop"
    r"|flanker|hooker|pupil|student|year \d+|sixth form(?:er)?|head (?:boy|girl|teacher|chef|nurse)|secretary|treasurer"
    r"|sacristan|verger|chorister|deacon|elder|steward|volunteers?|welder|warden|trabaja|maestr[oa]|profesora?|juega|canta"
    r"|entrenadora?|capitan|porter[oa]|vigilante|camarer[oa]|cociner[oa]|campaner[oa]|vaquero|caporal)"
    r"(?: [a-z']{2,10}){0,3} (?:at|for|with|from|of|en|de|del|para|con)(?: the| la| el| los| las)? ?$",
    re.IGNORECASE,
)
# What is called so teaches, sings, plays, prays or works: of 160 such places and bodies in our posts 148.
_KINDS: Final = (
    r"schools?|infants?|primary|juniors|grammar|academy|creche|nursery|kindergarten|preschool|choir|chorus|opera"
    r"|f\.?c|rfc|rovers|rangers|football club|rugby club|depot|forestry|parish|convent"
)
_THEIRS: Final = re.compile(
    rf"\b(?:ysgol|escuela|colegio|liceo|gurdwara|parroquia|{_KINDS})\b|\b(?:middle|high|college)$", re.IGNORECASE
)
_GOES_ON: Final = re.compile(rf"(?:'?s)? ?(?:middle school|high school|{_KINDS})\b", re.IGNORECASE)
# A street or a place of care is called after a school, too.
_NOT_THEIRS: Final = re.compile(
    r"\b(?:street|road|lane|avenue|hospital|infirmary|clinic|ward|surgery|hospice)\b|\b(?:st|rd|ave|way|close|hill)$",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(r"\b(?:(?:in|at|to|into|inside) the|en el|en la) $", re.IGNORECASE)
# "in the Okafor family"; whoever stands behind is meant.
_PEOPLE_OF: Final = re.compile(
    r"'s?\b| ?-| (?:famil(?:y|ies)|household|twins?|boys?|girls?|lads?|kids?|child|children|brothers?|sisters?|baby"
    r"|lady|ladies|m[ae]n|wom[ae]n|ones?|cases?|story|trial|study|method|test|score|scale|sign|criteria)\b",
    re.IGNORECASE,
)
_WARD_OF: Final = re.compile(
    r" (?:unit|ward|wing|suite|quarter|estate|flats|hospice|lodge|house|clinic|surgery|day centre|care home|hospital"
    r"|infirmary|barrio)\b",
    re.IGNORECASE,
)
_AGED_FROM: Final = re.compile(r"\b\d{1,3} ?(?:anos|a|y|yo|years?(?: old)?|yrs?),? (?:de|from|of) $", re.IGNORECASE)
_COMES_FROM: Final = re.compile(r"(?: |, )(?:of|from|de) $")
_FROM: Final = 8  # characters from a name to where it is from
