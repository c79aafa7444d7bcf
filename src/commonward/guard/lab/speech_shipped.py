"""The weights of a network of attention that ships: to go on training it where nobody kept its full ones, or to write
them anew in another form of numbers.

    python -m commonward.guard.lab.speech_shipped taught.bin OUT     writes it anew, with the lines that it has

The file holds small integers with their scales; what comes back differs from what was trained by their rounding.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from commonward.guard.lab import speech_attention, speech_whole
from commonward.guard.lab.speech_attention import Listener
from commonward.guard.lab.speech_graph import PRODUCTS
from commonward.guard.lab.speech_lessons import Floats, lesson
from commonward.guard.lab.train import write
from commonward.guard.shipped import arrays_of
from commonward.guard.text.speech import attention

#: Columns that the file does not hold begin as never heard.
_UNHEARD = -4.0
_NORMS = {"answer_norm": "attention.output.LayerNorm", "narrow_norm": "output.LayerNorm"}


def listener(name: str, columns: Sequence[str]) -> Listener:
    """The network of the file `name` ("taught.bin", "hearing.bin") in training, for these columns: what it knows of
    them, and new ones for those that it does not hold.
    """
    content = resources.files("commonward.guard").joinpath("resources", name).read_bytes()
    with arrays_of(content, name) as arrays:
        card = json.loads(bytes(arrays["card"]).decode("ascii"))
        tables = {one: _floats(arrays, one) for one in arrays if one not in _NO_TABLES and not one.endswith("_scale")}
        vocabulary = bytes(arrays["vocabulary"]).decode("utf-8").split("\n")
        encoder = onnx.load_model_from_string(bytes(arrays["encoder"]))
    constants = {one.name: numpy_helper.to_array(one) for one in encoder.graph.initializer}
    layers = sum(1 for one in constants if one.startswith("asked_") and one.endswith("_rows"))
    network = Listener(len(columns), range(layers))
    state = {one: value.clone() for one, value in network.state_dict().items()}
    _put_around(state, tables, vocabulary)
    for layer in range(layers):
        _put_layer(state, constants, layer)
    held = [*card["rules"], *card["identifying"]]
    for place, column in enumerate(columns):
        known = column in held
        row = tables["out_layer"][:, held.index(column)] if known else np.zeros(len(tables["out_layer"]))
        state["out.weight"][place] = torch.from_numpy(row.astype(np.float32))
        state["out.bias"][place] = float(tables["out_bias"][held.index(column)]) if known else _UNHEARD
    network.load_state_dict(state)
    network.eval()
    return network


def _put_around(state: dict[str, torch.Tensor], tables: Mapping[str, Floats], vocabulary: Sequence[str]) -> None:
    """Pieces, places and what stands behind the layers. Pieces that the guard cannot meet keep MiniLM's own rows."""
    at = "body.embeddings"
    number_of = {piece: number for number, piece in enumerate(speech_attention.vocabulary())}
    state[f"{at}.word_embeddings.weight"][[number_of[one] for one in vocabulary]] = _tensor(tables["piece_rows"])
    kind = state[f"{at}.token_type_embeddings.weight"][0]
    places = _tensor(tables["place_rows"])
    state[f"{at}.position_embeddings.weight"][: len(places)] = places - kind
    for part, values in zip(("weight", "bias"), tables["norm"], strict=True):
        state[f"{at}.LayerNorm.{part}"] = _tensor(values)
    for name in ("setting", "extra", "own", "text"):
        state[f"{name}.weight"] = _tensor(tables[f"{name}_layer"].T)
    state["own.bias"] = _tensor(tables["hidden_bias"])


def _put_layer(state: dict[str, torch.Tensor], constants: Mapping[str, NDArray[Any]], layer: int) -> None:
    at = f"body.encoder.layer.{layer}"
    found = {name: _product(constants, f"{name}_{layer}") for name in PRODUCTS}
    weights, bias = found["asked"]
    parts = zip(("query", "key", "value"), np.split(weights, 3, axis=1), np.split(bias, 3), strict=True)
    for part, rows, shift in parts:
        state[f"{at}.attention.self.{part}.weight"] = _tensor(rows.T)
        state[f"{at}.attention.self.{part}.bias"] = _tensor(shift)
    for name, module in speech_attention.MODULE_OF.items():
        weights, bias = found[name]
        state[f"{at}.{module}.weight"], state[f"{at}.{module}.bias"] = _tensor(weights.T), _tensor(bias)
    for name, module in _NORMS.items():
        state[f"{at}.{module}.weight"] = _tensor(constants[f"{name}_{layer}_scale"])
        state[f"{at}.{module}.bias"] = _tensor(constants[f"{name}_{layer}_shift"])


def _product(constants: Mapping[str, NDArray[Any]], name: str) -> tuple[Floats, Floats]:
    """The weights and the bias of a product: the opposite of `speech_graph`."""
    weights = constants[f"{name}_rows"].astype(np.float32) * constants[f"{name}_scale"]
    if (evened := constants.get(f"{name}_evening")) is not None:
        weights = weights * evened[:, None]
    return weights, constants[f"{name}_bias"]


def _floats(arrays: Mapping[str, NDArray[Any]], name: str) -> Floats:
    table = arrays[name].astype(np.float32)
    if f"{name}_scale" in arrays:
        table *= arrays[f"{name}_scale"].astype(np.float32)
    return table


def _tensor(values: NDArray[Any]) -> torch.Tensor:
    return torch.from_numpy(np.array(values, dtype=np.float32))


_NO_TABLES = frozenset({"card", "vocabulary", "encoder", "least"})
_EVERY = 90  # one whole text in so many shows how large numbers get


def main(argv: Sequence[str]) -> None:
    """Write a network that ships anew, as `speech_graph` writes its layers now."""
    name, out = argv[0], Path(argv[1])
    model = attention.load(name)
    columns = [*model.rules, *model.identifying]
    place_of = {rule: place for place, rule in enumerate(columns)}
    shown = [lesson(text, place_of) for text in list(speech_whole.identified())[::_EVERY]]
    write(speech_attention.exported(listener(name, columns), columns, model.lines, shown), out)
    card = resources.files("commonward.guard").joinpath("resources", f"{out.stem}.toml").read_text(encoding="utf-8")
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    out.with_suffix(".toml").write_text(re.sub(r'(sha256 = ")[0-9a-f]+', rf"\g<1>{digest}", card), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
