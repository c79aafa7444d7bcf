"""How fast and how light the guard is, against its budgets (design section 7). Run it with `make bench`.

Everything runs in this process on one thread, except loading, which needs a fresh one each time. Texts come from the
repository's own marked examples, or from the JSON lines of a folder: `make bench DATA=folder`.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_table import Row, percentile, show, timed, unrest, worse
from PIL import Image

from commonward.guard import Guard, Media, Submission

ROOT = Path(__file__).resolve().parents[1]
OWN_TEXTS = ROOT / "tests" / "guard" / "data"
POST = 280
SIZES = (10_000, 100_000, 1_000_000)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts to check: posts of the length of a short message, and one long text of all of them."""

    posts: list[str]
    whole: str


def read_texts(folder: Path) -> Texts:
    """The `text` of every JSON line in a folder, cut into posts. Raises SystemExit when there is none."""
    found = [text for path in sorted(folder.glob("**/*.jsonl")) for text in _texts_of(path)]
    whole = "\n\n".join(found)
    if len(whole) < 2 * POST:
        raise SystemExit(f"There are no texts in {folder}. It should hold JSON lines with a text each.")
    starts = range(0, len(whole) - POST, POST)
    posts = [whole[start : start + POST] for start in starts]
    random.Random(81).shuffle(posts)
    return Texts(posts, whole)


