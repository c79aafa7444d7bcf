"""A patient's own copy holds every message of their care; a nurse's holds none of it; deletion leaves the record."""

import io
import json
import zipfile

import pytest

from care.test_files import _sends, picture
from cast import PASSWORD, Member
from cast.caring import Talk, seat_of
from commonward.care.actions import messaging
from commonward.care.models import RecordEntry
from commonward.care.words import Words
from commonward.consent.models import Grant
from commonward.kernel import work
from commonward.oversight import erasing, exporting, parts

pytestmark = pytest.mark.django_db

WORDS = "I feel light in the head when I stand up."


def _packed(who: Member) -> zipfile.ZipFile:
    export = exporting.ask(who.person)
    work.drain()
    answer = who.client.get(f"/your-data/{export.pk}/")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def _copy(who: Member) -> str:
    return _packed(who).read("data.json").decode()


def test_a_patient_takes_every_message_along(talk: Talk, pat: Member) -> None:
    parts = json.loads(_copy(pat))["parts"]
    assert [one["text"] for one in parts["care_messages"]] == [WORDS]
    assert parts["relationships"][0]["state"] == "established"
    assert parts["charts"][0]["organisation"] == "Harbour Clinic"


def test_every_field_of_the_record_is_in_it(talk: Talk, grant: Grant, pat: Member, nadia: Member) -> None:
    """The fields that a record has of each message, with every version of its words and each file."""
    pat.client.get(f"/care/threads/{talk.thread.pk}/")
    [file] = _sends(pat, talk, picture("a rash"))
    answer = talk.sent(nadia, "Come in on Monday.").message
    messaging.edit(nadia.person, seat_of(nadia), answer, Words("Come in on Tuesday."))
    assert pat.client.get(f"/care/threads/{talk.thread.pk}/").status_code == 200
    assert nadia.client.get(f"/care/threads/{talk.thread.pk}/").status_code == 200
    parts = json.loads(_copy(pat))["parts"]
    first, second, third, fourth = parts["care_messages"]
    assert first == {
        "thread": talk.thread.pk,
        "message": talk.first.pk,
        "version": 1,
        "answers": None,
        "from_team": False,
        "author": "Pat Lindqvist",
        "role": "patient",
        "for_you": False,
        "text": WORDS,
        "files": "",
        "category": "",
        "urgency": "routine",
        "channel": "page",
        "relationship": talk.relationship.pk,
        "relationship_step": 3,
        "consent": grant.pk,
        "wording": grant.wording,
        "decision": "allow",
        "second_reader_at": None,
        "state": "filed",
        "sent_at": first["sent_at"],
        "delivered_at": first["delivered_at"],
        "answered_at": first["answered_at"],
        "filed_at": first["filed_at"],
        "filed_by": "page",
    }
    assert all(first[at] for at in ("sent_at", "delivered_at", "answered_at", "filed_at"))
    assert file.digest in second["files"]
    assert [(one["version"], one["text"]) for one in (third, fourth)] == [
        (1, "Come in on Monday."),
        (2, "Come in on Tuesday."),
    ]
    assert (third["author"], third["role"], third["answers"]) == ("Nadia Okafor", "professional", second["message"])
    consents = {one["receipt"]: one for one in parts["consents"]}
    assert "Harbour Clinic" in str(consents)
    assert len(next(iter(consents.values()))["words"]) > 100, "the words that were shown stand in it"


def test_it_says_by_name_who_read_what(talk: Talk, pat: Member, nadia: Member) -> None:
    [file] = _sends(pat, talk, picture("a rash"))
    assert nadia.client.get(f"/care/threads/{talk.thread.pk}/").status_code == 200
    assert nadia.client.get(f"/care/files/{file.pk}/original/").status_code == 200
    packed = _packed(pat)
    parts = json.loads(packed.read("data.json"))["parts"]
    assert {one["by"] for one in parts["care_readings"]} == {"Nadia Okafor"}
    opened = {(one["who"], one["place"], one["subject"].partition(":")[0]) for one in parts["read_by"]}
    assert opened == {("Nadia Okafor", "Harbour Clinic", "thread"), ("Nadia Okafor", "Harbour Clinic", "care_file")}
    page = packed.read("index.html").decode()
    assert "Who read what is yours" in page
    assert "Nadia Okafor" in page


def test_nothing_between_a_child_and_its_team_is_in_the_copy_for_a_parent(talk: Talk, pat: Member) -> None:
    """What a place keeps of an account without what is confidential."""
    _sends(pat, talk, picture("a rash"))
    everything = {part.name for part in parts.parts_of(pat.account.pk)}
    open_ones = list(parts.open_parts_of(pat.account.pk))
    assert {"care_files", "care_showings", "consents", "care_messages"} <= everything
    assert not {part.name for part in open_ones} & {
        name for name in everything if name.startswith(("care_", "consent"))
    } | {part.name for part in open_ones} & {"charts", "relationships", "proxies", "read_by"}
    assert not any(part.files for part in open_ones)


def test_somebody_of_the_team_takes_no_message_along(talk: Talk, nadia: Member) -> None:
    said = _copy(nadia)
    assert WORDS not in said
    assert json.loads(said)["parts"]["care_messages"] == []


def test_the_record_stays_when_the_account_goes(talk: Talk, pat: Member) -> None:
    erasing.close(pat.person, password=PASSWORD)
    work.drain()
    assert RecordEntry.objects.get().text == WORDS
