"""The quality card: from listed facts only, what is missing is said, and being liked changes nothing."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import Member, member
from cast.people import proven
from commonward.community.actions import gestures, publishing
from commonward.community.actions.publishing import Done, edit_post
from commonward.community.composition import Composition
from commonward.community.models import Draft, Post
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.people import actions
from commonward.people.models import Credential, Organisation
from heard import hear

pytestmark = pytest.mark.django_db

SOURCED = "Walking after surgery shortens the stay: PMID 31452104. #walking"
PLAIN = "A quiet walk does wonders after a long night."


def verified(by: Member, verifier: Member, number: str = "RN 4411") -> None:
    """The member's licence is stated and verified."""
    licence = Credential.Kind.LICENCE
    stated = actions.state_credential(by.person, by.fresh_seat(), kind=licence, number=number, jurisdiction="US-ME")
    proven(stated, verifier)


def card(client: Client, post: Post) -> str:
    """The rows of the whole card on the post's page, as words."""
    page = client.get(f"/p/{post.pk}/").content.decode()
    rows = re.search(r'<section class="quality".*?</section>', page, re.DOTALL)
    assert rows is not None
    return " ".join(re.sub(r"<[^>]+>", " ", rows.group(0)).split())


def line(client: Client, post: Post) -> str:
    """The card in one line, in a list; "" where there is none."""
    page = client.get("/local/").content.decode()
    article = re.search(rf'<article class="post" id="post-{post.pk}">.*?</article>', page, re.DOTALL)
    assert article is not None
    found = re.search(r'<p class="quality-line">.*?</p>', article.group(0), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(0)).split()) if found else ""


def says(by: Member, text: str, **more: object) -> Post:
    outcome = written(by, Composition(text=text, **more))  # type: ignore[arg-type]
    return outcome.post


def written(by: Member, composition: Composition, post: Post | None = None) -> Done:
    outcome = (
        publishing.publish_post(by.person, by.fresh_seat(), composition)
        if post is None
        else edit_post(by.person, by.fresh_seat(), post, composition)
    )
    assert isinstance(outcome, Done), outcome
    return outcome


# --- Which posts have one -------------------------------------------------------------------------------------------
def test_a_professional_who_names_a_source_gets_one(nadia: Member, sam: Member) -> None:
    assert line(sam.client, nadia.posts(SOURCED)) == (
        "How good is this information? source given · author not verified · not reviewed yet"
    )


def test_a_near_miss_makes_no_card(nadia: Member, sam: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, {"wonders": "claims.cure"}, confidence=0.4)
    assert line(sam.client, nadia.posts(PLAIN)) == ""


def test_a_claim_makes_one(nadia: Member, sam: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, {"wonders": "claims.no-reference"})
    outcome = nadia.publishes(PLAIN, reasons={"claims.no-reference-1": "Everybody on our ward says so."})
    assert isinstance(outcome, Done), outcome
    assert "no source" in line(sam.client, outcome.post)


def test_everyday_words_get_none(nadia: Member, sam: Member) -> None:
    post = nadia.posts(PLAIN)
    assert line(sam.client, post) == ""
    assert "not marked as health information" in sam.client.get(f"/p/{post.pk}/quality/").content.decode()


def test_a_patient_gets_one_only_when_they_ask_for_it(pat: Member, sam: Member) -> None:
    assert line(sam.client, pat.posts(SOURCED)) == ""
    asked = says(pat, SOURCED, is_health=True)
    assert "source given" in line(sam.client, asked)
    assert "Patient. Speaks for no profession." in card(sam.client, asked)


def test_only_what_everybody_may_read_has_one(nadia: Member, priya: Member) -> None:
    post = nadia.posts(SOURCED, audience="organisation")
    assert "Source" not in card(priya.client, post)


