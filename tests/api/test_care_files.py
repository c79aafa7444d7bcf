"""Drafts and files of care by programs: kept, taken out, looked at, opened on record, nobody else's business."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from api.asking import Program, problem, program_of, token_of
from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member
from cast.caring import Talk
from cast.papers import document, picture
from commonward.care.models import CareFile, MessageDraft, RecordEntry, Relationship, Thread
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel import work
from commonward.kernel.models import Entry

pytestmark = pytest.mark.django_db


def _brings(who: Member, path: str, upload: SimpleUploadedFile) -> HttpResponse:
    return Client().post(f"/api/v1{path}", {"file": upload}, headers={"authorization": f"Bearer {token_of(who)}"})


def _brought(who: Member, path: str, upload: SimpleUploadedFile) -> dict[str, Any]:
    answer = _brings(who, path, upload)
    assert answer.status_code == 201, answer.content
    work.drain()
    told: dict[str, Any] = answer.json()
    return told


def _sent(program: Program, talk: Talk, *files: str, **headers: str) -> HttpResponse:  # noqa: F811
    body = {"text": "Here it is.", "files": list(files)}
    return program.ask("POST", f"/care/threads/{talk.thread.pk}/messages", body, **headers)


def test_a_draft_is_kept_and_read_back_and_the_page_has_it(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    program, path = program_of(pat), f"/care/threads/{talk.thread.pk}/draft"
    problem(program.ask("GET", path), 404, "not-found")
    kept = program.ask("PUT", path, {"text": "It was better, and then"}).json()
    assert program.get(path) == kept
    assert (kept["text"], kept["topic"]) == ("It was better, and then", "")
    assert "It was better, and then" in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    problem(program_of(nadia).ask("GET", path), 404, "not-found")
    again = program.ask("PUT", path, {"text": "It was worse", "state": kept["state"]}).json()
    problem(program.ask("PUT", path, {"text": "From another device", "state": kept["state"]}), 409, "conflict")
    assert program.get(path) == again
    told = problem(program.ask("PUT", path, {"text": " "}), 422, "unacceptable")
    assert told["field"] == "text"
    assert problem(program.ask("PUT", path, {"text": "x" * 40_001}), 422, "unacceptable")["field"] == "text"
    assert program.ask("DELETE", path).status_code == 204
    assert program.ask("DELETE", path).status_code == 204
    assert MessageDraft.objects.count() == 0


def test_a_draft_of_a_new_matter_has_its_topic(
    relationship: Relationship,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
    sam: Member,
) -> None:
    program, path = program_of(pat), f"/care/relationships/{relationship.pk}/draft"
    kept = program.ask("PUT", path, {"text": "", "topic": "The new cream"}).json()
    assert (program.get(path), kept["topic"]) == (kept, "The new cream")
    for method, body in (("GET", None), ("PUT", {"text": "Mine."}), ("DELETE", None)):
        problem(program_of(sam).ask(method, path, body), 404, "not-found")
    assert program.ask("DELETE", path).status_code == 204
    problem(program.ask("GET", path), 404, "not-found")


@pytest.mark.slow
def test_a_file_is_brought_looked_at_sent_and_opened_on_record(
    talk: Talk,  # noqa: F811
    pat: Member,
    nadia: Member,
    sam: Member,
) -> None:
    patient, nurse, path = program_of(pat), program_of(nadia), f"/care/threads/{talk.thread.pk}/files"
    upload = document("How it went", pages=2)
    data = upload.read()
    upload.seek(0)
    brought = _brought(pat, path, upload)
    (one,) = patient.get(path)
    assert (one["id"], one["kind"], one["name"], one["state"]) == (brought["id"], "pdf", "letter.pdf", "ready")
    assert (one["message"], one["bytes"], len(one["pages"])) == (None, len(data), 2)
    file = f"/care/files/{one['id']}"
    problem(nurse.ask("GET", file), 404, "not-found")  # not sent yet
    answer = _sent(patient, talk, one["id"])
    assert answer.status_code == 201, answer.content
    assert patient.get(path) == []
    (listed,) = RecordEntry.objects.get(message=answer.json()["id"]).listed
    assert listed["sha256"] == hashlib.sha256(data).hexdigest()
    (told,) = nurse.get(f"/care/threads/{talk.thread.pk}/messages")["items"][0]["files"]
    assert (told["id"], told["name"]) == (one["id"], "letter.pdf")
    assert nurse.get(file)["message"] == answer.json()["id"]
    original, sheet = nurse.ask("GET", f"{file}/original"), nurse.ask("GET", f"{file}/pages/2")
    assert (original.content, original["Content-Type"]) == (data, "application/octet-stream")
    assert "attachment" in original["Content-Disposition"]
    assert "no-store" in original["Cache-Control"]
    assert sheet.content[:3] in {b"\xff\xd8\xff", b"RIF", b"\x89PN"}
    problem(nurse.ask("GET", f"{file}/pages/3"), 404, "not-found")
    read = Entry.objects.filter(action="file.read", subject_id=one["id"]).order_by("sequence")
    assert [(row.seat, row.detail["what"], row.on_behalf_of) for row in read] == [
        (nadia.seat.pk, what, pat.seat.pk) for what in ("page", "original", "picture-2")
    ]
    for where in (file, f"{file}/original", f"{file}/pages/1"):
        problem(program_of(sam).ask("GET", where), 404, "not-found")
    problem(patient.ask("DELETE", file), 404, "not-found")  # it is part of the record
    assert CareFile.objects.count() == 1


@pytest.mark.slow
def test_what_was_not_sent_is_taken_out_again(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    program, path = program_of(pat), f"/care/threads/{talk.thread.pk}/files"
    brought = _brought(pat, path, picture("a rash"))
    problem(program_of(nadia).ask("DELETE", f"/care/files/{brought['id']}"), 404, "not-found")
    assert program.ask("DELETE", f"/care/files/{brought['id']}").status_code == 204
    problem(program.ask("DELETE", f"/care/files/{brought['id']}"), 404, "not-found")
    told = problem(_sent(program, talk, brought["id"]), 409, "conflict")
    assert "file" in told["detail"]
    assert CareFile.objects.count() == 0
    broken = SimpleUploadedFile("a.exe", b"MZ\x90\x00", "application/pdf")
    assert problem(_brings(pat, path, broken), 422, "unacceptable")["field"] == "files"


@pytest.mark.slow
def test_of_staff_a_file_of_another_patient_waits(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    nurse, path = program_of(nadia), f"/care/threads/{talk.thread.pk}/files"
    upload = document("Ferriman, Odalys", "DOB 03/03/1961", "MRN 00482913")
    brought = _brought(nadia, path, upload)
    assert _sent(nurse, talk, brought["id"]).status_code == 201
    work.drain()
    assert nurse.get(f"/care/files/{brought['id']}")["state"] == "held"
    patient = program_of(pat)
    (told,) = patient.get(f"/care/threads/{talk.thread.pk}/messages")["items"][0]["files"]
    assert (told["id"], told["name"], told["url"]) == (None, "", "")
    problem(patient.ask("GET", f"/care/files/{brought['id']}/original"), 404, "not-found")


@pytest.mark.slow
def test_the_same_attempt_sends_its_files_once_and_five_are_too_many(talk: Talk, pat: Member) -> None:  # noqa: F811
    program, path = program_of(pat), f"/care/threads/{talk.thread.pk}/files"
    brought = _brought(pat, path, picture("a rash"))
    first, again = (_sent(program, talk, brought["id"], **{"idempotency-key": "one"}) for _time in range(2))
    assert first.json() == again.json()
    assert CareFile.objects.get().message_id == int(first.json()["id"])
    told = problem(_sent(program, talk, *map(str, range(1, 6))), 422, "unacceptable")
    assert told["field"] == "files"


def test_nothing_is_taken_in_where_nothing_may_be_sent(
    talk: Talk,  # noqa: F811
    pat: Member,
    sam: Member,
    grant: Grant,  # noqa: F811
) -> None:
    paths = (f"/care/threads/{talk.thread.pk}/files", f"/care/relationships/{talk.relationship.pk}/files")
    for path in paths:
        problem(_brings(sam, path, picture("a rash")), 404, "not-found")
        problem(program_of(sam).ask("GET", path), 404, "not-found")
    consents.withdraw(pat.person, grant)
    for path in paths:
        problem(_brings(pat, path, picture("a rash")), 403, "denied")
    assert CareFile.objects.count() == 0


@pytest.mark.slow
def test_a_file_goes_with_a_new_matter(
    relationship: Relationship,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    program = program_of(pat)
    path = f"/care/relationships/{relationship.pk}"
    brought = _brought(pat, f"{path}/files", picture("a rash"))
    assert [one["id"] for one in program.get(f"{path}/files")] == [brought["id"]]
    body = {"text": "It itches.", "topic": "The new cream", "files": [brought["id"]]}
    answer = program.ask("POST", f"{path}/threads", body)
    assert answer.status_code == 201, answer.content
    assert CareFile.objects.get().thread == Thread.objects.get()
