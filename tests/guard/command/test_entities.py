"""`commonward entities` lists what is there; `commonward read` says what can be read in a picture."""

import json
from pathlib import Path

from guard.command.conftest import Call

TEXT = "Write to kofi@mailpost.example or ring 212-555-0142."


def test_entities_are_listed_whoever_they_belong_to(call: Call) -> None:
    answer = call("entities", "--jsonl", stdin=json.dumps({"id": "x", "text": TEXT}) + "\n")
    [record] = answer.records
    assert (answer.code, set(record)) == (0, {"id", "entities"})
    entities = record["entities"]
    assert isinstance(entities, list)
    assert [(entity["kind"], TEXT[entity["start"] : entity["end"]]) for entity in entities] == [
        ("CONTACT", "kofi@mailpost.example"),
        ("CONTACT", "212-555-0142"),
    ]
    assert all(set(entity) == {"kind", "start", "end", "confidence"} for entity in entities)


def test_what_a_file_carries_is_listed(call: Call, picture: Path) -> None:
    answer = call("entities", "--jsonl", stdin=json.dumps({"id": 1, "path": str(picture)}))
    entities = answer.records[0]["entities"]
    assert isinstance(entities, list)
    assert {entity["kind"] for entity in entities} == {"META"}
    assert set(entities[0]) == {"kind", "start", "end", "confidence", "box", "page", "time"}
    assert (answer.code, entities[0]["start"]) == (0, None)


def test_wrong_lines_get_a_sentence(call: Call, tmp_path: Path) -> None:
    stdin = b'\xff\n{"id": 1}\n' + json.dumps({"id": 2, "path": str(tmp_path / "none.png")}).encode()
    answer = call("entities", "--jsonl", stdin=stdin)
    assert answer.code == 2
    assert [record["id"] for record in answer.records] == [None, 1, 2]
    assert all(set(record) == {"id", "error"} for record in answer.records)


def test_without_jsonl_the_call_makes_no_sense(call: Call) -> None:
    assert call("entities").code == 2
    assert call("read").code == 2


def test_a_picture_without_writing_has_no_lines(call: Call, picture: Path) -> None:
    answer = call("read", "--jsonl", stdin=json.dumps({"id": 9, "path": str(picture)}) + "\n\n{")
    assert answer.code == 2
    assert answer.records == [{"id": 9, "lines": []}, {"id": None, "error": "This line is not JSON."}]
