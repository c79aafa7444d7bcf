"""Training texts from the grammar: as many as wanted, of all registers, seeded.

Some registers and some frames can be kept out of the training texts, so that a score on them tells how well the tagger
reads sentences that it has never seen: `held_out` chooses one frame in so many, always the same ones.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from zlib import crc32

from commonward.guard.lab.grammar import Grammar, Register, read_grammar
from commonward.guard.lab.marked_text import MarkedText, Pen
from commonward.guard.lab.noise import noisy, tagged
from commonward.guard.lab.values import Cast, World, read_world

FILES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "en_parts.txt",
        "en_posts.txt",
        "en_care.txt",
        "en_public.txt",
        "en_short.txt",
        "en_forum.txt",
        "en_talk.txt",
        "world.txt",
    ),
    "es": (
        "es.txt",
        "es_posts.txt",
        "es_talk.txt",
        "es_care.txt",
        "es_public.txt",
        "es_long.txt",
        "world.txt",
        "world_es.txt",
    ),
}
# How often a register is drawn.
_WEIGHTS: Mapping[str, float] = {
    "post": 5,
    "note": 3,
    "form": 1.5,
    "query": 2,
    "message": 2,
    "advert": 1.2,
    "tweet": 5,
    "headline": 2,
    "live": 2,
    "reply": 1.5,
    "notice": 1,
    "wish": 1,
    "sale": 1,
    "bio": 0.7,
    "comment": 4,
    "thread": 3.5,
    "question": 2,
    "blog": 1.5,
    "support": 1.5,
    "chat": 2.5,
    "mail": 1,
    "review": 1.5,
    "post_es": 4,
    "comment_es": 1.5,
    "message_es": 1.5,
    "story_es": 1.2,
    "letter_es": 0.8,
    "advert_es": 1,
    "note_es": 2.5,
    "form_es": 2,
}
KINDS = frozenset({"NAME", "LOCATION", "ORG", "PROFESSION", "DATE", "AGE", "ID", "CONTACT"})
HELD_OUT_EVERY = 10


@dataclass(frozen=True, slots=True)
class Generator:
    """Makes texts of some languages. `held_out` gives those of the frames that training never sees."""

    seed: int
    held_out: bool = False
    languages: tuple[str, ...] = ("en", "es")
    clean: float = field(default=0.25)  # how many texts are left without noise besides those that chance leaves

    def texts(self, count: int) -> Iterator[MarkedText]:
        """So many texts, one after the other."""
        rng = random.Random(self.seed)
        desks = [
            (language, register, self._frames(register))
            for language in self.languages
            for register in _grammar(language).registers.values()
        ]
        desks = [desk for desk in desks if desk[2]]
        weights = [_WEIGHTS[register.name] for _, register, _ in desks]
        for _ in range(count):
            language, register, frames = rng.choices(desks, weights)[0]
            text = _compose(language, register, frames, rng)
            if register.name in _TAGGED and rng.random() < 0.6:
                text = tagged(text, rng)
            yield text if rng.random() < self.clean else noisy(text, rng)

    def _frames(self, register: Register) -> list[str]:
        return [frame for frame in register.frames if (crc32(frame.encode()) % HELD_OUT_EVERY == 0) == self.held_out]


def _compose(language: str, register: Register, frames: list[str], rng: random.Random) -> MarkedText:
    grammar = _grammar(language)
    cast = Cast(world(), rng, language)
    pen = Pen()
    most = 1 if register.is_whole else rng.choice((1, 1, 2, 3, 4) if register.name in _SHORT else (1, 2, 3, 4, 6))
    between = rng.choice((" ", " ", " ", "\n", "\n\n" if register.name == "post" else " "))
    for index in range(most):
        if index:
            pen.write(between)
            if rng.random() < 0.4:
                cast = Cast(world(), rng, language)
        grammar.write(pen, rng.choice(frames), cast, rng)
    return MarkedText(pen.text, pen.spans, f"grammar.{register.name}", KINDS, language)


_TAGGED = frozenset(
    {
        "tweet",
        "headline",
        "live",
        "notice",
        "wish",
        "sale",
        "comment",
        "post",
        "post_es",
        "comment_es",
        "advert",
        "advert_es",
    }
)
_SHORT = frozenset(
    {
        "tweet",
        "headline",
        "live",
        "reply",
        "notice",
        "wish",
        "sale",
        "comment",
        "message",
        "chat",
        "query",
        "comment_es",
        "message_es",
    }
)


@cache
def _grammar(language: str) -> Grammar:
    return read_grammar(FILES[language])


@cache
def world() -> World:
    parts = read_grammar(("world.txt", "world_es.txt", "en_kinds.txt")).parts
    return read_world(tuple((name, tuple(ways)) for name, ways in parts.items()))
