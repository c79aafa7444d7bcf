"""A form whose proof is missing or old: nothing happens, and what was written comes back to its writer alone.

And an address that takes forms, opened as if it were a page.
"""

import pytest
from django.http import HttpResponse
from django.test import Client

from cast import Member

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders."
HOME = "http://testserver"


def send(client: Client, body: dict[str, object], **headers: str) -> HttpResponse:
    return client.post("/write/", body, headers=headers)


@pytest.fixture
def browser(nadia: Member) -> Client:
    """A browser whose forms are asked for their proof."""
    return nadia.browser(enforce_csrf_checks=True)


def test_the_words_and_all_that_was_chosen_come_back(browser: Client) -> None:
    body = {"text": WORDS, "audience": "followers", "media": ["81", "82"], "publish": "1", "csrfmiddlewaretoken": "old"}
    answer = send(browser, body, Origin=HOME)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f"{WORDS}</textarea>" in page
    for name, value in (("audience", "followers"), ("media", "81"), ("media", "82"), ("publish", "1")):
        assert f'name="{name}" value="{value}"' in page
    assert 'value="old"' not in page


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_another_site_puts_no_words_here(browser: Client, origin: str) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = send(browser, {"text": WORDS, "publish": "1"}, **headers)
    assert answer.status_code == 403
    assert WORDS not in answer.content.decode()


def test_passwords_do_not_come_back() -> None:
    body = {"login": "nadia@example.org", "password": "a long enough phrase 81", "words": WORDS}
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", body, headers={"Origin": HOME})
    assert answer.status_code == 403
    assert "a long enough phrase" not in answer.content.decode()


def test_what_comes_back_is_written_as_words(browser: Client) -> None:
    answer = send(browser, {"text": "</textarea><script>x</script>"}, Origin=HOME)
    assert "<script>x" not in answer.content.decode()


def test_an_address_that_only_takes_forms_says_so(nadia: Member) -> None:
    answer = nadia.client.get("/p/81/thank/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "There is no page here" in answer.content.decode()
