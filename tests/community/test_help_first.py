"""A crisis in somebody's words: help comes first, nothing is held back, and nobody else learns of it (rules.md 6)."""

from datetime import timedelta

import pytest
from django.apps import apps

from cast import Member
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.models import Draft, Post, Version
from commonward.kernel import clock, upkeep, work
from commonward.kernel.models import Entry, Work
from commonward.oversight import alarms, crisis, reviews, screening
from commonward.oversight.models import HelpCount, Objection, Review, Screening
from commonward.people.models import Account, Notice
from heard import hear

HEAVY = "I do not want to wake up any more."
RULES = {
    "not want to wake up": "crisis.suicide-risk",
    "hurts herself": "crisis.concern-other",
    "pain in my chest": "triage.red-flag",
    "Odalys Ferriman": "phi.name",
}
#: Every name by which the code knows a tier.
TIERS = ("crisis.", "triage.", "suicide", "red-flag")
OWN, OTHER, URGENT = "You matter. Help is here now", "You are worried about someone", "This may be an emergency"


@pytest.fixture(autouse=True)
def _hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, RULES)


def _live(member: Member, text: str, **more: str) -> str:
    said = {"text": text, "audience": "public", "key": "new", "help": ""}
    answer = member.client.post("/write/check/", said | more)
    assert answer.status_code == 200
    return answer.content.decode()


def _sent(member: Member, text: str, **more: str) -> str:
    """The page that somebody sees after they press Publish without script."""
    said = {"text": text, "audience": "public", "publish": "1", "key": "new"}
    answer = member.client.post("/write/", said | more, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("text", "title"),
    [(HEAVY, OWN), ("My sister hurts herself.", OTHER), ("I have a pain in my chest since noon.", URGENT)],
)
def test_the_live_check_brings_help_before_anything_else(sam: Member, text: str, title: str) -> None:
    page = _live(sam, text)
    assert title in page.split('data-part="marks"')[0]
    assert 'class="finding"' not in page
    assert "<mark" not in page  # nobody's cry is underlined
    assert "Nothing found" not in page


def test_the_numbers_are_those_of_the_stated_country(sam: Member) -> None:
    Account.objects.filter(pk=sam.account.pk).update(country="AU")
    assert "13 11 14" in _live(sam, HEAVY)
    Account.objects.filter(pk=sam.account.pk).update(country="US")
    assert "Call 988" in _live(sam, HEAVY)


def test_of_several_the_most_pressing_comes_first(sam: Member) -> None:
    assert URGENT in _live(sam, f"I have a pain in my chest. {HEAVY}")
    assert OWN in _live(sam, f"My sister hurts herself. {HEAVY}")


@pytest.mark.parametrize("member", ["sam", "nadia"])
def test_the_words_go_out_and_their_author_finds_help_with_them(
    member: str, priya: Member, request: pytest.FixtureRequest
) -> None:
    author: Member = request.getfixturevalue(member)
    page = _sent(author, HEAVY)
    assert OWN in page
    post = Post.objects.get(author=author.profile)
    assert post.state == Post.State.LIVE  # never blocked, hidden or held
    assert not Review.objects.exists()
    seen = priya.client.get(f"/p/{post.pk}/").content.decode()
    assert HEAVY in seen
    assert OWN not in seen


def test_a_reply_too_and_a_held_text_too(sam: Member, nadia: Member) -> None:
    parent = nadia.posts("How was your week?")
    answer = sam.client.post(f"/p/{parent.pk}/reply/", {"text": HEAVY, "publish": "1"}, follow=True)
    assert OWN in answer.content.decode()
    held = _sent(sam, f"My friend Odalys Ferriman has cancer. {HEAVY}")
    assert "A second person reads it first." in held
    assert OWN in held


def test_help_first_then_the_violation(nadia: Member) -> None:
    blocked = f"My patient Odalys Ferriman went home, MRN 00482913. {HEAVY}"
    page = _live(nadia, blocked)
    assert page.index(OWN) < page.index('class="finding')
    outcome = nadia.publishes(blocked)
    assert isinstance(outcome, Stopped)
    whole = _sent(nadia, blocked)
    assert whole.index(OWN) < whole.index("Something needs a change before this can go out.")
    assert whole.index(OWN) < whole.index('class="finding')


