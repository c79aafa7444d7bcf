"""Parts of pages that stay drawn show what they were given, and hold nothing else."""

import re
from pathlib import Path

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

import commonward
from commonward.ui.composing import Composer
from commonward.ui.shapes import Face, SeatCard
from commonward.ui.templatetags import ui

PACKAGE = Path(commonward.__file__).parent
TEMPLATES = {
    str(path.relative_to(folder)): path.read_text(encoding="utf-8")
    for folder in PACKAGE.glob("**/templates")
    for path in folder.glob("**/*.html")
}
#: What belongs to one request, or to now.
NOT_IN_A_PART = (
    r"csrf_token|request\b|messages\b|perms\b|\buser\b|\|when|\|moment|\|date|\|time|\{% now|csp_nonce|\{% block "
)


def _part(path: str, **shown: object) -> str:
    given = " ".join(f"{name}={name}" for name in shown)
    return Template(f'{{% load ui %}}{{% part "{path}" {given} %}}').render(Context(shown))


def _within(path: str) -> set[str]:
    """A template with all that it includes."""
    found, waiting = set[str](), [path]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += re.findall(r'\{% (?:include|part) "([^"]+)"', TEMPLATES[one])
    return found


def test_equal_things_are_drawn_once_and_others_anew() -> None:
    first = _part("ui/parts/seat.html", seat_card=SeatCard("Nadia Okafor", "Nurse", "Harbour Clinic", "81"))
    drawn = ui._drawn_part.cache_info().misses
    assert _part("ui/parts/seat.html", seat_card=SeatCard("Nadia Okafor", "Nurse", "Harbour Clinic", "81")) == first
    assert ui._drawn_part.cache_info().misses == drawn
    other = _part("ui/parts/seat.html", seat_card=SeatCard("Quiet River", "Patient", "", "82"))
    assert "Quiet River" in other
    assert "Nadia" not in other
    with translation.override("es"):
        _part("ui/parts/seat.html", seat_card=SeatCard("Nadia Okafor", "Nurse", "Harbour Clinic", "81"))
    assert ui._drawn_part.cache_info().misses == drawn + 2


def test_a_part_sees_nothing_of_its_page() -> None:
    request = RequestFactory().get("/")
    page = Template('{% load ui %}{% part "ui/parts/seat.html" sign_in_url=sign_in_url %}')
    assert "Nadia" not in page.render(RequestContext(request, {"seat_card": SeatCard("Nadia Okafor", "Nurse")}))


@pytest.mark.parametrize("first", [str, mark_safe])
def test_words_that_are_safe_are_not_taken_for_the_same_words_unsafe(first: type) -> None:
    label = f"<b>{first.__name__}</b>"
    kinds = (mark_safe, str) if first is mark_safe else (str, mark_safe)
    drawn = {kind: _part("ui/parts/tabs.html", tabs=(), label=kind(label)) for kind in kinds}
    assert label in drawn[mark_safe]
    assert label not in drawn[str]


def test_no_part_holds_what_belongs_to_one_request_or_to_now() -> None:
    named = {path for text in TEMPLATES.values() for path in re.findall(r'\{% part "([^"]+)"', text)}
    assert len(named) >= 10
    for path in sorted(set().union(*map(_within, named))):
        found = re.search(NOT_IN_A_PART, TEMPLATES[path])
        assert not found, f"{path} stays drawn for many readers, and has {found}"


def test_a_composer_with_words_is_drawn_each_time() -> None:
    blank = Composer(action="/write/", check_url="/write/check/", key="7:new", names_nobody=True)
    assert blank.stays_drawn
    assert not Composer(action="", check_url="", key="7:new", names_nobody=True, text="A walk.").stays_drawn
    assert not Composer(action="", check_url="", key="7:new").stays_drawn


def test_what_composers_share_names_nobody() -> None:
    composer = Composer(
        action="/p/81/reply/",
        check_url="/write/check/",
        key="7:reply:81",
        face=Face("Nadia Okafor"),
        hidden=(("once", "a"),),
        names_nobody=True,
    )
    other = Composer(action="/p/82/reply/", check_url="/", key="8:reply:82", face=Face("Sam"), names_nobody=True)
    assert composer.blank == other.blank


def test_a_part_is_safe_where_it_stands() -> None:
    assert isinstance(ui.part("ui/parts/foot.html", help_url="/help-now/"), SafeString)
