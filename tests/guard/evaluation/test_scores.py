"""Scores are what a reader would count by hand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard import Guard
from commonward.guard.evaluation import tables
from commonward.guard.evaluation.corpus import DatasetError, Mark, Marking, Selection, load
from commonward.guard.evaluation.run import Options, Result, evaluate
from commonward.guard.evaluation.spans import SpanScore, merged
from guard.doubles import NoFiles, WordReader


def data(tmp_path: Path, *records: object, name: str = "pets") -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "data.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return folder


def guard(**rules: str) -> Guard:
    return Guard(reader=WordReader(rules), media_reader=NoFiles())


def scored(judge: Guard, path: Path, options: Options | None = None) -> Result:
    return evaluate(judge, load(path), options or Options())


def span(text: str, quote: str, label: str) -> dict[str, object]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "label": label}


def test_spans_are_scored_by_character_token_span_and_text(tmp_path: Path) -> None:
    text = "Pat Lindqvist met Nadia"
    path = data(
        tmp_path,
        {"id": 1, "text": text, "spans": [span(text, "Pat Lindqvist", "NAME"), span(text, "Nadia", "NAME")]},
        {"id": 2, "text": "A pat on the back", "spans": []},
    )
    found = scored(guard(Pat="phi.name", back="phi.name", Nadia="phi.name"), path).measures
    assert found["character.NAME.recall"] == pytest.approx(8 / 18)
    assert found["character.NAME.precision"] == pytest.approx(8 / 12)
    assert found["token.NAME.recall"] == pytest.approx(2 / 3)
    assert found["exact.NAME.recall"] == 0.5
    assert found["overlap.NAME.recall"] == 1.0
    assert found["overlap.NAME.precision"] == pytest.approx(2 / 3)
    assert found["overlap.NAME.f1"] == pytest.approx(0.8)
    assert found["overlap.NAME.f2"] == pytest.approx(5 * (2 / 3) / (4 * 2 / 3 + 1))
    assert (found["text.complete"], found["text.silent"]) == (0.0, 0.0)
    assert (found["text.marked"], found["text.unmarked"]) == (1, 1)


def test_what_is_found_under_another_kind_is_hidden_but_not_typed() -> None:
    score = SpanScore(frozenset({"LOCATION", "NAME"}), {})
    score.add("Austin sang", [Mark("NAME", 0, 6)], [Mark("LOCATION", 0, 6)])
    found = score.measures()
    assert found["character.any.recall"] == 1.0
    assert found["character.any.precision"] == 1.0
    assert found["character.typed.recall"] == 0.0
    assert found["text.complete"] == 1.0


def test_kinds_that_are_not_marked_are_not_held_against_the_guard() -> None:
    score = SpanScore(frozenset({"NAME"}), {})
    score.add(
        "Pat, 3 May, aunt", [Mark("NAME", 0, 3), Mark("OTHER", 12, 16)], [Mark("DATE", 5, 10), Mark("NAME", 12, 16)]
    )
    found = score.measures()
    assert (
        found["character.any.precision"] == 1.0
    )  # the date is not counted, the aunt carries a mark of no kind of ours
    assert found["character.any.recall"] == 0.0


def test_labels_can_be_scored_as_one(tmp_path: Path) -> None:
    text = "Seen at Mercy in Ohio"
    spans = [span(text, "Mercy", "ORG"), span(text, "Ohio", "LOCATION")]
    options = Options(merge=dict(merged(["LOCATION=ORG"])))
    found = scored(guard(), data(tmp_path, {"id": 1, "text": text, "spans": spans}), options).measures
    assert found["overlap.LOCATION+ORG.marked"] == 2
    assert "overlap.ORG.marked" not in found
    with pytest.raises(ValueError, match="LOCATION=ORG"):
        dict(merged(["LOCATION"]))


MARKS = st.lists(
    st.tuples(st.sampled_from(["NAME", "DATE"]), st.integers(0, 29), st.integers(1, 5)).map(
        lambda mark: Mark(mark[0], mark[1], min(30, mark[1] + mark[2]))
    ),
    max_size=6,
)


@given(MARKS, MARKS)
def test_shares_are_shares_and_finding_all_is_full_recall(marks: list[Mark], found: list[Mark]) -> None:
    text = "ab cd, " * 4 + "xy"
    score = SpanScore(frozenset({"NAME", "DATE"}), {})
    score.add(text, marks, found)
    for name, value in score.measures().items():
        if not name.endswith(("marked", "found")):
            assert 0 <= value <= 1
    perfect = SpanScore(frozenset({"NAME", "DATE"}), {})
    perfect.add(text, marks, marks)
    assert perfect.measures()["character.typed.f1"] == 1.0
    assert perfect.measures()["exact.any.recall"] == 1.0


def test_findings_are_scored_by_rule_and_overlapping_quote(tmp_path: Path) -> None:
    path = data(
        tmp_path,
        {"id": 1, "context": "public_post", "text": "Mrs. Pat Lindqvist, bed 4", "findings": [
            {"rule": "phi.name", "quote": "Pat Lindqvist"}, {"rule": "phi.geo", "quote": "bed 4"}]},
        {"id": 2, "context": "public_post", "text": "A pat on the back", "findings": []},
        {"id": 3, "context": "public_post", "text": "A quiet day", "findings": []},
    )  # fmt: skip
    found = scored(guard(Pat="phi.name", back="phi.name"), path).measures
    assert (found["rule.phi.name.recall"], found["rule.phi.name.precision"]) == (1.0, 0.5)
    assert found["rule.phi.geo.recall"] == 0.0
    assert found["family.phi.recall"] == 0.5
    assert (found["text.silent"], found["text.unmarked"]) == (0.5, 2)


def test_a_note_in_care_is_optional(tmp_path: Path) -> None:
    record = {"id": 1, "context": "care_conversation", "text": "Ring 555-0142", "findings": []}
    found = scored(guard(**{"555-0142": "phi.phone"}), data(tmp_path, record)).measures
    assert found["text.silent"] == 1.0


def test_alarms_on_clean_texts_are_counted_for_a_thousand_characters(tmp_path: Path) -> None:
    path = data(tmp_path, {"id": 1, "text": "Pat " * 50}, {"id": 2, "text": "x" * 300})
    found = scored(guard(Pat="phi.name"), path).measures
    assert found["alarms.phi.name"] == 100.0
    assert (found["text.touched"], found["text.stopped"]) == (0.5, 0.5)
    assert found["speed.characters_per_second"] > 0


def test_a_file_stands_for_itself(tmp_path: Path) -> None:
    folder = data(tmp_path, {"id": 1, "text": "Hi"}, {"id": 2, "text": "Ho"})
    corpus = load(folder / "data.jsonl", Selection(limit=1))
    assert (corpus.name, corpus.marking, corpus.characters) == ("data", Marking.NOTHING, 2)


WRONG = {
    "json": ("{", "line 1 is not JSON"),
    "no text": ('{"id": 1}', "line 1 has no text"),
    "span": (
        '{"id": 1, "text": "a", "spans": [{"start": 0, "end": 9, "label": "NAME"}]}',
        "one of its spans out of place",
    ),
    "quote": ('{"id": 1, "text": "a", "findings": [{"rule": "phi.name", "quote": "b"}]}', "one of its findings out of"),
    "list": ('{"id": 1, "text": "a", "spans": 3}', "has no list of spans"),
    "empty": ("\n", "holds no texts"),
}


@pytest.mark.parametrize(("line", "says"), WRONG.values(), ids=WRONG.keys())
def test_wrong_data_is_named_by_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "pets.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(DatasetError, match=says):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="could not be read"):
        load(tmp_path / "none.jsonl")


def result(**measures: float) -> Result:
    return Result("pets", Marking.SPANS, 1, 10, {name.replace("_", "."): value for name, value in measures.items()})


def test_what_got_worse_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    before = result(character_any_recall=0.9, character_NAME_recall=0.9, text_touched=0.1, character_any_marked=10)
    tables.save([before], path, "2026.11")
    earlier = tables.previous(path)["pets"]
    same = dict(tables.compare(before, earlier))
    assert same == {}
    worse = result(character_any_recall=0.8, character_NAME_recall=0.7, text_touched=0.05, character_any_marked=11)
    lines = list(tables.compare(worse, earlier))
    assert [line.split()[:2] for line, _ in lines] == [
        ["worse", "character.any.recall"],
        ["worse", "character.NAME.recall"],
        ["better", "text.touched"],
    ]
    assert [counts for _, counts in lines] == [True, False, False]


def test_a_file_of_another_kind_cannot_be_compared_with(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(DatasetError, match="commonward evaluate --save"):
        tables.previous(path)
