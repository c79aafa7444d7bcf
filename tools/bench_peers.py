"""The guard beside its peers on the same texts in one run. `make bench` runs it; DATA="folder …" names other texts.

Each peer answers in a process of its own, one thread each, and they take turns text by text, in bulk a hundred texts at
a time: only one works at a time, and noise of the machine meets all of them alike. Times are those of the processor, so
that other work on the machine counts for little. So the ratios hold where the times do not. Every peer is run with
what its package brings, at its defaults. Texts that the guard was trained on are refused: the cards of its models
name them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from commonward.guard.evaluation.corpus import Corpus, Example, Mark, Marking, Selection, load
from commonward.guard.evaluation.counts import Counts
from commonward.guard.evaluation.spans import ANY, SpanScore, annotated_kinds, merged

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "tools" / "peers"
#: Own posts and examples: no training has read them.
OWN_TEXTS = tuple(ROOT / "tests" / "guard" / "data" / f"{name}.jsonl" for name in ("own_held", "unread", "examples2"))
OURS = "commonward"
ALONE = "commonward, entities alone"  # as the others: it only finds
_TOGETHER = 100  # texts of a turn, where many are read
PEERS = ("presidio", "philter-lite", "scrubadub")
#: What peers call things, in our kinds. What is not here is some other kind: it hides, and is not held against a peer.
KINDS = {
    "PERSON": "NAME", "name": "NAME", "LOCATION": "LOCATION", "location": "LOCATION", "ORGANIZATION": "ORG",
    "organization": "ORG", "DATE_TIME": "DATE", "date_of_birth": "DATE", "PHONE_NUMBER": "CONTACT", "phone": "CONTACT",
    "EMAIL_ADDRESS": "CONTACT", "email": "CONTACT", "URL": "CONTACT", "url": "CONTACT", "IP_ADDRESS": "CONTACT",
    "twitter": "CONTACT", "US_SSN": "ID", "social_security_number": "ID", "US_BANK_NUMBER": "ID", "US_PASSPORT": "ID",
    "US_DRIVER_LICENSE": "ID", "US_ITIN": "ID", "CREDIT_CARD": "ID", "credit_card": "ID", "IBAN_CODE": "ID",
    "MEDICAL_LICENSE": "ID", "UK_NHS": "ID", "CRYPTO": "ID", "vehicle_licence_plate": "ID", "drivers_licence": "ID",
    "postalcode": "LOCATION", "address": "LOCATION", "AGE": "AGE", "TITLE": "PROFESSION",
}  # fmt: skip


@dataclass
class Runner:
    """One peer's process, asked a text at a time."""

    name: str
    process: "subprocess.Popen[str]" = field(repr=False)
    ready: float = 0.0
    memory: float = 0.0

    def ask(self, record: dict[str, object]) -> tuple[list[Mark], float]:
        """The spans it finds and the seconds it took."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(record) + "\n")
        self.process.stdin.flush()
        answer = self._read()
        return [Mark(str(label), int(start), int(end)) for start, end, label in answer["spans"]], answer["seconds"]

    def ask_many(self, texts: Sequence[str]) -> float:
        """The seconds it took to read many texts, as many together as it can."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"texts": texts}) + "\n")
        self.process.stdin.flush()
        return float(self._read()["seconds"])

    def begin(self) -> None:
        """Wait until it has loaded."""
        said = self._read()
        self.ready, self.memory = said["ready"], said["memory_mb"]

    def end(self) -> None:
        """Let it finish, and learn its memory."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.memory = self._read()["memory_mb"]
        self.process.wait(timeout=30)

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise SystemExit(f"{self.name} ended early; run tools/peers/answer.py {self.name} by hand to see why.")


@dataclass
class Row:
    """What one peer reached on one data set."""

    peer: str
    counts: Counts = field(default_factory=Counts)
    touched: int = 0
    harmless: int = 0
    seconds: list[float] = field(default_factory=list, repr=False)
    found: int = 0


def trained_on() -> frozenset[str]:
    """The data sets that the shipped models have seen, by name, as their cards list them."""
    folder = resources.files("commonward.guard").joinpath("resources")
    cards = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("tagger.toml", "sense.toml"))
    return frozenset(str(source).split()[0] for card in cards for source in tomllib.loads(card)["sources"])


def refuse_trained(paths: Sequence[Path]) -> None:
    """Raises SystemExit when a data set is one that training has seen: its figures would mean nothing."""
    seen = trained_on()
    for path in paths:
        names = {path.stem, *(part.name for part in path.resolve().parents), path.resolve().name}
        if names & seen:
            raise SystemExit(f"{path}: the guard was trained on it, so it has no place in a comparison.")


def start(name: str, python: Path, *, findings: bool) -> Runner:
    """Start a peer, or the guard."""
    if name == OURS:
        command = [sys.executable, str(HERE / "ours.py"), "findings" if findings else "entities"]
    else:
        command = [str(python), "-W", "ignore", str(HERE / "answer.py"), name]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    runner = Runner(name, process)
    runner.begin()
    return runner


def run(corpus: Corpus, runners: Sequence[Runner], merge: dict[str, str]) -> list[Row]:
    """Ask everybody every text, in turns."""
    rows = {runner.name: Row(runner.name) for runner in runners}
    spans = corpus.marking is Marking.SPANS
    kinds = annotated_kinds(corpus, merge) if spans else frozenset()
    scores = {runner.name: SpanScore(kinds, merge) for runner in runners}
    for example in corpus.examples:
        record = _record(example)
        for runner in runners:
            row = rows[runner.name]
            found, seconds = runner.ask(record)
            row.seconds.append(seconds)
            row.found += len(found)
            if spans:
                scores[runner.name].add(example.text, example.marks, list(_in_our_kinds(found, kinds)))
            else:
                _count(row, example, found)
    for runner in runners:
        if spans:
            measures = scores[runner.name].measures()
            rows[runner.name].counts = _Scored(
                measures[f"character.{ANY}.precision"], measures[f"character.{ANY}.recall"]
            )
    return list(rows.values())


@dataclass
class _Scored(Counts):
    """Shares that were counted elsewhere."""

    def __init__(self, precision: float, recall: float) -> None:
        super().__init__()
        self._shares = (precision, recall)

    @property
    def precision(self) -> float:
        return self._shares[0]

    @property
    def recall(self) -> float:
        return self._shares[1]


def _record(example: Example) -> dict[str, object]:
    return {
        "id": example.id,
        "text": example.text,
        "context": example.context,
        "author": example.author,
        "lang": example.language,
    }


def _in_our_kinds(found: Sequence[Mark], kinds: frozenset[str]) -> Iterator[Mark]:
    """Spans under our kinds. Who names no kinds (Philter) is taken to mean one that is marked."""
    for mark in found:
        label = sorted(kinds)[0] if mark.label == "PHI" else KINDS.get(mark.label, mark.label)
        yield Mark(label, mark.start, mark.end)


def _count(row: Row, example: Example, found: Sequence[Mark]) -> None:
    """Identifying characters whatever the rule or kind, and whether a harmless text was touched."""
    wanted = _mask(mark for mark in example.marks if mark.label.startswith("phi."))
    taken = _mask(found)
    hit = (wanted & taken).bit_count()
    row.counts.add(marked=wanted.bit_count(), marked_hit=hit, found=taken.bit_count(), found_hit=hit)
    if not wanted:
        row.harmless += 1
        row.touched += bool(found)


def _mask(marks: Iterable[Mark]) -> int:
    mask = 0
    for mark in marks:
        mask |= ((1 << (mark.end - mark.start)) - 1) << mark.start
    return mask


def table(corpus: Corpus, rows: Sequence[Row]) -> str:
    """One data set as a table in Markdown."""
    ours = next(row for row in rows if row.peer == OURS)
    base = sum(ours.seconds)
    lines = [
        f"### {corpus.name}: {len(corpus.examples):,} texts, {corpus.characters:,} characters",
        "",
        "| | recall | precision | F2 | harmless texts touched | found / 1,000 char. | characters / s | time ÷ ours |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        scored = corpus.marking is not Marking.NOTHING
        shares = [
            f"{value:.3f}" if scored else "–" for value in (row.counts.recall, row.counts.precision, row.counts.f(2))
        ]
        touched = f"{row.touched / row.harmless:.1%}" if row.harmless else "–"
        speed = corpus.characters / sum(row.seconds)
        lines.append(
            f"| {row.peer} | {' | '.join(shares)} | {touched} | {1000 * row.found / corpus.characters:.2f} "
            f"| {speed:,.0f} | {sum(row.seconds) / base:.1f} × |"
        )
    return "\n".join([*lines, ""])


def single_posts(runners: Sequence[Runner], texts: Sequence[str]) -> str:
    """Single posts of 280 characters, in turns: the time that half of them do not pass, and 95 %. The guard makes its
    whole check, and in another process (`ALONE`) finds entities, which is all that the others do.
    """
    times: dict[str, list[float]] = {runner.name: [] for runner in runners}
    for number, text in enumerate(texts):
        for runner in runners:
            times[runner.name].append(1000 * runner.ask({"id": str(number), "text": text})[1])
    ours, alone = statistics.median(times[OURS]), statistics.median(times[ALONE])
    lines = [
        f"### One post of 280 characters ({len(texts)} posts)",
        "",
        "| | p50 | p95 | p50 beside our whole check | beside our entities | start | memory |",
        "|---|---|---|---|---|---|---|",
    ]
    for runner in runners:
        ordered = sorted(times[runner.name])
        middle, late = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
        lines.append(
            f"| {runner.name} | {middle:.2f} ms | {late:.2f} ms | {middle / ours:.1f} × | {middle / alone:.1f} × "
            f"| {runner.ready:.1f} s | {runner.memory:.0f} MB |"
        )
    return "\n".join([*lines, ""])


def bulk(runners: Sequence[Runner], texts: Sequence[str]) -> str:
    """Finding alone, a hundred texts at a time in turns: the guard's entities beside what the others find."""
    seconds = {runner.name: 0.0 for runner in runners}
    for start in range(0, len(texts), _TOGETHER):
        for runner in runners:
            seconds[runner.name] += runner.ask_many(texts[start : start + _TOGETHER])
    size = sum(map(len, texts))
    lines = [
        f"### Finding in bulk, entities only: {len(texts):,} texts, {size:,} characters",
        "",
        "| | characters / s | time ÷ ours |",
        "|---|---|---|",
    ]
    for name, took in seconds.items():
        lines.append(f"| {name} | {size / took:,.0f} | {took / seconds[OURS]:.1f} × |")
    return "\n".join([*lines, ""])


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="*", type=Path, help="data sets, as `commonward evaluate` takes them")
    parser.add_argument("--python", type=Path, required=True, help="the Python that has the peers")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--limit", type=int, help="the first N texts of each set")
    parser.add_argument("--merge", default="LOCATION=ORG", help="labels that count as one")
    parser.add_argument("--out", type=Path, help="a Markdown file for the tables")
    return parser.parse_args(arguments)


