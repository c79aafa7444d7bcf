"""Finds and reads writing in a decoded picture, at any angle: lines with their boxes and words. In the child.

One network marks the pixels of lines, another reads a line that was cut out and laid flat. A line is read as it lies;
one that is read badly is tried from its other end as well, so that writing on its head or on end is read too. A look at
a smaller copy finds letters that are too large for the first.

Both networks come from PaddleOCR (PP-OCRv6, tiny; see the cards in resources). What is done before and after them is
ours: nothing here needs OpenCV. The order of colours is theirs: blue, green, red.

Known misses: writing that is bent more than slightly, single letters, stacked letters, letters lower than about eight
pixels; handwriting as far as it goes (figures in docs/guard-media.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from PIL import Image, ImageOps, ImageStat

from commonward.guard.contract import Kind
from commonward.guard.media.networks import BLUE_GREEN_RED, Floats, Network, planes
from commonward.guard.media.regions import Bars, Region, apart, regions
from commonward.guard.media.things import MOST_WORDS, Line, Thing, boxed

_MOST_SIDE, _SMALL_SIDE = 1440, 448  # pixels of the copies that are searched, longer side
_ENOUGH_SIDE = 700  # a smaller picture is searched at up to twice its size
_STRIDE = 32  # both sides of what the first network sees are multiples of it
_MOST_LINES = 250
_HEIGHT = 48  # pixels of a line as the second network sees it
_STEP = 8  # pixels of its width for each answer
_LEAST_WIDTH, _MOST_WIDTH = 96, 2048
_BATCH_PIXELS = 2400  # widths read together
_MEAN, _SPREAD = np.array([0.406, 0.456, 0.485], np.float32), np.array([0.225, 0.224, 0.229], np.float32)
_SCALE, _OFFSET = np.float32(1) / (np.float32(255) * _SPREAD), -_MEAN / _SPREAD
_EVEN = np.full(3, 1 / 127.5, np.float32), np.full(3, -1, np.float32)  # the same for lines that were cut out
_DIM_SPREAD = 28.0  # standard deviation of the grey values below which a picture is searched with its range stretched
_WELL_READ = 0.85  # mean of its letters from which a line is not tried from its other end
# Means below which it is no writing: one or two letters are seen in leaves, grids and noise.
_LEAST_READ, _LEAST_READ_SHORT, _SHORT = 0.35, 0.8, 2
_FAVOUR = 0.06  # what the way of most lines is worth
_SETTLED = 0.3  # what a line counts that was read well at once, beside one that was read both ways
_FOREIGN = 0x2E80  # from here on letters of East Asia
_SURELY_FOREIGN = 0.8


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a line says, how sure, and where each letter ends, as a part of its length."""

    words: str
    score: float
    ends: tuple[float, ...]


class WritingFinder:
    """Loads both networks once; `find` for each picture. Raises GuardUnavailable."""

    def __init__(self) -> None:
        self._lines = Network("lines.onnx", what="finder of writing")
        self._letters = Network("letters.onnx", what="reader of writing")
        alphabet = ["", *self._letters.notes["character"].split("\n"), " "]
        self._alphabet = np.array(alphabet)
        self._is_foreign = np.array([len(letter) == 1 and ord(letter) >= _FOREIGN for letter in alphabet])

    def find(self, image: Image.Image) -> list[Thing]:
        """Every line of writing, with its words where it could be read."""
        picture = image.convert("RGB")
        copies = _Copies(picture)
        readings = self._read(copies, self._regions(picture))
        things = []
        for region, reading in readings:
            box = boxed(region.edges(), image.size)
            if _is_writing(reading) and box is not None:
                things.append(_thing(box, region, reading))
        return things

    def _regions(self, picture: Image.Image) -> list[Region]:
        """The lines that the first network sees, in pixels of the picture."""
        searched = _stretched(picture)
        longer = max(picture.size)
        side = min(_MOST_SIDE, max(longer, min(2 * longer, _ENOUGH_SIDE)))
        found = self._seen_at(searched, side / longer)
        if side > 1.5 * _SMALL_SIDE:
            found += apart(self._seen_at(searched, _SMALL_SIDE / longer), found)
        return found[:_MOST_LINES]

    def _seen_at(self, picture: Image.Image, scale: float) -> list[Region]:
        """The lines in a copy of this scale, in pixels of the picture."""
        copy = _sized(picture, scale)
        likely = self._lines.run(planes(copy, _SCALE, _OFFSET, bands=BLUE_GREEN_RED)[None])[0][0, 0]
        factors = np.array([picture.width / copy.width, picture.height / copy.height], np.float32)
        return [Region(one.corners * factors, one.score) for one in regions(likely, _BARS, most=_MOST_LINES)]

    def _read(self, copies: "_Copies", found: Sequence[Region]) -> list[tuple[Region, _Reading]]:
        """Each line in the direction in which it is read best.

        Lines of one picture mostly run the same way, so the other way must be read better by more than a little.
        """
        cuts = [copies.cut(region) for region in found]
        readings = self._read_all(cuts)
        doubtful = [
            number for number, reading in enumerate(readings) if reading.score < _WELL_READ or found[number].is_steep
        ]
        turned = [found[number].turned() for number in doubtful]
        from_their_ends = self._read_all([cuts[number][:, ::-1, ::-1] for number in doubtful])
        others = dict(zip(doubtful, zip(turned, from_their_ends, strict=True), strict=True))
        best = list(zip(found, readings, strict=True))
        way = _common_way([pair for number, pair in enumerate(best) if number not in others], others, best)
        for number, (region, reading) in others.items():
            favoured = _FAVOUR if float(region.way @ way) > 0 else -_FAVOUR
            if reading.score + favoured > best[number][1].score:
                best[number] = (region, reading)
        return best

    def _read_all(self, cuts: Sequence[Floats]) -> list[_Reading]:
        """What the second network reads in each line that was cut out. Those of like length go together."""
        order = sorted(range(len(cuts)), key=lambda number: cuts[number].shape[2])
        readings: list[_Reading] = [_Reading("", 0.0, ())] * len(cuts)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and cuts[order[end]].shape[2] * (end + 1 - start) <= _BATCH_PIXELS:
                end += 1
            some = order[start:end]
            for number, reading in zip(some, self._read_batch([cuts[number] for number in some]), strict=True):
                readings[number] = reading
            start = end
        return readings

    def _read_batch(self, cuts: Sequence[Floats]) -> list[_Reading]:
        width = _STRIDE * ceil(max(_LEAST_WIDTH, *(cut.shape[2] for cut in cuts)) / _STRIDE)
        pixels = np.zeros((len(cuts), 3, _HEIGHT, width), np.float32)
        for number, cut in enumerate(cuts):
            pixels[number, :, :, : cut.shape[2]] = cut
        answers = self._letters.run(pixels)[0]
        return [self._spelt(answer, cut.shape[2]) for answer, cut in zip(answers, cuts, strict=True)]

    def _spelt(self, answer: Floats, width: int) -> _Reading:
        """The letters of one answer: at each step the likeliest, repeats and blanks left out (Graves et al. 2006,
        greedy decoding).
        """
        likeliest = answer.argmax(axis=1)
        if self._is_foreign[likeliest].any():
            sure = answer.max(axis=1)[self._is_foreign[likeliest]].mean()
            if sure < _SURELY_FOREIGN:
                answer = np.where(self._is_foreign, np.float32(0), answer)
                likeliest = answer.argmax(axis=1)
        scores = answer[np.arange(len(answer)), likeliest]
        changes = np.concatenate([[True], likeliest[1:] != likeliest[:-1]])
        steps = np.flatnonzero(changes & (likeliest != 0))[:MOST_WORDS]
        if not len(steps):
            return _Reading("", 0.0, ())
        middles = (steps + 0.5) * _STEP / width
        ends = np.append((middles[:-1] + middles[1:]) / 2, 1.0).clip(0, 1)
        words = "".join(self._alphabet[likeliest[steps]])
        return _Reading(words, float(scores[steps].mean()), tuple(map(float, ends)))


