"""Words written to hurt, sent through the site: each has an answer, and none of them touches the page around it."""

import html
import re

import pytest

from cast import Member
from commonward.community.models import Post, Tag
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db

BODY = re.compile(r'<div class="[^"]*prose[^"]*"[^>]*>(.*?)</div>', re.DOTALL)


def published(member: Member, words: str) -> Post:
    sent = member.client.post("/write/", {"text": words, "audience": "public", "publish": "1"})
    assert sent.status_code == 302, html.unescape(sent.content.decode())[:3000]
    return Post.objects.latest("pk")


def page_of(post: Post, reader: Member) -> str:
    answer = reader.client.get(f"/p/{post.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        '"><script>alert(1)</script>',
        "</textarea></form><h1>owned</h1>",
        "<!-- a comment --><style>*{display:none}</style>",
        "[click](javascript:alert(1)) <javascript:alert(1)> javascript:alert(1)",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "{{ settings.SECRET_KEY }} {% debug %}",
    ],
)
def test_html_and_script_are_shown_as_text(words: str, nadia: Member, sam: Member) -> None:
    post = published(nadia, words)
    shown = page_of(post, sam)
    assert post.live is not None
    body = post.live.html
    assert body in shown
    assert not re.search(r"<(?:script|img|svg|style|h1|textarea|form)\b", body)
    assert not re.search(r'href="(?:javascript|data):', body, re.IGNORECASE)
    again = nadia.client.get(f"/p/{post.pk}/edit/").content.decode()  # and in the field where they are changed
    assert html.escape(words, quote=False) in again or words in html.unescape(again)
    assert "<h1>owned" not in again
    assert "SECRET" in again or "settings" not in words


@pytest.mark.parametrize("turn", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068"])
def test_nothing_turns_the_page_around_it(turn: str, nadia: Member, sam: Member) -> None:
    post = published(nadia, f"A quiet walk {turn}does wonders.\nAnd so does {turn}tea.")
    body = page_of(post, sam)
    assert not set(body) & set("\u202a\u202b\u202c\u202d\u202e")
    assert sum(map(body.count, "\u2066\u2067\u2068")) == body.count("\u2069")


@pytest.mark.parametrize(
    "words",
    [
        "z\u0335\u0336\u0337\u0338" * 1500,
        "w" * 20_000,
        "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 1000,
        "a\n" * 999,
        "> " * 9000 + "word",
        "*a _b " * 3000,
        "[" * 9000 + "word",
        "http://a.example/" + "a" * 19_000,
        "A walk\x00\x01\x7f\x85 in the park",
    ],
    ids=["marks", "one word", "families", "lines", "quotes", "emphasis", "brackets", "address", "control"],
)
def test_odd_words_are_taken_and_read(words: str, nadia: Member, sam: Member) -> None:
    post = published(nadia, words)
    assert post.state == Post.State.LIVE
    shown = page_of(post, sam)
    assert "\x00" not in shown
    assert sam.client.get("/local/").status_code == 200


@pytest.mark.parametrize("words", ["\u200b", "\u3164\u2800", "\u202e\u202c", "\u2067\u2069", "\u0301\u0301", "\x00"])
def test_what_nobody_sees_is_no_post(words: str, nadia: Member) -> None:
    page = nadia.client.post("/write/", {"text": words, "audience": "public", "publish": "1"})
    assert page.status_code == 422
    assert "Write something, or add a picture." in page.content.decode()
    assert not Post.objects.exists()


def test_a_flood_of_names_and_tags_tells_few_and_makes_few(nadia: Member, priya: Member, sam: Member) -> None:
    post = published(nadia, "@priya-raman " * 500 + " ".join(f"#tag{number}" for number in range(500)))
    assert Notice.objects.filter(kind="post.mentioned").count() == 1
    assert Tag.objects.count() == 10
    assert page_of(post, sam).count("post.mentioned") == 0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Nаdia Okafor", "Write each word of the name in one alphabet"),
        ("\u200b\u200b\u200b", "Use a name of 2 to 60 characters."),
        ("\u3164\u3164", "Use a name of 2 to 60 characters."),
        ("...", "Use at least one letter or digit"),
        ("N" * 61, "Use a name of 2 to 60 characters."),
    ],
)
def test_names_that_hide_or_pass_for_others_get_a_sentence(name: str, sentence: str, sam: Member) -> None:
    form = {"display_name": name, "handle": "sam-ode", "biography": "I walk a lot."}
    page = sam.client.post("/face/", form)
    assert page.status_code == 422
    assert sentence in html.unescape(page.content.decode())
    assert "I walk a lot." in page.content.decode()
    assert sam.profile.display_name == "Sam Ode"


@pytest.mark.parametrize("handle", ["nаdia-okafor", "nadia\u200b-okafor", "ｎadia", "nadia.okafor", "a" * 31, "-a-"])
def test_handles_are_plain_letters(handle: str, sam: Member) -> None:
    page = sam.client.post("/face/", {"display_name": "Sam Ode", "handle": handle})
    assert page.status_code == 422
    assert "Use 3 to 30 small letters, digits or hyphens" in html.unescape(page.content.decode())


def test_a_name_that_turns_or_hides_is_shown_without_that(sam: Member, nadia: Member) -> None:
    sam.client.post("/face/", {"display_name": "\u202eSam\u200b Ode\u2067", "handle": "sam-ode"})
    assert sam.profile.display_name == "Sam Ode"
    page = nadia.client.get("/@sam-ode/").content.decode()
    assert not set(page) & set("\u202e\u2067\u200b")


def test_the_live_check_answers_hostile_words(nadia: Member) -> None:
    for words in ("[" * 15_000, "Dr. " * 4000, "\u202e\u2067a" * 5000, "<script>" * 2000, "1/" * 9000):
        page = nadia.client.post("/write/check/", {"text": words, "key": "new"})
        assert page.status_code == 200
        assert "<script>" not in page.content.decode()
