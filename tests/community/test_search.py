"""Search: what is found, what a slip is forgiven, and that nothing hints at what is hidden."""

import re
from collections.abc import Iterable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import Member, member
from commonward.community import queries
from commonward.community.actions import faces, gestures, publishing
from commonward.community.composition import Composition
from commonward.community.models import PersonWords, Post, PostWords, Profile
from commonward.community.search import answers, index
from commonward.community.search.answers import Question
from commonward.community.search.excerpts import excerpt
from commonward.community.search.words import fold, words_of
from commonward.kernel.actor import VISITOR, Actor, Role, System
from commonward.people import actions
from contracts.scene import undone

pytestmark = pytest.mark.django_db


def _found(who: Member | None, words: str) -> list[Post]:
    actor: Actor = VISITOR if who is None else who.person
    return answers.posts(actor, Question.of(words)).items


def _people(who: Member | None, words: str) -> list[str]:
    actor: Actor = VISITOR if who is None else who.person
    return [profile.display_name for profile in answers.people(actor, Question.of(words)).items]


def _search(browser: Client, words: str, **more: str) -> str:
    """The page that a search leads to."""
    browser.get("/search/")  # the form, which brings the cookie that a form needs
    sent = browser.post("/search/", {"q": words, **more})
    assert sent.status_code == 302
    page = browser.get(sent["Location"])
    assert page.status_code == 200
    return page.content.decode()


# --- What is found ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        "lantern",
        "LANTERN",
        "lanterns",
        "lant",
        "harbour lantern",
        "lantern harbour",
        "Grüße",
        "grusse",
        "#evenings",
    ],
)
def test_words_are_found_in_their_forms(nadia: Member, words: str) -> None:
    post = nadia.posts("A lantern by the harbour, and Grüße to all. #evenings")
    nadia.posts("Something about tea.")
    assert _found(None, words) == [post]


@pytest.mark.parametrize("slip", ["latern", "lanternn", "lantren", "lamtern", "antern", "hrabour", "lnatern harbor"])
def test_a_slip_is_forgiven(nadia: Member, slip: str) -> None:
    post = nadia.posts("A lantern by the harbour.")
    nadia.posts("Something about tea.")
    page = answers.posts(VISITOR, Question.of(slip))
    assert page.items == [post]
    assert page.near


def test_what_is_meant_exactly_is_not_mixed_with_what_is_near(nadia: Member) -> None:
    nadia.posts("A tall lantern.")
    exact = nadia.posts("A walk and a talk.")
    assert _found(None, "talk") == [exact]
    assert not answers.posts(VISITOR, Question.of("talk")).near


@pytest.mark.parametrize("words", ["", "   ", "!?", "***", '" OR *', "_p", "~lantern", "'"])
def test_signs_alone_find_nothing_and_break_nothing(nadia: Member, words: str) -> None:
    nadia.posts("Something about tea.")
    assert _found(None, words) == []


@pytest.mark.parametrize(
    "words", ['tea" OR "_p', "tea' | '_p", "tea) OR (_o1", "tea*", "NOT tea", "tea NEAR cup", "\x00tea", "tea\\"]
)
def test_signs_of_the_databases_own_language_are_no_language_here(nadia: Member, words: str) -> None:
    nadia.posts("Something about tea.")
    nadia.posts("A cup of coffee.")
    assert {post.live.text for post in _found(None, words) if post.live} <= {"Something about tea."}


def test_scripts_without_gaps_are_found_by_any_part(nadia: Member) -> None:
    assert words_of("夜の散歩") == ["夜", "の", "散", "歩"]
    assert fold("İstanbul ÉCOLE ﬁne") == "istanbul ecole fine"


def test_people_are_found_by_name_handle_and_what_they_say(nadia: Member, sam: Member, pat: Member) -> None:
    faces.show_face(sam.person, sam.fresh_seat(), faces.Face("Sam Ode", "sam-ode", "I keep bees and a small boat."))
    assert _people(None, "okafor") == ["Nadia Okafor"]
    assert _people(None, "okafr") == ["Nadia Okafor"]
    assert _people(None, "sam-ode") == ["Sam Ode"]
    assert _people(None, "bees") == ["Sam Ode"]
    assert "<mark" in _search(Client(), "bees", **{"in": "people"})