_BARS: Final = Bars()


class _Copies:
    """The picture, and smaller copies of it made when they are needed: what is cut out of a large picture and made
    small at once would lose thin strokes.
    """

    def __init__(self, picture: Image.Image) -> None:
        self._copies = {1: picture}

    def cut(self, region: Region) -> Floats:
        """The region laid flat, as high as the second network wants it, and as it takes it."""
        factor = 1
        while region.height / (factor * 2) >= _HEIGHT:
            factor *= 2
        if factor not in self._copies:
            self._copies[factor] = self._copies[1].reduce(factor)
        corners = region.corners / factor
        width = round(_HEIGHT * region.length / max(region.height, 1))
        size = (min(_MOST_WIDTH, max(8, width)), _HEIGHT)
        one, two, three, four = (tuple(map(float, corner)) for corner in corners)
        flat = self._copies[factor].transform(
            size, Image.Transform.QUAD, (*one, *four, *three, *two), Image.Resampling.BICUBIC
        )
        return planes(flat, *_EVEN, bands=BLUE_GREEN_RED)


def _stretched(picture: Image.Image) -> Image.Image:
    """A dim or pale picture with its range of light stretched; any other as it is."""
    if ImageStat.Stat(picture.convert("L").reduce(4)).stddev[0] >= _DIM_SPREAD:
        return picture
    return ImageOps.autocontrast(picture, cutoff=0.5, preserve_tone=True)


def _sized(picture: Image.Image, scale: float) -> Image.Image:
    width, height = (max(_STRIDE, round(length * scale / _STRIDE) * _STRIDE) for length in picture.size)
    if (width, height) == picture.size:
        return picture
    return picture.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)


def _is_writing(reading: _Reading) -> bool:
    letters = len(reading.words.strip())
    return letters > 0 and reading.score >= (_LEAST_READ_SHORT if letters <= _SHORT else _LEAST_READ)


def _common_way(
    settled: Sequence[tuple[Region, _Reading]],
    others: Mapping[int, tuple[Region, _Reading]],
    best: Sequence[tuple[Region, _Reading]],
) -> Floats:
    """The direction in which most of the writing runs: each line counts by its letters and how much better it is read
    this way than the other.
    """
    total = np.zeros(2, np.float32)
    for region, reading in settled:
        total += region.way * np.float32(len(reading.words) * reading.score * _SETTLED)
    for number, (region, reading) in others.items():
        upright = best[number][1]
        total += region.way * np.float32(len(reading.words) * reading.score - len(upright.words) * upright.score)
    return total


def _thing(box: tuple[int, int, int, int], region: Region, reading: _Reading) -> Thing:
    corners = tuple(round(float(value)) for value in region.corners.flatten())
    ends = tuple(round(end * 1000) for end in reading.ends)
    return Thing(Kind.TEXT, box, round(reading.score, 3), reading.words, Line(corners, ends))
