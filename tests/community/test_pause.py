"""The pause before posting: once before the first public words of those who work in health, then only for conduct."""

import re

import pytest

from cast import Member, member
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.composition import Composition
from commonward.community.models import Draft, Post
from commonward.community.pausing import Paused
from commonward.kernel.actor import Role
from commonward.oversight.models import Review
from commonward.people.models import Organisation
from contracts.scene import picture_file
from heard import hear

CLEAN = "A quiet walk does wonders after a long night shift."
RUDE = "What a damn long night shift that was."
MEAN = "That man was a waste of a bed."
PAUSE = "Before this goes out"
FIRST = "These are your first public words in this seat."
CONDUCT = "Something in it may come back to you."


@pytest.fixture(autouse=True)
def _hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, {"damn": "conduct.profanity", "waste of a bed": "conduct.disparage-patient"})


@pytest.fixture
def lena(harbour: Organisation) -> Member:
    """A student who has said nothing yet."""
    return member("Lena Fischer", Role.STUDENT, at=harbour, wrote_before=False)


def _send(who: Member, text: str, **more: object) -> str:
    said = {"text": text, "audience": "public", "publish": "1", "key": "new"}
    return who.client.post("/write/", said | more, follow=True).content.decode()


def _fields(page: str) -> dict[str, str]:
    """What the page's own form would send."""
    form = page.split('id="pause"')[1].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: value.replace("&quot;", '"').replace("&#x27;", "'") for name, value in found}


def test_first_public_words_are_looked_at_once_more(lena: Member) -> None:
    page = _send(lena, f"{CLEAN} **Try it.** #rest")
    assert PAUSE in page
    assert FIRST in page
    assert "<strong>Try it.</strong>" in page  # as others will see it
    assert "Everybody" in page
    assert "What somebody copied, nobody can take back." in page
    assert not Post.objects.exists()
    assert Draft.objects.get(seat=lena.seat).text == f"{CLEAN} **Try it.** #rest"


def test_one_press_more_lets_them_out_and_nobody_asks_again(lena: Member) -> None:
    page = _send(lena, CLEAN)
    sent = lena.client.post("/write/", _fields(page) | {"publish": "considered"}, follow=True).content.decode()
    assert "It is out. Thank you for your words." in sent
    assert Post.objects.get().state == Post.State.LIVE
    assert lena.profile.reach_known_at is not None
    assert not Draft.objects.exists()
    assert "It is out." in _send(lena, "And again.")


def test_back_to_change_keeps_every_word(lena: Member) -> None:
    page = _send(lena, CLEAN, is_health="1")
    fields = _fields(page)
    fields.pop("publish", None)
    back = lena.client.post("/write/", fields | {"check": "1"}).content.decode()
    assert CLEAN in back.split("<textarea")[1].split("</textarea>")[0]
    assert PAUSE not in back
    assert not Post.objects.exists()
    assert PAUSE in _send(lena, "Other words.")  # it was not answered, so it comes again


def test_pictures_reasons_and_the_rest_go_along(lena: Member) -> None:
    said = {"text": RUDE, "audience": "public", "publish": "1", "key": "new", "reason-conduct.profanity-1": "A quote."}
    picture = {"picture-1": picture_file(), "picture-alt-1": "A green path"}
    page = lena.client.post("/write/", said | picture).content.decode()
    fields = _fields(page)
    assert fields["reason-conduct.profanity-1"] == "A quote."
    assert fields[f"alt-{fields['media']}"] == "A green path"
    lena.client.post("/write/", fields | {"publish": "considered"})
    version = Post.objects.get().versions.get()
    assert version.screening.reasons == {"conduct.profanity-1": "A quote."}
    assert version.attachments.get().alt == "A green path"


def test_sent_twice_it_is_said_once(lena: Member) -> None:
    page = _send(lena, CLEAN, once="12345678-1234-1234-1234-123456789012")
    for _press in range(2):
        lena.client.post("/write/", _fields(page) | {"publish": "considered"})
    assert Post.objects.count() == 1


