"""Makes resources/skin.onnx: what a photograph as a whole shows of bare skin, as a network for ONNX Runtime.

Run in a throw-away environment with `onnx`, `onnxruntime` and numpy, on the smallest model of the unpacked npm package
`nsfwjs` 4.3.0, whose two files Node writes out first:

    node -e 'const r=require, f=r("fs"), p="./package/dist/models/mobilenet_v2/";
             f.writeFileSync("model.json", JSON.stringify(r(p+"model.min.js")));
             f.writeFileSync("model.bin", Buffer.from(r(p+"group1-shard1of1.min.js"), "base64"))'
    python -P skin_model.py model.json model.bin skin.onnx [NOISE ANSWER]

The layers are written again one by one; weights stay in eight bits in the file, as they are in the source. NOISE and
ANSWER, float32 numbers that went into TensorFlow.js and came out, have both compared.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

_SIDE = 224
_CLOSE = 2e-3
_OPSET = 18


class Converter:
    """Writes one Keras model as TensorFlow.js keeps it. Between layers pictures have their channels first."""

    def __init__(self, described: dict[str, Any], weights: bytes) -> None:
        self.layers = described["modelTopology"]["model_config"]["config"]["layers"]
        self.nodes: list[Any] = []
        self.kept: list[Any] = []
        self.weights: dict[str, str] = {}
        self.shapes: dict[str, list[int]] = {}
        at = 0
        for one in described["weightsManifest"][0]["weights"]:
            count = int(np.prod(one["shape"]))
            values = np.frombuffer(weights, np.uint8, count, at).reshape(one["shape"])
            at += count
            self._keep_weight(one["name"], values, one["quantization"])
        if at != len(weights):
            raise ValueError("there are more weights than the model names")

    def _keep_weight(self, name: str, values: Any, how: dict[str, Any]) -> None:
        kind = name.rsplit("/", 1)[1]
        if kind == "kernel" and values.ndim == 4:
            values = values.transpose(3, 2, 0, 1)
        elif kind == "depthwise_kernel":
            values = values.transpose(2, 3, 0, 1)
        packed = self._constant(f"{name}:packed", np.ascontiguousarray(values))
        scale = self._constant(f"{name}:scale", np.float32(how["scale"]))
        least = self._constant(f"{name}:least", np.float32(how["min"]))
        cast = self._add("Cast", [packed], f"{name}:cast", to=TensorProto.FLOAT)
        scaled = self._add("Mul", [cast, scale], f"{name}:scaled")
        self.weights[name] = self._add("Add", [scaled, least], name)
        self.shapes[name] = list(values.shape)

    def written(self) -> Any:
        """The ONNX model."""
        said: dict[str, str] = {}
        for layer in self.layers:
            given = [said[one[0]] for one in (layer["inbound_nodes"] or [[]])[0]]
            said[layer["name"]] = self._layer(layer["class_name"], layer["config"], given)
        last = said[self.layers[-1]["name"]]
        graph = helper.make_graph(
            self.nodes,
            "skin",
            [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, _SIDE, _SIDE])],
            [helper.make_tensor_value_info(last, TensorProto.FLOAT, [1, 5])],
            self.kept,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="commonward")
        model.ir_version = 9
        onnx.checker.check_model(model, full_check=True)
        return model

    def _layer(self, kind: str, said: dict[str, Any], given: list[str]) -> str:
        name = said["name"]
        match kind:
            case "InputLayer":
                return "picture"
            case "Dropout":
                return given[0]
            case "ZeroPadding2D":
                (top, bottom), (left, right) = said["padding"]
                pads = self._constant(f"{name}:pads", np.array([0, 0, top, left, 0, 0, bottom, right], np.int64))
                return self._add("Pad", [given[0], pads], name)
            case "Conv2D" | "DepthwiseConv2D":
                return self._convolution(kind, said, given[0])
            case "BatchNormalization":
                parts = [self.weights[f"{name}/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")]
                return self._add("BatchNormalization", [given[0], *parts], name, epsilon=said["epsilon"])
            case "ReLU":
                least = self._constant(f"{name}:least", np.float32(0))
                most = self._constant(f"{name}:most", np.float32(said["max_value"]))
                return self._add("Clip", [given[0], least, most], name)
            case "Add":
                return self._add("Add", given, name)
            case "AveragePooling2D":
                options = {"kernel_shape": said["pool_size"], "strides": said["strides"]}
                return self._add("AveragePool", given, name, **options)
            case "Flatten":
                # One point is left of each channel, so that the order of the axes does not matter.
                return self._add("Flatten", given, name)
            case "Dense":
                return self._dense(said, given[0])
        raise ValueError(f"no such layer is known: {kind}")

    def _convolution(self, kind: str, said: dict[str, Any], given: str) -> str:
        name = said["name"]
        deep = kind == "DepthwiseConv2D"
        weights = f"{name}/{'depthwise_kernel' if deep else 'kernel'}"
        options: dict[str, Any] = {"strides": said["strides"], "auto_pad": "NOTSET"}
        if said["padding"] == "same":
            options["auto_pad"] = "SAME_UPPER"
        if deep:
            options["group"] = self.shapes[weights][0]
        parts = [given, self.weights[weights]]
        if said["use_bias"]:
            parts.append(self.weights[f"{name}/bias"])
        return self._add("Conv", parts, name, **options)

    def _dense(self, said: dict[str, Any], given: str) -> str:
        name = said["name"]
        summed = self._add("Gemm", [given, self.weights[f"{name}/kernel"], self.weights[f"{name}/bias"]], f"{name}:sum")
        if said["activation"] == "softmax":
            return self._add("Softmax", [summed], name, axis=1)
        return self._add({"relu": "Relu", "linear": "Identity"}[said["activation"]], [summed], name)

    def _constant(self, name: str, value: Any) -> str:
        self.kept.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def _add(self, kind: str, given: list[str], name: str, **options: Any) -> str:
        self.nodes.append(helper.make_node(kind, given, [name], **options))
        return name


def main(described: Path, weights: Path, target: Path, compared: list[Path]) -> None:
    """Convert, save, and compare where there is something to compare with."""
    model = Converter(json.loads(described.read_text()), weights.read_bytes()).written()
    onnx.save(model, str(target))
    if compared:
        noise, answer = (np.fromfile(path, np.float32) for path in compared)
        session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
        given = noise.reshape(1, _SIDE, _SIDE, 3).transpose(0, 3, 1, 2)
        [ours] = session.run(None, {"picture": np.ascontiguousarray(given)})
        apart = float(np.abs(ours[0] - answer).max())
        print(f"largest difference from TensorFlow.js: {apart:.6f}")
        if apart > _CLOSE:
            sys.exit("The two do not agree.")


if __name__ == "__main__":
    given = [Path(word) for word in sys.argv[1:]]
    main(given[0], given[1], given[2], given[3:5])
