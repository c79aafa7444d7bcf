"""`commonward evaluate`: a table for people, a file for later, a comparison with an earlier run."""

import json
from pathlib import Path

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
    answer = call("evaluate", spans(tmp_path), "--json", saved)
    assert answer.code == 0
    assert "contacts: 1 texts, 29 characters" in answer.out
    assert "CONTACT" in answer.out
    assert "characters a second" in answer.out
    record = json.loads(saved.read_text(encoding="utf-8"))
    assert record["policy"] == "2026.11"
    assert record["datasets"]["contacts"]["measures"]["exact.CONTACT.recall"] == 1.0


def test_a_run_that_got_worse_ends_with_one(call: Call, tmp_path: Path) -> None:
    folder, saved = spans(tmp_path), tmp_path / "scores.json"
    call("evaluate", folder, "--json", saved)
    assert call("evaluate", folder, "--compare", saved).code == 0
    record = json.loads((folder / "data.jsonl").read_text(encoding="utf-8"))
    record["spans"].append({"start": 24, "end": 29, "label": "CONTACT"})
    (folder / "data.jsonl").write_text(json.dumps(record), encoding="utf-8")
    answer = call("evaluate", folder, "--compare", saved)
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
    assert "is not a file that" in call("evaluate", tmp_path / "contacts", "--compare", tmp_path / "none.json").err
