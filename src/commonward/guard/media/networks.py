"""The networks that look at pictures, for the child: read, held to the hash on their card, and ready to run.

One thread, on the processor, without a file or a socket: they are loaded before `confine.seal` and only compute after.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable
from commonward.guard.shipped import verified_model

_RESOURCES = Path(__file__).parents[1] / "resources"
_SILENT = 4  # onnxruntime's own log: only what is fatal

Floats = NDArray[np.float32]


class Network:
    """One network of the guard's resources. Raises GuardUnavailable when it is missing or altered."""

    def __init__(self, name: str, *, what: str) -> None:
        content, _ = verified_model(_RESOURCES, name, what=what)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _SILENT
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime raises a dozen kinds of its own
            raise GuardUnavailable(f"{name} cannot be run here. Install the guard again.") from error
        self._input = self._session.get_inputs()[0].name
        self.notes: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map

    def run(self, given: Floats) -> list[Floats]:
        """Its answers to one batch, in the order of the file."""
        try:
            answers: list[Floats] = self._session.run(None, {self._input: np.ascontiguousarray(given)})
        except Exception as error:  # the runtime has no class of its own for this
            if "allocate" in str(error) or "bad_alloc" in str(error):
                raise MemoryError from None
            raise
        return answers
