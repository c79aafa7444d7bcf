"""Atom: what a visitor sees, for everybody alike; nothing that was withdrawn; nothing sent twice."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from cast import Member, member
from commonward.community.actions import gestures, publishing
from commonward.community.composition import Composition
from commonward.kernel.actor import Role
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = "A quiet walk does wonders after a long night shift. #walking"


def _entries(browser: Client, path: str) -> list[ElementTree.Element]:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return list(ElementTree.fromstring(answer.content).iter(f"{ATOM}entry"))


def _words(browser: Client, path: str) -> list[str]:
    return [entry.findtext(f"{ATOM}summary") or "" for entry in _entries(browser, path)]


def test_it_holds_what_is_public_newest_first_and_no_answers(nadia: Member, sam: Member) -> None:
    first, second = nadia.posts(WORDS), nadia.posts("Tea helps <too>.")
    nadia.posts("For followers.", audience="followers")
    nadia.posts("For us.", audience="organisation")
    nadia.posts("An answer.", parent=sam.posts("A question."))
    entries = _entries(Client(), "/@nadia-okafor/feed.atom")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"tag:localhost,2026-11-26:p/{post.pk}" for post in (second, first)
    ]
    assert entries[1].findtext(f"{ATOM}title") == "A quiet walk does wonders after a long …"
    assert '<a class="hashtag" href="/tags/walking/"' in (entries[1].findtext(f"{ATOM}summary") or "")
    assert entries[1].find(f"{ATOM}author/{ATOM}name").text == "Nadia Okafor"  # type: ignore[union-attr]  # it is there
    link = entries[1].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith(f"/p/{first.pk}/")


def test_whoever_asks_gets_what_a_visitor_gets(nadia: Member, pat: Member) -> None:
    gestures.follow(pat.person, nadia.profile)
    nadia.posts("For followers.", audience="followers")
    for browser in (Client(), pat.client, nadia.client):
        assert _entries(browser, "/@nadia-okafor/feed.atom") == []


def test_a_reader_that_has_it_gets_nothing_twice(nadia: Member) -> None:
    nadia.posts(WORDS)
    browser = Client()
    first = browser.get("/@nadia-okafor/feed.atom")
    again = browser.get("/@nadia-okafor/feed.atom", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Last-Modified"] == again["Last-Modified"]


def test_what_changes_or_goes_is_sent_anew(nadia: Member) -> None:
    first, post = nadia.posts("Good morning."), nadia.posts(WORDS)
    browser, path = Client(), "/@nadia-okafor/feed.atom"
    seen = browser.get(path)
    publishing.edit_post(nadia.person, nadia.fresh_seat(), post, Composition(text="A short walk does wonders."))
    edited = browser.get(path, headers={"if-none-match": seen["ETag"]})
    assert edited.status_code == 200
    assert "A short walk" in edited.content.decode()
    publishing.withdraw_post(nadia.person, post)
    for header, value in (("if-none-match", edited["ETag"]), ("if-modified-since", edited["Last-Modified"])):
        gone = browser.get(path, headers={header: value})
        assert gone.status_code == 200, header
        assert "A short walk" not in gone.content.decode()
        assert f"p/{first.pk}" in gone.content.decode()


def test_an_organisation_speaks_by_its_communication_staff(harbour: Organisation, nadia: Member) -> None:
    grace = member("Grace Mbeki", Role.ORGANISATION, at=harbour)
    quiet = member("Quiet River", Role.ORGANISATION, at=harbour, pseudonym=True)
    grace.posts("Our doors are open on Sunday.")
    nadia.posts(WORDS)
    quiet.posts("Something else.")
    grace.posts("For us alone.", audience="organisation")
    assert _words(Client(), "/search/at/harbour/feed.atom") == ["<p>Our doors are open on Sunday.</p>\n"]


def test_nobody_has_no_feed(nadia: Member, larkmoor: Organisation) -> None:
    paths = ("/@nobody-here/feed.atom", "/search/at/larkmoor/feed.atom", "/search/at/nowhere/feed.atom")
    assert [Client().get(path).status_code for path in paths] == [404, 404, 404]


def test_the_pages_tell_readers_where_the_feeds_are(nadia: Member) -> None:
    for page, feed in (
        ("/@nadia-okafor/", "/@nadia-okafor/feed.atom"),
        ("/search/at/harbour/", "/search/at/harbour/feed.atom"),
    ):
        html = Client().get(page).content.decode()
        assert '<link rel="alternate" type="application/atom+xml" title=' in html
        assert f'href="{feed}"' in html
