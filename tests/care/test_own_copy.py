"""A patient's own copy holds every message of their care; a nurse's holds none of it; deletion leaves the record."""

import io
import json
import zipfile

import pytest

from cast import PASSWORD, Member
from cast.caring import Talk
from commonward.care.models import RecordEntry
from commonward.kernel import work
from commonward.oversight import erasing, exporting

pytestmark = pytest.mark.django_db

WORDS = "I feel light in the head when I stand up."


def _copy(who: Member) -> str:
    export = exporting.ask(who.person)
    work.drain()
    answer = who.client.get(f"/your-data/{export.pk}/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return packed.read("data.json").decode()


def test_a_patient_takes_every_message_along(talk: Talk, pat: Member) -> None:
    parts = json.loads(_copy(pat))["parts"]
    assert [one["text"] for one in parts["care_messages"]] == [WORDS]
    assert parts["relationships"][0]["state"] == "established"
    assert parts["charts"][0]["organisation"] == "Harbour Clinic"


def test_somebody_of_the_team_takes_no_message_along(talk: Talk, nadia: Member) -> None:
    said = _copy(nadia)
    assert WORDS not in said
    assert json.loads(said)["parts"]["care_messages"] == []


def test_the_record_stays_when_the_account_goes(talk: Talk, pat: Member) -> None:
    erasing.close(pat.person, password=PASSWORD)
    work.drain()
    assert RecordEntry.objects.get().text == WORDS
