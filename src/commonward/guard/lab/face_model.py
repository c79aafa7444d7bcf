"""Makes resources/faces.onnx: the finder of faces that comes with mediapipe, as a network for ONNX Runtime.

Run in a throw-away environment with `mediapipe==0.10.21` (only its wheel unpacked), `tflite`, `onnx`, `ai-edge-litert`,
`onnxruntime` and numpy:

    python -P face_model.py face_detection_full_range_sparse.tflite faces.onnx

The weights are taken as TensorFlow Lite's own reader unpacks them (they are stored sparse, in half precision), the
graph is written again operator by operator, and both are run on the same noise: the answers must agree. Half precision
is kept in the file, sums are in single precision.

Source of the operators' meaning: TensorFlow Lite schema (conv: OHWI weights; depthwise: 1HWC), ONNX operators 17.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import tflite
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_NAMES = {number: name for name, number in vars(tflite.BuiltinOperator).items() if isinstance(number, int)}
_UNPACKING = {"DEQUANTIZE", "DENSIFY"}
_CLOSE = 2e-3  # the largest difference of an answer between the two runtimes


class Converter:
    """Writes the graph of one TensorFlow Lite file, channels first."""

    def __init__(self, source: bytes) -> None:
        self.model = tflite.Model.GetRootAsModel(source, 0)
        self.graph = self.model.Subgraphs(0)
        self.interpreter = Interpreter(
            model_content=source,
            experimental_preserve_all_tensors=True,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        self.interpreter.allocate_tensors()
        self.interpreter.invoke()
        self.constants = self._constants()
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def written(self) -> Any:
        """The ONNX model."""
        for operator, kind in self._operators():
            if kind not in _UNPACKING:
                getattr(self, f"_{kind.lower()}")(operator, *operator.InputsAsNumpy(), operator.Outputs(0))
        first = self.graph.Inputs(0)
        height, width = self._shape(first)[1:3]
        given = helper.make_tensor_value_info(f"t{first}", TensorProto.FLOAT, ["n", 3, height, width])
        names = ["boxes", "scores"]
        answers = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *self._shape(number)[1:]])
            for name, number in zip(names, self.graph.OutputsAsNumpy(), strict=True)
        ]
        self.nodes += [
            helper.make_node("Identity", [f"t{number}"], [name])
            for name, number in zip(names, self.graph.OutputsAsNumpy(), strict=True)
        ]
        graph = helper.make_graph(self.nodes, "faces", [given], answers, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="commonward")
        model.ir_version = 9
        onnx.checker.check_model(model, full_check=True)
        return model

    def _shape(self, tensor: int) -> list[int]:
        return [int(length) for length in self.graph.Tensors(tensor).ShapeAsNumpy()]

    def _operators(self) -> Iterator[tuple[Any, str]]:
        for index in range(self.graph.OperatorsLength()):
            operator = self.graph.Operators(index)
            code = self.model.OperatorCodes(operator.OpcodeIndex())
            yield operator, _NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]

    def _constants(self) -> dict[int, NDArray[Any]]:
        """Every weight, dense, by the number of its tensor."""
        known = {
            index: self.interpreter.get_tensor(index)
            for index in range(self.graph.TensorsLength())
            if self.model.Buffers(self.graph.Tensors(index).Buffer()).DataLength()
            and self.graph.Tensors(index).Sparsity() is None
        }
        for operator, kind in self._operators():
            if kind in _UNPACKING:
                known[operator.Outputs(0)] = self.interpreter.get_tensor(operator.Outputs(0))
        return known

    def _weight(self, values: NDArray[Any], name: str) -> str:
        """Kept in half precision, read in single."""
        half = values.astype(np.float16)
        assert np.array_equal(half.astype(np.float32), values.astype(np.float32)), "finer than half precision"
        self.weights.append(numpy_helper.from_array(half, f"{name}h"))
        self.nodes.append(helper.make_node("Cast", [f"{name}h"], [name], to=TensorProto.FLOAT))
        return name

    def _numbers(self, values: list[int], name: str) -> str:
        self.weights.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def _options(self, operator: Any, kind: type) -> Any:
        options = kind()
        table = operator.BuiltinOptions()
        options.Init(table.Bytes, table.Pos)
        return options

    def _convolve(self, options: Any, given: int, weights: NDArray[Any], bias: int, out: int, group: int) -> None:
        active = options.FusedActivationFunction()
        plain = f"t{out}" if active == 0 else f"t{out}p"
        self.nodes.append(
            helper.make_node(
                "Conv",
                [
                    f"t{given}",
                    self._weight(np.ascontiguousarray(weights), f"w{out}"),
                    self._weight(self.constants[bias], f"b{out}"),
                ],
                [plain],
                strides=[options.StrideH(), options.StrideW()],
                dilations=[options.DilationHFactor(), options.DilationWFactor()],
                auto_pad="SAME_UPPER" if options.Padding() == tflite.Padding.SAME else "VALID",
                group=group,
            )
        )
        self._activated(active, plain, out)

    def _activated(self, active: int, plain: str, out: int) -> None:
        if active == tflite.ActivationFunctionType.RELU:
            self.nodes.append(helper.make_node("Relu", [plain], [f"t{out}"]))
        elif active != tflite.ActivationFunctionType.NONE:
            raise ValueError(f"activation {active} is not known here")

    def _conv_2d(self, operator: Any, given: int, weights: int, bias: int, out: int) -> None:
        options = self._options(operator, tflite.Conv2DOptions)
        self._convolve(options, given, self.constants[weights].transpose(0, 3, 1, 2), bias, out, 1)

    def _depthwise_conv_2d(self, operator: Any, given: int, weights: int, bias: int, out: int) -> None:
        options = self._options(operator, tflite.DepthwiseConv2DOptions)
        kernel = self.constants[weights].transpose(3, 0, 1, 2)
        self._convolve(options, given, kernel, bias, out, kernel.shape[0])

    def _add(self, operator: Any, first: int, second: int, out: int) -> None:
        active = self._options(operator, tflite.AddOptions).FusedActivationFunction()
        plain = f"t{out}" if active == 0 else f"t{out}p"
        self.nodes.append(helper.make_node("Add", [f"t{first}", f"t{second}"], [plain]))
        self._activated(active, plain, out)

    def _pad(self, _operator: Any, given: int, amounts: int, out: int) -> None:
        pads = self.constants[amounts][[0, 3, 1, 2]]
        widths = self._numbers([int(value) for value in (*pads[:, 0], *pads[:, 1])], f"p{out}")
        self.nodes.append(helper.make_node("Pad", [f"t{given}", widths], [f"t{out}"]))

    def _resize_bilinear(self, operator: Any, given: int, size: int, out: int) -> None:
        options = self._options(operator, tflite.ResizeBilinearOptions)
        assert not options.AlignCorners()
        old = self.graph.Tensors(given).ShapeAsNumpy()[1:3]
        scales = np.array([1, 1, *(self.constants[size] / old)], np.float32)
        self.weights.append(numpy_helper.from_array(scales, f"s{out}"))
        ways = "half_pixel" if options.HalfPixelCenters() else "asymmetric"
        self.nodes.append(
            helper.make_node(
                "Resize",
                [f"t{given}", "", f"s{out}"],
                [f"t{out}"],
                mode="linear",
                coordinate_transformation_mode=ways,
            )
        )

    def _depth_to_space(self, operator: Any, given: int, out: int) -> None:
        block = self._options(operator, tflite.DepthToSpaceOptions).BlockSize()
        self.nodes.append(helper.make_node("DepthToSpace", [f"t{given}"], [f"t{out}"], blocksize=block, mode="DCR"))

    def _reshape(self, _operator: Any, given: int, _shape: int, out: int) -> None:
        target = self._numbers([0, *self._shape(out)[1:]], f"r{out}")
        self.nodes.append(helper.make_node("Transpose", [f"t{given}"], [f"t{out}n"], perm=[0, 2, 3, 1]))
        self.nodes.append(helper.make_node("Reshape", [f"t{out}n", target], [f"t{out}"]))


def main(source: Path, target: Path) -> None:
    """Convert, compare, write. Raises AssertionError when the two answer differently."""
    content = source.read_bytes()
    converter = Converter(content)
    model = converter.written().SerializeToString()
    noise = np.random.default_rng(2026).uniform(-1, 1, (1, 192, 192, 3)).astype(np.float32)
    reader = converter.interpreter
    reader.set_tensor(reader.get_input_details()[0]["index"], noise)
    reader.invoke()
    expected = [reader.get_tensor(detail["index"]) for detail in reader.get_output_details()]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: noise.transpose(0, 3, 1, 2)})
    for one, other in zip(expected, found, strict=True):
        scale = max(1.0, float(np.abs(one).max()))
        difference = float(np.abs(one - other).max()) / scale
        assert difference < _CLOSE, f"answers differ by {difference}"
        print(f"agrees within {difference:.2g} of {scale:.3g}")
    target.write_bytes(model)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