def test_a_chosen_name_is_not_found_by_its_organisation(harbour: object, nadia: Member) -> None:
    quiet = member("Quiet River", Role.PROFESSIONAL, at=nadia.seat.organisation, profession="nurse", pseudonym=True)
    patient = member("Lena Hart", Role.PATIENT, at=nadia.seat.organisation)
    assert [one.name for one in answers.organisations(VISITOR, Question.of("harbor"))] == ["Harbour Clinic"]
    page = Client().get("/search/at/harbour/").content.decode()
    assert "Nadia Okafor" in page
    assert quiet.profile.display_name not in page
    assert patient.profile.display_name not in page


def test_an_organisation_that_shows_nobody_is_not_there(harbour: object) -> None:
    member("Quiet River", Role.PROFESSIONAL, at=harbour, profession="nurse", pseudonym=True)  # type: ignore[arg-type]
    assert answers.organisations(VISITOR, Question.of("harbour")) == []
    hidden, absent = Client().get("/search/at/harbour/"), Client().get("/search/at/nowhere/")
    assert (hidden.status_code, absent.status_code) == (404, 404)


def test_topics_are_those_of_posts_that_one_sees(nadia: Member, sam: Member) -> None:
    nadia.posts("For us. #rosterplan", audience="organisation")
    nadia.posts("For all. #roses")
    assert answers.topics(sam.person, Question.of("ros")) == ["roses"]
    assert answers.topics(nadia.person, Question.of("ros")) == ["roses", "rosterplan"]


# --- The index goes with the words --------------------------------------------------------------------------------
def test_an_edit_is_found_by_its_new_words_only(nadia: Member) -> None:
    post = nadia.posts("A lantern by the harbour.")
    publishing.edit_post(nadia.person, nadia.fresh_seat(), post, Composition(text="A candle by the harbour."))
    assert _found(None, "lantern") == []
    assert _found(None, "candle") == [post]


def test_what_is_withdrawn_is_found_by_nobody_and_kept_nowhere(nadia: Member) -> None:
    post = nadia.posts("A lantern by the harbour.")
    publishing.withdraw_post(nadia.person, post)
    assert _found(nadia, "lantern") == []
    assert not PostWords.objects.filter(post=post).exists()


def test_what_is_held_is_not_found(nadia: Member, sam: Member) -> None:
    sam.posts("My friend Odalys Ferriman has cancer.")
    assert _found(sam, "cancer") == []
    assert not PostWords.objects.exists()


def test_a_transaction_that_fails_leaves_no_trace_in_the_index(nadia: Member) -> None:
    with undone():
        nadia.posts("A lantern by the harbour.")
        assert len(_found(None, "lantern")) == 1
    assert _found(None, "lantern") == []


def test_a_seat_that_ended_is_not_found(nadia: Member, sam: Member) -> None:
    nadia.posts("A lantern by the harbour.")
    with transaction.atomic():
        actions.end_seat(System("tests"), nadia.seat)
    assert _people(sam, "okafor") == []
    assert _found(sam, "lantern") == []
    assert not PersonWords.objects.filter(profile__seat=nadia.seat).exists()


def test_what_was_there_before_search_is_read_once(nadia: Member) -> None:
    post = nadia.posts("A lantern by the harbour.")
    PostWords.objects.all().delete()
    PersonWords.objects.all().delete()
    assert not index.is_whole()
    assert _found(None, "lantern") == []
    assert index.fill() == 2
    assert index.is_whole()
    assert _found(None, "lantern") == [post]
    assert index.fill() == 0


# --- Nothing hints at what is hidden ------------------------------------------------------------------------------
def test_audiences_blocks_and_mutes_hold(nadia: Member, priya: Member, sam: Member, pat: Member) -> None:
    gestures.follow(pat.person, nadia.profile)
    followers = nadia.posts("The lantern for followers.", audience="followers")
    colleagues = nadia.posts("The lantern for colleagues.", audience="organisation")
    public = nadia.posts("The lantern for all.")
    answer = pat.posts("A lantern in answer.", parent=followers)
    assert _found(nadia, "lantern") == [answer, public, colleagues, followers]
    assert _found(pat, "lantern") == [answer, public, followers]
    assert _found(priya, "lantern") == [public, colleagues]
    assert _found(sam, "lantern") == [public]
    assert _found(None, "lantern") == [public]
    gestures.keep_apart(nadia.person, sam.profile, "block")
    assert _found(sam, "lantern") == []
    assert _people(sam, "okafor") == []
    gestures.keep_apart(priya.person, nadia.profile, "mute")
    assert _found(priya, "lantern") == []
    assert _people(priya, "okafor") == ["Nadia Okafor"]


