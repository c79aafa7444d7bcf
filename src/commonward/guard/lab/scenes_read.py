"""How well writing is found and covered: `python -m commonward.guard.lab.scenes_read FONTS [COUNT [SEED]]`.

Draws scenes (`scenes`), covers them as the platform would, and prints for print and handwriting how much of the area of
the identifiers is under a cover, how much of the rest of the picture is, how many scenes without identifiers are left
alone, and what a picture costs.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np
from PIL import Image, ImageDraw

from commonward.guard import Guard
from commonward.guard.contract import Media, Submission
from commonward.guard.lab.pictures_cost import Meter, largest
from commonward.guard.lab.scenes import Drawn, Fonts, scenes
from commonward.guard.media import inspect
from commonward.guard.media.things import Box


@dataclass(frozen=True, slots=True)
class Score:
    """One scene: parts of the identifiers' area and of the rest that are covered, and processor seconds."""

    scene: Drawn
    identifiers: float
    rest: float
    seconds: float

    @property
    def is_left_alone(self) -> bool:
        """Whether nothing is covered."""
        return self.rest == 0


def main(fonts: Path, count: int, seed: int) -> None:
    """Measure and print."""
    scores = list(_scores(fonts, count, seed))
    for by_hand in (False, True):
        named = [one for one in scores if one.scene.identifiers and one.scene.by_hand is by_hand]
        kinds = sorted({one.scene.kind for one in named})
        print(f"{'by hand' if by_hand else 'in print'}: {_table(named)}")
        for kind in kinds:
            print(f"  {kind}: {_table([one for one in named if one.scene.kind == kind])}")
    clean = [one for one in scores if not one.scene.identifiers]
    print(f"without identifiers, left alone: {sum(one.is_left_alone for one in clean)} of {len(clean)}")
    print(f"processor seconds a picture of 1 megapixel: median {median(one.seconds for one in scores):.2f}")
    print(f"largest memory of a child: {largest()} MB")


def _table(scores: Sequence[Score]) -> str:
    if not scores:
        return "none"
    return (
        f"{mean(one.identifiers for one in scores):.3f} of the identifiers' area covered,"
        f" {mean(one.rest for one in scores):.3f} of the rest ({len(scores)} scenes)"
    )


def _scores(fonts: Path, count: int, seed: int) -> Iterator[Score]:
    guard = Guard()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.jpg"
        for scene in scenes(count, Fonts(fonts), seed=seed):
            scene.image.save(path, quality=90)
            meter = Meter()
            seen = inspect(path, looks=True)
            seconds = meter.seconds
            hidden = guard.covers(seen, Submission(author="professional", media=(Media(path),)))
            yield Score(scene, *parts_covered(scene, hidden), seconds)


def parts_covered(scene: Drawn, hidden: Sequence[Box]) -> tuple[float, float]:
    """The parts of the identifiers' area and of the rest that lie under these boxes."""
    named, covered = Image.new("1", scene.image.size), Image.new("1", scene.image.size)
    for polygon in scene.identifiers:
        ImageDraw.Draw(named).polygon(polygon, fill=1)
    for left, top, width, height in hidden:
        ImageDraw.Draw(covered).rectangle((left, top, left + width, top + height), fill=1)
    there, under = np.asarray(named), np.asarray(covered)
    found = float((there & under).sum() / there.sum()) if there.any() else 1.0
    return found, float((~there & under).sum() / (~there).sum())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(word) for word in (sys.argv[2:4] + ["72", "1"][len(sys.argv[2:4]) :])))
