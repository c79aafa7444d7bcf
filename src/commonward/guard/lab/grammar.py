"""Frames with slots, and ways to say their parts: the grammar that the training texts are made from.

    # register post            frames of one register follow, one a line; "whole" after it: a frame is a whole text
    Lost my <kin> {n.full} <when>.      <part> is said in one of several ways, {slot} is filled and, mostly, marked
    [Big|Many] thanks          one of these
    {=ORG:The Guardian} says   written as it stands and marked: someone or something that everybody knows
    {n.given} {n.family}       one name, marked as a whole
    @kin: mother | father      ways to say <kin>

`\\n` and `\\t` in a frame are a line break and a tab.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from commonward.guard.lab.marked_text import Pen
from commonward.guard.lab.values import KIND_OF_SLOT, Cast, base_of


@dataclass(frozen=True, slots=True)
class Register:
    """The frames of one kind of text."""

    name: str
    is_whole: bool
    frames: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grammar:
    """All frames of a language and the parts that they share."""

    parts: Mapping[str, Sequence[str]] = field(repr=False)
    registers: Mapping[str, Register]

    def write(self, pen: Pen, frame: str, cast: Cast, rng: random.Random) -> None:
        """Write one frame, its slots filled from the cast."""
        position = 0
        frame = _chosen(frame, rng)
        for match in _PLACE.finditer(frame):
            kind, known, slot, part = match.groups()
            article, text, kind = cast.phrase(slot) if slot else ("", known, kind)
            pen.write(_before(frame[position : match.start()], article))
            if kind or slot:
                pen.write(text, kind)
            else:
                ways = self.parts[part.rstrip("0123456789")]
                self.write(pen, rng.choice(ways), cast, rng)
            position = match.end()
        pen.write(frame[position:])


def read_grammar(files: Sequence[str]) -> Grammar:
    """The grammar of some frame files of this folder.

    Raises ValueError for a frame with a part that nobody gives or a mark of no kind, KeyError for one with a slot that
    nobody can fill.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    registers: dict[str, tuple[bool, list[str]]] = {}
    frames: list[str] = []
    for name in files:
        text = resources.files("commonward.guard.lab").joinpath("frames").joinpath(name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line.startswith("# register "):
                register, _, whole = line.removeprefix("# register ").partition(" ")
                frames = registers.setdefault(register, (bool(whole), []))[1]
            elif line.startswith("@") and (head := _PART.match(line)):
                parts[head[1]] += [way.strip() for way in line[head.end() :].split(" | ")]
            elif line.strip() and not line.startswith("# "):
                one_name = _IN_TWO.sub(r"{\1.\2full}", line)
                frames.append(one_name.replace("\\n", "\n").replace("\\t", "\t"))
    _refuse_unknown(parts, (frame for _, some in registers.values() for frame in some))
    return Grammar(dict(parts), {name: Register(name, whole, some) for name, (whole, some) in registers.items()})


def _refuse_unknown(parts: Mapping[str, Sequence[str]], frames: Iterable[str]) -> None:
    for frame in frames:
        for kind, _, slot, part in _PLACE.findall(frame):
            if kind and kind not in _KINDS:
                raise ValueError(f"{kind} is no kind")
            if slot:
                base_of(slot)
            if part and part.rstrip("0123456789") not in parts:
                raise ValueError(f"no way to say <{part}> is given")


def _before(text: str, article: str) -> str:
    """What stands before a name, its article included: "de" and "el" are said as "del"."""
    if not article:
        return text
    if article in ("el", "EL") and (joined := _JOINED.search(text)):
        return text[: joined.end() - 1] + article[1] + " "
    begins = not text or text.rstrip(" ").endswith((".", "!", "?", "\n"))
    return f"{text}{article.capitalize() if begins else article} "


def _chosen(frame: str, rng: random.Random) -> str:
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), frame)


_KINDS = frozenset(KIND_OF_SLOT.values()) | {"NAME"}
_PLACE = re.compile(r"\{=([A-Z]+):([^{}]+)\}|\{([a-z_]+[0-9]?[b]?(?:\.[a-z_]+)?)\}|<([a-z]+[0-9]*)>")
_IN_TWO = re.compile(r"\{([a-z][0-9]?)\.(lower|upper|)given\} \{\1\.\2family\}")
_JOINED = re.compile(r"(?:^|\s)(?:de|a|DE|A|De|A) $")
_CHOICE = re.compile(r"\[([^\[\]\n]*\|[^\[\]\n]*)\]")
_PART = re.compile(r"@([a-z_]+): ")