def _steps(actor: Actor, words: str) -> list[str]:
    """The questions that a search asks the database, without what differs between two words of one length."""
    with CaptureQueriesContext(connection) as asked:
        answers.posts(actor, Question.of(words))
        answers.topics(actor, Question.of(words))
    return [re.sub(r"'[^']*'", "?", query["sql"]) for query in asked]


@pytest.mark.slow
def test_a_hidden_word_costs_the_same_questions_as_one_that_nobody_wrote(nadia: Member, sam: Member) -> None:
    for number in range(30):
        nadia.posts(f"The lanternfish number {number} for us.", audience="organisation")
    for reader in (VISITOR, sam.person):
        for hidden, absent in (("lanternfish", "marzipaning"), ("lanternfsih", "marzipangni")):
            assert _steps(reader, hidden) == _steps(reader, absent)
            assert answers.posts(reader, Question.of(hidden)) == answers.posts(reader, Question.of(absent))


def test_what_is_hidden_is_dropped_within_the_index(nadia: Member, sam: Member) -> None:
    # No row of a hidden post is read: the marks of the reader's reach are part of what is looked up.
    nadia.posts("The lanternfish for us.", audience="organisation")
    with CaptureQueriesContext(connection) as asked:
        assert _found(sam, "lanternfish") == []
    assert not [query for query in asked if "community_version" in query["sql"]]


def test_a_page_says_the_same_of_what_is_hidden_and_what_is_not_there(nadia: Member, sam: Member) -> None:
    nadia.posts("The lanternfish for us.", audience="organisation")
    pages = [_search(sam.client, words).replace(words, "?") for words in ("lanternfish", "marzipaning")]
    plain = [re.sub(r's=[^"&]*|name="csrfmiddlewaretoken" value="[^"]*"', "", page) for page in pages]
    assert plain[0] == plain[1]


WORDS = st.sampled_from(["lantern", "harbour", "candle", "evening", "lanterm", "harbor"])
AUDIENCES = st.sampled_from(["public", "followers", "organisation"])
SAID = st.tuples(st.integers(0, 3), AUDIENCES, st.lists(WORDS, min_size=1, max_size=3), st.booleans())
TIES = st.tuples(st.sampled_from(["follow", "block", "mute"]), st.integers(0, 3), st.integers(0, 3))


@pytest.fixture
def four(nadia: Member, priya: Member, remy: Member, sam: Member) -> list[Member]:
    """Two colleagues, somebody of elsewhere, somebody of nowhere."""
    return [nadia, priya, remy, sam]


def _tie(people: list[Member], ties: Iterable[tuple[str, int, int]]) -> None:
    for kind, one, other in ties:
        if one == other:
            continue
        if kind == "follow":
            if not Profile.objects.visible_to(people[one].person).filter(pk=people[other].profile.pk).exists():
                continue
            gestures.follow(people[one].person, people[other].profile)
        else:
            gestures.keep_apart(people[one].person, people[other].profile, kind)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(SAID, min_size=1, max_size=6),
    ties=st.lists(TIES, max_size=6),
    asked=st.lists(WORDS, min_size=1, max_size=2),
)
def test_whatever_the_graph_nothing_is_found_that_access_refuses(
    four: list[Member],
    said: list[tuple[int, str, list[str], bool]],
    ties: list[tuple[str, int, int]],
    asked: list[str],
) -> None:
    with undone():
        people = four
        follows = [tie for tie in ties if tie[0] == "follow"]
        _tie(people, follows)
        last: Post | None = None
        for number, audience, words, answers_last in said:
            who = people[number]
            if audience == "organisation" and who.seat.organisation_id is None:
                audience = "public"
            parent = last if answers_last and last is not None and _sees(who.person, last) else None
            last = who.posts(f"The {' '.join(words)} of today.", audience=audience, parent=parent)
        _tie(people, [tie for tie in ties if tie[0] != "follow"])
        question = Question.of(" ".join(asked))
        for actor in [VISITOR, *(one.person for one in people)]:
            page = answers.posts(actor, question)
            seen = set(Post.objects.visible_to(actor).values_list("pk", flat=True))
            found = {post.pk for post in page.items}
            assert found <= seen
            if not page.near:
                assert found == _met(actor, seen, question)
            shown = set(Profile.objects.visible_to(actor).values_list("pk", flat=True))
            everybody = (
                answers.people(actor, Question.of("nadia")).items + answers.people(actor, Question.of("sam")).items
            )
            assert {profile.pk for profile in everybody} <= shown


