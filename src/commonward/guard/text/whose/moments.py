"""Whose a date or an age is: the step from "March 3rd" or "97-year-old" to phi.date and phi.age90."""

import re

from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import EVENT
from commonward.guard.text.scene import Scene
from commonward.guard.text.whose.tie import Tie

_LEAST_DATE = 0.5
_LEAST_AGE = 0.4
# Days told from the day of the post. They need somebody under care in the same sentence.
_RELATIVE = re.compile(
    r"^(?:today|tonight|tomorrow|yesterday|last night|this (?:morning|afternoon|evening)|(?:the )?day (?:before|after)"
    r"|hoy|ayer|anoche|ma[nñ]ana|anteayer|last (?:week|month)|next (?:week|month)|(?:this|last|next) weekend"
    r"|the (?:past|last) (?:week|month))|\bago$|^hace\b",
    re.IGNORECASE,
)
# A visit as any other: "presents to clinic today", "seen today for follow-up". Nobody can look it up; worth a note.
_ROUTINE = re.compile(
    r"\b(?:presents?|comes?|came|returns?|seen|see|visits?|visit|follow-?up|evaluation|check-?up|consulted|reports?"
    r"|states?"
    r"|denies|admits|complains|consultation|brings you|how are you|doing|feeling|in clinic|to clinic|the clinic"
    r"|the office)\b"
)
_MONTH = re.compile(
    r"(?:the )?(?:(?:early|mid|late|last|next|this|beginning of|end of) )?(?:january|february|march|april|may|june"
    r"|july|august"
    r"|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|easter"
    r"|thanksgiving)(?: (?:morning|afternoon|evening|night))?",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:(?:some|few|several|many|couple of) weeks? (?:ago|back|earlier)|(?:months?|years?) (?:ago|back|earlier"
    r"|before|later)|(?:past|last|next|following|coming)"
    r" (?:few |couple of |\w{1,6} )?(?:weeks?|months?|years?)|hace (?:\w{1,8} )?(?:semanas?|mes(?:es)?|anos?)"
    r"|la semana pasada|el mes pasado)\b",
    re.IGNORECASE,
)
_NOTE_ONLY = 0.42
_LIVES = 0.3  # how much a date that is said to be a birth speaks for a person


def tells_no_day(scene: Scene, date: Candidate) -> bool:
    """ "Some weeks ago", and "yesterday" in a conversation that nobody dates: no day can be reckoned from it."""
    quote = scene.quote(date)
    return _VAGUE.search(quote) is not None or (scene.is_transcript and _RELATIVE.search(quote) is not None)


def tells_little(scene: Scene, date: Candidate) -> bool:
    """Whether a date is worth a note and no more: in a visit that nobody dates a month or a weekday alone, and "seen
    today", of which nobody can look up anything.
    """
    quote = scene.quote(date)
    if scene.is_transcript and not any(sign.isdigit() for sign in quote) and _MONTH.fullmatch(quote):
        return True
    if _RELATIVE.search(quote) is None:
        return False
    told = scene.told_of(date)
    return _ROUTINE.search(told) is not None and _STRIKING.search(told) is None


def date_confidence(tie: Tie, date: Candidate) -> float:
    """How sure we are that a date is one in the care or life of somebody under care; 0 when it is not."""
    scene = tie.scene
    setting = tie.setting(date)
    sentence = scene.sentence_of(date)
    relative = _RELATIVE.search(scene.quote(date)) is not None
    if tells_no_day(scene, date):
        return 0.0
    subject = tie.here(sentence) if relative else tie.subject(date)
    if scene.author == "patient" and subject < 0.5:
        return 0.0
    weight = 0.75 * subject + (0.25 if setting.health else 0.0) + (0.1 if scene.has_health else 0.0)
    if date.hint == "patient":
        weight += _LIVES
    if setting.service and tie.here(sentence) < 0.5:
        weight -= 0.5
    if setting.first_person and tie.here(sentence) < 0.5 and not setting.health:
        weight -= 0.3
    if relative and not setting.health and tie.here(sentence) < 0.5:
        weight -= 0.3
    if setting.applause:
        weight -= 0.3
    far = setting.event and setting.health and not scene.clause_marks(date) & EVENT
    apart = (tie.apart(date) - (0.6 * setting.event if far else 0.0)) * (
        0.5 if tie.here(sentence) >= 0.8 and not setting.history else 1.0
    )
    sure = tie.finding(date, weight - apart, _LEAST_DATE)
    return _NOTE_ONLY if sure and tells_little(scene, date) else sure


def age_confidence(tie: Tie, age: Candidate) -> float:
    """How sure we are that a high age is that of somebody under care; an age alone speaks for a person."""
    setting = tie.setting(age)
    if tie.scene.author == "patient" and tie.subject(age) < 0.5:
        return 0.0
    weight = 0.4 + 0.5 * tie.subject(age) + (0.1 if tie.scene.has_health else 0.0) - tie.apart(age)
    if setting.service and setting.subject < 0.5:
        weight -= 0.3
    return tie.finding(age, weight, _LEAST_AGE)


_STRIKING = re.compile(
    r"\b(?:died|dies|dead|death|passed|lost|born|birth|delivered|discharged|extubated|intubated|walked|went home"
    r"|goes home"
    r"|released|operated|surgery|theatre|transplant\w{0,24}|coded|arrest\w{0,24}|admitted|readmitted|transferred|fell"
    r"|crash\w{0,24}|shot"
    r"|stabbed|burn\w{0,24}|stroke|operad[oa]|muri[oó]|naci[oó]|alta|ingres\w{1,24}|sali[oó]|drunk)\b"
)
