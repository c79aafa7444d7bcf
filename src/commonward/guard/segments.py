"""The parts of a submission: what the author wrote, and what alternative texts say that pictures show.

A picture in a text that comes from elsewhere stands in brackets, with its alternative text: `[image: a whiteboard]`.
Words in there are words in a picture, and other rules hold for them; the same goes for the alternative text of an
attached file. The author's own text keeps its offsets: the inside of a bracket is blanked out, never cut out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from commonward.guard.contract import Media
from commonward.guard.text.candidate import Breach

# Nobody describes a picture at greater length; what is longer is ordinary text, so that no bracket can hide a text.
LONGEST_ALT = 4000

_OPENING = re.compile(r"\[ ?(?:image|photo|picture|imagen|foto) ?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its alternative text: a bracket in the text, or an attached file.

    For a bracket [start, end) is its place in the text and `alt_start` where its alternative text begins; for a file
    `media` is its index and the offsets are those of its alternative text.
    """

    alt: str = field(repr=False)
    start: int
    end: int
    alt_start: int
    media: int | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """A text taken apart. `prose` is as long as the text; the pictures do not overlap."""

    prose: str = field(repr=False)
    pictures: tuple[Picture, ...]


def split(text: str) -> Segments:
    """Take the pictures out of a text. A bracket that is never closed, or is too long, is ordinary text."""
    pictures: list[Picture] = []
    prose: list[str] = []
    taken = position = 0
    while opening := _OPENING.search(text, position):
        closing = text.find("]", opening.end())
        if closing < 0:
            break
        position = opening.end()
        if closing - position > LONGEST_ALT:
            continue
        pictures.append(Picture(text[position:closing], opening.start(), closing + 1, position))
        prose += [text[taken : opening.start()], "[", " " * (closing - opening.start() - 1), "]"]
        taken = position = closing + 1
    if not pictures:
        return Segments(text, ())
    return Segments("".join(prose) + text[taken:], tuple(pictures))


def attached(media: Sequence[Media]) -> tuple[Picture, ...]:
    """The attached files as pictures, by index. One without alternative text has an empty one."""
    alts = [file.alt or "" for file in media]
    return tuple(Picture(alt, 0, len(alt), 0, media=index) for index, alt in enumerate(alts))


@dataclass(frozen=True, slots=True)
class Whole:
    """A text with the alternative texts of attached files behind it, as if they stood in it in brackets."""

    text: str = field(repr=False)
    own: int  # how much of it is the author's text
    attached: tuple[Picture, ...]

    def placed(self, breach: Breach) -> Breach:
        """A breach of the whole where it belongs: in the text, or in the alternative text of a file."""
        for picture in self.attached:
            if breach.start < picture.end and picture.alt_start < breach.end and breach.end > self.own:
                start = max(0, breach.start - picture.alt_start)
                end = min(len(picture.alt), breach.end - picture.alt_start)
                return breach._replace(start=start, end=max(start, end), media=picture.media, fixes=())
        return breach._replace(end=min(breach.end, self.own))


def joined(text: str, media: Sequence[Media]) -> Whole:
    """The text with all alternative texts."""
    parts, length, pictures = [text], len(text), []
    for index, file in enumerate(media):
        if file.alt:
            start = length + 1
            parts.append(f"{_BEFORE_ALT}{file.alt}]")
            length += len(parts[-1])
            pictures.append(Picture(file.alt, start, length, length - 1 - len(file.alt), media=index))
    return Whole("".join(parts), len(text), tuple(pictures))


_BEFORE_ALT = "\n[image: "
