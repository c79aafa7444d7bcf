"""Employers, schools, choirs and teams without a telling word, where a verb of work or play says that they are one."""

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    AFFILIATION,
    ANY_TITLE,
    CALENDAR,
    CARE_EVENT,
    CONDITION,
    GIVEN,
    PLACE,
    REGION,
    THING,
    WORD,
    word_set,
)
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.words import LOWER, UPPER_CASE, Wording

_CONFIDENCE = 0.7
_FARTHEST_VERB = 5  # words before the name
_AT = frozenset({"at", "for", "with", "by", "en"})
_BELONGS = word_set(
    """
    drives drive drove sings sing sang trains train swims rows plays played captains captain pitches boxes dances
    apprentice
    apprenticed rides flies sails cooks cleans manages joined employed boss employer shift job pupil pupils altar choir
    usher
    worships prays congregation goalie goalkeeper striker keeper works worked working teaches teacher teach taught
    student
    """
)
# Right before the name, with or without a comma: "her employer, Redwing Cannery".
_IS_ONE = word_set("employer firm company workplace school team club choir church band orchestra academy agency")
_NEVER = ANY_TITLE | CALENDAR | REGION | CARE_EVENT | CONDITION


def workplaces(wording: Wording, run: Run) -> list[Sighting]:
    """The run as a body that somebody works, learns, plays or prays in; none when nothing says so."""
    words = wording.words
    first, last = run.first, run.last
    if first == 0 or (words[first].is_first and words[first].gap not in {" ", ", "}):
        return []
    if any(words[index].marks & _NEVER and not words[index].marks & WORD for index in range(first, last)):
        return []
    before = words[first - 1]
    named = words[first].gap in {" ", ", "} and before.lower in _IS_ONE
    if not named and not _is_led(wording, first):
        return []
    last = _with_partners(wording, last)
    if not named and last - first == 1 and not _tells(wording, first):
        return []
    return [Sighting(first, last, Kind.ORG, "phi.affiliation", _CONFIDENCE)]


def _is_led(wording: Wording, first: int) -> bool:
    """ "drives for …", "sings with …", "lost his job at …", "teaches year four at …"."""
    words = wording.words
    at = first - 1
    if words[at].lower == "the" and at:
        at -= 1
    if words[at].lower not in _AT or words[first].gap != " ":
        return False
    near = words[max(0, at - _FARTHEST_VERB) : at]
    return any(
        (word.marks & AFFILIATION or word.lower in _BELONGS) and word.sentence == words[first].sentence for word in near
    )


def _with_partners(wording: Wording, last: int) -> int:
    """Take in "& Sons", "and Daughters"."""
    words = wording.words
    if last < len(words) and words[last].gap.strip() == "&" and words[last].case != LOWER:
        return last + 1
    return last


def _tells(wording: Wording, index: int) -> bool:
    """Whether one word alone may name a body: not a given name, a town or a brand, and not an abbreviation."""
    word = wording.words[index]
    return not word.marks & (GIVEN | PLACE | THING | WORD) and word.case != UPPER_CASE and len(word.lower) > 3
