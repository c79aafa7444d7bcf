"""Near-copies of what others published here: found for whoever may see the original, mended by a credit (S95)."""

import re

import pytest

from cast import Member, member, organisation
from commonward.community import originals
from commonward.community.actions import gestures
from commonward.community.actions.publishing import Done, Stopped, edit_post, withdraw_post
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.kernel.actor import Role, System
from commonward.oversight import corpus
from commonward.oversight.models import Fingerprint, Review
from commonward.oversight.originals import MOST_OF_ONE
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db

RULE = "attribution.uncredited"
TEXT = (
    "Heels dry out first on our ward. We rub in plain cream every evening, we float both heels on a folded towel, and "
    "whoever takes over looks at them with the light on. Since we write it on the door, nobody forgets it at night."
)
REVISED = (
    TEXT.replace("plain cream", "a plain ointment").replace("folded towel", "soft cushion").replace("first", "soon")
)
OWN_WORDS = (
    "Our team put a small mirror on a stick, so people see the soles of their own feet in the morning. It took two "
    "weeks until everybody asked for it, and by now the physiotherapists borrow it all day long."
)


def found(outcome: object) -> list[str]:
    """The rules of what stopped these words."""
    assert isinstance(outcome, Stopped), outcome
    return [finding.rule for finding in outcome.checked.findings]


def live_check(who: Member, text: str, key: str = "new") -> str:
    return who.client.post("/write/check/", {"text": text, "audience": "public", "key": key}).content.decode()


def test_a_near_copy_is_found_while_writing_and_on_sending_with_the_way_to_the_original(
    nadia: Member, remy: Member
) -> None:
    original = nadia.posts(TEXT)
    for words in (TEXT, REVISED, f"{OWN_WORDS}\n\n{TEXT}"):
        page = live_check(remy, words)
        assert RULE in page
        assert f'href="/p/{original.pk}/"' in page
        assert "The original, by @nadia-okafor" in page
        assert re.search(r"<ins>.*“.*” — @nadia-okafor</ins>", page)  # what the fix makes of it, on the card
        assert found(remy.publishes(words)) == [RULE]
    assert RULE not in live_check(remy, OWN_WORDS)
    assert remy.posts(OWN_WORDS).state == Post.State.LIVE


def test_the_fix_quotes_and_credits_and_then_it_goes_out(nadia: Member, remy: Member) -> None:
    nadia.posts(TEXT)
    outcome = remy.publishes(f"Read this. {TEXT}")
    assert isinstance(outcome, Stopped)
    (finding,) = outcome.checked.findings
    assert outcome.checked.report is not None
    fixed = outcome.checked.report.fixed(finding.fixes[0])
    assert fixed == f"Read this. “{TEXT}” — @nadia-okafor"
    done = remy.publishes(fixed)
    assert isinstance(done, Done)
    assert done.post.state == Post.State.LIVE
    told = Notice.objects.visible_to(nadia.person).values_list("kind", flat=True)
    assert list(told) == ["post.mentioned"]


def test_the_fix_works_without_script(nadia: Member, remy: Member) -> None:
    nadia.posts(TEXT)
    page = remy.client.post("/write/", {"text": TEXT, "audience": "public", "fix": "0.0"}).content.decode()
    assert f"“{TEXT}” — @nadia-okafor" in page.replace("&#x27;", "'")
    assert RULE not in page


def test_ones_own_words_are_ones_own_in_every_seat(nadia: Member, remy: Member) -> None:
    nadia.posts(TEXT)
    assert nadia.posts(REVISED).state == Post.State.LIVE
    again = member("Nadia at Night", Role.STUDENT)
    again.seat.account = nadia.account
    again.seat.save()
    assert isinstance(again.publishes(TEXT), Done)


def test_what_stands_above_may_be_quoted_to_answer_it(nadia: Member, remy: Member) -> None:
    original = nadia.posts(TEXT)
    assert isinstance(remy.publishes(TEXT, parent=original), Done)


def test_patients_tell_their_story_as_often_as_they_like(nadia: Member, pat: Member) -> None:
    nadia.posts(TEXT)
    assert isinstance(pat.publishes(TEXT), Done)


def test_nothing_hints_at_what_the_author_may_not_see(nadia: Member, priya: Member, remy: Member) -> None:
    nadia.posts(TEXT, audience="organisation")
    assert RULE not in live_check(remy, TEXT)
    assert RULE in live_check(priya, TEXT)
    gestures.keep_apart(nadia.person, priya.profile, "block")
    assert RULE not in live_check(priya, TEXT)
    assert isinstance(remy.publishes(TEXT), Done)


