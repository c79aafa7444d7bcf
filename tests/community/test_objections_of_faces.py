"""What stops a face can be put right or disputed where it is written, as in a post."""

import re

import pytest
from django.test import Client

from cast import Member
from commonward.community.models import Profile, ProfileChange
from commonward.oversight import reviews
from commonward.oversight.models import Objection, Review

pytestmark = pytest.mark.django_db

WORDS = "I nurse on a ward by the sea. My patient Odalys Ferriman smiled."


def _send(client: Client, words: str = WORDS, **buttons: str) -> str:
    answer = client.post(
        "/face/", {"display_name": "Nadia Okafor", "handle": "nadia-okafor", "biography": words, **buttons}, follow=True
    )
    return answer.content.decode()


def _disputed(client: Client) -> str:
    button = re.search(r'name="object" value="(\d+\.not-so)"', _send(client))
    assert button is not None
    return _send(client, object=button[1])


def _written(page: str) -> str:
    return page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0].strip()


def test_a_card_beside_the_face_puts_it_right(nadia: Member) -> None:
    page = _send(nadia.client)
    assert "This is not a name" in page
    assert "Keep it, say why" not in page  # nobody would read the reason
    fix = re.search(r'name="fix" value="(\d+\.0)"', page)
    assert fix is not None
    mended = _written(_send(nadia.client, fix=fix[1]))
    assert "Odalys" not in mended
    assert mended.startswith("I nurse on a ward by the sea.")
    assert Profile.objects.get(seat=nadia.seat).biography == ""  # only "Show this" shows it


def test_a_disputed_face_is_read_by_a_person_and_counted(nadia: Member, mo: Member) -> None:
    page = _disputed(nadia.client)
    assert "You said: This is not a name." in page
    assert _written(page) == WORDS
    assert "A second person reads this first." in _send(nadia.client)
    change = ProfileChange.objects.get(seat=nadia.seat)
    assert change.screening.verdict == "hold"
    assert Profile.objects.get(seat=nadia.seat).biography == ""
    review = Review.objects.get(subject_kind="face", subject_id=change.pk)
    reviews.claim(mo.person, review.pk)
    reviews.release(mo.person, review.pk)
    assert Objection.objects.get().outcome == Objection.Outcome.AGREED
    assert Profile.objects.get(seat=nadia.seat).biography == WORDS


def test_a_face_without_a_name_yet_keeps_its_words(nadia: Member) -> None:
    answer = nadia.client.post("/face/", {"display_name": "", "handle": "x", "biography": WORDS, "fix": "all"})
    assert _written(answer.content.decode()).startswith("I nurse on a ward by the sea.")
