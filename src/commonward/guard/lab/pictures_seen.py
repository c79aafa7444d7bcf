"""How well faces are found: `python -m commonward.guard.lab.pictures_seen FOLDER`, with a labels.jsonl in the folder.

Each line names a file and says "face": "clear", "unsure" or "none". Prints the share of pictures with a clear face in
which one was found, that of pictures without people in which one was found, and the processor seconds a megapixel of
the whole look of its child. Unsure pictures are left out. Files that are not pictures to this
version (DICOM) are counted apart. Names of files are printed for what went wrong, never contents.
"""

import json
import statistics
import sys
from pathlib import Path

from commonward.guard.contract import Kind, MediaRefused
from commonward.guard.lab.pictures_cost import Meter, largest
from commonward.guard.media import inspect


def main(folder: Path) -> None:
    """Look at every picture and print the table."""
    counts = {("clear", True): 0, ("clear", False): 0, ("none", True): 0, ("none", False): 0}
    refused = looked = 0
    taken = {Kind.DRINK: 0, Kind.KNIFE: 0, Kind.GUN: 0, Kind.UNIFORM: 0, Kind.NUDITY: 0}
    costs: list[float] = []
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if label["face"] not in ("clear", "none"):
            continue
        meter = Meter()
        try:
            seen = inspect(folder / label["file"], looks=True)
        except MediaRefused:
            refused += 1
            continue
        for kind in taken:
            taken[kind] += any(entity.kind is kind for entity in seen.entities(0))
        looked += 1
        megapixels = seen.width * seen.height / 1e6
        if megapixels >= 0.2:
            costs.append(meter.seconds / megapixels)
        is_found = any(thing.kind is Kind.FACE for thing in seen.things or ())
        counts[label["face"], is_found] += 1
        if is_found != (label["face"] == "clear"):
            print(f"{'false alarm' if is_found else 'missed'}: {label['file']}")
    print(f"clear faces found: {counts['clear', True]} of {counts['clear', True] + counts['clear', False]}")
    print(f"false alarms: {counts['none', True]} of {counts['none', True] + counts['none', False]}")
    for kind, many in taken.items():
        print(f"with a {kind.value.lower()} among {looked} looked at: {many}")
    print(f"not pictures here: {refused}")
    print(f"processor seconds a megapixel, pictures from 0.2 megapixels: median {statistics.median(costs):.2f}")
    print(f"largest memory of a child: {largest()} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
