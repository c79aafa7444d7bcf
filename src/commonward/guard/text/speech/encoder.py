"""Layers of attention that have read a great deal of text before they learned from ours (MiniLM; Wang and others 2020).

They run in ONNX Runtime, one thread, in small integers; `lab/speech_graph.py` writes them.
"""

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable

Floats = NDArray[np.float32]

_SILENT = 4  # onnxruntime's own log: only what is fatal


class Encoder:
    """The layers of one network. Safe for many threads; holds nothing of any text."""

    def __init__(self, content: bytes, name: str) -> None:
        """`content`: the graph; `name`: the file that it lies in. Raises GuardUnavailable when it cannot be run."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _SILENT
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # no text is to leave its size in memory
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime raises a dozen kinds of its own
            raise GuardUnavailable(f"{name} cannot be run here. Install the guard again.") from error

    def read(self, seen: Floats) -> Floats:
        """What the layers make of a text, one row a piece."""
        answer: Floats = self._session.run(None, {"seen": seen[None]})[0][0]
        return answer
