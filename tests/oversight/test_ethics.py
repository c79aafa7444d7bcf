"""The ethics query: asked from a finding, answered with a reason, seen at the text (rules.md S56)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cast import Member, member
from cast.people import seated
from commonward.community import drafts
from commonward.community.actions.publishing import Done
from commonward.community.models import Draft, Profile
from commonward.kernel import clock, upkeep
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.oversight import ethics
from commonward.oversight.models import EthicsQuery
from commonward.people import actions
from commonward.people.models import Notice, Office, Organisation
from commonward.people.offices import OfficeKind
from heard import hear

NAMED = "My patient Odalys Ferriman sang for us."
HELD = "My friend Odalys Ferriman has cancer."
QUESTION = "She sings on stage under this name."
WHY = "The stage name is public; the ward is not."
BUTTON = "Ask an ethics reviewer"

Names = Callable[..., Member]


@pytest.fixture
def names(ada: Member) -> Names:
    """`names(member)` makes them an ethics reviewer of Harbour Clinic."""

    def name(member: Member) -> Member:
        actions.give_office(ada.person, member.seat, OfficeKind.ETHICS)
        Notice.objects.filter(kind="office.given").delete()
        return member

    return name


@pytest.fixture
def lena(harbour: Organisation) -> Member:
    """A patient who advises the clinic: what she says of others is read first, and not stopped."""
    return member("Lena Hart", Role.PATIENT, at=harbour)


def _said(text: str, **more: str) -> dict[str, str]:
    return {"text": text, "audience": "public", "key": "new", "draft": _draft(), **more}


def _draft() -> str:
    kept = Draft.objects.first()
    return drafts.state_of(kept) if kept is not None else ""


def _asks(member: Member, text: str = NAMED, **more: str) -> str:
    """The page after somebody pressed "Ask" at the first finding, without script."""
    answer = member.client.post("/write/", _said(text, ask="0", **more))
    assert answer.status_code == 200
    return answer.content.decode()


def _answers(member: Member, view: str = "fine", words: str = WHY) -> str:
    [query] = EthicsQuery.objects.all()
    answer = member.client.post(f"/ethics/{query.pk}/", {"view": view, "words": words}, follow=True)
    return answer.content.decode()


def test_asked_in_one_step_answered_and_seen_at_the_text(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    checked = nadia.client.post("/write/check/", _said(NAMED)).content.decode()
    assert BUTTON in checked
    page = _asks(nadia, **{"ask-words-phi.name-1": QUESTION})
    assert "It is asked. You hear from us when there is an answer." in page
    assert "You asked the ethics reviewers." in page
    assert BUTTON not in page
    told = Notice.objects.get(kind="ethics.asked")
    assert told.seat_id == mo.seat.pk
    opened = mo.client.post(f"/you/notices/{told.pk}", follow=True).content.decode()
    for shown in ("Odalys Ferriman", QUESTION, "phi.name", "<mark", "What would you do?"):
        assert shown in opened
    sent = _answers(mo)
    assert "Sent. They are told that there is an answer." in sent
    back = Notice.objects.get(kind="ethics.answered")
    assert back.seat_id == nadia.seat.pk
    assert "I would let it stand" in nadia.client.post(f"/you/notices/{back.pk}", follow=True).content.decode()
    for where in ("/write/check/", "/write/"):
        beside = nadia.client.post(where, _said(NAMED, check="1")).content.decode()
        assert "I would let it stand." in beside
        assert WHY in beside


def test_an_answer_lets_nothing_out(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia)
    _answers(mo)
    assert nadia.publishes(NAMED) is not None
    page = nadia.client.post("/write/", _said(NAMED, publish="1"))
    assert page.status_code == 422


def test_the_ledger_has_it_without_words(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia, **{"ask-words-phi.name-1": QUESTION})
    mo.client.get(f"/ethics/{EthicsQuery.objects.get().pk}/")
    nadia.client.get(f"/ethics/{EthicsQuery.objects.get().pk}/")
    _answers(mo)
    entries = list(Entry.objects.filter(action__startswith="ethics.").order_by("sequence"))
    assert [(entry.action, entry.seat) for entry in entries] == [
        ("ethics.asked", nadia.seat.pk),
        ("ethics.read", mo.seat.pk),
        ("ethics.answered", mo.seat.pk),
        ("ethics.read", mo.seat.pk),
    ]
    for entry in entries:
        assert entry.detail in ({}, {"rule": "phi.name"})


def test_notices_say_nothing_of_it(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia)
    _answers(mo)
    for reader in (nadia, mo):
        page = reader.client.get("/you/notices").content.decode()
        assert "about a rule" in page
        for word in ("Odalys", "phi.name", "let it stand", "patient Odalys"):
            assert word not in page


def test_one_can_be_asked_by_name(nadia: Member, mo: Member, priya: Member, names: Names) -> None:
    names(mo)
    names(priya)
    page = nadia.client.post("/write/check/", _said(NAMED)).content.decode()
    assert "Whoever of them answers first" in page
    assert mo.profile.display_name in page
    shown = _asks(nadia, **{"ask-to-phi.name-1": str(priya.seat.pk)})
    assert f"You asked {priya.profile.display_name}." in shown
    assert [told.seat_id for told in Notice.objects.filter(kind="ethics.asked")] == [priya.seat.pk]
    [query] = EthicsQuery.objects.all()
    assert mo.client.get(f"/ethics/{query.pk}/").status_code == 404
    assert priya.client.get(f"/ethics/{query.pk}/").status_code == 200


def test_when_somebody_asked_by_name_is_no_reviewer_any_more_the_others_answer(
    nadia: Member, mo: Member, priya: Member, names: Names, ada: Member
) -> None:
    names(mo)
    names(priya)
    _asks(nadia, **{"ask-to-phi.name-1": str(priya.seat.pk)})
    actions.end_office(ada.person, Office.objects.get(seat=priya.seat))
    [query] = EthicsQuery.objects.all()
    assert priya.client.get(f"/ethics/{query.pk}/").status_code == 404
    assert mo.client.get(f"/ethics/{query.pk}/").status_code == 200


def test_somebody_behind_a_chosen_name_is_neither_offered_by_name_nor_named(
    nadia: Member, mo: Member, names: Names
) -> None:
    names(mo)
    Profile.objects.update(is_pseudonym=True)
    page = nadia.client.post("/write/check/", _said(NAMED)).content.decode()
    assert mo.profile.display_name not in page
    _asks(nadia)
    assert nadia.profile.display_name not in mo.client.get("/ethics/").content.decode()
    [query] = EthicsQuery.objects.all()
    EthicsQuery.objects.update(policy="2026.11+harbour.3")
    page = mo.client.get(f"/ethics/{query.pk}/").content.decode()
    assert nadia.profile.display_name not in page
    assert "Found by policy 2026.11." in page
    assert "2026.11+harbour.3" in nadia.client.get(f"/ethics/{query.pk}/").content.decode()
    _answers(mo)
    assert mo.profile.display_name not in nadia.client.get(f"/ethics/{query.pk}/").content.decode()


def test_nobody_is_asked_where_nobody_is_named(nadia: Member, mo: Member) -> None:
    assert BUTTON not in nadia.client.post("/write/check/", _said(NAMED)).content.decode()
    page = nadia.client.post("/write/", _said(NAMED, ask="0"))
    assert "Nobody is named here who answers such questions." in page.content.decode()
    assert "Odalys Ferriman" in page.content.decode()
    assert not EthicsQuery.objects.exists()


def test_nobody_asks_themselves(nadia: Member, names: Names) -> None:
    names(nadia)
    assert BUTTON not in nadia.client.post("/write/check/", _said(NAMED)).content.decode()


def test_without_an_organisation_those_for_the_whole_place_answer(mo: Member, sam: Member, names: Names) -> None:
    names(mo)
    assert BUTTON not in sam.client.post("/write/check/", _said(HELD)).content.decode()
    root, everywhere = seated("root", Role.ADMINISTRATOR), seated("everywhere", Role.MODERATOR)
    actions.give_office(root.person, everywhere.seat, OfficeKind.ETHICS)
    assert "It is asked." in _asks(sam, HELD)
    [query] = EthicsQuery.objects.all()
    assert everywhere.client.get(f"/ethics/{query.pk}/").status_code == 200
    assert mo.client.get(f"/ethics/{query.pk}/").status_code == 404


def test_strangers_and_moderators_find_nothing(
    nadia: Member, mo: Member, priya: Member, remy: Member, names: Names
) -> None:
    names(mo)
    _asks(nadia)
    [query] = EthicsQuery.objects.all()
    for other in (priya, remy):
        assert other.client.get(f"/ethics/{query.pk}/").status_code == 404
        assert other.client.post(f"/ethics/{query.pk}/", {"view": "fine", "words": "So."}).status_code == 404
        assert "phi.name" not in other.client.get("/ethics/").content.decode()
    mine = nadia.client.post(f"/ethics/{query.pk}/", {"view": "fine", "words": "I like it."})
    assert mine.status_code == 404


def test_it_is_asked_once_and_answered_once(nadia: Member, mo: Member, priya: Member, names: Names) -> None:
    names(mo)
    names(priya)
    _asks(nadia)
    again = nadia.client.post("/write/", _said(NAMED, ask="0"))
    assert "You asked about this already." in again.content.decode()
    _answers(mo)
    assert "Somebody has answered this" in _answers(priya, "change", "I would not.")
    assert EthicsQuery.objects.get().answer == WHY


def test_what_is_missing_in_an_answer_is_said_beside_it_and_the_words_stay(
    nadia: Member, mo: Member, names: Names
) -> None:
    names(mo)
    _asks(nadia)
    unchosen = _answers(mo, "", WHY)
    assert "Choose what you would do." in unchosen
    assert WHY in unchosen
    assert "Say why. A line is enough." in _answers(mo, "fine", "  ")
    assert "Keep it under 4,000 characters." in _answers(mo, "fine", "so " * 2000)
    assert EthicsQuery.objects.get().answered_at is None


def test_a_question_that_is_too_long_stays_on_the_page(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    long = "Is it so? " * 150
    page = nadia.client.post("/write/", _said(NAMED, ask="0", **{"ask-words-phi.name-1": long}))
    assert page.status_code == 422
    assert "Keep the question under 1,000 characters." in page.content.decode()
    assert long.strip() in page.content.decode()
    live = nadia.client.post("/write/check/", _said(NAMED, ask="0", **{"ask-words-phi.name-1": long}))
    assert "Keep the question under 1,000 characters." in live.content.decode()
    assert not EthicsQuery.objects.exists()


def test_a_question_not_yet_asked_outlives_a_look(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    page = nadia.client.post("/write/", _said(NAMED, check="1", **{"ask-words-phi.name-1": QUESTION}))
    assert QUESTION in page.content.decode()


def test_taken_back_nobody_reads_it(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia)
    page = nadia.client.post("/write/", _said(NAMED, unask="0")).content.decode()
    assert "The question is taken back." in page
    assert BUTTON in page
    assert not EthicsQuery.objects.exists()
    assert "No questions" in mo.client.get("/ethics/").content.decode()
    assert not Notice.objects.filter(kind="ethics.asked").exists()
    _asks(nadia)
    [query] = EthicsQuery.objects.all()
    nadia.client.post(f"/ethics/{query.pk}/", {"take-back": "1"})
    assert not EthicsQuery.objects.exists()


def test_it_goes_with_the_words_that_were_sent(sam: Member, names: Names, mo: Member) -> None:
    root, everywhere = seated("root", Role.ADMINISTRATOR), seated("everywhere", Role.MODERATOR)
    actions.give_office(root.person, everywhere.seat, OfficeKind.ETHICS)
    _asks(sam, HELD)
    sam.client.post("/write/", _said(HELD, publish="1"))
    [query] = EthicsQuery.objects.all()
    assert (query.place, query.subject_kind) == ("", "version")
    post = sam.profile.posts.get()
    asked = sam.client.get(f"/p/{post.pk}/questions/").content.decode()
    assert "You asked the ethics reviewers." in asked
    everywhere.client.post(f"/ethics/{query.pk}/", {"view": "change", "words": WHY})
    assert WHY in sam.client.get(f"/p/{post.pk}/questions/").content.decode()
    assert WHY in sam.client.post("/write/check/", _said(HELD, key=f"edit:{post.pk}")).content.decode()
    assert f"/p/{post.pk}/edit/" in sam.client.get(f"/ethics/{query.pk}/").content.decode()


def test_it_can_be_asked_about_words_that_were_sent(lena: Member, mo: Member, names: Names) -> None:
    names(mo)
    done = lena.publishes(HELD)
    assert isinstance(done, Done)
    page = lena.client.get(f"/p/{done.post.pk}/").content.decode()
    assert f"/p/{done.post.pk}/questions/" in page
    where = f"/p/{done.post.pk}/questions/"
    assert BUTTON in lena.client.get(where).content.decode()
    long = lena.client.post(where, {"ask": "0", "ask-words-phi.name-1": "so " * 500})
    assert long.status_code == 422
    assert "Keep the question under 1,000 characters." in long.content.decode()
    asked = lena.client.post(where, {"ask": "0", "ask-words-phi.name-1": QUESTION}, follow=True).content.decode()
    assert "It is asked." in asked
    assert EthicsQuery.objects.get().question == QUESTION
    assert "The question is taken back." in lena.client.post(where, {"unask": "0"}, follow=True).content.decode()
    assert lena.client.post(where, {"unask": "0"}).status_code == 302
    assert lena.client.post(where, {"ask": "99999"}).status_code == 302
    assert mo.client.get(where).status_code == 404


def test_it_can_be_asked_about_a_face(lena: Member, mo: Member, names: Names) -> None:
    names(mo)
    face = {"display_name": "Lena Hart", "handle": lena.profile.handle, "biography": HELD}
    page = lena.client.post("/face/", face | {"ask": "0"}).content.decode()
    assert "It is asked." in page
    assert "You asked the ethics reviewers." in page
    again = lena.client.post("/face/", face | {"ask": "0"}).content.decode()
    assert "You asked about this already." in again
    [query] = EthicsQuery.objects.all()
    assert "/face/" in lena.client.get(f"/ethics/{query.pk}/").content.decode()
    lena.client.post("/face/", face)
    query.refresh_from_db()
    assert (query.place, query.subject_kind) == ("", "face")
    assert "/face/" in lena.client.get(f"/ethics/{query.pk}/").content.decode()


def test_a_draft_thrown_away_leaves_the_question_with_its_author(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia)
    nadia.client.post("/write/draft/", _said(""))
    [query] = EthicsQuery.objects.all()
    assert query.place == ""
    page = nadia.client.get(f"/ethics/{query.pk}/").content.decode()
    assert "Go to your words" not in page
    assert "Take the question back" in page


def test_ninety_days_after_the_answer_the_words_go(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia, **{"ask-words-phi.name-1": QUESTION})
    _answers(mo)
    for days, kept in ((89, True), (91, False)):
        with clock.at(clock.now() + timedelta(days=days)):
            upkeep.prune()
        query = EthicsQuery.objects.get()
        assert bool(query.text) is kept
        assert bool(query.question) is kept
    assert query.answer == WHY
    assert "They were taken away 90 days after the answer." in mo.client.get(f"/ethics/{query.pk}/").content.decode()


def test_an_open_question_keeps_its_words(nadia: Member, mo: Member, names: Names) -> None:
    names(mo)
    _asks(nadia)
    with clock.at(clock.now() + timedelta(days=200)):
        upkeep.prune()
    assert EthicsQuery.objects.get().text == NAMED


def test_nothing_can_be_asked_about_a_cry_for_help(
    nadia: Member, mo: Member, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(mo)
    hear(monkeypatch, {"not want to wake up": "crisis.suicide-risk"})
    page = _asks(nadia, "I do not want to wake up any more.")
    assert BUTTON not in page
    assert not EthicsQuery.objects.exists()


def test_many_open_questions_are_a_habit(
    nadia: Member, mo: Member, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(mo)
    monkeypatch.setattr(ethics, "MOST_OPEN", 1)
    _asks(nadia)
    page = nadia.client.post("/write/", _said("My patient Ferdinand Oyelaran sang.", ask="0"))
    assert "Many of your questions are still open." in page.content.decode()