@pytest.mark.parametrize("audience", ["followers", "organisation"])
def test_words_for_few_are_not_paused_and_are_not_the_first_public_ones(lena: Member, audience: str) -> None:
    assert "It is out." in _send(lena, CLEAN, audience=audience)
    assert PAUSE in _send(lena, "And now for all.")


def test_a_first_answer_in_public_counts_too(lena: Member, sam: Member) -> None:
    post = sam.posts("How was your week?")
    page = lena.client.post(f"/p/{post.pk}/reply/", {"text": CLEAN, "publish": "1"}).content.decode()
    assert FIRST in page
    assert f'action="/p/{post.pk}/reply/"' in page
    lena.client.post(f"/p/{post.pk}/reply/", _fields(page) | {"publish": "considered"})
    assert Post.objects.filter(parent=post).count() == 1


@pytest.mark.parametrize("role", [Role.PATIENT, Role.CAREGIVER])
def test_patients_and_families_are_not_paused(db: None, role: Role) -> None:
    newcomer = member("Ines Moll", role, wrote_before=False)
    assert "It is out." in _send(newcomer, CLEAN)
    assert newcomer.profile.reach_known_at is None


def test_conduct_is_paused_every_time(nadia: Member) -> None:
    reason = {"reason-conduct.profanity-1": "It was one."}
    for _time in range(2):
        page = _send(nadia, RUDE, **reason)
        assert CONDUCT in page
        assert FIRST not in page
        assert "conduct.profanity" in page
        assert "It was one." in page
        nadia.client.post("/write/", _fields(page) | {"publish": "considered"})
    assert Post.objects.count() == 2


def test_first_the_reason_then_the_pause(nadia: Member) -> None:
    assert PAUSE not in _send(nadia, RUDE)
    assert isinstance(nadia.publishes(RUDE), Stopped)
    assert isinstance(nadia.publishes(RUDE, reasons={"conduct.profanity-1": "A quote."}), Paused)


def test_what_a_second_person_reads_is_paused_before_it_is_sent(nadia: Member) -> None:
    outcome = nadia.publishes(MEAN)
    assert isinstance(outcome, Paused)
    assert not Review.objects.exists()
    page = _send(nadia, MEAN)
    assert "Send for review" in page
    nadia.client.post("/write/", _fields(page) | {"publish": "considered"})
    assert Review.objects.count() == 1


def test_a_change_of_public_words_is_paused_for_conduct(nadia: Member) -> None:
    post = nadia.posts(CLEAN)
    composition = Composition(text=RUDE, reasons={"conduct.profanity-1": "A quote."})
    assert isinstance(publishing.edit_post(nadia.person, nadia.fresh_seat(), post, composition), Paused)
    page = nadia.client.post(
        f"/p/{post.pk}/edit/", {"text": RUDE, "publish": "1", "reason-conduct.profanity-1": "A quote."}
    ).content.decode()
    nadia.client.post(f"/p/{post.pk}/edit/", _fields(page) | {"publish": "considered"})
    assert post.versions.count() == 2


def test_conduct_that_its_author_disputes_is_not_held_against_them(nadia: Member) -> None:
    nadia.client.post("/write/", {"text": RUDE, "audience": "public", "object": "0.not-so"})
    assert isinstance(nadia.publishes(RUDE), Done)


def test_considering_lets_nothing_out_that_would_not_go(nadia: Member) -> None:
    blocked = "My patient Odalys Ferriman, MRN 00482913."
    page = nadia.client.post("/write/", {"text": blocked, "audience": "public", "publish": "considered"})
    assert page.status_code == 422
    assert not Post.objects.exists()


def test_a_clean_post_of_somebody_who_wrote_before_goes_straight_out(nadia: Member) -> None:
    assert "It is out." in _send(nadia, CLEAN)
