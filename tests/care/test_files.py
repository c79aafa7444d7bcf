"""Pictures and documents in care: locked, looked at, filed with their hash, opened by those it concerns, on record."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cast import PASSWORD, Member, member
from cast.caring import Talk
from cast.papers import document, picture
from commonward.care.actions import files, proxies, relating
from commonward.care.models import CareFile, CareFilePiece, Message, RecordEntry
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel import clock, datakeys, resealing, work
from commonward.kernel.actor import Role, System
from commonward.kernel.errors import Conflict
from commonward.kernel.models import Entry
from commonward.oversight import erasing, exporting
from commonward.oversight import files as looking
from commonward.people.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _sends(who: Member, talk: Talk, *uploads: SimpleUploadedFile, text: str = "Here it is.") -> list[CareFile]:
    """Through the form, and the worker does what there is to do."""
    before = set(CareFile.objects.values_list("pk", flat=True))
    form = {"text": text, "publish": "1", "new-file": list(uploads)}
    answer = who.client.post(f"/care/threads/{talk.thread.pk}/", form)
    assert answer.status_code == 302, answer.content.decode()
    work.drain()
    return list(CareFile.objects.exclude(pk__in=before).order_by("pk"))


def _page(who: Member, talk: Talk) -> str:
    return who.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def _opens(who: Member, file: CareFile) -> int:
    statuses = {
        who.client.get(f"/care/files/{file.pk}/").status_code,
        who.client.get(f"/care/files/{file.pk}/original/").status_code,
        who.client.get(f"/care/files/{file.pk}/pages/1/").status_code,
    }
    assert len(statuses) == 1, statuses
    return statuses.pop()


def test_a_patient_sends_a_picture_and_the_team_sees_it(talk: Talk, pat: Member, nadia: Member) -> None:
    upload = picture("a rash on the arm")
    data = upload.read()
    upload.seek(0)
    [file] = _sends(pat, talk, upload)
    assert (file.state, file.kind, file.from_team) == ("ready", "jpeg", False)
    assert "IMG 2041.jpg" in _page(nadia, talk)
    answer = nadia.client.get(f"/care/files/{file.pk}/original/")
    assert answer.content == data
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "IMG" not in answer["Content-Disposition"]
    shown = nadia.client.get(f"/care/files/{file.pk}/pages/1/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert shown.content != data
    assert "no-store" in shown["Cache-Control"]
    assert nadia.client.get(f"/care/files/{file.pk}/pages/2/").status_code == 404


def test_the_record_names_each_file_with_its_hash(talk: Talk, pat: Member) -> None:
    upload = document("Blood pressure, one week", "120/80")
    digest = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    [file] = _sends(pat, talk, upload)
    entry = RecordEntry.objects.get(message=file.message)
    assert entry.listed == [{"id": file.pk, "name": "letter.pdf", "kind": "pdf", "bytes": file.size, "sha256": digest}]
    pat.client.post(f"/care/messages/{file.message_id}/change/", {"text": "My pressure of a week.", "publish": "1"})
    assert RecordEntry.objects.get(message=file.message, number=2).listed == entry.listed
    assert digest in pat.client.get(f"/care/messages/{file.message_id}/versions/").content.decode()


def test_a_document_is_drawn_page_by_page(talk: Talk, pat: Member, nadia: Member) -> None:
    [file] = _sends(nadia, talk, document("Lisinopril 10 mg", "Take one tablet daily", pages=3))
    assert (file.state, file.number, len(file.pages)) == ("ready", 3, 3)
    page = pat.client.get(f"/care/files/{file.pk}/").content.decode()
    assert "Page 3 of 3" in page
    assert pat.client.get(f"/care/files/{file.pk}/pages/3/").content.startswith((b"\x89PNG", b"\xff\xd8"))


def test_a_long_document_is_drawn_to_its_last_page(talk: Talk, pat: Member, nadia: Member) -> None:
    [file] = _sends(pat, talk, document("One page of many", pages=14))
    assert (file.number, len(file.pages)) == (14, 14)
    page = nadia.client.get(f"/care/files/{file.pk}/").content.decode()
    assert "Page 14 of 14" in page
    assert "not looked through" not in page
    assert nadia.client.get(f"/care/files/{file.pk}/pages/14/").status_code == 200


def test_of_a_very_long_one_it_is_said_how_much_is_shown(
    talk: Talk, pat: Member, nadia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_SHOWN", 12)
    upload = document("One page of many", pages=14)
    data = upload.read()
    upload.seek(0)
    [file] = _sends(pat, talk, upload)
    assert (file.number, len(file.pages)) == (14, 12)
    page = nadia.client.get(f"/care/files/{file.pk}/").content.decode()
    assert "The first 12 of 14 pages are shown here" in page
    assert "not looked through" in page
    assert nadia.client.get(f"/care/files/{file.pk}/original/").content == data


def test_another_patient_on_the_last_of_many_pages_is_found(talk: Talk, nadia: Member) -> None:
    upload = document("Values of the week", pages=14, last="Patient: Margaret Whitfield, MRN 00481516")
    [file] = _sends(nadia, talk, upload)
    assert file.state == "held"


@pytest.mark.parametrize("form", ["picture", "document"])
def test_a_file_of_another_patient_waits_for_a_second_reader(
    form: str, talk: Talk, pat: Member, nadia: Member, priya: Member
) -> None:
    lines = ("Ferriman, Odalys", "DOB 03/03/1961", "MRN 00482913")
    [file] = _sends(nadia, talk, picture(*lines) if form == "picture" else document(*lines))
    assert (file.state, file.was_held) == ("held", True)
    assert "phi.third-party" in file.rules
    assert _opens(pat, file) == 404
    assert "Waits for a second reader" in _page(pat, talk)
    assert file.name not in _page(pat, talk)
    assert nadia.client.get(f"/care/held/files/{file.pk}/").status_code == 404
    assert f"/care/held/files/{file.pk}/" in priya.client.get("/care/held/").content.decode()
    page = priya.client.get(f"/care/held/files/{file.pk}/").content.decode()
    assert "Pat Lindqvist" in page
    answer = priya.client.post(f"/care/held/files/{file.pk}/", {"do": "return", "words": " "})
    assert answer.status_code == 422
    priya.client.post(f"/care/held/files/{file.pk}/", {"do": "return", "words": "This is another patient's band."})
    file.refresh_from_db()
    assert (file.state, file.reviewer_id) == ("returned", priya.seat.pk)
    assert "another patient" in _page(nadia, talk)
    assert _opens(pat, file) == 404
    assert Notice.objects.filter(seat=nadia.seat, kind="care.returned").exists()


def test_what_is_of_this_patient_goes_out_whatever_else_it_names(talk: Talk, pat: Member, nadia: Member) -> None:
    [file] = _sends(nadia, talk, picture("Lindqvist, Pat", "DOB 04/30/1961"))
    assert file.state == "ready"
    assert _opens(pat, file) == 200


def test_a_second_reader_lets_it_through(talk: Talk, pat: Member, nadia: Member, priya: Member) -> None:
    [file] = _sends(nadia, talk, picture("Ferriman, Odalys", "DOB 03/03/1961"))
    answer = priya.client.post(f"/care/held/files/{file.pk}/", {"do": "release"})
    assert answer.status_code == 302
    assert _opens(pat, file) == 200
    again = priya.client.post(f"/care/held/files/{file.pk}/", {"do": "release"}, follow=True)
    assert "a moment ago" in again.content.decode()


def test_what_waits_stays_closed_once_consent_is_taken_back(
    talk: Talk, pat: Member, nadia: Member, priya: Member, grant: Grant
) -> None:
    [file] = _sends(nadia, talk, picture("Ferriman, Odalys", "DOB 03/03/1961"))
    consents.withdraw(pat.person, grant)
    file.refresh_from_db()
    assert file.state == "stopped", "at once, and not only when somebody tries to let it out"
    assert f"/care/held/files/{file.pk}/" not in priya.client.get("/care/held/").content.decode()
    assert priya.client.get(f"/care/held/files/{file.pk}/").status_code == 404, "nobody reads it for nothing"
    answer = priya.client.post(f"/care/held/files/{file.pk}/", {"do": "release"}, follow=True)
    assert "no longer permits" in answer.content.decode()
    file.refresh_from_db()
    assert file.state == "stopped"
    assert _opens(pat, file) == 404
    assert "Stopped before it was let through" in _page(nadia, talk)
    assert Notice.objects.filter(seat=nadia.seat, kind="care.stopped").exists()
    assert Entry.objects.get(action="file.stopped").subject_id == file.pk


@pytest.mark.parametrize("ends", ["withdrawn", "ended", "ran out"])
def test_a_file_of_the_team_that_nobody_looked_at_yet_is_stopped_and_a_patients_own_goes_on(
    talk: Talk, pat: Member, nadia: Member, grant: Grant, ends: str
) -> None:
    """Sent, and on its way: the worker had no time before the patient took the consent back."""
    sent: list[CareFile] = []
    for who in (nadia, pat):
        form = {"text": "Here it is.", "publish": "1", "new-file": [picture("a plan for the week")]}
        assert who.client.post(f"/care/threads/{talk.thread.pk}/", form).status_code == 302
        sent.append(CareFile.objects.order_by("-pk")[0])
    assert [file.state for file in sent] == ["waiting", "waiting"]
    match ends:
        case "withdrawn":
            consents.withdraw(pat.person, grant)
        case "ended":
            relating.end(pat.person, talk.relationship)
        case _:
            with clock.at(grant.until):
                work.drain()
    work.drain()
    theirs, own = (CareFile.objects.get(pk=file.pk) for file in sent)
    assert (theirs.state, own.state) == ("stopped", "ready")
    assert _opens(pat, theirs) == 404
    assert _opens(pat, own) == 200


def test_a_patient_is_shown_to_the_team_with_a_flag(talk: Talk, pat: Member, nadia: Member) -> None:
    [file] = _sends(pat, talk, picture("Ferriman, Odalys", "DOB 03/03/1961"))
    assert (file.state, file.was_held) == ("ready", False)
    assert 'class="flags"' in _page(nadia, talk)
    assert 'class="flags"' not in _page(pat, talk)


def test_each_reading_is_on_record_and_the_patient_sees_it(talk: Talk, pat: Member, nadia: Member) -> None:
    [file] = _sends(pat, talk, picture("a rash"))
    pat.client.get(f"/care/files/{file.pk}/")
    assert not Entry.objects.filter(action="file.read").exists()
    nadia.client.get(f"/care/files/{file.pk}/")
    nadia.client.get(f"/care/files/{file.pk}/original/")
    read = Entry.objects.filter(action="file.read", subject_id=file.pk).order_by("sequence")
    assert [one.detail["what"] for one in read] == ["page", "original"]
    assert {one.on_behalf_of for one in read} == {pat.seat.pk}
    assert "Nadia Okafor" in pat.client.get("/your-data/read/").content.decode()


def test_strangers_other_staff_and_the_signed_out_find_nothing(
    talk: Talk, pat: Member, sam: Member, remy: Member
) -> None:
    [file] = _sends(pat, talk, picture("a rash"))
    assert _opens(sam, file) == 404
    assert _opens(remy, file) == 404


def test_a_relationship_that_ended_closes_files_to_the_team_with_a_sentence(
    talk: Talk, pat: Member, nadia: Member
) -> None:
    [file] = _sends(pat, talk, picture("a rash"))
    relating.end(pat.person, talk.relationship)
    answer = nadia.client.get(f"/care/files/{file.pk}/")
    assert answer.status_code == 403
    assert "This relationship has ended" in answer.content.decode()
    assert _opens(pat, file) == 200


def test_not_sent_yet_it_is_the_senders_alone_and_can_be_taken_out(talk: Talk, pat: Member, nadia: Member) -> None:
    address = f"/care/threads/{talk.thread.pk}/"
    answer = pat.client.post(address, {"text": "Look at", "bring": "1", "new-file": picture("a rash")})
    assert "IMG 2041.jpg" in answer.content.decode()
    work.drain()
    file = CareFile.objects.get()
    assert file.message_id is None
    assert _opens(pat, file) == 200
    assert _opens(nadia, file) == 404
    assert "IMG 2041.jpg" in pat.client.get(address).content.decode()
    answer = pat.client.post(address, {"text": "Look at", "check": "1", "file": file.pk, "drop-file": file.pk})
    assert "IMG 2041.jpg" not in answer.content.decode()
    assert not CareFile.objects.exists()
    assert not CareFilePiece.objects.exists()


def test_what_is_not_taken_leaves_the_words(talk: Talk, pat: Member) -> None:
    address = f"/care/threads/{talk.thread.pk}/"
    sheet = SimpleUploadedFile("values.zip", b"PK\x03\x04" + bytes(64), "application/zip")
    answer = pat.client.post(address, {"text": "My values of a week", "publish": "1", "new-file": sheet})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Only pictures" in page
    assert "My values of a week" in page
    assert Message.objects.count() == 1
    empty = SimpleUploadedFile("x.jpg", b"", "image/jpeg")
    assert "empty" in pat.client.post(address, {"text": "x", "publish": "1", "new-file": empty}).content.decode()
    large = SimpleUploadedFile("x.jpg", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "image/jpeg")
    assert "10 MB" in pat.client.post(address, {"text": "x", "publish": "1", "new-file": large}).content.decode()
    five = [picture(str(number), name=f"{number}.png", form="PNG") for number in range(5)]
    answer = pat.client.post(address, {"text": "x", "publish": "1", "new-file": five})
    assert answer.status_code == 422
    assert "up to 4 files" in answer.content.decode()
    assert CareFile.objects.count() == 4


def test_a_damaged_file_is_refused_and_its_sender_hears(talk: Talk, pat: Member, nadia: Member) -> None:
    broken = SimpleUploadedFile("scan.pdf", b"%PDF-1.4\nnothing here", "application/pdf")
    [file] = _sends(pat, talk, broken)
    assert (file.state, file.refusal) == ("refused", "damaged")
    assert not file.pieces.exists()
    assert "damaged" in _page(pat, talk)
    assert "could not be taken" in _page(nadia, talk)
    assert "scan.pdf" not in _page(nadia, talk)
    assert Notice.objects.filter(seat=pat.seat, kind="care.file_refused").exists()
    assert nadia.client.get(f"/care/files/{file.pk}/").status_code == 404


def test_the_same_form_twice_sends_its_files_once(talk: Talk, pat: Member) -> None:
    once = "b9e0c3a4-4a57-4a8e-9a35-6f5c3f1d2a10"
    for _attempt in range(2):
        form = {"text": "Here.", "publish": "1", "once": once, "new-file": picture("a rash")}
        assert pat.client.post(f"/care/threads/{talk.thread.pk}/", form).status_code == 302
    assert CareFile.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_file_taken_out_in_another_window_stops_the_message_and_loses_no_word(talk: Talk, pat: Member) -> None:
    address = f"/care/threads/{talk.thread.pk}/"
    pat.client.post(address, {"text": "Look", "bring": "1", "new-file": picture("a rash")})
    file = CareFile.objects.get()
    done = talk.says(pat, "With it.", files=(file.pk,))
    assert done
    with pytest.raises(Conflict):
        talk.says(pat, "Once more.", files=(file.pk,))


def test_a_worker_killed_halfway_leaves_a_file_that_the_next_one_looks_at(
    talk: Talk, pat: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    pat.client.post(f"/care/threads/{talk.thread.pk}/", {"text": "x", "publish": "1", "new-file": picture("a rash")})
    file = CareFile.objects.get()

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(files, "_judged", killed)
        with pytest.raises(KeyboardInterrupt):
            files.look(file.pk)
    file.refresh_from_db()
    assert file.state == "waiting"
    files.look(file.pk)
    files.look(file.pk)
    file.refresh_from_db()
    assert file.state == "ready"
    assert file.pieces.filter(use="page").count() == 1


def test_it_is_part_of_the_patients_copy_and_not_of_the_nurses(talk: Talk, pat: Member, nadia: Member) -> None:
    upload = picture("a rash")
    data = upload.read()
    upload.seek(0)
    _sends(pat, talk, upload)

    def copy(who: Member) -> zipfile.ZipFile:
        export = exporting.ask(who.person)
        work.drain()
        answer = who.client.get(f"/your-data/{export.pk}/")
        return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    packed = copy(pat)
    [row] = json.loads(packed.read("data.json"))["parts"]["care_files"]
    assert (row["name"], row["sha256"]) == ("IMG 2041.jpg", hashlib.sha256(data).hexdigest())
    assert packed.read(row["file"]) == data
    assert json.loads(copy(nadia).read("data.json"))["parts"]["care_files"] == []


def test_rotation_locks_it_anew_and_it_opens(talk: Talk, pat: Member) -> None:
    [file] = _sends(pat, talk, document("Lisinopril 10 mg"))
    before = files.content(file, CareFilePiece.Use.ORIGINAL)
    fresh = resealing.rotate(System("keys"))
    work.drain()
    datakeys.forget()
    file = CareFile.objects.get(pk=file.pk)
    assert files.content(file, CareFilePiece.Use.ORIGINAL) == before
    assert file.name == "letter.pdf"
    locked = CareFilePiece.objects.values_list("data", flat=True)
    assert {datakeys.key_of(one.data) for one in locked} == {fresh.pk}


def test_what_was_never_sent_goes_after_a_week_and_with_the_account(
    talk: Talk, pat: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/care/threads/{talk.thread.pk}/"
    [sent] = _sends(pat, talk, picture("a rash"))
    pat.client.post(address, {"text": "x", "bring": "1", "new-file": picture("a rash")})
    assert files.sweep() == 0
    CareFile.objects.filter(message=None).update(brought_at=timezone.now() - timedelta(days=8))
    assert files.sweep() == 1
    pat.client.post(address, {"text": "x", "bring": "1", "new-file": picture("a rash")})
    erasing.close(pat.person, password=PASSWORD)
    work.drain()
    assert list(CareFile.objects.values_list("pk", flat=True)) == [sent.pk]
    assert files.content(sent, CareFilePiece.Use.ORIGINAL)


def test_nothing_of_it_lies_in_the_clear_on_the_disk(talk: Talk, pat: Member, tmp_path_factory: object) -> None:
    [file] = _sends(pat, talk, document("Warfarin 5 mg", name="Pat Lindqvist warfarin.pdf"))
    for piece in CareFilePiece.objects.values_list("data", flat=True):
        assert b"%PDF" not in piece.data
        assert b"arfarin" not in piece.data
    [row] = CareFile.objects.values("name", "digest", "refusal", "pages", "rules")
    assert b"arfarin" not in row["name"].data
    assert file.digest.encode() not in row["digest"].data
    assert "arfarin" not in json.dumps([row["pages"], row["rules"]])
    assert not any("arfarin" in json.dumps(one.detail) for one in Entry.objects.all())


def test_a_proxy_who_only_views_opens_files_and_one_without_a_part_does_not(
    talk: Talk, pat: Member, nadia: Member
) -> None:
    elsa = member("Elsa Lindqvist", Role.CAREGIVER)
    [file] = _sends(pat, talk, picture("a rash"))
    assert _opens(elsa, file) == 404
    named = proxies.name(pat.person, talk.relationship, "@elsa-lindqvist", proof="", scopes=frozenset(), until="")
    assert _opens(elsa, file) == 200
    form = {"text": "From her.", "publish": "1", "new-file": picture("a rash")}
    assert elsa.client.post(f"/care/threads/{talk.thread.pk}/", form).status_code == 403
    assert CareFile.objects.count() == 1
    proxies.end(pat.person, talk.relationship, named)
    assert _opens(elsa, file) == 403
