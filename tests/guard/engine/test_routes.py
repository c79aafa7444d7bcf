"""The same words get the same answer by any route: alone, among others, by the command, with a picture beside them."""

import json
import subprocess
import sys

import pytest

from commonward.guard import Guard, Submission

TEXTS = (
    "Mrs. Odalys Ferriman walked out of Larkmoor Regional on March 3rd after her valve repair.",
    "The mayor's sister was admitted with psychosis on our ward.",
    "Dear reviewer, you came to us with three cavities and you refused the X-ray.",
    "Join our webinar on Thursday, 6 March, with Prof. Ada Lindqvist.",
)


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def _told(guard: Guard, text: str) -> list[tuple[str, int | None, int | None, str]]:
    report = guard.check(Submission(text=text, author="professional"))
    return [(found.rule, found.start, found.end, str(found.decision)) for found in report.findings]


def test_alone_and_among_others(guard: Guard) -> None:
    reports = guard.check_many([Submission(text=text, author="professional") for text in TEXTS])
    for text, report in zip(TEXTS, reports, strict=True):
        found = [(found.rule, found.start, found.end, str(found.decision)) for found in report.findings]
        assert found == _told(guard, text)


def test_beside_a_picture_in_the_text(guard: Guard) -> None:
    for text in TEXTS:
        framed = f"{text} [image: a sunset over the car park]"
        # What is said is heard together with its picture and may be judged otherwise; identifiers are not.
        told, beside = ([one for one in _told(guard, words) if one[0].startswith("phi.")] for words in (text, framed))
        assert beside == told


@pytest.mark.slow
def test_by_the_command(guard: Guard) -> None:
    lines = "".join(
        json.dumps({"id": at, "text": text, "author": "professional"}) + "\n" for at, text in enumerate(TEXTS)
    )
    command = [sys.executable, "-m", "commonward.cli.main", "check", "--jsonl"]
    answer = subprocess.run(command, input=lines.encode(), capture_output=True, check=False, timeout=120)
    for text, line in zip(TEXTS, answer.stdout.splitlines(), strict=True):
        found = [(one["rule"], one["start"], one["end"], one["decision"]) for one in json.loads(line)["findings"]]
        assert found == _told(guard, text)
