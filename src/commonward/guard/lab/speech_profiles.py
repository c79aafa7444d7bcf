"""What people say of themselves in a profile, made of a trade and a harmless half line: texts that break no rule."""

import random
from collections.abc import Iterator
from typing import Final

from commonward.guard.contract import Author
from commonward.guard.lab.speech_corpus import SpeechText


def bios(count: int, seed: int) -> Iterator[SpeechText]:
    """What people say of themselves in a profile: a trade and a harmless half line, claiming nothing that is not so."""
    rng = random.Random(seed)
    for number in range(count):
        author = rng.choice(tuple(_TRADES))
        trade = rng.choice(_TRADES[author])
        text = rng.choice(_BIOS).format(trade=trade, small=trade[0].lower() + trade[1:], liked=rng.choice(_LIKED))
        yield SpeechText(f"bio-{number}", text, author, "public_post", "en", ())


_TRADES: Final[dict[Author, tuple[str, ...]]] = {
    "professional": (
        *("Nurse", "Physician", "Pharmacist", "Midwife", "Dietitian", "Physiotherapist", "Paramedic", "Family doctor"),
        *(
            "Speech therapist",
            "Children's nurse",
            "Psychologist",
            "Dental nurse",
            "Surgeon",
            "Radiographer",
            "Optician",
        ),
    ),
    "student": ("Nursing student", "Medical student", "Pharmacy student", "Student midwife", "Student physiotherapist"),
    "patient": ("Grandmother", "Father of three", "Retired teacher", "Gardener", "Bus driver", "Baker", "Knitter"),
    "organisation": ("Clinic by the harbour", "Pharmacy on the square", "Choir of the stroke unit", "Patients' group"),
}
_BIOS: Final = (
    *("{trade}. {liked}.", "{trade}, fond of {small} jokes and {liked}.", "{trade} on my own, collecting {liked}."),
    *(
        "{trade} and friend of {liked}.",
        "{trade}. I answer questions about {liked}.",
        "{trade}; {liked} on my days off.",
    ),
    *("I am a {small}. Ask me about {liked}.", "{trade} for ten years, {liked} for longer.", "{trade} with {liked}."),
    *("{trade} in my second year, with {liked}.", "A {small} who likes {liked}.", "{trade} by day, {liked} by night."),
    *("Just a {small}. Mostly here for {liked}.", "{trade}, reader of {liked}.", "{trade}. Good enough, most days."),
)
_LIKED: Final = (
    *("small print", "stretches", "a full notebook", "tea", "bicycles", "old maps", "slow soups", "cold seas", "beans"),
    *("questions", "crosswords", "good shoes", "loud birds", "night trains", "pencils", "second questions", "patience"),
)
