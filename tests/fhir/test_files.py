"""Files of messages by FHIR: named in the message, given to who may read it, to nobody else, each time on record."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Member
from cast.caring import Talk
from cast.papers import document, picture
from commonward.care.models import CareFile, Proxy, Thread
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel import work
from commonward.kernel.models import Entry
from fhir.asking import App, connected, outcome
from fhir.validator import errors_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _sent(who: Member, talk: Talk, *uploads: SimpleUploadedFile, look: bool = True) -> list[CareFile]:
    form = {"text": "Here it is.", "publish": "1", "new-file": list(uploads)}
    assert who.client.post(f"/care/threads/{talk.thread.pk}/", form).status_code == 302
    if look:
        work.drain()
    return list(CareFile.objects.order_by("pk"))


def _named(mine: App) -> list[Any]:
    return [
        part["contentAttachment"]
        for one in mine.found("Communication")
        for part in one.get("payload", [])
        if "contentAttachment" in part
    ]


def test_a_message_names_its_files_and_who_reads_it_gets_their_bytes(
    talk: Talk, pat: Member, nadia: Member, app: App
) -> None:
    upload = document("Blood pressure, one week", "120/80")
    data = upload.read()
    upload.seek(0)
    [file] = _sent(pat, talk, upload)
    for who in (pat, nadia):
        mine = connected(who, app)
        [named] = _named(mine)
        assert (named["contentType"], named["size"], named["title"]) == ("application/pdf", len(data), "letter.pdf")
        assert not errors_in(mine.found("Communication"))
        got = mine.ask(named["url"])
        assert (got.status_code, got["Content-Type"], got.content) == (200, "application/pdf", data)
        assert got["Content-Disposition"].startswith("attachment;")
        assert "no-store" in got["Cache-Control"]
        told = mine.get(named["url"], accept="application/fhir+json")
        assert not errors_in([told])
        assert base64.b64decode(told["data"]) == data
        assert told["securityContext"]["reference"] == f"Communication/message-{file.message_id}"
    read = Entry.objects.filter(action="file.read", subject_id=file.pk)
    assert read.count() == 4
    assert all(one.detail["connection"] for one in read)
    assert {one.on_behalf_of for one in read} == {None, pat.seat.pk}


def test_the_patient_finds_who_read_a_file(talk: Talk, pat: Member, nadia: Member, app: App) -> None:
    [file] = _sent(pat, talk, picture("a rash on the arm"))
    assert connected(nadia, app).ask(f"Binary/{file.pk}").status_code == 200
    told = connected(pat, app).found("AuditEvent")
    opened = {entity["what"].get("reference") for one in told for entity in one["entity"]}
    assert f"Binary/{file.pk}" in opened
    assert f"Patient/{talk.relationship.chart_id}" in opened
    assert not errors_in(told)
    asked = connected(pat, app).found(f"AuditEvent?patient=Patient/{talk.relationship.chart_id}")
    assert len(asked) == len(told)


def test_to_others_it_does_not_exist(talk: Talk, pat: Member, sam: Member, remy: Member, app: App) -> None:
    [file] = _sent(pat, talk, picture("a rash on the arm"))
    for who in (sam, remy):
        outcome(connected(who, app).ask(f"Binary/{file.pk}"), 404, "not-found")
    outcome(App("").ask(f"Binary/{file.pk}"), 401, "login")
    outcome(App("").ask(f"Binary/{file.pk}", accept="application/fhir+json"), 401, "login")
    mine = connected(pat, app)
    outcome(mine.ask("Binary/7"), 404, "not-found")
    outcome(mine.ask("Binary/nothing"), 404, "not-found")
    outcome(mine.ask("Binary?_id=7"), 404, "not-found")
    assert mine.browser.post(f"/fhir/Binary/{file.pk}").status_code == 405
    assert not Entry.objects.filter(action="file.read").exists()


def test_without_the_scope_for_messages_no_file_is_given(talk: Talk, pat: Member, app: App) -> None:
    [file] = _sent(pat, talk, picture("a rash on the arm"))
    narrow = connected(pat, app, ["user/Patient.read"])
    assert narrow.ask(f"Binary/{file.pk}").status_code == 403
    assert connected(pat, app, ["patient/Communication.read"]).ask(f"Binary/{file.pk}").status_code == 200


def test_taken_back_consent_closes_files_to_programs_of_the_team(
    talk: Talk, grant: Grant, pat: Member, nadia: Member, app: App
) -> None:
    [file] = _sent(pat, talk, picture("a rash on the arm"))
    hers, own = connected(nadia, app), connected(pat, app)
    consents.withdraw(pat.person, grant)
    assert hers.ask(f"Binary/{file.pk}").status_code == 404
    assert own.ask(f"Binary/{file.pk}").status_code == 200


def test_what_was_not_looked_at_or_is_kept_private_is_not_given(
    talk: Talk, proxy: Proxy, pat: Member, nadia: Member, elsa: Member, app: App
) -> None:
    [file] = _sent(pat, talk, picture("a rash on the arm"), look=False)
    hers, daughters = connected(nadia, app), connected(elsa, app)
    assert _named(hers) == []
    assert hers.ask(f"Binary/{file.pk}").status_code == 404
    work.drain()
    assert daughters.ask(f"Binary/{file.pk}").status_code == 200
    Thread.objects.filter(pk=talk.thread.pk).update(is_private=True)
    assert daughters.ask(f"Binary/{file.pk}").status_code == 404
    assert hers.ask(f"Binary/{file.pk}").status_code == 200
