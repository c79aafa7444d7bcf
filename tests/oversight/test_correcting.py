"""Having put right what one cannot change oneself: asked in words, read by a privacy officer, answered with words."""

import pytest
from django.core import mail

from cast import Member
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import correcting
from commonward.oversight.models import Correction
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db

WORDS = "My role says student, and I finished in May."


def test_asked_read_answered_and_told(nadia: Member, olu: Member) -> None:
    assert nadia.client.post("/your-data/correct/", {"words": WORDS}).status_code == 302
    correction = Correction.objects.get()
    assert Notice.objects.filter(seat=olu.seat, kind="correction.asked").exists()
    assert WORDS not in olu.client.get("/you/notices").content.decode()
    assert f"/desk/corrections/{correction.pk}/" in olu.client.get("/desk/").content.decode()
    assert WORDS in olu.client.get(f"/desk/corrections/{correction.pk}/").content.decode()
    done = olu.client.post(f"/desk/corrections/{correction.pk}/", {"do": "done", "words": "You have a new seat now."})
    assert done.status_code == 302
    page = nadia.client.get("/your-data/correct/").content.decode()
    assert "Put right" in page
    assert "You have a new seat now." in page
    assert Notice.objects.filter(seat=nadia.seat, kind="correction.answered").exists()
    acts = Entry.objects.filter(subject_kind="correction").order_by("sequence").values_list("action", flat=True)
    assert list(acts) == ["correction.asked", "correction.read", "correction.done"]
    assert "read what you asked to be put right" in nadia.client.get("/your-data/read/").content.decode()
    assert not mail.outbox


def test_without_words_nothing_is_asked_and_nothing_answered(nadia: Member, olu: Member) -> None:
    assert nadia.client.post("/your-data/correct/", {"words": "  "}).status_code == 422
    with pytest.raises(Unacceptable):
        correcting.ask(nadia.person, words="x" * 2001)
    asked = correcting.ask(nadia.person, words=WORDS)
    page = olu.client.post(f"/desk/corrections/{asked.pk}/", {"do": "done", "words": ""})
    assert page.status_code == 422
    assert WORDS in page.content.decode()
    assert Correction.objects.get().state == Correction.State.ASKED


def test_it_is_answered_once(nadia: Member, olu: Member, ada: Member) -> None:
    asked = correcting.ask(nadia.person, words=WORDS)
    correcting.answer(olu.person, asked.pk, done=False, words="The register still says student.")
    with pytest.raises(Conflict):
        correcting.answer(ada.person, asked.pk, done=True, words="Done.")
    asked.refresh_from_db()
    assert asked.state == Correction.State.DECLINED


def test_strangers_and_oneself(nadia: Member, sam: Member, olu: Member, mo: Member) -> None:
    asked = correcting.ask(nadia.person, words=WORDS)
    own = correcting.ask(olu.person, words=WORDS)
    for who in (sam, mo, nadia):
        assert who.client.get(f"/desk/corrections/{asked.pk}/").status_code == 403
        with pytest.raises(Denied):
            correcting.answer(who.person, asked.pk, done=True, words="Done.")
    with pytest.raises(NotFound):
        correcting.answer(olu.person, own.pk, done=True, words="Done.")
    assert WORDS not in sam.client.get("/your-data/correct/").content.decode()
