"""Help comes first in care too: who writes of an emergency sees the number while they write, and can always send."""

import pytest

from cast import Member
from cast.caring import Talk
from commonward.care.models import Message

pytestmark = pytest.mark.django_db
RED_FLAG = "I have crushing chest pain and my left arm is numb."


@pytest.mark.parametrize("who", ["pat", "nadia"])
def test_a_sign_of_an_emergency_shows_the_number_while_one_writes(
    talk: Talk, who: str, request: pytest.FixtureRequest
) -> None:
    writer: Member = request.getfixturevalue(who)
    answer = writer.client.post(f"/care/check/thread/{talk.thread.pk}/", {"text": RED_FLAG})
    page = answer.content.decode()
    if who == "pat":
        assert 'data-can-publish="true"' in page
        assert "There is help here" in page
        assert 'href="tel:' in page
    assert Message.objects.count() == 1


def test_without_script_the_check_shows_it_above_the_words(talk: Talk, pat: Member) -> None:
    path = f"/care/threads/{talk.thread.pk}/"
    page = pat.client.post(path, {"text": RED_FLAG, "check": "1"}).content.decode()
    assert page.index('href="tel:', page.index('data-part="help"')) < page.index("<textarea")
    assert RED_FLAG in page
    calm = pat.client.post(path, {"text": "It was better today.", "check": "1"}).content.decode()
    assert 'class="help' not in calm[calm.index('data-part="help"') : calm.index("<textarea")]


@pytest.mark.parametrize("words", [RED_FLAG, "It was better today."])
def test_the_way_to_the_numbers_stays_at_the_foot_after_one_wrote(talk: Talk, pat: Member, words: str) -> None:
    path = f"/care/threads/{talk.thread.pk}/"
    pat.client.post(path, {"text": words, "publish": "1"})
    page = pat.client.get(path).content.decode()
    foot = page[page.index('class="frame__foot') :]
    assert 'href="/help-now/"' in foot[: foot.index("</footer>")]
