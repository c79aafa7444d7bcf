"""The guard as a whole, with stand-ins for detectors: parts of a text, limits, threads, and how it fails."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard import (
    Decision,
    Guard,
    GuardUnavailable,
    InputTooLarge,
    Media,
    Submission,
)
from commonward.guard.policy.pack import PolicyError
from commonward.guard.segments import LONGEST_ALT, split
from guard.doubles import FallenReader, NoFiles, WordReader


def guard(**rules: str) -> Guard:
    words = {word.replace("_", " "): rule for word, rule in rules.items()}
    return Guard(reader=WordReader(words), media_reader=NoFiles())


def quotes(judge: Guard, text: str) -> list[tuple[str, str]]:
    report = judge.check(Submission(text, author="professional"))
    return [(finding.rule, text[finding.start : finding.end]) for finding in report.findings]


def test_a_name_in_the_text_and_one_in_a_picture_are_told_apart() -> None:
    text = "Pat went home. [image: whiteboard reads 'Pat Lindqvist, bed 4'] Pat waved."
    judge = guard(Pat="phi.name")
    assert quotes(judge, text) == [
        ("phi.name", "Pat"),
        ("phi.image-text", "Pat Lindqvist, bed 4"),
        ("phi.name", "Pat"),
    ]


def test_words_in_a_picture_are_one_finding_however_many_there_are() -> None:
    text = "[image: chart of Pat, born 1950, bed 4] Look."
    judge = guard(**{"Pat": "phi.name", "1950": "phi.date", "bed 4": "phi.geo"})
    assert quotes(judge, text) == [("phi.image-text", "Pat, born 1950, bed 4")]


def test_entities_are_listed_in_the_text_and_in_its_pictures_in_order() -> None:
    text = "[image: Pat waves] and Pat left"
    report = guard(Pat="phi.name").check(Submission(text))
    assert [text[entity.start : entity.end] for entity in report.entities] == ["Pat", "Pat"]
    assert [entity.start for entity in report.entities] == sorted(entity.start or 0 for entity in report.entities)


def test_the_alternative_text_of_a_file_is_judged_like_a_picture_in_the_text() -> None:
    judge = guard(Pat="phi.name")
    files = [Media(Path("a.png"), alt="a garden"), Media(Path("b.png"), alt="board reads 'Pat'"), Media(Path("c.png"))]
    findings = judge.check(Submission("Hello", author="professional", media=files)).findings
    assert [(finding.rule, finding.media, finding.start, finding.end, finding.fixes) for finding in findings] == [
        ("phi.image-text", 1, None, None, ()),
        ("access.alt-text", 2, None, None, ()),
    ]


def test_a_fix_in_a_picture_changes_the_words_in_it() -> None:
    report = guard(Pat="phi.name").check(Submission("Hi [image: board reads 'Pat, bed 4'] there"))
    assert report.fixed(*report.findings[0].fixes) == "Hi [image: board reads '…'] there"


def test_a_bracket_that_is_too_long_or_never_closed_hides_nothing() -> None:
    judge = guard(Pat="phi.name")
    assert quotes(judge, "[image: Pat") == [("phi.name", "Pat")]
    assert quotes(judge, f"[image: Pat {'x' * LONGEST_ALT}]") == [("phi.name", "Pat")]


PIECES = ("[image:", "[photo: ", "reads '", "'", "]", "[", "Pat", " ", "\n", "é", "😀", "\ud800")
PIECED = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(PIECED)
def test_taking_pictures_out_keeps_every_offset(text: str) -> None:
    parts = split(text)
    assert len(parts.prose) == len(text)
    for picture in parts.pictures:
        assert text[picture.alt_start : picture.alt_start + len(picture.alt)] == picture.alt
        assert not parts.prose[picture.start + 1 : picture.end - 1].strip()
    outside = [(0, 0), *((picture.start, picture.end) for picture in parts.pictures), (len(text), len(text))]
    for (_, end), (start, _) in pairwise(outside):
        assert parts.prose[end:start] == text[end:start]


@given(PIECED)
def test_offsets_of_findings_lie_in_the_text_and_fixes_can_be_made(text: str) -> None:
    report = guard(Pat="phi.name").check(Submission(text, author="professional"))
    for finding in report.findings:
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start < finding.end <= len(text)
    report.fixed(*(fix for finding in report.findings for fix in finding.fixes))


def test_one_megabyte_is_read_and_more_is_refused() -> None:
    judge = guard(Pat="phi.name")
    assert len(judge.check(Submission("Pat" + "x" * (1_048_576 - 3))).findings) == 1
    with pytest.raises(InputTooLarge, match="longer than 1 MB"):
        judge.check(Submission("é" * 524_289))
    with pytest.raises(InputTooLarge):
        judge.check(Submission("short", thread=["x" * 1_048_577]))


def test_a_text_full_of_brackets_is_read_in_good_time() -> None:
    judge = guard(Pat="phi.name")
    assert len(judge.check(Submission("[image: Pat]" * 2_000, author="professional")).findings) == 2_000


@pytest.mark.slow
def test_a_megabyte_of_open_brackets_and_quotes_is_read_in_good_time() -> None:
    judge = guard(Pat="phi.name")
    for piece in ("[image: ", "[image: '", "[image: x]", "'\"", "[image: exif ", "[image: reads "):
        judge.check(Submission(piece * (1_000_000 // len(piece)), author="professional"))


def test_half_a_character_breaks_nothing() -> None:
    text = "\ud83d Pat \ude00 [image: \ud83d Pat]"
    assert [rule for rule, _ in quotes(guard(Pat="phi.name"), text)] == ["phi.name", "phi.image-text"]


def test_many_threads_get_the_same_answers() -> None:
    judge = guard(Pat="phi.name")
    texts = [f"{'x' * number} Pat" for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda text: judge.check(Submission(text)), texts))
    assert reports == judge.check_many(Submission(text) for text in texts)
    assert [report.findings[0].start for report in reports] == [number + 1 for number in range(50)]


def test_when_the_detectors_cannot_answer_nobody_gets_an_empty_report() -> None:
    fallen = FallenReader()
    with pytest.raises(GuardUnavailable, match="word lists"):
        Guard(reader=fallen, media_reader=NoFiles()).check(Submission("Hello"))  # type: ignore[arg-type]  # it only raises
    with pytest.raises(GuardUnavailable):
        Guard(reader=WordReader({}), media_reader=fallen).check(
            Submission("Hi", media=[Media(Path("a.png"), "a tree")])
        )


def test_a_rule_that_is_not_in_the_catalogue_is_never_let_by() -> None:
    with pytest.raises(GuardUnavailable, match=r"no rule phi\.shoe-size"):
        guard(Pat="phi.shoe-size").check(Submission("Pat"))


def test_a_context_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PolicyError, match="context of a text"):
        guard().check(Submission("Hi", context="billboard"))  # type: ignore[arg-type]  # what a careless caller does


def test_the_author_is_inferred_only_when_nobody_says() -> None:
    reader = WordReader({"Pat": "phi.name"}, own=False, writes="patient")
    judge = Guard(reader=reader, media_reader=NoFiles())
    assert judge.check(Submission("Pat")).decision is Decision.HOLD
    assert judge.check(Submission("Pat", author="professional")).decision is Decision.BLOCK


def test_everything_that_is_empty_is_allowed() -> None:
    report = guard().check(Submission())
    assert (report.findings, report.entities, report.decision, report.text) == ((), (), Decision.ALLOW, "")
