"""Thousands of threads at once, files that change under a running guard, and work that grows with the text."""

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonward.guard import Guard, GuardUnavailable, Submission
from commonward.guard.text import lexicons, scan
from commonward.guard.text.document import read
from commonward.guard.text.tagger import trained

THREADS = 2_000
POST = "Pt Anna Sample, MRN 00482913, went home on March 3rd."


@pytest.mark.slow
def test_thousands_of_threads_get_the_right_answer_in_bounded_memory() -> None:
    guard = Guard()
    before, held = threading.stack_size(256 * 1024), threading.active_count()
    answers: dict[int, list[tuple[str, int | None]]] = {}
    gate = threading.Event()

    def ask(number: int) -> None:
        gate.wait()
        text = f"Case {'x' * (number % 7)} {POST}"
        found = guard.check(Submission(text=text, author="professional")).findings
        answers[number] = [(finding.rule, finding.start) for finding in found]

    crowd = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    try:
        for thread in crowd:
            thread.start()
        gate.set()
        for thread in crowd:
            thread.join()
    finally:
        threading.stack_size(before)
    assert len(answers) == THREADS
    for rest in range(7):
        alike = [answers[number] for number in range(rest, THREADS, 7)]
        assert all(answer == alike[0] for answer in alike)
        assert [rule for rule, _ in alike[0]] == ["phi.name", "phi.mrn", "phi.date"]
        assert alike[0][1][1] == f"Case {'x' * rest} {POST}".index("00482913")
    assert threading.active_count() == held
    assert len(trained.load().network.kept.index) <= len(trained.load().network.kept.rows)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the trained model and its card, as an installation has them."""
    folder = resources.files("commonward.guard").joinpath("resources")
    for name in ("tagger.bin", "tagger.toml"):
        shutil.copy(str(folder.joinpath(name)), tmp_path / name)
    return tmp_path


@pytest.mark.slow
def test_a_model_replaced_on_disk_is_not_taken_by_who_has_loaded_and_refused_to_who_loads(installed: Path) -> None:
    running = trained.load_from(installed)
    document = read(POST)
    before = running.tag(document, scan.scan(document))
    (installed / "tagger.bin").write_bytes(b"something else")
    assert running.tag(document, scan.scan(document)) == before
    with pytest.raises(GuardUnavailable, match="not the file"):
        trained.load_from(installed)


def test_a_model_replaced_together_with_its_card_is_checked_against_the_new_card(installed: Path) -> None:
    card = (installed / "tagger.toml").read_text(encoding="utf-8")
    old = hashlib.sha256((installed / "tagger.bin").read_bytes()).hexdigest()
    (installed / "tagger.bin").write_bytes(b"no model")
    new = hashlib.sha256(b"no model").hexdigest()
    (installed / "tagger.toml").write_text(card.replace(old, new), encoding="utf-8")
    with pytest.raises(GuardUnavailable, match="cannot be read"):
        trained.load_from(installed)


def _steps(text: str) -> int:
    """How many lines of our code a check runs: work that does not depend on the machine."""
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return watch

    before = sys.gettrace()
    sys.settrace(watch)  # type: ignore[arg-type]  # the trace itself goes on
    try:
        _ONE.check(Submission(text=text, context="public_post", author="professional"))
    finally:
        sys.settrace(before)
    return count


_ONE = Guard()
_PIECES = (
    *("MRN ", "00482913", "1", "-", " ", ".", ":", "Dr. ", "Anna ", "@", "#", "a", "A", "March ", "3rd, ", "(", "["),
    *("her ", "\n", "756.", "555-", "born ", "St. ", "http://", "x", "\u0301", "é", "５", "\u200b", "del ", "y "),
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@example("Dr. ")
@example("Anna ")
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join))
def test_twice_the_text_is_about_twice_the_work(piece: str) -> None:
    size = 240 // len(piece) + 1
    _steps(piece * size), _steps(piece * size * 4)  # what is loaded at first use is no part of it
    few, many = _steps(piece * size), _steps(piece * size * 4)
    assert many <= 6 * few + 2_000


@pytest.mark.parametrize("lane", scan.lanes(), ids=lambda lane: lane.name)
def test_no_pattern_is_of_a_kind_that_backtracks(lane: scan.Lane) -> None:
    """re2 has no back-references and no look-around, and its automata do not backtrack; `re` would."""
    assert lane.compiled
    assert all(type(automaton).__module__.startswith(("re2", "_re2")) for automaton in lane.compiled)


IDENTIFIERS = ("00482913", "212-555-0142", "900-12-3456", "GB29 NWBK 6016 1331 9268 19", "pat@mailbox.example")
_AROUND = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\u200b\u0301５①ﬁ\u202e\u00ad’\n ")),
    max_size=40,
)


@pytest.mark.slow
@given(_AROUND, st.sampled_from(IDENTIFIERS), _AROUND)
def test_the_quoted_span_is_exactly_the_texts_and_a_fix_gives_what_it_announces(
    before: str, identifier: str, after: str
) -> None:
    text = f"{before}\n\nMy patient, MRN 00482913, {identifier}, came.\n\n{after}"
    place = text.index("My patient, MRN 00482913") + len("My patient, MRN ")
    report = _ONE.check(Submission(text=text, context="public_post", author="professional"))
    assert (place, place + 8) in [(found.start, found.end) for found in report.findings]
    for finding in report.findings:
        for fix in finding.fixes:
            expected = text
            for edit in sorted(fix.edits, key=lambda edit: edit.start, reverse=True):
                expected = expected[: edit.start] + edit.text + expected[edit.end :]
            assert report.fixed(fix) == expected


MIXED = ("Анна Иванова и José 東京 مريم 田中さん मरीज़ ", "\u0301\u0302", "слово", "a\u200db")


@pytest.mark.slow
@pytest.mark.parametrize("piece", MIXED)
def test_mixed_scripts_and_marks_alone_do_not_hide_what_stands_among_them(piece: str) -> None:
    text = f"{piece * 40}\nMy patient, MRN 00482913.\n{piece * 40}"
    found = _ONE.check(Submission(text=text, author="professional")).findings
    assert "00482913" in [text[finding.start : finding.end] for finding in found]


@pytest.mark.slow
def test_ten_thousand_lines_are_read_to_the_last() -> None:
    text = "A quiet day.\n" * 9_999 + POST
    found = _ONE.check(Submission(text=text, author="professional")).findings
    assert [text[finding.start : finding.end] for finding in found if finding.rule == "phi.mrn"] == ["00482913"]


@pytest.mark.slow
def test_a_word_list_replaced_on_disk_is_refused_to_who_loads_and_leaves_who_has_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "resources"
    shutil.copytree(str(resources.files("commonward.guard").joinpath("resources")), folder)
    running = lexicons.load_from(folder)
    (folder / "given.txt").write_text("nobody\n", encoding="utf-8")
    assert not running.marks.get("nobody", 0) & lexicons.GIVEN
    assert running.marks.get("eleanor", 0) & lexicons.GIVEN
    with pytest.raises(GuardUnavailable, match=r"given\.txt is not the file"):
        lexicons.load_from(folder)
    digest = hashlib.sha256(b"nobody\n").hexdigest()
    manifest = (folder / "MANIFEST.toml").read_text(encoding="utf-8")
    held = hashlib.sha256(resources.files("commonward.guard").joinpath("resources", "given.txt").read_bytes())
    (folder / "MANIFEST.toml").write_text(manifest.replace(held.hexdigest(), digest), encoding="utf-8")
    renewed = lexicons.load_from(folder).marks
    assert renewed.get("nobody", 0) & lexicons.GIVEN
    assert not renewed.get("eleanor", 0) & lexicons.GIVEN


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux lists a process's threads")
def test_a_check_starts_no_threads_of_its_own() -> None:
    code = (
        "import os\n"
        "from commonward.guard import Guard, Submission\n"
        "Guard().check(Submission(text='Mrs. Ferriman in bed 4 walked out on March 3rd!'))\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout.split() == ["1"]
