"""A person's own copy: everything that is theirs, nothing of others, for them alone and for seven days."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction

from cast import Member
from commonward.community.actions import publishing
from commonward.community.composition import Composition, Picture
from commonward.kernel import clock, work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry, Work
from commonward.oversight import exporting, quarantine
from commonward.oversight.models import Export
from commonward.people import actions
from commonward.people.models import Notice
from contracts.marker import MARKER
from contracts.scene import picture_file

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night."


def _copy(who: Member) -> zipfile.ZipFile:
    export = exporting.ask(who.person)
    work.drain()
    answer = who.client.get(f"/your-data/{export.pk}/")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def _parts(copy: zipfile.ZipFile) -> dict[str, list[dict[str, Any]]]:
    return json.loads(copy.read("data.json"))["parts"]  # type: ignore[no-any-return]


def test_all_words_in_all_versions_and_the_picture_are_in_it(pat: Member, sam: Member) -> None:
    picture = Picture(quarantine.bring(pat.person, picture_file()).pk, "A path in the wood")
    outcome = pat.publishes(WORDS, pictures=(picture,))
    assert isinstance(outcome, publishing.Done)
    work.drain()
    outcome.post.refresh_from_db()
    publishing.edit_post(pat.person, pat.fresh_seat(), outcome.post, Composition(text=f"{WORDS} Try it."))
    sam.posts("Thank you, I will.", parent=outcome.post)
    pat.client.post("/write/draft/", {"text": "Not said yet.", "key": "new", "audience": "public"})
    copy = _copy(pat)
    parts = _parts(copy)
    assert parts["account"][0]["email"] == "pat-lindqvist@example.org"
    assert [one["text"] for one in parts["versions"]] == [WORDS, f"{WORDS} Try it."]
    assert parts["drafts"][0]["text"] == "Not said yet."
    assert parts["descriptions"][0]["description"] == "A path in the wood"
    assert parts["faces"][0]["display_name"] == "Pat Lindqvist"
    files = [name for name in copy.namelist() if name.startswith("media/")]
    assert files
    assert all(copy.read(name) for name in files)
    page = copy.read("index.html").decode()
    for said in (WORDS, "Not said yet.", "A path in the wood", "pat-lindqvist@example.org"):
        assert said in page
    assert copy.testzip() is None


def test_what_others_wrote_and_who_reported_is_not_in_it(pat: Member, sam: Member) -> None:
    post = pat.posts(WORDS)
    sam.posts("Thank you, I will.", parent=post)
    sam.client.post(f"/p/{post.pk}/report/", {"reason": "other", "words": MARKER})
    whole = _copy(pat)
    for name in ("index.html", "data.json"):
        said = whole.read(name).decode()
        assert "Thank you, I will." not in said
        assert MARKER not in said
        assert "sam-ode" not in said
    assert MARKER in _copy(sam).read("data.json").decode()


def test_every_seat_of_the_account_is_in_it(nadia: Member) -> None:
    actions.take_seat(nadia.account, Role.CAREGIVER)
    parts = _parts(_copy(nadia))
    assert {one["role"] for one in parts["seats"]} == {"professional", "caregiver"}
    assert {one["organisation"] for one in parts["seats"]} == {"Harbour Clinic", None}


def test_what_is_on_record_about_them_is_in_it(pat: Member, mo: Member) -> None:
    pat.publishes("My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd.")
    review = mo.client.get("/review/").context["rows"][0].url
    mo.client.get(review)
    ledger = _parts(_copy(pat))["ledger"]
    read = next(one for one in ledger if one["action"] == "review.read")
    assert read["role"] == "moderator"
    assert read["by_you"] is False
    assert any(one["action"] == "post.submitted" and one["by_you"] for one in ledger)
    assert "export.asked" in {one["action"] for one in ledger}


def test_asking_twice_makes_one_and_its_person_is_told(pat: Member) -> None:
    first = exporting.ask(pat.person)
    assert exporting.ask(pat.person).pk == first.pk
    work.drain()
    exporting.build(first.pk)
    assert len(list(Path(settings.EXPORT_DIR).glob("*.zip"))) >= 1
    assert Notice.objects.filter(seat=pat.seat, kind="export.ready").count() == 1
    assert "Fetch it" in pat.client.get("/your-data/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        for _twice in range(2):
            Export.objects.create(account=pat.account, seat=pat.seat)


def test_nobody_else_gets_it(pat: Member, sam: Member, olu: Member) -> None:
    export = exporting.ask(pat.person)
    work.drain()
    for other in (sam, olu):
        assert other.client.get(f"/your-data/{export.pk}/").status_code == 404
    answer = pat.client.get(f"/your-data/{export.pk}/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]
    assert Entry.objects.filter(action="export.fetched").count() == 1


def test_after_seven_days_it_is_gone(pat: Member) -> None:
    export = exporting.ask(pat.person)
    work.drain()
    export.refresh_from_db()
    path = Path(settings.EXPORT_DIR) / export.name
    assert path.is_file()
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        browser = pat.browser()
        assert browser.get(f"/your-data/{export.pk}/").status_code == 404
        assert exporting.sweep() == 1
        assert exporting.sweep() == 0
        assert "Removed" in browser.get("/your-data/").content.decode()
    assert not path.exists()
    assert Entry.objects.filter(action="export.removed", subject_id=export.pk).count() == 1


def test_a_worker_that_stumbles_leaves_nothing_and_the_person_hears_of_it(
    pat: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    export = exporting.ask(pat.person)
    before = set(Path(settings.EXPORT_DIR).glob("*"))
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with clock.at(clock.now()):
        work.drain()
    for hours in range(1, 9):
        with clock.at(clock.now() + timedelta(hours=2 * hours)):
            work.drain()
    assert Work.objects.get(kind=exporting.BUILD, subject_id=export.pk).state == Work.State.FAILED
    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert Notice.objects.filter(seat=pat.seat, kind="export.failed").exists()
    assert set(Path(settings.EXPORT_DIR).glob("*")) == before


#: Models that belong to a person, and why they are in no part of the copy.
LEFT_OUT = {
    "oversight.LibraryPicture": "an act of an office; the ledger's part has it",
    "people.Halt": "an act of an office; the ledger's part has it",
    "people.Invitation": "an act of an office; the ledger's part has it",
    "oversight.Erasure": "begins when the account ends",
    "oversight.IncidentStep": "an act of an office; the ledger's part has it",
    "oversight.Hold": "kept for a court; the ledger's part has it",
    "oversight.Export": "the page on which they stand",
    "oversight.Screening": "what the check found is beside the words: versions have the verdict",
    "oversight.Pack": "an organisation's policy; the ledger's part has who set it",
    "oversight.Curation": "an organisation's decision; the ledger's part has it",
    "mfa.Authenticator": "a secret for signing in; nobody should have it twice",
    "care.Alert": "whom of a team an alert reached; the patient's part has the message, the ledger's the rest",
    "care.Shift": "a plan of work, for the team",
    "care.Turn": "by when a team answers; the patient's part has the messages",
    "care.Proposal": "an offer of care by a team; what came of it is the patient's relationship",
    "care.ReadyVersion": "words of a team, kept ready for everybody in it",
    "people.HouseText": "an organisation's text; the ledger's part has who put it in force",
    "oauth2_provider.AccessToken": "a secret of an application; the part of connections has the application",
    "oauth2_provider.RefreshToken": "a secret of an application; the part of connections has the application",
    "oauth2_provider.IDToken": "not used here",
    "oauth2_provider.DeviceGrant": "not used here",
    "care.Message": "in the record: RecordEntry has the words of every version",
    "community.PersonWords": "the words of the face, kept so that it is found",
    "community.ReviewRequest": "a question between two; their notices have it",
    "community.Mention": "in the words that name them",
    "socialaccount.SocialAccount": "not used here; the part of sign-ons has what is kept in its place",
    "account.EmailConfirmation": "the key of a link in a mail",
    "sessions.Session": "a cookie's other half",
}


def test_every_model_with_a_person_in_it_is_in_the_copy_or_says_why_not() -> None:
    """A new model that belongs to somebody must be added to a part, or to LEFT_OUT with its reason."""
    owners = {"Account", "Seat", "Profile"}
    belonging = {
        model._meta.label
        for model in apps.get_models()
        if any(field.is_relation and field.related_model.__name__ in owners for field in model._meta.fields)
    }
    sources = "".join(
        path.read_text(encoding="utf-8") for path in Path(exporting.__file__).parents[1].glob("*/own_*.py")
    )
    read = {label for label in belonging if f"{label.split('.')[1]}.objects" in sources}
    assert sorted(belonging - read - set(LEFT_OUT)) == []