def _sees(actor: Actor, post: Post) -> bool:
    return Post.objects.visible_to(actor).filter(pk=post.pk).exists()


def _met(actor: Actor, seen: set[int], question: Question) -> set[int]:
    """What should be found, by reading every text that this reader sees and has not muted."""
    posts = queries.unmuted(actor, Post.objects.filter(pk__in=seen, state="live")).select_related("live")
    return {
        post.pk
        for post in posts
        if post.live and all(any(word.startswith(term) for word in words_of(post.live.text)) for term in question.terms)
    }


# --- Pages --------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_pages_go_on_by_cursor_without_gap_or_repeat(nadia: Member) -> None:
    posts = [nadia.posts(f"The lantern number {number}.") for number in range(45)]
    seen: list[Post] = []
    before: int | None = None
    for _page in range(3):
        page = answers.posts(VISITOR, Question.of("lantern"), before=before)
        seen += page.items
        before = int(page.next) if page.next else None
    assert seen == posts[::-1]
    assert before is None
    browser = Client()
    html = _search(browser, "lantern", **{"in": "posts"})
    link = re.search(r'rel="next" href="([^"]*)"', html)
    assert link is not None
    older = browser.get(link.group(1).replace("&amp;", "&")).content.decode()
    assert "number 24." in older
    assert "number 25." not in older


def test_the_address_holds_no_word_and_opens_for_one_reader_alone(nadia: Member, sam: Member) -> None:
    nadia.posts("A lantern by the harbour.")
    address = sam.client.post("/search/", {"q": "lantern harbour"})["Location"]
    assert "lantern" not in address
    assert "harbour" not in address
    assert "<mark" in sam.client.get(address).content.decode()
    for other in (nadia.client, Client()):
        page = other.get(address)
        assert page.status_code == 200
        assert "lantern" not in page.content.decode()
        assert "Type it again" in page.content.decode()


def test_a_visitor_searches_within_one_browser(nadia: Member) -> None:
    nadia.posts("A lantern by the harbour.")
    browser = Client()
    assert '<mark class="met">lantern</mark>' in _search(browser, "lanterns")


@pytest.mark.parametrize("seal", ["x", "gAAAAA", "é", "a" * 5000, "\x00"])
def test_a_seal_that_is_none_is_met_kindly(client: Client, seal: str) -> None:
    page = client.get("/search/", {"s": seal})
    assert page.status_code == 200
    assert "Type it again" in page.content.decode()


def test_only_signs_are_asked_for_a_word(client: Client) -> None:
    assert "Type a word" in _search(client, "?!")
    client.get("/search/")
    assert client.post("/search/", {"q": "  "})["Location"] == "/search/"


def test_what_is_shown_is_escaped(nadia: Member) -> None:
    nadia.posts("A lantern <b>and</b> a <script> of paper.")
    page = _search(Client(), "lantern")
    assert "<script> of" not in page
    assert "&lt;b&gt;and" in page


def test_nothing_found_helps_on(client: Client) -> None:
    page = _search(client, "marzipan")
    assert "Nothing was found" in page
    assert "Try fewer words" in page


def test_an_excerpt_shows_words_and_not_their_marks(nadia: Member) -> None:
    nadia.posts("# When the night is long\n\n- **One lanternfish.** Then sleep.")
    page = _search(nadia.client, "lanternfish")
    assert "When the night is long One" in re.sub(r"<[^>]+>|\s+", " ", page).replace("  ", " ")
    assert "**" not in page[page.index("When the night") :]


def test_the_words_around_what_was_met() -> None:
    text = "One two three. " * 20 + "Here is the Lántern of today. " + "Four five six. " * 30
    pieces = excerpt(text, ["lantern"], near=False)
    assert [piece.text for piece in pieces if piece.is_met] == ["Lántern"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert whole.removeprefix("… ").removesuffix(" …") in text
    assert len(whole) < 280


@settings(max_examples=200)
@given(text=st.text(max_size=600), term=st.text(min_size=1, max_size=8), near=st.booleans())
def test_an_excerpt_is_always_a_part_of_the_text(text: str, term: str, near: bool) -> None:
    terms = words_of(term)
    pieces = excerpt(text, terms, near=near)
    whole = "".join(piece.text for piece in pieces).removeprefix("… ")
    assert whole.removesuffix(" …") in text or whole in text
