"""A card whose words were put into a drawn shape is what the template makes of the card itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.template.loader import get_template

from commonward.kernel import clock
from commonward.ui import specimens
from commonward.ui.shapes import Face, MenuLink, PostCard, QualityLine, QualityPoint
from commonward.ui.slots import Slot
from commonward.ui.templatetags import ui
from commonward.ui.templatetags.ui import post_cards


def _by_template(card: PostCard) -> str:
    return str(get_template("ui/post.html").render({"post": card}))


def _cards() -> dict[str, PostCard]:
    at = clock.now() - timedelta(days=3)
    menu = (MenuLink("/p/81/report/", "Report", "flag"), MenuLink("/@nadia/distance/", "Mute or block", post=True))
    face = Face("Nadia Okafor", "/@nadia/", "81", "", "Nurse", "verified", "Harbour Clinic")
    usual = PostCard("/p/81/", face, at, "<p>A quiet walk.</p>", anchor="post-81", audience_label="Public", menu=menu)
    acts = {"thank_url": "/p/81/thank/", "save_url": "/p/81/save/", "reply_url": "/p/81/reply/"}
    line = QualityLine("/p/81/quality/", (QualityPoint("no source", good=False), QualityPoint("reviewed")))
    strange = Face("<b>&\"'{{ name }}%(x)s", "/@s/?a=1&b=2", "<", "", "Nurse", "unverified", "House <&> Söhne")
    mark = Slot.named("name")
    return {
        "for a visitor": replace(usual, menu=()),
        "usual": replace(usual, **acts),
        "thanked and saved": replace(usual, **acts, thanks=3, replies=1, thanked=True, saved=True),
        "edited": replace(usual, **acts, edited=True, edited_url="/p/81/history/"),
        "edited, with no history": replace(usual, edited=True),
        "one's own, thanked": replace(usual, thanks=1, save_url="/p/81/save/"),
        "waiting": replace(usual, state="wait", state_sentence="Waits for a reader"),
        "with a title": replace(usual, title="Walks & <i>talks</i>"),
        "health": replace(usual, quality=line),
        "disputed": replace(usual, quality=replace(line, disputed=True), dispute="Disputes what it answers"),
        "a face with a picture": replace(usual, face=replace(face, picture_url="/pictures/81?a&b")),
        "a plain role": replace(usual, face=replace(face, proof="tag", organisation_name="")),
        "strange words": replace(usual, **acts, face=strange, body_html="<p>%(name)s {{ post }} {% x %} \\1</p>"),
        "words that look like a slot": replace(usual, body_html=f"<p>{mark}</p>", face=replace(face, name=f"x{mark}")),
        "no words": replace(usual, body_html="", face=Face("")),
    }


CARDS = _cards()


@pytest.mark.parametrize("kind", CARDS)
def test_it_is_what_the_template_makes_of_it(kind: str) -> None:
    card = replace(CARDS[kind], at=clock.now() - timedelta(days=3))
    assert post_cards([card]) == _by_template(card)


def test_every_specimen_is_what_the_template_makes_of_it() -> None:
    for card in specimens.posts():
        assert post_cards([card]) == _by_template(card)


def test_cards_of_one_shape_are_drawn_by_the_template_once() -> None:
    ui._drawn_shape.cache_clear()
    for number in range(20):
        face = Face(f"Person {number}", f"/@p{number}/", str(number), role_label="Nurse")
        card = PostCard(f"/p/{number}/", face, clock.now() - timedelta(minutes=number), f"<p>Walk {number}.</p>")
        html = post_cards([card])
        assert f"Person {number}" in html
        assert f"<p>Walk {number}.</p>" in html
    assert ui._drawn_shape.cache_info().misses == 1