def test_the_form_asks_and_keeps_the_answer(nadia: Member, sam: Member) -> None:
    words = {"text": PLAIN, "audience": "public", "key": "new", "is_health": "1", "review_on": "2027-05-31"}
    page = nadia.client.post("/write/", words | {"check": "1"}).content.decode()
    assert re.search(r'name="is_health" value="1" checked', page)
    draft = Draft.objects.get(seat=nadia.seat)
    assert (draft.is_health, draft.review_on) == (True, "2027-05-31")
    nadia.client.post("/write/", words | {"publish": "1", "draft": draft.updated_at.strftime("%Y%m%d%H%M%S%f")})
    post = Post.objects.get(author=nadia.profile)
    assert post.live is not None
    assert post.live.review_on == date(2027, 5, 31)
    assert "The author looks at it again by 31 May 2027." in card(sam.client, post)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("soon", "Write the day as year, month and day"),
        ("2020-01-01", "This day has passed."),
        ("2199-01-01", "Choose a day within the next ten years"),
    ],
)
def test_a_day_that_can_not_be_taken_is_said_beside_it_and_the_words_stay(
    nadia: Member, day: str, sentence: str
) -> None:
    words = {"text": SOURCED, "audience": "public", "key": "new", "review_on": day, "publish": "1"}
    answer = nadia.client.post("/write/", words)
    page = answer.content.decode()
    assert answer.status_code == 422
    error = re.search(r'id="composer-new-review-on-error".*?</p>', page, re.DOTALL)
    assert error is not None
    assert sentence in error.group(0)
    assert f'name="review_on" value="{day}"' in page
    assert SOURCED in page
    assert not Post.objects.exists()


# --- What it says ---------------------------------------------------------------------------------------------------
def test_the_whole_card_says_what_is_there_and_what_is_missing(nadia: Member, olu: Member, sam: Member) -> None:
    verified(nadia, olu)
    post = nadia.posts(
        "Fewer falls in a randomised trial, see https://doi.org/10.1136/bmj.n71 and https://blog.example.com/x"
    )
    told = card(sam.client, post)
    assert "article with a DOI: doi:10.1136/bmj.n71" in told
    assert "link, not to a listed health body: blog.example.com" in told
    assert "Nobody has looked it up for you." in told
    assert "Nurse. Verified by Harbour Clinic on" in told
    assert "The post says: randomised trial." in told
    assert "The author names none." in told
    assert "By nobody yet." in told
    assert "Disputes None." in told


def test_a_link_to_anywhere_is_no_source(nadia: Member, sam: Member) -> None:
    post = says(nadia, "Tea heals, see https://blog.example.com/tea", is_health=True)
    assert "source not listed" in line(sam.client, post)
    assert "None that is listed." in card(sam.client, post)


def test_a_review_date_that_passed_is_said(nadia: Member, sam: Member) -> None:
    in_a_week = (timezone.localtime(clock.now()) + timedelta(days=7)).date()
    post = says(nadia, SOURCED, review_on=in_a_week.isoformat())
    assert "past its review date" not in line(sam.client, post)
    with clock.at(clock.now() + timedelta(days=9)):
        reader = sam.browser()
        assert "past its review date" in line(reader, post)
        assert "It may be out of date." in card(reader, post)


def test_who_verified_somebody_behind_a_chosen_name_is_not_told(
    olu: Member, sam: Member, harbour: Organisation
) -> None:
    quiet = member("Quiet River", Role.PROFESSIONAL, at=harbour, profession="nurse", pseudonym=True)
    verified(quiet, olu)
    told = card(sam.client, quiet.posts(SOURCED))
    assert "Nurse. Verified on" in told
    assert "Harbour" not in told


def test_being_liked_changes_nothing(nadia: Member, sam: Member, pat: Member, priya: Member) -> None:
    post = nadia.posts(PLAIN.replace("night.", "night: PMID 31452104."))
    before = (line(sam.client, post), card(sam.client, post))
    for one in (sam, pat, priya):
        gestures.thank(one.person, post)
        gestures.save(one.person, post)
        gestures.follow(one.person, nadia.profile)
        one.posts("So true!", parent=post)
    assert (line(sam.client, post), card(sam.client, post)) == before


def test_an_edit_is_judged_by_its_own_words(nadia: Member, sam: Member) -> None:
    post = nadia.posts(SOURCED)
    written(nadia, Composition(text=PLAIN, draft_key=f"edit:{post.pk}"), post)
    assert line(sam.client, post) == ""


def test_a_stranger_finds_no_card_of_what_they_may_not_read(nadia: Member, sam: Member) -> None:
    post = nadia.posts(SOURCED, audience="organisation")
    assert sam.client.get(f"/p/{post.pk}/quality/").status_code == 404
    assert Client().get(f"/p/{post.pk}/quality/").status_code == 404
