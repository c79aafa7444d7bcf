"""`commonward evaluate`: a table for people, a file for later, a comparison with an earlier run."""

import json
from pathlib import Path

import pytest

from guard.command.conftest import Call


def spans(tmp_path: Path) -> Path:
    folder = tmp_path / "contacts"
    folder.mkdir()
    text = "Ring 212-555-0142 after lunch"
    record = {"id": 1, "text": text, "spans": [{"start": 5, "end": 17, "label": "CONTACT"}]}
    (folder / "data.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return folder


def test_a_table_is_shown_and_scores_are_saved(call: Call, tmp_path: Path) -> None:
    saved = tmp_path / "scores.json"
    answer = call("evaluate", spans(tmp_path), "--save", saved)
    assert answer.code == 0
    assert "contacts: 1 texts, 29 characters" in answer.out
    assert "CONTACT" in answer.out
    assert "characters a second" in answer.out
    record = json.loads(saved.read_text(encoding="utf-8"))
    assert record["policy"] == "2026.11"
    assert record["datasets"]["contacts"]["measures"]["exact.CONTACT.recall"] == 1.0


def test_a_run_that_got_worse_ends_with_one(call: Call, tmp_path: Path) -> None:
    folder, saved = spans(tmp_path), tmp_path / "scores.json"
    call("evaluate", folder, "--save", saved)
    assert call("evaluate", folder, "--against", saved).code == 0
    record = json.loads((folder / "data.jsonl").read_text(encoding="utf-8"))
    record["spans"].append({"start": 24, "end": 29, "label": "CONTACT"})
    (folder / "data.jsonl").write_text(json.dumps(record), encoding="utf-8")
    answer = call("evaluate", folder, "--against", saved)
    assert answer.code == 1
    assert "worse  character.any.recall" in answer.out


def test_rules_and_alarms_have_tables_too(call: Call, tmp_path: Path) -> None:
    findings = tmp_path / "posts.jsonl"
    record = {"id": 1, "text": "MRN: 00482913", "findings": [{"rule": "phi.mrn", "quote": "00482913"}]}
    findings.write_text(json.dumps(record), encoding="utf-8")
    clean = tmp_path / "clean.jsonl"
    clean.write_text(json.dumps({"id": 1, "text": "A quiet day."}), encoding="utf-8")
    answer = call("evaluate", findings, clean)
    assert "phi.mrn" in answer.out
    assert "texts touched: 0.0000" in answer.out


def test_wrong_calls_get_a_sentence(call: Call, tmp_path: Path) -> None:
    assert "could not be read" in call("evaluate", tmp_path / "none").err
    assert "LOCATION=ORG" in call("evaluate", spans(tmp_path), "--merge", "LOCATION").err
    assert "is not a file that" in call("evaluate", tmp_path / "contacts", "--against", tmp_path / "none.json").err


def test_help_says_in_plain_words_what_each_option_does(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call("evaluate", "--help")
    said = capsys.readouterr().out
    assert "--against" in said
    assert "only texts of these languages" in said


def test_a_fold_is_scored_by_itself(call: Call, tmp_path: Path) -> None:
    records = [
        {"id": "a", "lang": "es", "source": "one", "split": "held", "text": "Un buen rato."},
        {"id": "b", "lang": "en", "source": "one", "split": "held", "text": "A quiet day."},
        {"id": "c", "lang": "en", "source": "two", "split": "train", "text": "MRN: 00482913"},
    ]
    data = tmp_path / "folds.jsonl"
    data.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    assert "folds: 2 texts" in call("evaluate", data, "--split", "held").out
    assert "folds: 1 texts, 13 characters" in call("evaluate", data, "--source", "one", "--language", "es").out
    answer = call("evaluate", data, "--source", "two,one", "--split", "train")
    assert "phi.* above a note: 76.9231 for 1,000 characters, in 1.0000 of the texts" in answer.out
    assert "of those that are asked for" in call("evaluate", data, "--split", "none").err


def test_confusions_are_offsets_and_words_only_on_request(call: Call, tmp_path: Path) -> None:
    data = tmp_path / "marked.jsonl"
    text = "Ring 212-555-0142 after lunch"
    record = {
        "id": "m1",
        "text": text,
        "spans": [{"start": 5, "end": 17, "label": "ID"}, {"start": 18, "end": 23, "label": "CONTACT"}],
    }
    data.write_text(json.dumps(record), encoding="utf-8")
    plain = call("evaluate", data, "--confusions").out
    assert "m1  5-17  ID -> CONTACT" in plain
    assert "m1  18-23  CONTACT -> nothing" in plain
    assert "555" not in plain
    assert "Ring [[212-555-0142]] after" in call("evaluate", data, "--confusions", "--words", "6").out


def test_identifying_characters_count_whatever_the_rule(call: Call, tmp_path: Path) -> None:
    data, saved = tmp_path / "posts.jsonl", tmp_path / "scores.json"
    record = {"id": 1, "text": "MRN: 00482913", "findings": [{"rule": "phi.ssn", "quote": "00482913"}]}
    data.write_text(json.dumps(record), encoding="utf-8")
    call("evaluate", data, "--save", saved)
    measures = json.loads(saved.read_text(encoding="utf-8"))["datasets"]["posts"]["measures"]
    assert measures["character.phi.recall"] == measures["token.phi.recall"] == 1.0
    assert measures["character.phi.precision"] == 1.0
    assert measures["rule.phi.ssn.recall"] == measures["text.complete"] == 0.0
    assert measures["memory.peak_mb"] > 1
