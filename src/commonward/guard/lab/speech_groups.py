"""Short texts about groups of people, from frames (`speech_texts/groups.toml`): hate, and what only looks like it.

Spellings vary as people vary them to get past filters. Groups can be left out, so that what is measured on them tells
how well the network knows hate from its words rather than from whom it is aimed at.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final, NamedTuple

RULE: Final = "conduct.discrimination"


class GroupText(NamedTuple):
    """A text; whether it attacks a group; the group's name in the file, "" for none."""

    text: str
    is_hate: bool
    group: str


def texts(count: int, seed: int) -> Iterator[GroupText]:
    """So many texts, half of them hate."""
    data = tomllib.loads(
        resources.files("commonward.guard.lab").joinpath("speech_texts", "groups.toml").read_text("utf-8")
    )
    frames_of = data["frames"]
    rng = random.Random(seed)
    frames = [(line, True) for line in frames_of["hate"].split("\n") if line] + [
        (line, False) for line in frames_of["fair"].split("\n") if line
    ]
    hate = [frame for frame in frames if frame[1]]
    fair = [frame for frame in frames if not frame[1]]
    groups = sorted(data["groups"])
    for number in range(count):
        line, is_hate = rng.choice(hate if number % 2 else fair)
        group = rng.choice(groups)
        many, one, kind, slurs = data["groups"][group]
        values = {
            "many": many,
            "one": one,
            "kind": kind,
            "slur": rng.choice(slurs.split("|")),
            "thing": rng.choice(frames_of["things"].split("|")),
            "trade": rng.choice(frames_of["trades"].split("|")),
            "who": rng.choice(frames_of["who"].split("|")),
        }
        slots = set(re.findall(r"<(\w+)>", line))
        text = line
        for slot, value in values.items():
            text = text.replace(f"<{slot}>", value)
        text = text[0].upper() + text[1:] if line[0] == "<" and rng.random() < 0.8 else text
        if rng.random() < 0.18:
            text = _varied(text, rng)
        yield GroupText(text, is_hate, group if slots & {"many", "one", "kind", "slur"} else "")


def _varied(text: str, rng: random.Random) -> str:
    """The text as somebody writes it who hurries, shouts or hides a word."""
    way = rng.randrange(6)
    if way == 0:
        return text.lower().rstrip(".")
    if way == 1:
        return text.upper()
    words = text.split(" ")
    place = rng.randrange(len(words))
    word = words[place]
    if len(word) > 3:
        if way == 2:
            cut = rng.randrange(1, len(word) - 1)
            word = word[:cut] + word[cut + 1 :]
        elif way == 3:
            word = word.translate(str.maketrans("aeios", "4310$"))
        elif way == 4:
            cut = rng.randrange(1, len(word) - 1)
            word = word[:cut] + word[cut] * 2 + word[cut + 1 :]
        else:
            cut = rng.randrange(1, len(word) - 1)
            word = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    words[place] = word
    return " ".join(words)
