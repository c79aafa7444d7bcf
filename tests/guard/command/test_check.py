"""`commonward check`: JSON lines for programs, pages for people, exit codes for scripts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from guard.command.conftest import Call

MARKED = "Chart MRN: 00482913 was left on the bus."
CLEAN = "Our garden has two new benches."
KEYS = {
    "rule", "start", "end", "quote", "severity", "confidence", "decision", "title", "reason", "source", "fixes",
    "media", "box", "page", "time",
}  # fmt: skip


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_each_line_is_answered_in_order(call: Call) -> None:
    answer = call("check", "--jsonl", stdin=lines({"id": 2, "text": MARKED}, {"id": "a", "text": CLEAN}))
    first, second = answer.records
    assert (answer.code, answer.err) == (1, "")
    assert (first["id"], first["decision"], first["policy"], first["effects"]) == (2, "block", "2026.11", [])
    assert second == {"id": "a", "decision": "allow", "effects": [], "findings": [], "policy": "2026.11"}


def test_a_finding_has_the_shape_that_others_rely_on(call: Call) -> None:
    answer = call("check", "--jsonl", stdin=lines({"id": 1, "text": MARKED}))
    findings = answer.records[0]["findings"]
    assert isinstance(findings, list)
    [finding] = findings
    assert set(finding) == KEYS
    assert (finding["rule"], finding["quote"], finding["start"], finding["end"]) == ("phi.mrn", "00482913", 11, 19)
    assert (finding["severity"], finding["decision"], finding["media"]) == (4, "block", None)
    [fix, *_] = finding["fixes"]
    assert set(fix) == {"label", "edits"}
    assert set(fix["edits"][0]) == {"start", "end", "text"}


def test_nothing_above_a_note_ends_with_zero(call: Call) -> None:
    record = {"id": 1, "text": "Please ring me on 212-555-0142.", "context": "care_conversation", "author": "patient"}
    answer = call("check", "--jsonl", stdin=lines(record))
    assert (answer.code, answer.records[0]["decision"]) == (0, "note")


def test_all_shows_what_is_allowed_here(call: Call) -> None:
    text = "Please come to your visit on March 3rd."
    record = {"id": 1, "text": text, "context": "care_conversation", "author": "professional"}
    assert call("check", "--jsonl", stdin=lines(record)).records[0]["findings"] == []
    findings = call("check", "--jsonl", "--all", stdin=lines(record)).records[0]["findings"]
    assert isinstance(findings, list)
    assert {(finding["quote"], finding["decision"]) for finding in findings} >= {("March 3rd", "allow")}


def test_people_who_are_known_may_be_named(call: Call) -> None:
    text = "Our patient Odalys Ferriman thanked Nadia Okafor."
    people = [{"name": "Nadia Okafor", "role": "author"}]
    answer = call("check", "--jsonl", stdin=lines({"id": 1, "text": text, "author": "professional", "people": people}))
    findings = answer.records[0]["findings"]
    assert isinstance(findings, list)
    assert [finding["quote"] for finding in findings] == ["Odalys Ferriman"]


WRONG = {
    "json": (b'{"id": 1, "text"', None, "This line is not JSON."),
    "utf-8": (b'{"id": 1, "text": "\xff"}', None, "This line is not UTF-8."),
    "list": (b'["a"]', None, "This line is not a JSON object."),
    "deep": (b"[" * 100_000, None, "This line is not JSON."),
    "no id": (b'{"text": "secret"}', None, "This line has no id."),
    "odd id": (b'{"id": [1], "text": "secret"}', None, "The id should be a text or a whole number."),
    "no text": (b'{"id": 7}', 7, "This line has neither a text nor a path."),
    "number": (b'{"id": 7, "text": 3}', 7, "`text` should be a text."),
    "context": (b'{"id": 7, "text": "secret", "context": "secret"}', 7, "`context` should be one of public_post,"),
    "author": (b'{"id": 7, "text": "secret", "author": 3}', 7, "`author` should be one of professional,"),
    "people": (b'{"id": 7, "text": "secret", "people": ["secret"]}', 7, "Each of `people` should have a name"),
    "role": (b'{"id": 7, "text": "a", "people": [{"name": "secret", "role": "boss"}]}', 7, "Each of `people`"),
    "thread": (b'{"id": 7, "text": "secret", "thread": "secret"}', 7, "`thread` should be a list."),
    "thread-2": (b'{"id": 7, "text": "secret", "thread": [1]}', 7, "`thread` should be a list of texts."),
    "file": (b'{"id": 7, "path": "/secret/none.jpg"}', 7, "could not be opened."),
    "large": (b'{"id": 7, "text": "' + b"x" * 1_048_577 + b'"}', 7, "The text is longer than 1 MB."),
}


@pytest.mark.parametrize(("line", "line_id", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_line_gets_a_sentence_and_the_run_goes_on(call: Call, line: bytes, line_id: object, says: str) -> None:
    answer = call("check", "--jsonl", stdin=line + b"\n\n  \n" + lines({"id": "next", "text": CLEAN}).encode())
    wrong, following = answer.records
    assert answer.code == 2
    assert set(wrong) == {"id", "error"}
    assert wrong["id"] == line_id
    assert says in str(wrong["error"])
    assert "secret" not in str(wrong["error"]).replace("/secret/none.jpg", "")
    assert following["decision"] == "allow"


def test_fields_that_are_null_or_unknown_do_no_harm(call: Call) -> None:
    record = {"id": 1, "text": CLEAN, "context": None, "author": None, "people": None, "alt": None, "spans": []}
    assert call("check", "--jsonl", stdin=lines(record)).code == 0


def test_half_a_character_keeps_its_offsets(call: Call) -> None:
    answer = call("check", "--jsonl", stdin=b'{"id": 1, "text": "\\ud83d MRN: 00482913"}\n')
    findings = answer.records[0]["findings"]
    assert isinstance(findings, list)
    assert (findings[0]["start"], findings[0]["quote"]) == (7, "00482913")


def test_files_are_read_instead_of_standard_input(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + lines({"id": 1, "text": CLEAN}).encode() + b'{"id": 2, "text": "last line"}')
    assert [record["id"] for record in call("check", "--jsonl", path, path).records] == [1, 2, 1, 2]


def test_a_picture_is_checked_with_its_words(call: Call, picture: Path) -> None:
    record = {"id": 1, "path": str(picture), "alt": "chart with MRN: 00482913 on it"}
    answer = call("check", "--jsonl", stdin=lines(record))
    findings = answer.records[0]["findings"]
    assert isinstance(findings, list)
    seen = [finding for finding in findings if finding["rule"].startswith("phi.")]
    found = {finding["rule"]: (finding["start"], finding["quote"], finding["media"]) for finding in seen}
    assert found == {"phi.image-text": (None, None, 0), "phi.image-meta": (None, None, 0)}
    assert answer.code == 1


def test_a_path_to_a_text_stands_for_the_text(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text(MARKED, encoding="utf-8")
    assert call("check", "--jsonl", stdin=lines({"id": 1, "path": str(path)})).records[0]["decision"] == "block"


def test_what_would_be_published_is_written_by_id(call: Call, picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    records = lines({"id": "../a b", "path": str(picture), "alt": "a garden"}, {"id": 2, "text": CLEAN})
    assert call("check", "--jsonl", "--redact-dir", out, stdin=records).code == 0
    [written] = out.iterdir()
    assert written.name == "..%2Fa b.jpg"
    with Image.open(written) as published:
        assert (published.size, len(published.getexif())) == ((64, 48), 0)


def test_a_person_reads_words_reason_source_and_fix(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text(f"Hello all\n{MARKED}\n", encoding="utf-8")
    answer = call("check", path)
    assert answer.code == 1
    assert "post.txt: block (mend it before it goes out)" in answer.out
    assert "2:12  “00482913”  This is a record number  [phi.mrn, block]" in answer.out
    assert "Source: 45 CFR 164.514(b)(2)(i)(H)" in answer.out
    assert "Judged by policy 2026.11." in answer.out


def test_the_context_and_author_of_files_can_be_given(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text("Her number is 212-555-0142", encoding="utf-8")
    assert call("check", path, "--context", "care_conversation", "--author", "patient").code == 0
    assert call("check", path, "--author", "professional").code == 1


def test_files_are_recognised_by_content(call: Call, picture: Path, tmp_path: Path) -> None:
    misnamed = tmp_path / "letter.txt"
    misnamed.write_bytes(picture.read_bytes())
    wide = tmp_path / "wide.dat"
    wide.write_text(MARKED, encoding="utf-16")
    answer = call("check", misnamed, wide)
    assert "[phi.image-meta, note]" in answer.out
    assert "[phi.mrn, block]" in answer.out


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(call: Call, tmp_path: Path) -> None:
    odd = tmp_path / "odd.bin"
    odd.write_bytes(bytes(range(256)))
    text = tmp_path / "post.txt"
    text.write_text(CLEAN, encoding="utf-8")
    answer = call("check", tmp_path / "none.txt", odd, text)
    assert answer.code == 2
    assert "none.txt could not be opened." in answer.out
    assert "odd.bin: This is not a picture we know." in answer.out
    assert "post.txt: allow" in answer.out


def test_the_redacted_text_of_one_is_written(call: Call, tmp_path: Path) -> None:
    path, out = tmp_path / "post.txt", tmp_path / "out.txt"
    path.write_text(MARKED, encoding="utf-8")
    answer = call("check", path, "--redact", out)
    assert answer.code == 1
    assert "(1 of 1 mended)" in answer.out
    assert "00482913" not in out.read_text(encoding="utf-8")
    assert out.read_text(encoding="utf-8").endswith("was left on the bus.")
    assert call("check", out).code == 0


def test_the_redacted_picture_of_one_is_written(call: Call, picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    call("check", picture, "--redact", out)
    with Image.open(out) as published:
        assert len(published.getexif()) == 0


def test_a_file_is_never_written_over_itself(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text(MARKED, encoding="utf-8")
    answer = call("check", path, "--redact", path)
    assert answer.code == 2
    assert path.read_text(encoding="utf-8") == MARKED


def test_an_organisations_policy_judges_and_is_named(call: Call, tmp_path: Path) -> None:
    policy = tmp_path / "harbour.toml"
    policy.write_text(
        'organisation = "harbour"\nversion = 1\nbase = "2026.11"\n[[override]]\nrule = "access.alt-text"\n'
        'columns = { P = "B" }\nwhy = "Many of our members cannot see."\n',
        encoding="utf-8",
    )
    record = lines({"id": 1, "text": "Look! [image: ]"})
    answer = call("check", "--jsonl", "--policy", policy, stdin=record).records[0]
    assert (answer["decision"], answer["policy"]) == ("block", "2026.11+harbour.1")


CALLS = {
    "nothing": ((), "name a file to check"),
    "redact-lines": (("--jsonl", "--redact", "x"), "use --redact-dir"),
    "redact-dir-file": (("a.txt", "--redact-dir", "x"), "goes with --jsonl"),
    "redact-two": (("a.txt", "b.txt", "--redact", "x"), "name exactly one"),
    "option": (("--frobnicate",), "unrecognized arguments"),
    "context": (("a.txt", "--context", "billboard"), "invalid choice"),
    "policy": (("--jsonl", "--policy", "none.toml"), "none.toml could not be opened"),
    "no file": (("--jsonl", "none.jsonl"), "none.jsonl could not be opened"),
}


@pytest.mark.parametrize(("arguments", "says"), CALLS.values(), ids=CALLS.keys())
def test_a_wrong_call_gets_a_sentence(call: Call, arguments: tuple[str, ...], says: str) -> None:
    answer = call("check", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err
    assert "Traceback" not in answer.err


COMMAND = (sys.executable, "-m", "commonward.cli.main")


@pytest.mark.slow
def test_answers_come_as_the_lines_come() -> None:
    with subprocess.Popen([*COMMAND, "check", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write(lines({"id": number, "text": CLEAN}).encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_traceback() -> None:
    record = lines({"id": 1, "text": CLEAN}).encode() * 4_000
    done = subprocess.run(
        ["/bin/sh", "-c", f"{' '.join(COMMAND)} check --jsonl | head -n 1"],
        input=record, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["id"] == 1
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_near_copies_of_a_reference_are_found(call: Call, tmp_path: Path) -> None:
    taken = (
        "Dry skin in winter is no disease. The heating takes the water out of the air, and long hot showers wash the "
        "fat out of the skin. Wash with lukewarm water, pat yourself dry, and rub in a plain cream."
    )
    reference = tmp_path / "reference.jsonl"
    reference.write_text(json.dumps({"id": "leaflet", "text": taken}) + "\n", encoding="utf-8")
    line = json.dumps({"id": 1, "text": taken, "author": "professional"}) + "\n"
    with_it = call("check", "--jsonl", "--reference", reference, stdin=line)
    without = call("check", "--jsonl", stdin=line)
    rules = [[one["rule"] for one in answer.records[0]["findings"]] for answer in (with_it, without)]  # type: ignore[attr-defined]
    assert "attribution.uncredited" in rules[0]
    assert "attribution.uncredited" not in rules[1]


def test_a_reference_that_cannot_be_read_is_said_plainly(call: Call, tmp_path: Path) -> None:
    answer = call("check", "--jsonl", "--reference", tmp_path / "none.jsonl", stdin="")
    assert answer.code == 2
    assert "reference cannot be read" in answer.err


FRENCH = "Nous avons eu une journée difficile dans le service et je suis très fatiguée."


def test_a_language_that_is_not_read_is_said(call: Call, tmp_path: Path) -> None:
    answer = call("check", "--jsonl", stdin=lines({"id": 1, "text": FRENCH}, {"id": 2, "text": CLEAN, "lang": "de"}))
    assert [(one["decision"], one.get("unsupported")) for one in answer.records] == [("allow", "fr"), ("allow", None)]
    page = tmp_path / "post.txt"
    page.write_text(FRENCH, encoding="utf-8")
    said = call("check", str(page))
    assert said.code == 0
    assert "This looks like French, which is not read yet. Only patterns" in " ".join(said.out.split())
