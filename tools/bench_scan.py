"""How long the deterministic scan takes: one short post, and text in bulk. Prints figures; asserts nothing.

Use: python tools/bench_scan.py [FILE]   (FILE: any text; without it, an invented ward diary is repeated)
"""

import statistics
import sys
import time
from pathlib import Path

from commonward.guard.text.document import read
from commonward.guard.text.scan import lanes, scan

POST = (
    "Long shift. Mrs. Odalys Ferriman, 67, walked out of Larkmoor Regional on March 3rd after her valve repair, "
    "MRN 00482917. Call her daughter on 555-0142 or write to hesper.daly@mailbox.example. Bed 4 is free again; "
    "glucose 6.1, BP 128/82, GCS 15, 5 mg given at 18:00, see doi:10.2337/dc24-S009."
)[:280]
QUIET = (
    "Rest days are for pottery, tomatoes and ignoring my pager. Metformin is a first-line option for many adults with "
    "type 2 diabetes. Talk with your own clinician about your plan, take it slowly, sleep well, and be kind to "
    "the porter who knows everything about the lifts and the biscuits. "
)
HARD = {
    "combining marks": "e" + "\u0301" * 1_000_000,
    "one word": "a" * 1_000_000,
    "digits": "1234567890" * 100_000,
    "digits and spaces": "12 3 " * 200_000,
    "10,000 lines": "MRN: 12\n" * 10_000,
    "signs": "@.-/:" * 200_000,
    "zero-width": "5\u200b" * 500_000,
    "months": "may " * 250_000,
    "labels": "MRN no. is " * 90_000,
    "dates": "3/4/2024 " * 110_000,
}


def main() -> None:
    """Print everything."""
    started = time.perf_counter()
    scan(read("a text", "en"))
    print(f"compile: {1000 * (time.perf_counter() - started):.0f} ms, {len(lanes())} families")
    for name, text in (("post with findings", POST), ("quiet post", (QUIET * 2)[:280])):
        times = [_measure(text) for _ in range(400)]
        p95 = statistics.quantiles(times, n=20)[18]
        print(f"{name}, {len(text)} characters: p50 {1000 * statistics.median(times):.3f} ms, p95 {1000 * p95:.3f} ms")
    given = Path(sys.argv[1]).read_text("utf-8")[:1_000_000] if len(sys.argv) > 1 else None
    bulk = given or (POST + "\n" + QUIET * 8) * 600
    for name, text in (("bulk", bulk[:1_000_000]), ("bulk, quiet", (QUIET * 5000)[:1_000_000])):
        seconds = min(_measure(text) for _ in range(3))
        print(f"{name}: {len(text.encode()) / 1e6 / seconds:.2f} MB/s")
    for name, text in HARD.items():
        seconds = _measure(text)
        print(f"hard, {name}: {len(text.encode(errors='replace')) / 1e6:.2f} MB in {seconds:.2f} s")


def _measure(text: str) -> float:
    started = time.perf_counter()
    scan(read(text, "en"))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