def _texts_of(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                text = json.loads(line).get("text", "")
                if isinstance(text, str):
                    yield text


def loading(posts: Sequence[str], rounds: int) -> list[Row]:
    """Fresh processes: how long until the first answer, and what is resident after some hundred."""
    with tempfile.TemporaryDirectory(prefix="commonward-bench-") as folder:
        texts = Path(folder, "posts.txt")
        texts.write_text("\n".join(post.replace("\n", " ") for post in posts[:300]), encoding="utf-8")
        runs = [_one_loading(texts) for _run in range(rounds + 1)][1:]
    processor, clock, resident = (statistics.median(column) for column in zip(*runs, strict=True))
    return [
        Row("import, load and first answer", f"{processor:.2f} s", f"{clock:.2f} s", "0.8 s", processor <= 0.8),
        Row("resident after 300 posts", f"{resident:.0f} MB", "", "200 MB", resident <= 200),
    ]


def _one_loading(texts: Path) -> tuple[float, float, float]:
    code = (
        "import resource, sys, time\n"
        "began = time.perf_counter()\n"
        "from commonward.guard import Guard, Submission\n"
        "guard = Guard()\n"
        "guard.check(Submission(text='Mrs. Ferriman walked out on March 3rd!', author='professional'))\n"
        "print(time.process_time(), time.perf_counter() - began)\n"
        "for line in open(sys.argv[1], encoding='utf-8'):\n"
        "    guard.check(Submission(text=line, author='professional'))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(texts)], capture_output=True, text=True, check=True)
    processor, clock, resident = map(float, ran.stdout.split())
    return processor, clock, resident


def live_check(guard: Guard, posts: Sequence[str]) -> list[Row]:
    """One post of 280 characters after another, all text rules, one thread."""
    queue = iter(posts)
    processor, clock = timed(
        lambda: guard.check(Submission(text=next(queue), context="public_post", author="professional")), len(posts)
    )
    middle, late = statistics.median(processor), percentile(processor, 0.95)
    return [
        Row(
            f"live check of {POST} characters, p50 ({len(posts)} posts)",
            f"{middle:.2f} ms",
            f"{statistics.median(clock):.2f} ms",
            "1.5 ms",
            middle <= 1.5,
        ),
        Row(
            f"live check of {POST} characters, p95",
            f"{late:.2f} ms",
            f"{percentile(clock, 0.95):.2f} ms",
            "4 ms",
            late <= 4,
        ),
    ]


def bulk(guard: Guard, posts: Sequence[str], rounds: int) -> list[Row]:
    """Entities of many posts: asked together, and one after another."""
    together = _rate(posts, rounds, lambda: guard.entities_of_many(posts))
    alone = _rate(posts, rounds, lambda: [guard.entities(post) for post in posts])
    return [
        Row("entities in bulk, asked together", *map(_megabytes, together), "0.6 MB/s", together[0] >= 0.6),
        Row("entities one after another", *map(_megabytes, alone)),
    ]


def _rate(posts: Sequence[str], rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """MB a second: by processor time, by the clock."""
    size = sum(len(post.encode()) for post in posts) / MEGABYTE
    processor, clock = timed(work, rounds)
    return size * 1000 / statistics.median(processor), size * 1000 / statistics.median(clock)


def _megabytes(rate: float) -> str:
    return f"{rate:.2f} MB/s"


def long_texts(guard: Guard, whole: str) -> list[Row]:
    """Whether a long text takes its length's share: a hundred times the text, about a hundred times the time."""
    rows, took = [], {}
    for size in SIZES:
        text = (whole * (size // len(whole) + 1))[:size]
        submission = Submission(text=text, context="public_post", author="professional")
        processor, clock = timed(lambda what=submission: guard.check(what), max(1, 200_000 // size) + 1)
        took[size] = statistics.median(processor)
        rows.append(Row(f"check of {size // 1000:,} kB", f"{took[size]:.0f} ms", f"{statistics.median(clock):.0f} ms"))
    ratio = took[SIZES[-1]] / took[SIZES[0]] / (SIZES[-1] / SIZES[0])
    rows.append(Row("1 MB against 100 times 10 kB", f"{ratio:.2f}", "", "1.5 (linear)", ratio <= 1.5))
    return rows


def picture(guard: Guard, rounds: int) -> Row:
    """A picture of one megapixel with a place and a time inside, looked at in its limited process."""
    dice = random.Random(81)
    with tempfile.TemporaryDirectory(prefix="commonward-bench-") as folder:
        path = Path(folder, "picture.jpg")
        small = Image.frombytes("RGB", (128, 128), dice.randbytes(128 * 128 * 3))
        exif = Image.Exif()
        exif[0x0132] = "2026:03:03 09:41:00"
        exif[0x010F] = "Camera"
        small.resize((1024, 1024), Image.Resampling.BICUBIC).save(path, quality=90, exif=exif)
        submission = Submission(text="", media=(Media(path, alt="Colours"),), author="professional")
        processor, clock = [], []
        for _round in range(rounds):
            began, before = time.perf_counter(), os.times()
            report = guard.check(submission)
            after = os.times()
            clock.append(time.perf_counter() - began)
            processor.append(sum(after[:4]) - sum(before[:4]))
            assert report.entities, "The picture's metadata was not found."
    middle = statistics.median(processor)
    return Row("picture of one megapixel", f"{middle:.2f} s", f"{statistics.median(clock):.2f} s", "1.0 s", middle <= 1)


def main() -> int:
    """Measure, print, and answer 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", default=OWN_TEXTS, help="a folder with JSON lines of texts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=2000, help="at most so many posts")
    parser.add_argument("--lenient", action="store_true", help="only report; answer 0 whatever the figures")
    options = parser.parse_args()
    texts = read_texts(options.data)
    posts = texts.posts[: options.posts]
    noise = unrest()
    rows = loading(posts, options.rounds)
    guard = Guard()
    for post in posts[:50]:
        guard.check(Submission(text=post, author="professional"))
    rows += live_check(guard, posts)
    rows += bulk(guard, posts, options.rounds)
    rows += long_texts(guard, texts.whole)
    rows.append(picture(guard, options.rounds))
    over = show("The guard by itself, one thread; the figure is processor time", rows, worse(noise, unrest()))
    return 1 if over and not options.lenient else 0


if __name__ == "__main__":
    sys.exit(main())
