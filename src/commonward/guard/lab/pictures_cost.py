"""What the whole look at a picture costs: `python -m commonward.guard.lab.pictures_cost FOLDER …`, pictures in each.

Every picture is brought to one megapixel and looked at as the platform does, in a child of its own. Prints the
processor seconds of the child (so that other work on the machine counts little), and the most memory that one of them
held. Where children have a parent that loads the networks (`nursery`), what that took is told as well, its start and
what it does for each picture; elsewhere both are in the child's time. Names of files are not printed.
"""

import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageOps

from commonward.guard.media import inspect, nurseries
from commonward.guard.media.limits import DEFAULT

_PIXELS = 1_000_000
_KINDS = {".jpg", ".jpeg", ".png", ".webp", ".tiff"}
#: On a machine that does other work a child may wait long; what counts here is what it works.
_PATIENT = replace(DEFAULT, wall_seconds=1800.0)


def megapixel(image: Image.Image) -> Image.Image:
    """The picture with its sides kept in proportion and one megapixel in all."""
    factor = (_PIXELS / (image.width * image.height)) ** 0.5
    size = round(image.width * factor), round(image.height * factor)
    return image.resize(size, Image.Resampling.LANCZOS)


def costs(paths: list[Path]) -> Iterator[float]:
    """The processor seconds of each look."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.jpg"
        for path in paths:
            with Image.open(path) as opened:
                megapixel(ImageOps.exif_transpose(opened).convert("RGB")).save(given, quality=90)
            meter = Meter()
            inspect(given, looks=True, limits=_PATIENT)
            yield meter.seconds


class Meter:
    """What children of this process use from now on, with a parent or without. The time of parents is not in it."""

    def __init__(self) -> None:
        self._made, self._alone = nurseries.spent.seconds, _waited_for()

    @property
    def seconds(self) -> float:
        """Of the processor. A parent that ends brings the time of all its children with it, which was counted."""
        return nurseries.spent.seconds - self._made or _waited_for() - self._alone


def largest() -> int:
    """The most memory that one child held, in MB."""
    return max(nurseries.spent.memory, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(folders: list[Path]) -> None:
    """Look at every picture and print the figures."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in _KINDS)
    ordered = sorted(costs(paths))
    in_all = nurseries.spent.seconds
    nurseries.close()  # waited for, parents count with all that their children took
    print(f"pictures, each of 1 megapixel: {len(ordered)}")
    print(
        f"processor seconds: median {statistics.median(ordered):.2f}, "
        f"nine of ten below {ordered[int(len(ordered) * 0.9)]:.2f}, most {ordered[-1]:.2f}"
    )
    if in_all:
        print(f"parents of children, beside these: {_waited_for() - in_all:.2f} in all")
    print(f"largest memory of a child: {largest()} MB")


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
