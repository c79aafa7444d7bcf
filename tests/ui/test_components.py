"""The page of components renders every component, for a signed-out visitor, and escapes what it is given."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, engines
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from commonward.kernel.errors import Denied, NotFound, TooMany
from commonward.ui.templatetags.ui import icon

pytestmark = pytest.mark.django_db

#: Any page, pictures aside: letters, styles, scripts, icons and HTML, compressed as they are served.
PAGE_BUDGET = 100_000


@pytest.fixture
def page(client: Client) -> str:
    response = client.get(reverse("ui:components"))
    assert response.status_code == 200
    return response.content.decode()


def _file(name: str) -> bytes:
    found = finders.find(f"ui/{name}")
    assert isinstance(found, str)
    return Path(found).read_bytes()


def _ids(name: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', _file(name).decode()))


def test_every_section_is_there(page: str) -> None:
    sections = re.findall(r'<section class="specimen" id="([a-z]+)">', page)
    assert sections == [
        "thread",
        "composer",
        "buttons",
        "people",
        "fields",
        "banners",
        "posts",
        "rows",
        "beside",
        "empty",
        "sheets",
        "tokens",
    ]


def test_every_drawing_named_exists_in_its_sprite(page: str) -> None:
    used = set(re.findall(r'<use href="/static/ui/([a-z]+\.svg)#([^"]+)"', page))
    assert len(used) > 70
    missing = {f"{sprite}#{name}" for sprite, name in used if name not in _ids(sprite)}
    assert not missing


def test_ids_are_single_and_every_reference_is_met(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    references = re.findall(r'\s(?:aria-describedby|aria-labelledby|for|form)="([^"]*)"', page)
    wanted = {one for reference in references for one in reference.split()}
    assert wanted - set(ids) == set()


def test_the_levels_are_told_in_words(page: str) -> None:
    for word in ("Block", "Hold", "Warn", "Note"):
        assert re.search(rf'class="level"[^>]*>.*?{word} <span>', page, re.DOTALL)


def test_one_light_can_be_chosen(client: Client) -> None:
    assert 'data-theme="dark"' in client.get("/design/?theme=dark").content.decode()
    assert "data-theme" not in client.get("/design/?theme=%22%3E").content.decode().split("<head>")[0]


def test_a_heavy_page_stays_within_its_budget(page: str) -> None:
    urls = set(re.findall(r'(?:href|src)="/static/ui/([^"#]+)', page)) | {"fonts/atkinson-next-latin-600.woff2"}
    compressed = {url: len(gzip.compress(_file(url))) for url in urls if not url.endswith("favicon.svg")}
    total = sum(compressed.values()) + len(gzip.compress(page.encode()))
    assert total < PAGE_BUDGET, compressed


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "429", "500", "503"])
def test_error_pages_need_nothing_from_the_request(name: str) -> None:
    # Django renders 500.html with no context at all.
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert 'href="/"' in html


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (NotFound(), "There is nothing here"),
        (Denied("This conversation is closed."), "This conversation is closed."),
        (TooMany("", retry_after=3), "Wait a moment"),
    ],
)
def test_a_refusal_says_its_sentence_or_a_kind_one(refusal: Exception, says: str) -> None:
    assert says in render_to_string("ui/refusal.html", {"refusal": refusal})


HOSTILE = '"><script>alert(1)</script><i title="'


@pytest.mark.parametrize(
    "source",
    [
        '{% cotton button :title="evil" %}{{ evil }}{% endcotton %}',
        '{% cotton button href="#" :data-x="evil" %}x{% endcotton %}',
        "{% cotton icon_button :label='evil' /%}",
        "{% cotton field name='n' :label='evil' :value='evil' :error='evil' :hint='evil' /%}",
        "{% cotton empty :heading='evil' %}{{ evil }}{% endcotton %}",
        "{% cotton queue_row :heading='evil' :url='evil' :sub='evil' /%}",
        "{% cotton seat_card :name='evil' :seed='evil' :role='evil' /%}",
        "{% cotton mark :title='evil' %}{{ evil }}{% endcotton %}",
    ],
)
def test_components_escape_what_they_are_given(source: str) -> None:
    html = engines["django"].from_string(source).render({"evil": HOSTILE})
    assert "<script" not in html
    assert "alert(1)" in html or "seat-card" in html


def test_style_and_event_attributes_are_left_out() -> None:
    source = "{% cotton button :style='evil' :onclick='evil' :hidden='yes' %}x{% endcotton %}"
    html = engines["django"].from_string(source).render({"evil": "x", "yes": True})
    assert "style" not in html
    assert "onclick" not in html
    assert " hidden" in html


def test_an_avatar_never_shows_its_seed() -> None:
    html = engines["django"].from_string("{% load ui %}{% avatar seed %}").render({"seed": HOSTILE})
    assert "alert" not in html
    assert html.startswith('<span class="avatar"><svg')


def test_a_picture_takes_the_place_of_the_drawing() -> None:
    template = engines["django"].from_string('{% load ui %}{% avatar "x" "s" url %}')
    html = template.render({"url": '/pictures/1.webp"onerror="x'})
    assert html == (
        '<span class="avatar avatar--s"><img src="/pictures/1.webp&quot;onerror=&quot;x" alt="" loading="lazy"></span>'
    )


def test_a_message_names_the_words_that_went_out() -> None:
    class Message:
        level_tag, extra_tags = "success", "done:7:new"

        def __str__(self) -> str:
            return "Published."

    html = engines["django"].get_template("ui/messages.html").template.render(Context({"messages": [Message()]}))
    assert 'data-done="7:new"' in html
    assert "banner--good" in html


def test_drawings_follow_when_the_place_of_files_changes(settings: Settings) -> None:
    assert "/static/ui/icons.svg" in icon("home")
    settings.STATIC_URL = "/elsewhere/"
    assert "/elsewhere/ui/icons.svg" in icon("home")
