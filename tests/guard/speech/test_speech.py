"""What is said, by the front door: what counts, for whom, in threads and pictures, and how the model fails."""

import shutil
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard import Decision, Guard, GuardUnavailable, Media, Submission
from commonward.guard.contract import Context
from commonward.guard.text import document
from commonward.guard.text.speech import listening, meanings, network

RESOURCES = resources.files("commonward.guard").joinpath("resources")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def said(guard: Guard, text: str, **more: object) -> list[tuple[str, str]]:
    """Rule and quote of everything that is found and is no identifier."""
    report = guard.check(Submission(text, **{"context": "public_post", "author": "professional", **more}))  # type: ignore[arg-type]
    return [
        (one.rule, text[one.start or 0 : one.end or 0]) for one in report.findings if not one.rule.startswith("phi.")
    ]


def test_swearing_binds_staff_and_not_patients(guard: Guard) -> None:
    text = "What a shitty day."
    assert ("conduct.profanity", "shitty") in said(guard, text)
    assert said(guard, text, author="patient") == []


def test_a_cry_for_help_brings_help_and_stops_nothing(guard: Guard) -> None:
    text = "I have the pills counted and tonight I want to die."
    report = guard.check(Submission(text, context="closed_group", author="patient"))
    assert "help" in report.effects
    assert report.decision <= Decision.NOTE
    assert "crisis.suicide-risk" in {one.rule for one in report.findings}
    assert not any(one.fixes for one in report.findings if one.rule.startswith("crisis."))


def test_a_red_flag_in_care_comes_first(guard: Guard) -> None:
    text = "I have crushing pain in my chest going down the left arm"
    report = guard.check(Submission(text, context="care_conversation", author="patient"))
    assert "queue_first" in report.effects
    assert "triage.red-flag" in {one.rule for one in report.findings}


def test_red_flags_are_read_without_any_model() -> None:
    read = document.read("my throat is closing up")
    assert [breach.rule for breach in listening.urgent(read)] == ["triage.red-flag"]


def test_a_wish_to_die_is_heard_without_any_model() -> None:
    found = listening.urgent(document.read("I have the pills lined up. I don't want to live anymore."))
    assert {breach.rule for breach in found} == {"crisis.suicide-risk"}


@pytest.mark.parametrize("context", ["care_conversation", "direct_message"])
def test_what_a_patient_tells_one_person_of_an_emergency_is_not_doubted(guard: Guard, context: Context) -> None:
    text = "ate a prawn cracker, lips huge, throat feels like it's closing, where's my appointment link"
    report = guard.check(Submission(text, context=context, author="patient"))
    assert "triage.red-flag" in {finding.rule for finding in report.findings}
    assert "help" in report.effects


@pytest.mark.parametrize(
    "text", ["Call 911 now. I stay here with you.", "I am right here with you.", "I will stay with you on the phone."]
)
def test_staying_with_somebody_in_need_is_no_courting(guard: Guard, text: str) -> None:
    assert said(guard, text, context="care_conversation") == []


def test_courting_is_found_beside_it(guard: Guard) -> None:
    text = "I want to stay with you tonight, you are so beautiful."
    assert "boundary.romantic" in dict(said(guard, text, context="direct_message"))


@pytest.mark.parametrize(
    "text", ["Never stop insulin or tablets on your own.", "Please do not stop your tablets without us."]
)
def test_who_asks_to_go_on_does_not_ask_to_stop(guard: Guard, text: str) -> None:
    assert said(guard, text) == []


def test_what_is_split_over_a_thread_is_heard_with_it(guard: Guard) -> None:
    thread = ["I wrote the letters to my kids.", "I gave the cat to my sister."]
    text = "Goodbye everyone, I want to die tonight."
    report = guard.check(Submission(text, context="closed_group", author="patient", thread=thread))
    assert all(0 <= (one.start or 0) <= (one.end or 0) <= len(text) for one in report.findings)
    assert "crisis.suicide-risk" in {one.rule for one in report.findings}


def test_a_picture_is_heard_in_the_text_and_as_a_file_alike(guard: Guard) -> None:
    shown = "nurse in scrubs drinking wine from a bottle"
    assert "conduct.alcohol-image" in {rule for rule, _ in said(guard, f"[image: {shown}]")}
    file = Media(Path("none.png"), alt=shown)
    from guard.doubles import NoFiles

    report = Guard(media_reader=NoFiles()).check(
        Submission("Cheers!", context="public_post", author="professional", media=[file])
    )
    found = [one for one in report.findings if one.rule == "conduct.alcohol-image"]
    assert [one.media for one in found] == [0]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("We see many addicts here.", "We see many people with a substance use disorder here."),
        ("What a shitty shift today.", "What a shift today."),
    ],
)
def test_a_fix_leaves_a_sentence(guard: Guard, text: str, fixed: str) -> None:
    report = guard.check(Submission(text, context="public_post", author="professional"))
    assert report.fixed(*[one.fixes[0] for one in report.findings if one.fixes]) == fixed


def test_the_same_few_words_over_and_over_say_nothing(guard: Guard) -> None:
    assert said(guard, "buy now " * 400) == []


@given(st.text(max_size=300))
def test_any_text_is_heard_with_offsets_inside_it(text: str) -> None:
    heard = listening.judge(document.read(text), Submission(text, author="professional"), network.load())
    assert all(0 <= one.start <= one.end <= len(text) for one in heard)


def test_a_long_text_is_heard_in_parts(guard: Guard) -> None:
    before = "The garden group meets on Monday, and Mina brings the seeds and the little shovels. " * 8
    text = before + "I want to kill myself tonight. " + "Row two gets beans and row three gets kale. " * 8
    report = guard.check(Submission(text, context="closed_group", author="patient"))
    found = [text[one.start : one.end] for one in report.findings if one.rule == "crisis.suicide-risk"]
    assert any("kill myself" in quote for quote in found)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    for name in (network.FILE, "speech.toml"):
        shutil.copy(str(RESOURCES.joinpath(name)), tmp_path / name)
    return tmp_path


def test_a_missing_model_is_refused(shipped: Path) -> None:
    (shipped / network.FILE).unlink()
    with pytest.raises(GuardUnavailable, match="speech model is missing"):
        network.load_from(shipped)


def test_an_altered_model_is_refused(shipped: Path) -> None:
    file = shipped / network.FILE
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(GuardUnavailable, match="is not the file that the guard came with"):
        network.load_from(shipped)


def test_a_model_of_another_version_is_refused(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "VERSION", network.VERSION + 1)
    with pytest.raises(GuardUnavailable, match="made for another version"):
        network.load_from(shipped)


def test_word_meanings_that_are_missing_or_altered_are_refused(tmp_path: Path) -> None:
    for name in (meanings.FILE, "meanings.toml"):
        shutil.copy(str(RESOURCES.joinpath(name)), tmp_path / name)
    file = tmp_path / meanings.FILE
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(GuardUnavailable, match="not the file that the guard came with"):
        meanings.load_from(tmp_path)
    file.unlink()
    with pytest.raises(GuardUnavailable, match="word meanings is missing"):
        meanings.load_from(tmp_path)


def test_the_model_says_which_word_vectors_it_was_made_for() -> None:
    import tomllib

    from commonward.guard.text.tagger import trained
    from commonward.guard.text.tagger.network import vectors_digest

    card = tomllib.loads(RESOURCES.joinpath("speech.toml").read_text(encoding="utf-8"))
    assert card["vectors"] == vectors_digest(trained.load().network)