def test_a_face_is_a_text_like_others(sam: Member) -> None:
    face = {"display_name": "Sam Ode", "handle": "sam-ode", "biography": HEAVY}
    page = sam.client.post("/face/", face, follow=True).content.decode()
    assert OWN in page
    assert sam.profile.biography == HEAVY
    kept = Screening.objects.get(pk=sam.profile.screening_id)
    sam.client.post(f"/help-now/said/{kept.pk}/", {"help-close": "closed", "next": "/@sam-ode/"})
    assert OWN not in sam.client.get("/@sam-ode/").content.decode()
    held = sam.client.post("/face/", face | {"biography": f"{HEAVY} Odalys Ferriman knows."}, follow=True)
    assert "A second person reads your change" in held.content.decode()
    assert OWN in held.content.decode()


def test_a_face_that_cannot_be_shown_brings_help_first(nadia: Member) -> None:
    face = {"display_name": "Nadia Okafor", "handle": "nadia-okafor", "biography": f"{HEAVY} Odalys Ferriman knows."}
    page = nadia.client.post("/face/", face).content.decode()
    assert page.index(OWN) < min(page.index("Something needs a change"), page.index('class="finding'))
    page = nadia.client.post("/face/", face | {"help-close": "closed"}).content.decode()
    assert OWN not in page
    assert "Odalys Ferriman knows." in page
    assert 'name="help" value="closed"' in page
    assert OWN not in nadia.client.post("/face/", face | {"help": "closed"}).content.decode()


# --- Closing it ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["closed", "unfit"])
def test_it_can_be_closed_and_stays_closed_for_this_text(sam: Member, how: str) -> None:
    page = sam.client.post("/write/", {"text": HEAVY, "audience": "public", "help-close": how}).content.decode()
    assert OWN not in page
    assert HEAVY in page
    assert Draft.objects.get(seat=sam.seat).help_said == how
    assert OWN not in sam.client.get("/").content.decode()  # the draft is brought back
    assert OWN not in _live(sam, f"{HEAVY} Not today.", help=how)
    assert OWN not in _sent(sam, HEAVY, help=how)
    assert Screening.objects.get(subject_kind="version").help_said == how
    assert OWN in _live(sam, HEAVY)  # the next text is another one
    post = Post.objects.get(author=sam.profile)
    editing = sam.client.get(f"/p/{post.pk}/edit/").content.decode()
    assert f'name="help" value="{how}"' in editing


def test_it_can_be_closed_where_the_text_was_sent(sam: Member, nadia: Member) -> None:
    _sent(sam, HEAVY)
    post = Post.objects.get(author=sam.profile)
    kept = Screening.objects.get(subject_kind="version")
    where = f"/help-now/said/{kept.pk}/"
    assert nadia.client.post(where, {"help-close": "closed"}).status_code == 404
    answer = sam.client.post(where, {"help-close": "unfit", "next": f"/p/{post.pk}/"})
    assert answer["Location"] == f"/p/{post.pk}/"
    assert OWN not in sam.client.get(f"/p/{post.pk}/").content.decode()


def test_other_words_in_its_place_bring_none(sam: Member) -> None:
    _sent(sam, HEAVY)
    post = Post.objects.get(author=sam.profile)
    sam.client.post(f"/p/{post.pk}/edit/", {"text": "It is better today.", "publish": "1"})
    assert OWN not in sam.client.get(f"/p/{post.pk}/").content.decode()


def test_what_nobody_offers_is_not_kept(sam: Member) -> None:
    sam.client.post("/write/draft/", {"text": HEAVY, "key": "new", "help": "x" * 900})
    assert Draft.objects.get(seat=sam.seat).help_said == ""


# --- Where the tier is, and where it is not --------------------------------------------------------------------------
def _columns_with(word: str) -> set[str]:
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            values = model._default_manager.values_list(field.name, flat=True)
            if any(word in str(value).lower() for value in values):
                found.add(f"{model._meta.label_lower}.{field.name}")
    return found


