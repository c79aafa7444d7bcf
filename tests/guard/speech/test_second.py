"""The second hearing: it says no less than the large network finds, is loaded for the release tier alone, and says so
when its file is missing or altered.
"""

import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from commonward.guard import Guard, GuardUnavailable, Submission
from commonward.guard.text import document
from commonward.guard.text.speech import network, second
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.speech.wordpieces import Vocabulary
from commonward.guard.text.words import Wording, read_words

RESOURCES = resources.files("commonward.guard").joinpath("resources")
SETTING = Setting("professional", "public_post", "en")


def wording(text: str) -> Wording:
    return read_words(document.read(text, "en"))


@pytest.fixture(scope="module")
def large() -> second.LargeNetwork:
    return second.load()


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard("release")


def test_words_are_cut_longest_first() -> None:
    known = Vocabulary.of(["[CLS]", "[SEP]", "[UNK]", "bed", "##ding", "!", "the"])
    cut = known.read(wording("The bedding! Xyz"), 0, 3, 64)
    assert cut.pieces == [0, 6, 3, 4, 5, 2, 1]
    assert cut.firsts == [1, 2, 5]


def test_a_word_behind_the_last_piece_is_read_there() -> None:
    known = Vocabulary.of(["[CLS]", "[SEP]", "[UNK]", "a"])
    cut = known.read(wording("a a a a a a"), 0, 6, 4)
    assert len(cut.pieces) == 4
    assert max(cut.firsts) < 4


def test_each_word_of_a_long_text_is_weighed_once(large: second.LargeNetwork) -> None:
    text = " ".join(f"word{number} stands here, quite alone." for number in range(120))
    words = wording(text)
    shares = large.shares(words, SETTING)
    assert shares.shape == (len(words.words), len(large.rules))
    assert np.isfinite(shares).all()


def test_an_empty_text_has_no_shares(large: second.LargeNetwork) -> None:
    assert second.Second.of(network.load(), large).shares(wording("..."), SETTING).shape[0] <= 1
    assert Guard("release").check(Submission("")).findings == ()


def test_both_networks_know_the_same_rules(large: second.LargeNetwork) -> None:
    assert large.rules == network.load().rules


def test_shares_are_moved_from_line_to_line() -> None:
    line, other = np.array([0.6, 0.9], np.float32), np.array([0.8, 0.6], np.float32)
    shares = np.array([[0.6, 0.9], [0.3, 0.45], [1.0, 1.0]], np.float32)
    assert np.allclose(second.scaled(shares, line, other), [[0.8, 0.6], [0.4, 0.3], [1.0, 1.0]])


def test_a_finding_of_the_small_network_stands_unless_the_large_one_rules_it_out(large: second.LargeNetwork) -> None:
    words = wording("Everyone pile on the midwife at the desk, spam her reviews until she quits, the stupid cow.")
    small = network.load()
    both = second.Second.of(small, large).shares(words, SETTING)
    alone = large.shares(words, SETTING)
    assert (both >= alone).all()
    found = (small.shares(words, SETTING) >= small.least).any(axis=0)
    doubted = alone.max(axis=0) < second.DOUBT * large.least
    heard = (both >= large.least - 1e-5).any(axis=0)
    assert heard[found & ~doubted].all()


def test_the_release_tier_hears(guard: Guard) -> None:
    text = "Everyone pile on the midwife at the desk, spam her reviews until she quits, the stupid cow."
    report = guard.check(Submission(text, context="public_post", author="professional"))
    assert "bullying.harass" in {one.rule for one in report.findings}


def test_the_live_tier_needs_no_second_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> second.LargeNetwork:
        raise AssertionError("loaded")

    monkeypatch.setattr(second, "load", refuse)
    assert Guard().check(Submission("Good morning.")).findings == ()


@pytest.mark.parametrize("left", ["", "hearing.toml"])
def test_what_is_missing_is_said(tmp_path: Path, left: str) -> None:
    if left:
        shutil.copy(str(RESOURCES.joinpath(left)), tmp_path)
    with pytest.raises(GuardUnavailable, match="second hearing"):
        second.load_from(tmp_path)


def test_what_is_altered_is_refused(tmp_path: Path) -> None:
    shutil.copy(str(RESOURCES.joinpath("hearing.toml")), tmp_path)
    (tmp_path / "hearing.bin").write_bytes(b"something else")
    with pytest.raises(GuardUnavailable, match=r"hearing\.bin"):
        second.load_from(tmp_path)


def test_another_version_is_refused() -> None:
    content = RESOURCES.joinpath("hearing.bin").read_bytes()
    with pytest.MonkeyPatch.context() as patch, pytest.raises(GuardUnavailable, match="another version"):
        patch.setattr(second, "VERSION", 0)
        second.unpacked(content, "")
