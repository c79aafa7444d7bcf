"""Makes a network for ONNX Runtime start and run in less time, with the same answers: the last step after the modules
that write `resources/*.onnx`.

Run in a throw-away environment with `onnx`, `onnxruntime` and numpy:

    python -P lean_network.py wordy.onnx lean.onnx [any-size]

Three things are changed. Axes that are turned and turned back stay as they are. An edge that is laid around a picture
before a convolution becomes the convolution's own: by itself it makes the runtime turn the picture from its inner order
into the file's and back again. And small constants that the runtime would work out at every start are worked out once.
Both files are then run on the same noise, and must agree.

With `any-size`, of a network that answers for each place of its picture, pictures may be of another size: the number of
places is then left open.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_CLOSE = 1e-4  # of the largest answer
_SMALL = 4096  # numbers: larger constants stay packed, for the size of the file
_PLACES = 3  # axes of an answer: pictures, places, what is told of each


class Lean:
    """One graph, changed in place."""

    def __init__(self, model: Any) -> None:
        self.graph = model.graph
        self.constants = {kept.name: numpy_helper.to_array(kept) for kept in self.graph.initializer}
        self.kept_names = {answer.name for answer in self.graph.output}

    def readers(self) -> dict[str, list[Any]]:
        """Which operators read what, by its name."""
        found: dict[str, list[Any]] = {}
        for node in self.graph.node:
            for given in node.input:
                found.setdefault(given, []).append(node)
        return found

    def turns(self) -> int:
        """Drop a turn of the axes, and the one behind it that only turns them back. How many there were."""
        makers = {name: node for node in self.graph.node for name in node.output}
        readers = self.readers()
        many = 0
        for node in self.graph.node:
            first = makers.get(node.input[0]) if node.op_type == "Transpose" else None
            if first is None or first.op_type != "Transpose" or node.output[0] in self.kept_names:
                continue
            before, after = _order(first), _order(node)
            if [before[axis] for axis in after] != list(range(len(after))):
                continue
            for reader in readers.get(node.output[0], []):
                _read_instead(reader, node.output[0], first.input[0])
            many += 1
        self.tidy()
        return many

    def edges(self) -> int:
        """Give convolutions, and what takes the largest of several, the edges that are laid around their pictures. How
        many there were.
        """
        many, by_name = 0, self.readers()
        for pad in [node for node in self.graph.node if node.op_type == "Pad"]:
            readers = by_name.get(pad.output[0], [])
            wanted = self._reader_of(pad)
            widths = self.constants.get(pad.input[1])
            if wanted is None or widths is None or pad.output[0] in self.kept_names or widths[[0, 1, 4, 5]].any():
                continue  # an edge of something else, or more channels, too
            if not readers or not all(one.op_type == wanted and _is_bare(one) for one in readers):
                continue
            for one in readers:
                kept = [option for option in one.attribute if option.name not in ("auto_pad", "pads")]
                del one.attribute[:]
                one.attribute.extend([*kept, helper.make_attribute("pads", widths[[2, 3, 6, 7]].tolist())])
                _read_instead(one, pad.output[0], pad.input[0])
            many += 1
        self.tidy()
        return many

    def small_constants(self) -> int:
        """Work out what depends on small constants alone. How many steps there were."""
        many = 0
        for node in self.graph.node:
            if node.op_type not in ("Cast", "Mul", "Add") or not all(name in self.constants for name in node.input):
                continue
            made = self._worked_out(node)
            if made is None or made.size > _SMALL or node.output[0] in self.kept_names:
                continue
            self.constants[node.output[0]] = made
            self.graph.initializer.append(numpy_helper.from_array(made, node.output[0]))
            # The node stays until it is tidied away; nothing may make a name twice.
            node.output[0] += ":unread"
            many += 1
        self.tidy()
        return many

    def open_size(self) -> int:
        """Leave the height and width of pictures open, and how many places are answered for. How many there were."""
        many = 0
        for node in self.graph.node:
            kept = next((one for one in self.graph.initializer if one.name in node.input[1:2]), None)
            target = self.constants.get(node.input[1]) if node.op_type == "Reshape" else None
            if kept is None or target is None or len(target) != _PLACES or target[0] or target[1] < 0:
                continue
            kept.CopyFrom(numpy_helper.from_array(np.array([0, -1, target[2]], np.int64), kept.name))
            many += 1
        for length, name in zip(self.graph.input[0].type.tensor_type.shape.dim[2:], ("height", "width"), strict=True):
            length.dim_param = name
        for answer in self.graph.output:
            answer.type.tensor_type.shape.dim[1].dim_param = "places"
        del self.graph.value_info[:]
        return many

    def tidy(self) -> None:
        """Drop what nothing reads any more."""
        while True:
            read = self.readers().keys() | self.kept_names
            unread = [node for node in self.graph.node if not read & set(node.output)]
            if not unread:
                break
            for node in unread:
                self.graph.node.remove(node)
        kept = [one for one in self.graph.initializer if one.name in read]
        del self.graph.initializer[:]
        self.graph.initializer.extend(kept)

    def _reader_of(self, pad: Any) -> str | None:
        """The kind of operator that lays an edge of this colour around its pictures itself."""
        modes = [option.s for option in pad.attribute if option.name == "mode"]
        colours = [self.constants[name] for name in pad.input[2:3] if name]
        if modes not in ([], [b"constant"]) or not all(colour.size == 1 for colour in colours):
            return None
        colour = float(colours[0].reshape(-1)[0]) if colours else 0.0
        return {0.0: "Conv", -np.inf: "MaxPool"}.get(colour)

    def _worked_out(self, node: Any) -> "NDArray[Any] | None":
        given = [self.constants[name] for name in node.input]
        if node.op_type == "Cast":
            to_single = [option.i for option in node.attribute if option.name == "to"] == [TensorProto.FLOAT]
            return given[0].astype(np.float32) if to_single else None
        made: NDArray[Any] = given[0] * given[1] if node.op_type == "Mul" else given[0] + given[1]
        return made


def _read_instead(reader: Any, old: str, new: str) -> None:
    for place, name in enumerate(reader.input):
        if name == old:
            reader.input[place] = new


def _order(node: Any) -> list[int]:
    return next(list(option.ints) for option in node.attribute if option.name == "perm")


def _is_bare(node: Any) -> bool:
    """Whether it lays no edge of its own around its pictures."""
    own = {option.name: option for option in node.attribute}
    by_itself = own["auto_pad"].s if "auto_pad" in own else b"NOTSET"
    return by_itself in (b"NOTSET", b"VALID") and not ("pads" in own and any(own["pads"].ints))


def _shape(content: bytes) -> list[int]:
    """Of what a network is given: two pictures where their number is open."""
    given = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"]).get_inputs()[0]
    return [length if isinstance(length, int) else 2 for length in given.shape]


def _answers(content: bytes, shape: list[int]) -> list[NDArray[Any]]:
    """What a network says of noise, always the same."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    noise = np.random.default_rng(2026).uniform(-1, 1, shape).astype(np.float32)
    answers: list[NDArray[Any]] = session.run(None, {session.get_inputs()[0].name: noise})
    return answers


def main(source: Path, target: Path, *options: str) -> None:
    """Change, compare, write. Raises AssertionError when the two answer differently."""
    content = source.read_bytes()
    model = onnx.load_from_string(content)
    lean = Lean(model)
    turns, edges, constants = lean.turns(), lean.edges(), lean.small_constants()
    print(f"turns dropped: {turns}; edges given away: {edges}; constants worked out: {constants}")
    if "any-size" in options:
        print(f"answers whose number of places was left open: {lean.open_size()}")
    onnx.checker.check_model(model, full_check=True)
    made = model.SerializeToString()
    shape = _shape(content)
    for one, other in zip(_answers(content, shape), _answers(made, shape), strict=True):
        difference = float(np.abs(one - other).max()) / max(1.0, float(np.abs(one).max()))
        assert difference < _CLOSE, f"answers differ by {difference}"
        print(f"agrees within {difference:.2g}")
    target.write_bytes(made)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
