"""The texts that the tagger learns from: varied, rightly marked, repeatable, never from what is for evaluation."""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.lab.generate import FILES, KINDS, Generator, world
from commonward.guard.lab.grammar import read_grammar
from commonward.guard.lab.invented import KIND_OF_INVENTED
from commonward.guard.lab.marked_text import MarkedText, Pen, Span, substituted
from commonward.guard.lab.noise import noisy
from commonward.guard.lab.open_data import (
    EVALUATION_ONLY,
    read_source,
    with_other_people,
    with_people,
)
from commonward.guard.lab.values import KIND_OF_SLOT, Cast, base_of, capitalised

NADIA = MarkedText(
    "Nadia Okafor saw Pat in Toledo.",
    (Span(0, 12, "NAME"), Span(17, 20, "NAME"), Span(24, 30, "LOCATION")),
    "ours",
    KINDS,
)


def quotes(text: MarkedText) -> list[str]:
    return [text.text[span.start : span.end] for span in text.spans]


def in_order(text: MarkedText) -> bool:
    ends = [0, *(span.end for span in text.spans)]
    return all(end <= span.start < span.end <= len(text.text) for end, span in zip(ends, text.spans, strict=False))


@pytest.fixture(scope="module")
def texts() -> list[MarkedText]:
    return list(Generator(7).texts(400))


def test_the_same_seed_gives_the_same_texts(texts: list[MarkedText]) -> None:
    assert list(Generator(7).texts(400)) == texts
    assert list(Generator(8).texts(400)) != texts


def test_every_kind_and_every_register_comes_up(texts: list[MarkedText]) -> None:
    kinds = Counter(span.kind for text in texts for span in text.spans)
    assert set(kinds) == KINDS
    registers = {name for files in FILES.values() for name in read_grammar(files).registers}
    assert {text.source for text in texts} == {f"grammar.{name}" for name in registers}


def test_spans_are_in_order_and_hold_more_than_space(texts: list[MarkedText]) -> None:
    for text in texts:
        assert in_order(text)
        assert all(quote.strip() for quote in quotes(text))


def test_the_grammar_does_not_collapse_to_a_few_sentences(texts: list[MarkedText]) -> None:
    bare = Counter(substituted(text, [(s.start, s.end, "_", "") for s in text.spans]).text for text in texts)
    assert len(bare) > 0.9 * len(texts)
    assert bare.most_common(1)[0][1] < 0.02 * len(texts)
    values = Counter(quote for text in texts for quote in quotes(text))
    assert len(values) > 0.5 * values.total()


def test_no_two_spanish_frames_are_one_sentence_with_other_slots_and_a_third_speak_of_nobody() -> None:
    grammar = read_grammar(FILES["es"])
    frames = [frame for register in grammar.registers.values() for frame in register.frames]
    bare = Counter(re.sub(r"\{[^{}]*\}", "_", frame) for frame in frames)
    assert [frame for frame, times in bare.items() if times > 1] == []
    assert 0.3 < sum("_" not in frame for frame in bare) / len(bare) < 0.5


ENGLISH_TALK = ("en_forum.txt", "en_talk.txt")
ENGLISH_SHORT = ("en_short.txt",)


@pytest.mark.parametrize(("own", "least"), [(ENGLISH_TALK, 1200), (ENGLISH_SHORT, 1400)])
def test_english_talk_is_of_different_sentences_a_third_of_them_about_nobody(own: tuple[str, ...], least: int) -> None:
    everything, without = (
        {frame for register in read_grammar(files).registers.values() for frame in register.frames}
        for files in (FILES["en"], [name for name in FILES["en"] if name not in own])
    )
    frames = everything - without
    assert len(frames) >= least
    bare = Counter(re.sub(r"\{[^{}]*\}", "_", frame) for frame in frames)
    assert [frame for frame, times in bare.items() if times > 1] == []
    assert 0.3 < sum(not _speaks_of_someone(frame) for frame in frames) / len(frames) < 0.45


def _speaks_of_someone(frame: str) -> bool:
    """Whether a frame marks a person, a place, a body or an occupation."""
    marked = set(re.findall(r"\{=([A-Z]+):", frame))
    slots = {base_of(slot) for slot in re.findall(r"\{([a-z_0-9.]+)\}", frame)}
    marked |= {KIND_OF_SLOT.get(slot, "NAME") for slot in slots}
    return bool(marked & {"NAME", "LOCATION", "ORG", "PROFESSION"})


