"""The network as it is trained and as it runs: the same numbers. Needs the environment of `make tagger`."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from commonward.guard.lab import train  # noqa: E402
from commonward.guard.lab.network import Shape, TaggerNetwork, export, features_of  # noqa: E402
from commonward.guard.lab.vectors import DIMENSIONS, Vectors  # noqa: E402
from commonward.guard.text.tagger import network as running  # noqa: E402
from commonward.guard.text.tagger.forms import FORMS_VERSION  # noqa: E402
from commonward.guard.text.tagger.signals import LANGUAGE_FIRST, LEXICAL_FIRST, PATTERN_FIRST, ROWS  # noqa: E402


def test_what_is_exported_says_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(5)
    rng = np.random.default_rng(5)
    vectors = Vectors(["", "nadia", "ward"], rng.integers(-90, 90, (3, DIMENSIONS)).astype(np.int8), 0.03)
    network = TaggerNetwork(Shape(hashed=16, width=24, dilations=(1, 2, 4, 1)), DIMENSIONS)
    network.eval()
    forms = ["Nadia", "Okafor", "met", "Pat", "on", "ward", "00", ",", "and", "Zelnia", "left", "."] * 60
    rows = np.array([[0, LEXICAL_FIRST + number % 3, PATTERN_FIRST, LANGUAGE_FIRST] for number in range(len(forms))])
    card = {
        "version": "0",
        "forms": FORMS_VERSION,
        "rows": ROWS,
        "labels": running.LABELS,
        "dilations": (1, 2, 4, 1),
        "calibration": {},
    }
    train.write(export(network, vectors, card), tmp_path / "tagger.bin")
    ready = running.unpacked((tmp_path / "tagger.bin").read_bytes(), "")

    known = sorted(set(forms))
    places = torch.tensor([[known.index(form) for form in forms]])
    trained = torch.softmax(network(features_of(known, vectors), places, torch.from_numpy(rows)[None]), dim=2)[0]

    assert np.allclose(ready.scores(forms, rows), trained.detach().numpy(), atol=0.02)


def test_the_same_network_is_written_as_the_same_bytes(tmp_path: Path) -> None:
    torch.manual_seed(5)
    network = TaggerNetwork(Shape(hashed=8, width=8, dilations=(1,)), DIMENSIONS)
    vectors = Vectors([""], np.zeros((1, DIMENSIONS), dtype=np.int8), 1.0)
    for name in ("one", "two"):
        train.write(export(network, vectors, {"version": "0"}), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
