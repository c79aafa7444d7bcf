"""Equal cards are drawn once; whatever differs is drawn anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.test import override_settings
from django.utils import timezone, translation

from commonward.kernel import clock
from commonward.ui.shapes import Face, PostCard
from commonward.ui.templatetags import ui
from commonward.ui.templatetags.ui import icon, post_cards


class Elsewhere(StaticFilesStorage):
    """Files that another host serves."""

    def url(self, name: str | None) -> str:
        """Where a file is."""
        return f"https://files.example/{name}"


@pytest.fixture
def card() -> PostCard:
    """A post of five minutes ago."""
    return PostCard(
        url="/p/81/",
        face=Face(name="Nadia Okafor", url="/@nadia/", avatar_seed="81", role_label="Nurse"),
        at=clock.now() - timedelta(minutes=5),
        body_html="<p>A quiet walk does wonders.</p>",
        reply_url="/p/81/reply/",
        save_url="/p/81/save/",
    )


def test_a_card_shows_the_words_and_who_said_them(card: PostCard) -> None:
    html = post_cards([card])
    assert "<p>A quiet walk does wonders.</p>" in html
    assert "Nadia Okafor" in html
    assert "5 min" in html
    drawn = ui._drawn_card.cache_info().misses
    assert post_cards([replace(card), card]) == html * 2
    assert ui._drawn_card.cache_info().misses == drawn


def test_other_words_or_another_standing_are_drawn_anew(card: PostCard) -> None:
    first = post_cards([card])
    changed = post_cards([replace(card, body_html="<p>A short walk does, too.</p>", edited=True)])
    assert "A short walk" in changed
    assert "A quiet walk" not in changed
    saved = post_cards([replace(card, saved=True)])
    assert 'aria-pressed="true"' in saved
    assert 'aria-pressed="true"' not in first


def test_age_is_told_anew_and_in_the_readers_zone(card: PostCard) -> None:
    later = replace(card, at=clock.now() - timedelta(minutes=9))
    assert "9 min" in post_cards([later])
    old = replace(card, at=clock.now() - timedelta(days=1))
    with timezone.override("Asia/Tokyo"):
        there = post_cards([old])
    with timezone.override("America/New_York"):
        assert post_cards([old]) != there


def test_each_language_has_its_own(card: PostCard) -> None:
    with translation.override("en"):
        post_cards([card])
    drawn = ui._drawn_card.cache_info().misses
    with translation.override("es"):
        post_cards([card])
    assert ui._drawn_card.cache_info().misses == drawn + 1


def test_cards_and_icons_follow_where_the_files_are(card: PostCard) -> None:
    here = post_cards([card])
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": "ui.test_post_cards.Elsewhere"}}):
        assert "https://files.example/ui/icons.svg" in post_cards([card])
        assert "https://files.example/ui/icons.svg" in icon("home")
    assert post_cards([card]) == here
