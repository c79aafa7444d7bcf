"""The first code of the child: limits, then the way to our modules and the decoder, and nothing else.

Run by path in an isolated interpreter without site packages (`python -I -S launch.py PACKAGES OTHERS ORDER [CHILD]`),
where CHILD is the module that does the order: pictures, unless it is said otherwise (a PDF, or `nursery`). Our packages
are entered without running their own first lines: a decoder of hostile files needs no lexicon and no model in its
memory, and starts in a tenth of the time without them.
"""

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType


def start(packages: str, others: str, order: str, child: str = "child") -> None:
    """Make `commonward.guard.media` importable from `packages`, PIL and the like from `others`, then do the order."""
    folder = Path(packages)
    for name in ("commonward", "commonward.guard", "commonward.guard.media"):
        folder = folder / name.rpartition(".")[2]
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    sys.path += others.split(os.pathsep)
    importlib.import_module(f"commonward.guard.media.{child}").main(order)


if __name__ == "__main__":
    start(*sys.argv[1:])
