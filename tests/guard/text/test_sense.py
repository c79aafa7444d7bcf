"""The sense of whose an entity is: how it fails, what it keeps, and that it says the same however it is asked."""

import re
import shutil
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest

from commonward.guard import Decision, Guard, GuardUnavailable, Submission
from commonward.guard.engine import self_check
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.network import vectors_digest
from commonward.guard.text.whose import sense

CARD = "sense.toml"
RESOURCES = resources.files("commonward.guard").joinpath("resources")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the model and its card."""
    for name in (sense.FILE, CARD):
        shutil.copy(str(RESOURCES.joinpath(name)), tmp_path / name)
    return tmp_path


def found(guard: Guard, text: str, author: str = "professional") -> list[tuple[str, str]]:
    """Rule and quote of what is more than a note."""
    report = guard.check(Submission(text, context="public_post", author=author))
    return [
        (finding.rule, text[finding.start : finding.end])
        for finding in report.findings
        if finding.decision > Decision.NOTE and finding.start is not None
    ]


def test_the_same_name_is_a_patient_here_and_a_colleague_there(guard: Guard) -> None:
    assert ("phi.name", "Garrine") in found(guard, "Garrine pulled his drain out again at four. Third time.")
    assert found(guard, "Garrine from the pharmacy brought samosas for the night shift.") == []


def test_a_namesake_is_left_alone(guard: Guard) -> None:
    text = "The man in 7B, Goran, went home; Goran from the pharmacy brought samosas."
    report = guard.check(Submission(text, context="public_post", author="professional"))
    assert [one.start for one in report.findings if one.rule == "phi.name"] == [text.index("Goran")]


def test_a_body_is_a_place_of_care_here_and_an_employer_there(guard: Guard) -> None:
    care = found(guard, "My patient had her surgery at Larkmoor Regional, and the wound is dehiscing.")
    work = found(guard, "My patient with the amputated fingers works for Larkmoor Sawmills.")
    assert ("phi.geo", "Larkmoor Regional") in care
    assert ("phi.affiliation", "Larkmoor Sawmills") in work


def test_an_empty_text_and_one_of_signs_have_an_answer(guard: Guard) -> None:
    for text in ("", "…", "7/3", "\n\n2/3\n", "Odalys"):
        assert guard.check(Submission(text, author="professional")).findings is not None


def test_a_long_text_is_judged_in_parts_as_each_by_itself(guard: Guard) -> None:
    told = "My patient Zelnia Okwuru has a broken hip and cries at night."
    filling = "We counted the swabs and the drawers, and the tea went cold. "
    text = filling * 400 + told + " " + filling * 400
    assert ("phi.name", "Zelnia Okwuru") in found(guard, told)
    assert ("phi.name", "Zelnia Okwuru") in found(guard, text)


def test_many_threads_get_the_same_answers(guard: Guard) -> None:
    texts = [f"Zelnia{number} from bed {number} had a stroke on Monday; ask Pat Okwuru." for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: found(guard, text), texts))
    assert together == [found(guard, text) for text in texts]


def test_it_reads_with_the_vectors_that_it_was_trained_with() -> None:
    card = tomllib.loads(RESOURCES.joinpath(CARD).read_text(encoding="utf-8"))
    digest = vectors_digest(trained.load().network)
    assert card["vectors"] == digest, "The tagger has other word vectors now: train the sense anew (make sense)."


@pytest.mark.parametrize(
    ("name", "said"), [(sense.FILE, "^The guard's sense model is"), (CARD, "^The card of the guard's sense model")]
)
def test_a_missing_file_is_said_to_be_missing(shipped: Path, name: str, said: str) -> None:
    (shipped / name).unlink()
    with pytest.raises(GuardUnavailable, match=said):
        sense.load_from(shipped)


def test_an_altered_model_is_refused(shipped: Path) -> None:
    content = bytearray((shipped / sense.FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (shipped / sense.FILE).write_bytes(bytes(content))
    with pytest.raises(GuardUnavailable, match=r"sense\.bin is not the file"):
        sense.load_from(shipped)


def test_a_model_for_another_version_of_the_code_is_refused(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sense, "VERSION", 99)
    with pytest.raises(GuardUnavailable, match="another version"):
        sense.load_from(shipped)


def test_a_file_that_is_no_model_is_refused() -> None:
    with pytest.raises(GuardUnavailable, match="cannot be read"):
        sense.unpacked(b"PK not really", "")


def test_without_its_model_the_guard_says_so_to_the_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sense, "resources", SimpleNamespace(files=lambda _: tmp_path))
    sense.load.cache_clear()
    try:
        assert self_check() == ["The card of the guard's sense model is missing. Install the guard again."]
    finally:
        sense.load.cache_clear()


def test_it_holds_no_word_of_any_text() -> None:
    content = RESOURCES.joinpath(sense.FILE).read_bytes()
    assert len(content) < 1_200_000
    assert not re.search(rb"patient|nurse|hospital", content, re.IGNORECASE)
