"""The networks that look at pictures, for the child: read, held to the hash on their card, and ready to run.

One thread, on the processor, without a file or a socket: they are loaded before `confine.seal` and only compute after.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from commonward.guard.contract import GuardUnavailable
from commonward.guard.shipped import verified_model

_RESOURCES = Path(__file__).parents[1] / "resources"
_SILENT = 4  # onnxruntime's own log: only what is fatal

Floats = NDArray[np.float32]

RED_GREEN_BLUE, BLUE_GREEN_RED = (0, 1, 2), (2, 1, 0)


def planes(image: Image.Image, scale: Floats, offset: Floats, *, bands: Sequence[int] = RED_GREEN_BLUE) -> Floats:
    """A picture as a network takes it: its colours one after the other, in the order of `bands`, each times its scale
    and plus its offset. Written plane by plane: numbers of a whole picture are turned over once, not four times.
    """
    parts = image.split()
    made = np.empty((len(bands), image.height, image.width), np.float32)
    for place, band in enumerate(bands):
        np.multiply(np.asarray(parts[band]), scale[place], out=made[place], dtype=np.float32)
        made[place] += offset[place]
    return made


class Network:
    """One network of the guard's resources. Raises GuardUnavailable when it is missing or altered.

    With `at_need` its bytes are read and held to their hash at once, but it is set up when it is first run: for one
    that most pictures never ask.
    """

    def __init__(self, name: str, *, what: str, at_need: bool = False) -> None:
        self._content, _ = verified_model(_RESOURCES, name, what=what)
        self._name = name
        self._session: onnxruntime.InferenceSession | None = None
        self.notes: Mapping[str, str] = {}
        if not at_need:
            self._set_up()

    def _set_up(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _SILENT
        options.add_session_config_entry("session.use_env_allocators", "1")
        _share_memory()
        try:
            session = onnxruntime.InferenceSession(self._content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime raises a dozen kinds of its own
            _require_memory(error)
            raise GuardUnavailable(f"{self._name} cannot be run here. Install the guard again.") from error
        self._session, self._content = session, b""
        self._input = session.get_inputs()[0].name
        self.notes = session.get_modelmeta().custom_metadata_map
        return session

    def run(self, given: Floats) -> list[Floats]:
        """Its answers to one batch, in the order of the file."""
        try:
            session = self._session or self._set_up()
            answers: list[Floats] = session.run(None, {self._input: np.ascontiguousarray(given)})
        except Exception as error:  # the runtime has no class of its own for this
            _require_memory(error)
            raise
        return answers


@cache
def _share_memory() -> None:
    """Have all networks of this process compute in the same memory, once: they run one after the other, and each would
    keep what its largest run took.
    """
    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(memory, None)


def _require_memory(error: Exception) -> None:
    """Raise MemoryError for an error of the runtime that means it."""
    if "allocate" in str(error) or "bad_alloc" in str(error):
        raise MemoryError from None
