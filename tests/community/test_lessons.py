"""What the checker told somebody: counted when words are sent, for the author alone, for ninety days."""

import re
from datetime import timedelta

import pytest

from cast import Member
from commonward.community.models import Post
from commonward.kernel import clock, upkeep
from commonward.oversight.models import Lesson, Screening

pytestmark = pytest.mark.django_db

BLOCKED = "Pt Odalys Ferriman, MRN 00482913, went home."
MENDED = "Somebody got better on our ward, and all of us were glad."
NAMED = "My patient Odalys Ferriman got better and she smiled."
WORRIED = "I do not want to live any more and I have a plan for tonight."


def checked(who: Member, text: str, told: str = "") -> str:
    """A live check, as the form sends it."""
    data = {"text": text, "audience": "public", "key": "new", "told": told}
    return who.client.post("/write/check/", data).content.decode()


def remembered(page: str) -> str:
    """What the form remembers from now on."""
    found = re.search(r'<input type="hidden" name="told" value="([^"]*)">', page)
    return found.group(1) if found else ""


def sends(who: Member, text: str, **more: str) -> None:
    before = Post.objects.count()
    who.client.post("/write/", {"text": text, "audience": "public", "publish": "1", **more})
    assert Post.objects.count() == before + 1


def counts(who: Member) -> dict[tuple[str, str], int]:
    rows = Lesson.objects.visible_to(who.person)
    return {(row.rule, row.outcome): row.times for row in rows}


def test_what_came_up_is_counted_when_the_words_are_sent_and_not_before(nadia: Member) -> None:
    told = remembered(checked(nadia, BLOCKED))
    assert set(told.split()) >= {"phi.name", "phi.mrn"}
    assert remembered(checked(nadia, MENDED, told)) == told
    assert not Lesson.objects.exists()  # a draft leaves nothing
    sends(nadia, MENDED, told=told)
    assert counts(nadia) == {(rule, "mended"): 1 for rule in told.split()}


def test_without_script_too(nadia: Member) -> None:
    page = nadia.client.post("/write/", {"text": BLOCKED, "audience": "public", "publish": "1"}).content.decode()
    told = remembered(page)
    assert "phi.mrn" in told.split()
    sends(nadia, MENDED, told=told)
    assert counts(nadia)["phi.mrn", "mended"] == 1


def test_what_stands_with_a_reason_and_what_is_doubted_count_as_such(nadia: Member) -> None:
    damned = "What a shitty shift, and the lift was broken again."
    page = checked(nadia, damned)
    assert remembered(page) == "conduct.profanity"
    sends(nadia, damned, **{"reason-conduct.profanity-1": "It was.", "told": remembered(page), "publish": "considered"})
    assert counts(nadia) == {("conduct.profanity", "kept"): 1}
    found = checked(nadia, NAMED)
    nadia.client.post("/write/", {"text": NAMED, "audience": "public", "object": "0.not-so"})
    sends(nadia, NAMED, told=remembered(found))
    assert counts(nadia)["phi.name", "doubted"] == 1


def test_from_the_third_time_a_card_says_so_once_and_kindly(nadia: Member, priya: Member) -> None:
    told = remembered(checked(nadia, BLOCKED))
    sends(nadia, MENDED, told=told)
    sends(nadia, f"{MENDED} Twice.", told=told)
    page = checked(nadia, f"{BLOCKED} Odalys Ferriman was so happy.")
    assert page.count("This is the third time in thirty days. What helped before: other words.") == len(told.split())
    assert 'href="/told/"' in page
    sends(nadia, f"{MENDED} And again.", told=told)
    assert "This has come up 4 times in thirty days." in checked(nadia, BLOCKED)
    assert "thirty days" not in checked(priya, BLOCKED)
    with clock.at(clock.now() + timedelta(days=31)):
        assert "thirty days" not in checked(nadia, BLOCKED)


def test_the_page_shows_rules_numbers_and_what_helps_and_forgets_when_asked(nadia: Member, ada: Member) -> None:
    assert "Nothing so far" in nadia.client.get("/told/").content.decode()
    sends(nadia, MENDED, told="phi.mrn")
    sends(nadia, f"{MENDED} Twice.", told="phi.mrn")
    page = nadia.client.get("/told/").content.decode()
    assert 'href="/policy/phi.mrn/"' in page
    assert "2 texts" in page
    assert "You changed the words: 2" in page
    assert "What helps:" in page
    assert "Nothing so far" in ada.client.get("/told/").content.decode()
    nadia.client.post("/told/")
    assert not Lesson.objects.exists()


def test_after_ninety_days_it_is_gone(nadia: Member) -> None:
    sends(nadia, MENDED, told="phi.mrn")
    with clock.at(clock.now() + timedelta(days=89)):
        upkeep.prune()
        assert Lesson.objects.exists()
    with clock.at(clock.now() + timedelta(days=92)):
        upkeep.prune()
        assert not Lesson.objects.exists()


def test_help_in_a_crisis_is_never_counted(pat: Member) -> None:
    page = checked(pat, WORRIED)
    assert "crisis" not in remembered(page)
    sends(pat, WORRIED, told="crisis.suicide-risk triage.red-flag")
    assert Screening.objects.filter(tier__startswith="crisis.").exists()
    assert not Lesson.objects.exists()


def test_a_form_says_what_it_likes_and_harms_nobody(nadia: Member, priya: Member) -> None:
    sends(nadia, MENDED, told="phi.mrn phi.mrn <script> no.rule Odalys Ferriman " + "x" * 9000)
    assert counts(nadia) == {("phi.mrn", "mended"): 1}
    assert counts(priya) == {}


def test_the_same_form_twice_counts_once(nadia: Member) -> None:
    form = {"told": "phi.mrn", "once": "0b7e6c1e-5a6f-4d0e-9d1a-3b8f1c2d4e5f"}
    sends(nadia, MENDED, **form)
    nadia.client.post("/write/", {"text": MENDED, "audience": "public", "publish": "1", **form})
    assert counts(nadia) == {("phi.mrn", "mended"): 1}
