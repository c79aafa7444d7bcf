"""The trained tagger: what it reads, how it fails, what it keeps, and that it says the same however it is asked."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard import GuardUnavailable
from commonward.guard.contract import Kind
from commonward.guard.engine import self_check
from commonward.guard.text import document, scan
from commonward.guard.text.tagger import network as networks
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.forms import read_form
from commonward.guard.text.tagger.pieces import ADDRESSED, GLUED, SPACED, TAGGED, read_pieces
from commonward.guard.text.tagger.trained import TrainedTagger


@pytest.fixture(scope="module")
def tagger() -> TrainedTagger:
    return trained.load()


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the model and its card."""
    folder = resources.files("commonward.guard").joinpath("resources")
    for name in ("tagger.bin", "tagger.toml"):
        shutil.copy(str(folder.joinpath(name)), tmp_path / name)
    return tmp_path


def tags(tagger: TrainedTagger, text: str) -> list[tuple[str, str]]:
    read = document.read(text)
    return [(text[found.start : found.end], found.kind.value) for found in tagger.tag(read, scan.scan(read))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My patient Zelnia Okwuru was seen at Harrowgate Hospital.", ("Zelnia Okwuru", "NAME")),
        ("My patient Zelnia Okwuru was seen at Harrowgate Hospital.", ("Harrowgate Hospital", "ORG")),
        ("omg jaquelle and her mum covered my shift", ("jaquelle", "NAME")),
        ("#PrayForGarrickVoss", ("GarrickVoss", "NAME")),
        ("Mi abuela Rosalinda Pinzón ingresó ayer en Valladolid.", ("Valladolid", "LOCATION")),
        ("Z\u200belnia Okwuru died today, she was my patient.", ("Z\u200belnia Okwuru", "NAME")),
    ],
)
def test_it_finds_names_that_no_list_holds(tagger: TrainedTagger, text: str, found: tuple[str, str]) -> None:
    assert found in tags(tagger, text)


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson's disease and Bell's palsy were on the exam.",
        "Started lisinopril 10 mg, stopped Lipitor, K 5.9, GCS 14.",
        "Spring is coming, remember to hydrate.",
        "Sonda Foley retirada, escala de Glasgow 15.",
    ],
)
def test_it_leaves_eponyms_drugs_and_values_alone(tagger: TrainedTagger, text: str) -> None:
    read = document.read(text)
    found = [one for one in tagger.tag(read, scan.scan(read)) if one.kind is Kind.NAME and one.is_likely]
    assert found == []


def test_pieces_say_what_stands_before_them() -> None:
    pieces = read_pieces(document.read("Hi #GoJane, @jane 12kg\nEnd"))
    assert list(zip(pieces.forms, pieces.gaps, strict=True)) == [
        ("Hi", SPACED),
        ("#", SPACED),
        ("Go", TAGGED),
        ("Jane", TAGGED),
        (",", GLUED),
        ("@", SPACED),
        ("jane", ADDRESSED),
        ("00", SPACED),
        ("kg", GLUED),
        ("\n", GLUED),
        ("End", SPACED),
    ]


@given(st.text(max_size=200))
def test_pieces_lie_in_order_in_any_text(text: str) -> None:
    read = document.read(text)
    pieces = read_pieces(read)
    ends = [0, *pieces.ends]
    assert all(end <= start for end, start in zip(ends, pieces.starts, strict=False))
    assert pieces.ends[-1:] <= [len(read.text)]


def test_a_form_is_read_in_bounded_work_and_alike_for_all_digits() -> None:
    assert len(read_form("x" * 100_000).grams) < 60
    assert read_form("1999")[:4] == read_form("2026")[:4]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Anna",
        "\u0301\u0302\u0303",
        "Анна Иванова и José 東京",
        "a\n" * 10_000,
        "\ud83d",
        "x" * 60_000,
        "#" * 500,
    ],
    ids=["empty", "space", "word", "marks", "scripts", "lines", "half", "long", "tags"],
)
def test_any_text_has_an_answer_with_spans_inside_it(tagger: TrainedTagger, text: str) -> None:
    read = document.read(text)
    assert all(0 <= found.start < found.end <= len(text) for found in tagger.tag(read, scan.scan(read)))


def test_a_long_text_is_read_in_windows_as_if_in_one(tagger: TrainedTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = read_pieces(document.read("Nadia Okafor met Pat Lindqvist in Toledo, at St. Luke's. " * 60)).forms
    rows = np.zeros((len(forms), 4), dtype=np.int64)
    rows[:, 1:] = [4, 29, 38]
    windowed = tagger.network.scores(forms, rows)
    monkeypatch.setattr(networks, "_WINDOW", 100_000)
    assert np.allclose(windowed, tagger.network.scores(forms, rows), atol=1e-4)


def test_words_of_no_list_are_not_kept(tagger: TrainedTagger) -> None:
    tags(tagger, "Zelnia-Maraveth met Garrickson, both from Quillhaven; the nurse smiled.")
    kept = tagger.network.kept.index
    assert "nurse" in kept
    assert not {"Zelnia", "Maraveth", "Garrickson", "Quillhaven"} & set(kept)


def test_many_threads_get_the_same_answers(tagger: TrainedTagger, shipped: Path) -> None:
    texts = [f"Nurse Zelnia{number} met Pat Okwuru{number} in Toledo on ward {number}." for number in range(60)]
    fresh = trained.load_from(shipped)  # with nothing kept yet, so that the threads fill it together
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: tags(fresh, text), texts))
    assert together == [tags(tagger, text) for text in texts]


def test_a_missing_model_is_said_to_be_missing(shipped: Path) -> None:
    (shipped / "tagger.bin").unlink()
    with pytest.raises(GuardUnavailable, match="trained model is missing"):
        trained.load_from(shipped)


def test_a_missing_card_is_said_to_be_missing(shipped: Path) -> None:
    (shipped / "tagger.toml").unlink()
    with pytest.raises(GuardUnavailable, match="card of the guard's trained model"):
        trained.load_from(shipped)


def test_an_altered_model_is_refused(shipped: Path) -> None:
    content = bytearray((shipped / "tagger.bin").read_bytes())
    content[len(content) // 2] ^= 1
    (shipped / "tagger.bin").write_bytes(bytes(content))
    with pytest.raises(GuardUnavailable, match=r"tagger\.bin is not the file"):
        trained.load_from(shipped)


def test_a_model_for_another_version_of_the_code_is_refused(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "FORMS_VERSION", 99)
    with pytest.raises(GuardUnavailable, match="another version"):
        trained.load_from(shipped)


def test_a_file_that_is_no_model_is_refused() -> None:
    with pytest.raises(GuardUnavailable, match="cannot be read"):
        networks.unpacked(b"PK not really", "")


def test_without_its_model_the_guard_says_so_to_the_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trained, "resources", SimpleNamespace(files=lambda _: tmp_path))
    trained.load.cache_clear()
    try:
        assert self_check() == ["The card of the guard's trained model is missing. Install the guard again."]
    finally:
        trained.load.cache_clear()


def test_the_model_is_small_and_its_card_says_what_it_is() -> None:
    folder = resources.files("commonward.guard").joinpath("resources")
    assert len(folder.joinpath("tagger.bin").read_bytes()) < 12_000_000
    card = folder.joinpath("tagger.toml").read_text(encoding="utf-8")
    assert 'licence = "Apache-2.0"' in card
    assert "GloVe" in card
