"""Pictures and PDFs that show a licence: who brings, opens and removes them, and when they go."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from cast import Member
from cast.people import proven
from commonward.kernel import clock
from commonward.kernel.models import Entry
from commonward.oversight import retention
from commonward.oversight.models import Hold
from commonward.people import actions
from commonward.people.evidence import Evidence
from commonward.people.models import Credential

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n% Maine State Board of Nursing, Nadia Okafor\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)


@pytest.fixture
def licence(nadia: Member) -> Credential:
    """Nadia's, stated."""
    return actions.state_credential(
        nadia.person, nadia.seat, kind=Credential.Kind.LICENCE, number="RN 4411", jurisdiction="US-ME"
    )


def brings(who: Member, licence: Credential, content: bytes = PDF, name: str = "nadia-okafor-licence.pdf") -> str:
    """The page after bringing a file."""
    file = io.BytesIO(content)
    file.name = name
    return who.client.post(f"/you/credentials/{licence.pk}/evidence", {"file": file}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("content", "form", "kind", "way"),
    [
        (PDF, "pdf", "application/pdf", "attachment"),
        (PNG, "png", "image/png", "inline"),
        (JPEG, "jpeg", "image/jpeg", "inline"),
    ],
)
def test_brought_kept_locked_and_opened_on_record(
    nadia: Member, olu: Member, licence: Credential, content: bytes, form: str, kind: str, way: str
) -> None:
    page = brings(nadia, licence, content)
    assert "It is kept, locked." in page
    assert "nadia-okafor" not in page
    kept = Evidence.objects.get()
    assert kept.form == form
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_evidence")
        assert content[:12] not in bytes(cursor.fetchone()[0])
    assert "1 file shows it." in nadia.client.get("/you/credentials").content.decode()
    assert f"/you/evidence/{kept.pk}" in olu.client.get(f"/you/credentials/{licence.pk}/decide").content.decode()
    opened = olu.client.get(f"/you/evidence/{kept.pk}")
    assert opened.content == content
    assert opened["Content-Type"] == kind
    assert opened["Content-Disposition"].startswith(way)
    assert "sandbox" in opened["Content-Security-Policy"]
    assert "no-store" in opened["Cache-Control"]
    entry = Entry.objects.get(action="evidence.read")
    assert (entry.seat, entry.subject_id) == (olu.seat.pk, kept.pk)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a" + bytes(40), "This is no JPEG or PNG picture and no PDF."),
        (b"<html>%PDF-1.4", "This is no JPEG or PNG picture and no PDF."),
        (b"", "This file is empty."),
        (PDF + bytes(5 * 1024 * 1024), "This file takes more than 5 MB."),
    ],
)
def test_what_is_not_taken_is_said(nadia: Member, licence: Credential, content: bytes, sentence: str) -> None:
    assert sentence in brings(nadia, licence, content)
    assert not Evidence.objects.exists()


def test_none_chosen_and_too_many(nadia: Member, licence: Credential) -> None:
    page = nadia.client.post(f"/you/credentials/{licence.pk}/evidence")
    assert (page.status_code, "Please fill this in." in page.content.decode()) == (422, True)
    for _time in range(4):
        last = brings(nadia, licence)
    assert "Three files are enough for one." in last
    assert Evidence.objects.count() == 3


def test_to_everybody_else_it_does_not_exist(
    nadia: Member, priya: Member, mo: Member, remy: Member, client: Client, licence: Credential
) -> None:
    brings(nadia, licence)
    kept = Evidence.objects.get()
    for other in (priya, mo, remy):
        assert other.client.get(f"/you/evidence/{kept.pk}").status_code == 404
        assert other.client.get(f"/you/credentials/{licence.pk}/evidence").status_code == 404
        assert other.client.post(f"/you/evidence/{kept.pk}/remove").status_code == 404
    assert client.get(f"/you/evidence/{kept.pk}").status_code == 302
    assert not Entry.objects.filter(action="evidence.read").exists()


def test_a_verifier_opens_it_and_never_deletes_it(nadia: Member, olu: Member, licence: Credential) -> None:
    brings(nadia, licence)
    kept = Evidence.objects.get()
    assert olu.client.post(f"/you/evidence/{kept.pk}/remove").status_code == 404
    assert nadia.client.post(f"/you/evidence/{kept.pk}/remove").status_code == 302
    assert not Evidence.objects.exists()


def test_another_number_takes_it_away(nadia: Member, licence: Credential) -> None:
    brings(nadia, licence)
    nadia.client.post(f"/you/credentials/{licence.pk}", {"number": "RN 4411", "jurisdiction": "US-ME"})
    assert Evidence.objects.exists()  # the same number, stated again
    nadia.client.post(f"/you/credentials/{licence.pk}", {"number": "RN 9999", "jurisdiction": "US-ME"})
    assert not Evidence.objects.exists()


def test_it_goes_a_month_after_the_decision_and_not_before(nadia: Member, olu: Member, licence: Credential) -> None:
    brings(nadia, licence)
    proven(licence, olu)
    with clock.at(clock.now() + timedelta(days=29)):
        retention.tend()
        assert Evidence.objects.exists()
    with clock.at(clock.now() + timedelta(days=31)):
        retention.tend()
        assert not Evidence.objects.exists()
    assert Entry.objects.filter(action="evidence.removed").exists()


def test_it_waits_half_a_year_for_a_decision(nadia: Member, licence: Credential) -> None:
    brings(nadia, licence)
    with clock.at(clock.now() + timedelta(days=179)):
        retention.tend()
        assert Evidence.objects.exists()
    with clock.at(clock.now() + timedelta(days=181)):
        retention.tend()
        assert not Evidence.objects.exists()


def test_a_hold_keeps_it(nadia: Member, olu: Member, licence: Credential) -> None:
    brings(nadia, licence)
    proven(licence, olu)
    Hold.objects.create(seat=nadia.seat, reason=Hold.Reason.values[0], begun_by=olu.seat)
    with clock.at(clock.now() + timedelta(days=400)):
        retention.tend()
        assert Evidence.objects.exists()


def test_a_renewed_paper_brings_a_verified_licence_back_to_the_queue(
    nadia: Member, olu: Member, ada: Member, licence: Credential
) -> None:
    proven(licence, olu)
    assert "Nobody waits" in ada.client.get("/you/credentials/verify").content.decode()
    with clock.at(clock.now() + timedelta(days=2)):
        brings(nadia, licence)
        assert "look up again" in ada.client.get("/you/credentials/verify").content.decode()


def test_refused_has_to_be_stated_again_first(nadia: Member, olu: Member, licence: Credential) -> None:
    actions.refuse_credential(olu.person, licence, refusal=Credential.Refusal.LAPSED)
    assert "State it again first" in brings(nadia, licence)
    assert not Evidence.objects.exists()
