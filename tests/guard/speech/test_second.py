"""Two networks heard as one: it says no less than the better one finds, asks it only where there is something to hear,
loads the large one for the release tier alone, and says so when a file is missing or altered.
"""

import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from commonward.guard import Guard, GuardUnavailable, Submission
from commonward.guard.text import document
from commonward.guard.text.speech import attention, network, second
from commonward.guard.text.speech.encoder import Encoder
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.speech.wordpieces import Vocabulary
from commonward.guard.text.words import Wording, read_words

RESOURCES = resources.files("commonward.guard").joinpath("resources")
SETTING = Setting("professional", "public_post", "en")


def wording(text: str) -> Wording:
    return read_words(document.read(text, "en"))


@pytest.fixture(scope="module")
def large() -> attention.AttentiveNetwork:
    return attention.load(attention.LARGE)


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


def test_each_word_of_a_long_text_is_weighed_once(large: attention.AttentiveNetwork) -> None:
    text = " ".join(f"word{number} stands here, quite alone." for number in range(120))
    words = wording(text)
    shares = large.shares(words, SETTING)
    assert shares.shape == (len(words.words), len(large.rules))
    assert np.isfinite(shares).all()


def test_an_empty_text_has_no_shares(large: attention.AttentiveNetwork) -> None:
    assert second.Second.of(network.load(), large).shares(wording("..."), SETTING).shape[0] <= 1
    assert Guard("release").check(Submission("")).findings == ()


def test_both_networks_know_the_same_rules(large: attention.AttentiveNetwork) -> None:
    assert large.rules == network.load().rules


def test_shares_are_moved_from_line_to_line() -> None:
    line, other = np.array([0.6, 0.9], np.float32), np.array([0.8, 0.6], np.float32)
    shares = np.array([[0.6, 0.9], [0.3, 0.45], [1.0, 1.0]], np.float32)
    assert np.allclose(second.scaled(shares, line, other), [[0.8, 0.6], [0.4, 0.3], [1.0, 1.0]])


def test_a_finding_of_the_small_network_stands_unless_the_large_one_rules_it_out(
    large: attention.AttentiveNetwork,
) -> None:
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
    load = attention.load

    def refuse(name: str) -> attention.AttentiveNetwork:
        assert name == attention.TAUGHT
        return load(name)

    monkeypatch.setattr(attention, "load", refuse)
    assert Guard().check(Submission("Good morning.")).findings == ()


def test_where_nothing_is_heard_the_better_network_is_not_asked() -> None:
    small, taught = network.load(), attention.load(attention.TAUGHT)
    both = second.Second.of(small, taught, second.ASKED)
    quiet, loud = wording("Good morning."), wording("Pile on the midwife, spam her until she quits, the stupid cow.")
    assert (small.shares(quiet, SETTING) / small.least).max() < second.ASKED
    alone = second.scaled(small.shares(quiet, SETTING), small.least, both.least)
    assert np.array_equal(both.shares(quiet, SETTING), alone)
    whole = second.Second.of(small, taught).shares(loud, SETTING)
    assert np.array_equal(both.shares(loud, SETTING), whole)


def test_what_the_better_network_does_not_judge_is_the_lesser_ones() -> None:
    small, taught = network.load(), attention.load(attention.TAUGHT)
    both = second.Second.of(small, taught)
    column = taught.rules.index("conduct.discrimination")
    assert taught.least[column] > 1
    words = wording("They breed like rats, keep them out of our hospital.")
    assert both.least[column] == small.least[column]
    assert np.array_equal(both.shares(words, SETTING)[:, column], small.shares(words, SETTING)[:, column])


def test_a_call_for_help_is_never_ruled_out() -> None:
    small, taught = network.load(), attention.load(attention.TAUGHT)
    both = second.Second.of(small, taught)
    words = wording("The garden group meets. " * 9 + "I want to kill myself tonight. " + "Row two gets beans. " * 9)
    column = small.rules.index("crisis.suicide-risk")
    assert (small.shares(words, SETTING)[:, column] >= small.least[column]).any()
    assert (both.shares(words, SETTING)[:, column] >= both.least[column] - 1e-6).any()


def test_in_a_language_that_it_hardly_knows_nothing_is_ruled_out() -> None:
    small, taught = network.load(), attention.load(attention.TAUGHT)
    both, spanish = second.Second.of(small, taught), SETTING._replace(language="es")
    words = read_words(document.read("La bebé de ocho meses, qué valiente!", "es"))
    judged = taught.least <= 1
    own = second.scaled(small.shares(words, spanish), small.least, both.least)
    assert (both.shares(words, spanish) >= own - 1e-6)[:, judged].all()


@pytest.mark.parametrize(("name", "what"), [("hearing", "second hearing"), ("taught", "taught hearing")])
@pytest.mark.parametrize("is_card_left", [False, True])
def test_what_is_missing_is_said(tmp_path: Path, name: str, what: str, *, is_card_left: bool) -> None:
    if is_card_left:
        shutil.copy(str(RESOURCES.joinpath(f"{name}.toml")), tmp_path)
    with pytest.raises(GuardUnavailable, match=what):
        attention.load_from(tmp_path, f"{name}.bin")


def test_what_is_altered_is_refused(tmp_path: Path) -> None:
    shutil.copy(str(RESOURCES.joinpath("hearing.toml")), tmp_path)
    (tmp_path / "hearing.bin").write_bytes(b"something else")
    with pytest.raises(GuardUnavailable, match=r"hearing\.bin"):
        attention.load_from(tmp_path, attention.LARGE)


def test_layers_that_cannot_be_run_are_refused() -> None:
    with pytest.raises(GuardUnavailable, match=r"hearing\.bin cannot be run here"):
        Encoder(b"no graph", attention.LARGE)


def test_another_version_is_refused() -> None:
    content = RESOURCES.joinpath("hearing.bin").read_bytes()
    with pytest.MonkeyPatch.context() as patch, pytest.raises(GuardUnavailable, match="another version"):
        patch.setattr(attention, "VERSION", 0)
        attention.unpacked(content, "", attention.LARGE)
