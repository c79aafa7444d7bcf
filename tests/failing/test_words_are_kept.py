"""Whatever keeps words from going out, they are on the page that says so, and in the draft."""

import html
import uuid
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from cast import Member
from commonward.community import drafts
from commonward.community.actions import publishing
from commonward.community.composition import Composition
from commonward.community.models import Draft, Post
from commonward.kernel import limits
from commonward.oversight.models import Media
from guard.media import pictures

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night shift."
PUBLISH = {"text": WORDS, "audience": "public", "publish": "1"}


def form(**more: object) -> dict[str, object]:
    return PUBLISH | {"once": str(uuid.uuid4())} | more


def shown(response: object) -> str:
    return html.unescape(response.content.decode())  # type: ignore[attr-defined]


def file(data: bytes, name: str = "walk.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


# --- Sent twice ----------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_is_one_post(nadia: Member) -> None:
    sent = form()
    first, second = nadia.client.post("/write/", sent), nadia.client.post("/write/", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Post.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_reply_and_an_edit_sent_twice_are_one_each(nadia: Member, sam: Member) -> None:
    post = nadia.posts(WORDS)
    for address, who in ((f"/p/{post.pk}/reply/", sam), (f"/p/{post.pk}/edit/", nadia)):
        sent = form(text="Thank you for saying so.")
        for _time in range(2):
            assert who.client.post(address, sent).status_code == 302
    post.refresh_from_db()
    assert (post.reply_count, post.versions.count(), Post.objects.count()) == (1, 2, 2)


def test_other_words_under_the_same_form_are_another_post(nadia: Member) -> None:
    sent = form()
    nadia.client.post("/write/", sent)
    nadia.client.post("/write/", sent | {"text": "Something else came to my mind."})
    assert Post.objects.count() == 2


def test_the_same_words_in_a_new_form_are_another_post(nadia: Member) -> None:
    nadia.client.post("/write/", form())
    nadia.client.post("/write/", form())
    assert Post.objects.count() == 2


def test_nobody_takes_another_s_form(nadia: Member, sam: Member) -> None:
    sent = form()
    nadia.client.post("/write/", sent)
    taken = sam.client.post("/write/", sent)
    assert taken.status_code == 302
    assert sorted(Post.objects.values_list("author__seat_id", flat=True)) == sorted([nadia.seat.pk, sam.seat.pk])


@pytest.mark.parametrize("name", ["", "once more", "0" * 36, "'; --", "\x00"])
def test_a_form_without_a_good_name_is_published_all_the_same(nadia: Member, name: str) -> None:
    assert nadia.client.post("/write/", form(once=name)).status_code == 302


def test_the_page_names_its_form_and_keeps_the_name_while_words_are_mended(nadia: Member) -> None:
    sent = form(text="My patient Odalys Ferriman went home, MRN 00482913.")
    again = nadia.client.post("/write/", sent)
    assert again.status_code == 422
    assert f'name="once" value="{sent["once"]}"' in shown(again)


def test_a_draft_that_comes_after_its_post_is_no_draft(nadia: Member) -> None:
    sent = form()
    nadia.client.post("/write/", sent)
    assert nadia.client.post("/write/draft/", sent | {"key": "new"}).status_code == 204
    assert not Draft.objects.exists()


# --- Refused -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("still")
def test_too_often_says_when_to_come_back_and_keeps_the_words(nadia: Member) -> None:
    for _time in range(limits.POST.times):
        limits.spend(limits.POST, nadia.person)
    page = nadia.client.post("/write/", form())
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= limits.POST.seconds
    assert "You can go on in" in shown(page)
    assert WORDS in shown(page)
    assert Draft.objects.get().text == WORDS
    assert not Post.objects.exists()


@pytest.mark.usefixtures("still")
def test_checking_too_often_keeps_the_words(nadia: Member) -> None:
    for _time in range(limits.CHECK.times):
        limits.spend(limits.CHECK, nadia.person)
    page = nadia.client.post("/write/", {"text": WORDS, "check": "1"})
    assert page.status_code == 429
    assert WORDS in shown(page)
    live = nadia.client.post("/write/check/", {"text": WORDS, "key": "new"})
    assert live.status_code == 429
    assert int(live["Retry-After"]) > 0


@pytest.mark.usefixtures("still")
def test_too_many_pictures_at_once_keep_the_words(nadia: Member) -> None:
    for _time in range(limits.UPLOAD.times):
        limits.spend(limits.UPLOAD, nadia.person)
    page = nadia.client.post("/write/", form(**{"picture-1": file(pictures.saved(pictures.photo(), "JPEG"))}))
    assert page.status_code == 429
    assert WORDS in shown(page)
    assert "You can go on in" in shown(page)
    assert not Media.objects.exists()


def test_an_answer_to_what_was_withdrawn_meanwhile_is_given_back(nadia: Member, sam: Member) -> None:
    post = nadia.posts(WORDS)
    publishing.withdraw_post(nadia.person, post)
    page = sam.client.post(f"/p/{post.pk}/reply/", form(text="What a kind thing to say."))
    assert page.status_code == 404
    assert "What a kind thing to say." in shown(page)


def test_an_audience_that_is_none_keeps_the_words(sam: Member) -> None:
    page = sam.client.post("/write/", form(audience="organisation"))
    assert page.status_code == 403
    assert WORDS in shown(page)
    assert Draft.objects.get().text == WORDS


def test_a_seat_that_has_no_face_yet_finds_its_words_afterwards(nadia: Member) -> None:
    nadia.profile.delete()
    assert nadia.client.post("/write/", form())["Location"] == "/face/"
    assert Draft.objects.get().text == WORDS


def test_a_session_that_ended_gives_the_words_back(nadia: Member) -> None:
    browser = nadia.browser()
    browser.logout()
    page = browser.post("/write/", form())
    assert page.status_code == 401
    assert WORDS in shown(page)
    assert not Post.objects.exists()


def test_a_form_from_before_signing_in_gives_the_words_back(nadia: Member) -> None:
    browser = nadia.browser(enforce_csrf_checks=True)
    page = browser.post("/write/", form(csrfmiddlewaretoken="x" * 64), headers={"Origin": "http://testserver"})
    assert page.status_code == 403
    assert WORDS in shown(page)
    assert not Draft.objects.exists()


# --- Out of order --------------------------------------------------------------------------------------------------


class Stumbling:
    """A database that is out of breath at some statements."""

    def __init__(self, statement: str) -> None:
        self.statement = statement

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        if self.statement in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)  # type: ignore[operator]


@pytest.mark.parametrize(
    "statement", ['"community_draft"', 'INSERT INTO "community_post"', 'INSERT INTO "kernel_entry"']
)
def test_a_busy_database_gives_the_words_back(nadia: Member, statement: str) -> None:
    with connection.execute_wrapper(Stumbling(statement)):
        page = nadia.client.post("/write/", form())
    assert page.status_code == 503
    assert WORDS in shown(page)
    assert "Send it again" in shown(page)
    assert not Post.objects.exists()


def test_a_busy_database_is_a_kind_page_elsewhere(nadia: Member) -> None:
    with connection.execute_wrapper(Stumbling('"community_post"')):
        page = nadia.client.get("/local/")
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "Something we need does not answer just now." in shown(page)


def test_a_disk_that_takes_nothing_refuses_the_picture_and_keeps_the_words(
    nadia: Member, tmp_path: Path, settings: LazySettings
) -> None:
    (tmp_path / "no-folder").touch()
    settings.QUARANTINE_DIR = tmp_path / "no-folder" / "quarantine"
    picture = pictures.saved(pictures.photo(320, 240), "JPEG")
    page = nadia.client.post("/write/", form(**{"picture-1": file(picture)}))
    assert page.status_code == 503
    assert "We could not store this picture just now." in shown(page)
    assert WORDS in shown(page)
    assert Draft.objects.get().text == WORDS
    assert not Media.objects.exists()


# --- Too much ------------------------------------------------------------------------------------------------------


def test_a_megabyte_of_text_is_a_sentence_and_the_words_are_kept(nadia: Member) -> None:
    words = "A quiet walk. " * 75_000
    for button in ("publish", "check"):
        page = nadia.client.post("/write/", {"text": words, "audience": "public", button: "1"})
        assert page.status_code == 422
        assert "This is longer than a post can be (20,000 characters)." in shown(page)
        assert words.strip() in shown(page)
    assert Draft.objects.get().text == words
    assert Draft.objects.get().text in shown(nadia.client.get("/write/"))
    live = nadia.client.post("/write/check/", {"text": words, "key": "new"})
    assert live.status_code == 422
    assert "longer than a post" in shown(live)


def test_more_than_the_site_takes_in_is_a_page_too(nadia: Member) -> None:
    page = nadia.client.post("/write/", {"text": "a" * 5_000_000, "publish": "1"})
    assert page.status_code in {400, 413}
    assert "Go back" in shown(page)


def test_ten_thousand_lines_are_too_many(nadia: Member) -> None:
    page = nadia.client.post("/write/", form(text="a\n" * 9000))
    assert page.status_code == 422
    assert "more lines than a post can have (1,000)" in shown(page)


def test_what_the_form_brought_is_kept_even_where_no_column_takes_it(nadia: Member) -> None:
    page = nadia.client.post("/write/", {"text": "A \x00walk", "check": "1"})
    assert page.status_code == 200
    assert Draft.objects.get().text == "A walk"


def test_a_composition_of_odd_characters_is_kept(nadia: Member) -> None:
    kept = drafts.keep_draft(nadia.person, Composition(text="half \ud800 a character"))
    assert kept is not None
    kept.refresh_from_db()
    assert kept.text == "half \ufffd a character"