def test_no_tier_leaves_the_row_of_its_text(
    sam: Member, mo: Member, nadia: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    _sent(sam, HEAVY)
    _sent(sam, f"My friend Odalys Ferriman has cancer. {HEAVY}")
    parent = nadia.posts("How was your week?")
    sam.publishes(HEAVY, parent=parent)
    sam.client.post("/let-know/", {"to": "moderator", "words": "Please."})
    number = "0"
    sam.client.post("/write/", {"text": HEAVY, "audience": "public", "object": f"{number}.not-so"})
    work.drain()
    for word in TIERS:
        assert _columns_with(word) <= {"oversight.screening.tier"}, word
        assert word not in caplog.text
    assert Notice.objects.exists()
    assert not Objection.objects.exists()
    assert not Work.objects.filter(kind__contains="help").exists()
    for entry in Entry.objects.all():
        assert not any(word in f"{entry.action} {entry.detail} {entry.reason_code}" for word in TIERS)


def test_the_row_tells_nothing_in_any_other_column(sam: Member) -> None:
    """Not even that something was found: without the tier it is the row of a text in which nothing was."""
    heavy, plain = sam.publishes(HEAVY), sam.publishes("A quiet walk.")
    assert isinstance(heavy, Done)
    assert isinstance(plain, Done)
    rows = [
        Screening.objects.filter(pk=one.version.screening_id).values("verdict", "findings", "effects", "reasons").get()
        for one in (heavy, plain)
    ]
    assert rows[0] == rows[1]
    assert heavy.version.verdict == plain.version.verdict


def test_a_second_person_who_reads_the_words_reads_no_tier(sam: Member, mo: Member) -> None:
    sam.publishes(f"My friend Odalys Ferriman has cancer. {HEAVY}")
    review = Review.objects.get()
    assert not review.is_first
    for path in (f"/review/{review.pk}/", "/review/"):
        page = mo.client.get(path).content.decode()
        assert OWN not in page
        assert "crisis.suicide-risk" not in page
    reviews.claim(mo.person, review.pk)
    reviews.refuse(mo.person, review.pk, words="A name.")
    assert "crisis.suicide-risk" not in sam.client.get(f"/review/{review.pk}/decision/").content.decode()


def test_no_figure_counts_it(sam: Member, mo: Member) -> None:
    sam.publishes(HEAVY)
    assert [alarm.rule for alarm in alarms.alarms(mo.person)] == []
    assert "crisis" not in mo.client.get("/review/figures/?when=all").content.decode()


def test_values_on_their_way_do_not_print_it(sam: Member) -> None:
    checked = screening.preview(screening.Voice("patient"), HEAVY, context="public_post")
    assert checked.tier == "crisis.suicide-risk"
    assert not any(word in repr(checked) for word in TIERS)


# --- Thirty days -------------------------------------------------------------------------------------------------
def test_after_thirty_days_only_counts_remain(sam: Member) -> None:
    start = clock.now()
    with clock.at(start):
        _sent(sam, HEAVY)
        _sent(sam, f"{HEAVY} Still.", help="unfit")
        sam.publishes("My sister hurts herself.")
    with clock.at(start + timedelta(days=29, hours=23)):
        upkeep.prune()
        assert Screening.objects.exclude(tier="").count() == 3
        assert not HelpCount.objects.exists()
    with clock.at(start + timedelta(days=30, minutes=1)):
        upkeep.prune()
        upkeep.prune()  # a second time adds nothing
    assert not Screening.objects.exclude(tier="", help_said="").exists()
    counted = {(row.tier, row.shown, row.unfit) for row in HelpCount.objects.all()}
    assert counted == {("crisis.suicide-risk", 2, 1), ("crisis.concern-other", 1, 0)}
    post = Post.objects.filter(author=sam.profile).order_by("pk")[0]
    assert OWN not in sam.client.get(f"/p/{post.pk}/").content.decode()
    assert Version.objects.filter(text=HEAVY).exists()  # the words are the author's, and stay


def test_counts_of_one_month_are_added_up(sam: Member) -> None:
    start = clock.now().replace(day=2)
    for day in (0, 1):
        with clock.at(start + timedelta(days=day)):
            sam.publishes(f"{HEAVY} {day}")
        with clock.at(start + timedelta(days=day + 31)):
            assert crisis.forget() == 1
    assert HelpCount.objects.get().shown == 2


def test_counting_happens_in_bites(sam: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crisis, "_MOST_AT_ONCE", 2)
    start = clock.now()
    for number in range(5):
        sam.publishes(f"{HEAVY} {number}")
    with clock.at(start + timedelta(days=31)):
        assert crisis.forget() == 5
    assert sum(row.shown for row in HelpCount.objects.all()) == 5
