"""Words in a language that is not read here: the composer says so, and they go out all the same."""

import pytest

from cast import Member
from commonward.community.models import Post

pytestmark = pytest.mark.django_db

FRENCH = "Ma mère sort de l'hôpital demain, nous sommes très heureux et nous vous remercions pour votre aide."
RUSSIAN = "Сегодня в отделении был очень тяжёлый день."
SAYS = "We read English and Spanish so far."


def test_the_composer_says_so_with_script_and_without(pat: Member) -> None:
    live = pat.client.post("/write/check/", {"text": FRENCH, "audience": "public", "key": "new"}).content.decode()
    assert f"This looks like French. {SAYS}" in live
    assert 'data-can-publish="true"' in live
    page = pat.client.post("/write/", {"text": RUSSIAN, "audience": "public", "check": "1"}).content.decode()
    assert SAYS in page
    assert "This looks like" not in page  # the script is that of several languages
    english = pat.client.post("/write/check/", {"text": "What a day.", "audience": "public", "key": "new"})
    assert SAYS not in english.content.decode()


def test_it_stops_nobody(pat: Member, nadia: Member) -> None:
    assert pat.posts(FRENCH).state == Post.State.LIVE
    assert nadia.posts(RUSSIAN).state == Post.State.LIVE
