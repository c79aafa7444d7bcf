"""Writes the layers of attention as a graph for ONNX Runtime, in integers of eight bits.

What goes into a product is rounded to 256 steps between its own lowest and highest value. A few of the 384 numbers of a
piece are far larger than the others, which would take all the steps for themselves; each is therefore divided by how
large it gets on some texts, and its weights multiplied by the same (SmoothQuant; Xiao and others 2023), which leaves
the product as it is.

Source of the operators' meaning: ONNX operators 18, and those of ONNX Runtime's domain com.microsoft.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]

HEADS: Final = 12
#: How much of the unevenness goes into the weights: 0 none, 1 all.
EVENED: Final = 0.8
#: Weights are rounded to so many steps on each side of 0, half of what eight bits hold: processors without instructions
#: for such products (before AVX-512 VNNI) add two of them in sixteen bits, which would overflow, and a text would be
#: heard otherwise there than elsewhere.
STEPS: Final = 63
_OWN: Final = "com.microsoft"
_TINY: Final = 1e-12
#: The products of a layer, by the name of their weights.
PRODUCTS: Final = ("asked", "answer", "wide", "narrow")


def graph(tables: Mapping[str, Floats], layers: int, largest: Mapping[str, Floats]) -> bytes:
    """The graph of so many layers, whose weights stand in `tables` by name and place. `largest`: for each product
    (`asked_0`, ...) how large each number that goes into it got.
    """
    return _Graph(tables, largest).written(layers)


class _Graph:
    def __init__(self, tables: Mapping[str, Floats], largest: Mapping[str, Floats]) -> None:
        self._tables, self._largest = tables, largest
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def written(self, layers: int) -> bytes:
        seen = "seen"
        for place in range(layers):
            seen = self._layer(seen, place)
        width = len(self._tables["answer_bias_0"])
        shape = [1, "pieces", width]
        given, answer = (helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("seen", seen))
        made = helper.make_graph(self._nodes, "encoder", [given], [answer], self._weights)
        operators = [helper.make_opsetid("", 18), helper.make_opsetid(_OWN, 1)]
        content: bytes = helper.make_model(made, opset_imports=operators, ir_version=9).SerializeToString()
        return content

    def _layer(self, seen: str, place: int) -> str:
        asked = self._product(seen, f"asked_{place}", self._tables[f"asked_bias_{place}"])
        parts = [f"{part}_{place}" for part in ("query", "key", "value")]
        self._node("Split", [asked], parts, axis=2, num_outputs=3)
        self._node("MultiHeadAttention", parts, [f"attended_{place}"], _OWN, num_heads=HEADS)
        answer = self._product(f"attended_{place}", f"answer_{place}", self._tables[f"answer_bias_{place}"])
        seen = self._normed(answer, seen, f"answer_norm_{place}")
        wide = self._product(seen, f"wide_{place}", self._tables[f"wide_bias_{place}"])
        self._node("Gelu", [wide], [f"bent_{place}"], _OWN)
        narrow = self._product(f"bent_{place}", f"narrow_{place}", self._tables[f"narrow_bias_{place}"])
        return self._normed(narrow, seen, f"narrow_norm_{place}")

    def _product(self, given: str, name: str, bias: Floats) -> str:
        weights = self._tables[name]
        if (largest := self._largest.get(name)) is not None:
            evening = _evening(largest, weights)
            self._node("Mul", [given, self._constant(f"{name}_evening", 1 / evening)], [f"{name}_evened"])
            given, weights = f"{name}_evened", weights * evening[:, None]
        scale = np.maximum(np.abs(weights).max(axis=0), _TINY).astype(np.float32) / STEPS
        small = np.round(weights / scale).astype(np.int8)
        constants = {"rows": small, "scale": scale, "zero": np.zeros(len(scale), dtype=np.int8), "bias": bias}
        inputs = [given, *(self._constant(f"{name}_{part}", values) for part, values in constants.items())]
        self._node("DynamicQuantizeMatMul", inputs, [f"{name}_out"], _OWN)
        return f"{name}_out"

    def _normed(self, one: str, other: str, name: str) -> str:
        scale, shift = self._tables[name]
        inputs = [one, other, self._constant(f"{name}_scale", scale), self._constant(f"{name}_shift", shift)]
        self._node("SkipLayerNormalization", inputs, [f"{name}_out"], _OWN, epsilon=_TINY)
        return f"{name}_out"

    def _node(self, kind: str, inputs: list[str], outputs: list[str], domain: str = "", **more: Any) -> None:
        self._nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **more))

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name


def _evening(largest: Floats, weights: Floats) -> Floats:
    of_weights = np.maximum(np.abs(weights).max(axis=1), 1e-5) ** (1 - EVENED)
    evening = np.maximum(largest, 1e-3) ** EVENED / of_weights
    even: Floats = (evening / np.exp(np.log(evening).mean())).astype(np.float32)
    return even


def named(layers: int) -> Iterator[str]:
    """The names of all products of so many layers."""
    for place in range(layers):
        yield from (f"{name}_{place}" for name in PRODUCTS)
