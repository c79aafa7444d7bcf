"""Texts written to hurt: the guard answers each, in a time that grows with the text and not with its square.

No test here looks at a clock. With a time of a higher power, some of these would not end within an hour.
"""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard import Decision, Guard, Submission
from commonward.guard.engine import LONGEST_TEXT

PHI = "Pt Anna Sample, MRN 00482913, went home on March 3rd with Dr. Lee. "
#: What is repeated, and whether something in it must stop the whole.
HOSTILE: dict[str, tuple[str, bool]] = {
    "prose": ("A quiet walk does wonders after a long night shift. ", False),
    "a finding in every line": (PHI, True),
    "one name over and over": ("Anna ", False),
    "one telephone over and over": ("207-555-0142 ", True),
    "one enormous word": ("a", False),
    "one enormous number": ("1", False),
    "lines": ("a\n", False),
    "sentences of one letter": ("a.", False),
    "mentions": ("@nadia-okafor ", False),
    "tags": ("#sepsis ", False),
    "half addresses": ("a@b ", False),
    "one long web address": ("http://a.example/", False),
    "half dates": ("1/", False),
    "brackets": ("[", False),
    "pictures that never end": ("[image: ", False),
    "quotes in quotes": ("> ", False),
    "titles": ("Dr. ", False),
    "labels": ("MRN ", False),
    "marks on marks": ("a\u0301\u0302\u0303\u0304", False),
    "zero width": ("a\u200b", False),
    "turned around": ("\u202ea", False),
    "isolates that never end": ("\u2067a", False),
    "people of emoji": ("\U0001f469\u200d\U0001f469\u200d\U0001f467 ", False),
    "no character at all": ("\0", False),
    "half characters": ("\ud800", False),
    "replies that admit": ("Dear Ana, sorry that your tooth broke after we fitted it. ", True),
    "namesakes": ("Goran in 7B went home; Goran from the pharmacy brought samosas. ", True),
    "a tattoo that never ends": ('tattoo "', False),
    "wide figures": ("１２", False),
}


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def _repeated(piece: str, size: int) -> str:
    """So many repetitions that the whole is just below this many bytes."""
    return piece * (size // len(piece.encode("utf-8", "surrogatepass")))


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_text_is_answered_like_any_other(what: str, guard: Guard) -> None:
    piece, stops = HOSTILE[what]
    text = _repeated(piece, 100_000)
    report = guard.check(Submission(text=text, context="public_post", author="professional"))
    assert (report.decision >= Decision.WARN) is stops
    for finding in report.findings:
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start < finding.end <= len(text)


def test_an_answer_is_as_long_as_the_text_and_not_as_its_square(guard: Guard) -> None:
    few, many = (guard.check(Submission(text=PHI * times, author="professional")) for times in (30, 120))
    edits = [sum(len(fix.edits) for finding in report.findings for fix in finding.fixes) for report in (few, many)]
    assert len(many.findings) == 4 * len(few.findings)
    assert edits[1] <= 4 * edits[0]


def test_a_fix_mends_every_place_of_a_few_and_its_own_of_many(guard: Guard) -> None:
    text = "MRN 00482913 is the one. " * 3
    report = guard.check(Submission(text=text, author="professional"))
    assert "00482913" not in report.fixed(report.findings[0].fixes[0])
    text = "MRN 00482913 is the one. " * 30
    report = guard.check(Submission(text=text, author="professional"))
    assert report.fixed(report.findings[7].fixes[0]).count("00482913") == 29
    assert "00482913" not in report.fixed(*(finding.fixes[0] for finding in report.findings))


NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\0\ud800\udfff\u202e\u2066\u2069\u200b\u0301\ufeff@#[]<>*_`1/-.: \n\r\t"),
    ),
    max_size=200,
)


@given(text=st.lists(st.one_of(NASTY, st.sampled_from([PHI, "[image: ", "Dr. ", "MRN "])), max_size=8).map("".join))
def test_any_text_is_answered_with_offsets_inside_it(text: str) -> None:
    report = _ONE.check(Submission(text=text, context="public_post", author="unknown"))
    for entity in report.entities:
        assert entity.start is not None
        assert entity.end is not None
        assert 0 <= entity.start < entity.end <= len(text)
    for finding in report.findings:
        for fix in finding.fixes:
            report.fixed(fix)


_ONE = Guard()


@pytest.mark.slow
def test_the_command_answers_a_megabyte_and_the_line_after_it() -> None:
    texts = {
        "large": PHI + _repeated(HOSTILE["prose"][0], LONGEST_TEXT - len(PHI)),
        "too large": "x" * (LONGEST_TEXT + 1),
        "half": "\ud800",
        "last": PHI,
    }
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items())
    command = [sys.executable, "-m", "commonward.cli.main", "check", "--jsonl"]
    answer = subprocess.run(command, input=lines.encode(), capture_output=True, check=False, timeout=300)
    large, too_large, half, last = map(json.loads, answer.stdout.splitlines())
    assert (large["id"], large["decision"], last["decision"]) == ("large", "block", "block")
    assert too_large == {"id": "too large", "error": "The text is longer than 1 MB. Please send it in parts."}
    assert (half["decision"], half["findings"]) == ("allow", [])
    assert answer.returncode == 2
    assert answer.stderr == b""


@pytest.mark.parametrize(
    "text",
    ["The patient collapsed at our webinar on sepsis, 03/04/2024", "Webinar: patient with sepsis died 12/03"],
)
def test_a_date_behind_all_words_is_judged_as_any_other(text: str) -> None:
    report = _ONE.check(Submission(text, context="public_post", author="professional"))
    assert [text[found.start : found.end] for found in report.findings if found.rule == "phi.date"]