def test_invented_names_vary_and_an_article_before_them_is_no_part_of_them() -> None:
    casts = [Cast(world(), random.Random(seed), "en") for seed in range(200)]
    for slot, kind in KIND_OF_INVENTED.items():
        drawn = [cast.phrase(slot) for cast in casts]
        assert {found for _, _, found in drawn} == {kind}
        names = {name for _, name, _ in drawn}
        assert not [name for name in names if "<" in name or name.startswith("the ")]
        if kind:
            assert len(names) > 60
    assert {article for article, _, _ in (cast.phrase("side") for cast in casts)} == {"", "the"}


def test_frames_that_are_held_out_are_never_trained_on() -> None:
    for_training = {text.source for text in Generator(1).texts(1000)}
    kept_out = list(Generator(1, held_out=True).texts(100))
    assert {text.source for text in kept_out} <= for_training
    trained = Generator(1)._frames(read_grammar(("en_parts.txt", "en_posts.txt", "world.txt")).registers["post"])
    scored = Generator(1, held_out=True)._frames(
        read_grammar(("en_parts.txt", "en_posts.txt", "world.txt")).registers["post"]
    )
    assert trained
    assert scored
    assert not set(trained) & set(scored)


def test_a_frame_with_an_unknown_part_or_slot_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonward.guard.lab.grammar.resources.files", lambda _: tmp_path)
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "a.txt").write_text("# register post\nHello <nobody>\n")
    (tmp_path / "frames" / "b.txt").write_text("# register post\nHello {nothing}\n")
    with pytest.raises(ValueError, match="<nobody>"):
        read_grammar(("a.txt",))
    with pytest.raises(KeyError):
        read_grammar(("b.txt",))


def test_a_frame_can_name_whom_everybody_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = world()  # read before the folder is another
    monkeypatch.setattr("commonward.guard.lab.grammar.resources.files", lambda _: tmp_path)
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "a.txt").write_text("# register post\n{=NAME:Marie [Curie|Curie]} in {=LOCATION:Paris}!\n")
    (tmp_path / "frames" / "b.txt").write_text("# register post\n{=RIVER:Seine}\n")
    grammar, pen, rng = read_grammar(("a.txt",)), Pen(), random.Random(1)
    grammar.write(pen, grammar.registers["post"].frames[0], Cast(lists, rng, "en"), rng)
    assert pen.text == "Marie Curie in Paris!"
    assert pen.spans == (Span(0, 11, "NAME"), Span(15, 20, "LOCATION"))
    with pytest.raises(ValueError, match="RIVER"):
        read_grammar(("b.txt",))


@given(seed=st.integers(0, 10_000))
def test_noise_moves_no_span_off_its_words(seed: int) -> None:
    changed = noisy(NADIA, random.Random(seed), strength=5)
    assert in_order(changed)
    assert [quote.lower().replace("\n", " ") for quote in quotes(changed)] == ["nadia okafor", "pat", "toledo"]


def test_replacing_keeps_the_other_spans_in_place() -> None:
    changed = substituted(NADIA, [(13, 16, "phoned", ""), (17, 20, "Wilhelmina", "NAME")])
    assert changed.text == "Nadia Okafor phoned Wilhelmina in Toledo."
    assert quotes(changed) == ["Nadia Okafor", "Wilhelmina", "Toledo"]


def test_a_name_in_two_slots_is_marked_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = world()  # read before the folder is another
    monkeypatch.setattr("commonward.guard.lab.grammar.resources.files", lambda _: tmp_path)
    (tmp_path / "frames").mkdir()
    frames = "# register post\n{n.given} {n.family}!\n{n.lowergiven} {n.lowerfamily}!\n{n.given} {m.family}!\n"
    (tmp_path / "frames" / "a.txt").write_text(frames)
    grammar = read_grammar(("a.txt",))
    marked = []
    for frame in grammar.registers["post"].frames:
        pen, rng = Pen(), random.Random(1)
        grammar.write(pen, frame, Cast(lists, rng, "en"), rng)
        marked.append([pen.text[span.start : span.end] + "!" == pen.text for span in pen.spans])
    assert marked == [[True], [True], [False, False]]