def peers_there(python: Path, wanted: Sequence[str]) -> list[str]:
    """The peers, or none, said plainly, where their environment could not be made."""
    if python.exists() and (python.parents[1] / ".ready").exists():
        return list(wanted)
    print("The other de-identifiers are not installed here (`make bench` tries to). Only the guard is measured.\n")
    return []


def compare(paths: Sequence[Path], names: Sequence[str], options: argparse.Namespace) -> str:
    """All tables, printed as they come."""
    merge = dict(merged([options.merge]))
    parts, texts = [], []
    for path in paths:
        corpus = load(path, Selection(limit=options.limit))
        texts += [example.text for example in corpus.examples]
        runners = [start(name, options.python, findings=corpus.marking is not Marking.SPANS) for name in names]
        parts.append(table(corpus, run(corpus, runners, merge)))
        print(parts[-1], flush=True)
        for runner in runners:
            runner.end()
    joined = " ".join(texts)
    posts = [joined[place : place + 280] for place in range(0, min(len(joined) - 280, 200 * 280), 280)]
    for measure, findings, what in ((single_posts, True, posts), (bulk, False, texts)):
        runners = [start(name, options.python, findings=findings) for name in names]
        if findings:
            runners.append(start(OURS, options.python, findings=False))
            runners[-1].name = ALONE
        parts.append(measure(runners, what))
        print(parts[-1], flush=True)
        for runner in runners:
            runner.end()
    return "\n".join(parts)


def main() -> None:
    """Compare, print, and save."""
    options = options_of()
    paths = options.data or list(OWN_TEXTS)
    refuse_trained(paths)
    names = peers_there(options.python, options.peers.split(","))
    tables = compare(paths, [OURS, *names], options)
    if options.out and names:
        head = "<!-- Written by `make bench`; the texts are in tests/guard/data unless others were named. -->\n\n"
        options.out.write_text(f"{head}# The guard beside its peers\n\n{_HOW}\n{tables}", encoding="utf-8")


_HOW = """All on the same texts in one run, in turns, one thread each, every peer as its package brings it; times are
those of the processor, and in bulk each reads a hundred texts together, by its own batches where it has some. Recall,
precision and F2 count characters: in posts those that identify somebody, whatever the rule; in marked text those of
the kinds that are marked. Where texts are posts, the guard makes its whole check with judgement and fixes; the
others only find, as does the guard where the table says "entities alone". `examples2` was worked with when the guard's
rules of thumb were written, `own_held` and `unread` were not; no model was trained on any of them.
Ratios hold on any machine, times on the one they were taken on.
"""


if __name__ == "__main__":
    main()