def test_it_goes_with_the_original_and_follows_its_words(nadia: Member, remy: Member) -> None:
    original = nadia.posts(TEXT)
    outcome = edit_post(nadia.person, nadia.fresh_seat(), original, Composition(text=OWN_WORDS))
    assert isinstance(outcome, Done)
    assert RULE not in live_check(remy, TEXT)
    assert RULE in live_check(remy, OWN_WORDS)
    withdraw_post(nadia.person, original)
    assert RULE not in live_check(remy, OWN_WORDS)
    assert not Fingerprint.objects.exists()


def test_whoever_wrote_first_may_change_their_words_though_others_took_them(nadia: Member, pat: Member) -> None:
    original = nadia.posts(TEXT)
    assert isinstance(pat.publishes(TEXT), Done)
    outcome = edit_post(nadia.person, nadia.fresh_seat(), original, Composition(text=REVISED))
    assert isinstance(outcome, Done)
    assert RULE not in live_check(nadia, TEXT, key=f"edit:{original.pk}")


def test_an_objection_has_a_person_read_it_beside_the_original(nadia: Member, remy: Member, larkmoor: object) -> None:
    original = nadia.posts(TEXT)
    remy.client.post("/write/", {"text": TEXT, "audience": "public", "object": "0.not-so"})
    held = remy.client.post("/write/", {"text": TEXT, "audience": "public", "publish": "1"}, follow=True)
    assert held.status_code == 200
    post = Post.objects.get(author=remy.profile)
    assert post.state == Post.State.HELD
    version = post.versions.get()
    assert version.screening.findings[0]["origin"] == f"post:{original.pk}"
    reader = member("Lou Reyes", Role.MODERATOR, at=organisation("Larkmoor Regional", "larkmoor"))
    page = reader.client.get(f"/review/{version.screening_id and _review_of(version.pk)}/").content.decode()
    assert f'href="/p/{original.pk}/"' in page


def _review_of(version: int) -> int:
    return Review.objects.get(subject_kind="version", subject_id=version).pk


def test_a_phrase_that_many_use_is_nobodys(nadia: Member, remy: Member, priya: Member) -> None:
    phrase = (
        "This is general information and no advice for your own case, so please ask your own clinician or pharmacist."
    )
    for author, rest in ((nadia, "Walks help me sleep."), (priya, "Tea is not a meal."), (remy, "Look at your feet.")):
        assert author.posts(f"{rest} {phrase}").state == Post.State.LIVE


def test_a_number_keeps_few_rows_however_many_say_it(
    nadia: Member,
) -> None:
    post = nadia.posts(TEXT)
    rows = Fingerprint.objects.filter(subject_id=post.pk)
    assert 4 <= rows.count() <= 8
    number = rows.values_list("number", flat=True)[0]
    Fingerprint.objects.bulk_create(
        Fingerprint(number=number, subject_kind="post", subject_id=place) for place in range(MOST_OF_ONE)
    )
    originals.know(post.pk)
    assert number not in Fingerprint.objects.filter(subject_id=post.pk).values_list("number", flat=True)
    assert Fingerprint.objects.filter(subject_id=post.pk).count() >= 4


def test_what_was_published_before_can_be_filled_in(nadia: Member, remy: Member) -> None:
    original = nadia.posts(TEXT)
    gone = nadia.posts(OWN_WORDS)
    withdraw_post(nadia.person, gone)
    Fingerprint.objects.all().delete()
    assert originals.fill(System("operator")) == 1
    assert originals.fill(System("operator")) == 1
    assert RULE in live_check(remy, TEXT)
    assert set(Fingerprint.objects.values_list("subject_id", flat=True)) == {original.pk}


def test_an_organisations_own_texts_count_for_its_people(nadia: Member, remy: Member, harbour: object) -> None:
    corpus.add(System("operator"), "Heel leaflet", f"{OWN_WORDS}\n\n{TEXT}", organisation=nadia.seat.organisation)
    page = live_check(nadia, TEXT)
    assert RULE in page
    assert "It stands in “Heel leaflet”." in page
    assert "“" + TEXT + "” — Heel leaflet" not in page  # the words that a fix leaves alone are not repeated
    assert RULE not in live_check(nadia, f"As our leaflet says: “{TEXT}” — Heel leaflet")
    assert RULE not in live_check(remy, TEXT)
    assert corpus.remove(System("operator"), "Heel leaflet", organisation=nadia.seat.organisation)
    assert RULE not in live_check(nadia, TEXT)
    corpus.add(System("operator"), "For all", TEXT)
    assert RULE in live_check(remy, TEXT)