def test_one_text_speaks_of_the_same_person() -> None:
    cast = Cast(world(), random.Random(3), "en")
    full, given_name = cast.value("n.full")[0], cast.value("n.given")[0]
    assert full.startswith(given_name)
    assert cast.value("n.upperfull")[0].startswith(given_name.upper())


def test_spanish_speakers_have_the_names_of_both_parents_and_bodies_an_article_that_is_no_part_of_them() -> None:
    seen = [Cast(world(), random.Random(seed), "es") for seed in range(200)]
    for cast in seen:
        both = cast.value("n.both")[0]
        assert both.startswith(cast.value("n.given")[0])
        assert cast.value("n.family")[0] in both
        assert len(both.removeprefix(cast.value("n.given")[0]).replace("-", " ").split()) >= 2
        assert cast.value("n.both")[0] == both
    assert {cast.phrase("gov")[0] for cast in seen} == {"", "el", "la", "los", "las"}
    assert not [
        cast.value("gov")[0] for cast in seen if cast.value("gov")[0].startswith(("el ", "la ", "los ", "las "))
    ]


def test_an_article_joins_the_word_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = world()  # read before the folder is another
    monkeypatch.setattr("commonward.guard.lab.grammar.resources.files", lambda _: tmp_path)
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "a.txt").write_text("# register post\nVengo de {spot} y voy a {spot}.\n{spot} cierra.\n")
    grammar = read_grammar(("a.txt",))
    written = set()
    for seed in range(400):
        pen, rng = Pen(), random.Random(seed)
        for frame in grammar.registers["post"].frames:
            grammar.write(pen, frame, Cast(lists, rng, "es"), rng)
        written.add(pen.text)
    joined = [text for text in written if "Vengo del " in text]
    assert joined
    assert all("voy al " in text for text in joined)
    assert not [text for text in written if " de el " in text or "voy a el " in text]
    assert [text for text in written if ".El " in text or ".La " in text]


def test_names_are_written_as_people_write_them() -> None:
    assert [capitalised(name) for name in ("o'brien", "mcallister", "saint-denis", "la paz")] == [
        "O'Brien",
        "McAllister",
        "Saint-Denis",
        "La Paz",
    ]


def test_a_pen_marks_what_it_is_told_to() -> None:
    pen = Pen()
    pen.write("Dr. ")
    pen.write("Prenn", "NAME")
    assert (pen.text, pen.spans) == ("Dr. Prenn", (Span(4, 9, "NAME"),))


def source(tmp_path: Path, name: str, *texts: str, **more: object) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    lines = [json.dumps({"id": f"{name}-{index}", "text": text, **more}) for index, text in enumerate(texts)]
    (folder / "data.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", sorted(EVALUATION_ONLY))
def test_what_is_for_evaluation_only_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not for training"):
        read_source(source(tmp_path, name, "A text."), held_out=False)


def test_no_text_is_both_learned_from_and_held_out(tmp_path: Path) -> None:
    folder = source(tmp_path, "distress_counselchat", *(f"Text {number}" for number in range(80)))
    learned = {text.text for text in read_source(folder, held_out=False)}
    scored = {text.text for text in read_source(folder, held_out=True)}
    assert len(learned | scored) == 80
    assert not learned & scored
    assert scored


def test_texts_with_a_titled_name_do_not_pass_for_texts_without_people(tmp_path: Path) -> None:
    folder = source(tmp_path, "clean_mtsdialog_dev", *["Dr. Prenn saw her.", "The patient slept."] * 30)
    learned = {text.text for text in read_source(folder, held_out=False)}
    assert learned == {"The patient slept."}


def test_other_people_take_the_places_of_those_in_a_text() -> None:
    changed = list(with_other_people([NADIA] * 40, random.Random(5)))
    assert all(in_order(text) for text in changed)
    assert len({quotes(text)[0] for text in changed}) > 20


def test_people_come_into_texts_that_held_none() -> None:
    empty = MarkedText(
        "My husband is angry. He said so at the hospital.", (), "distress_counselchat", frozenset({"NAME"})
    )
    changed = list(with_people([empty] * 40, random.Random(5)))
    assert changed
    assert all(in_order(text) and text.spans for text in changed)
    assert {span.kind for text in changed for span in text.spans} >= {"NAME", "ORG"}
