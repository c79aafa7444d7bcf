"""A sign of danger in a message: the team reads which it may be and what it asks of them; nobody else does."""

from datetime import timedelta

import pytest

from cast import Member
from cast.caring import Talk, begun
from commonward.care import signs
from commonward.care.models import Relationship
from commonward.guard.policy.catalogue import load
from commonward.kernel import clock
from commonward.oversight import crisis

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grant")]
FLAG = "I have crushing chest pain and it goes down my left arm."
CRISIS = "I can't go on. I have the pills here and I will take them all tonight."
QUIET = "The new tablet is fine, thank you."
DOUBT = "A program noticed this and can be wrong."


def _page(who: Member, talk: Talk) -> str:
    return who.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


@pytest.mark.parametrize(
    ("text", "title", "asks"),
    [
        (FLAG, "May be an emergency", "Call whoever wrote this now."),
        (CRISIS, "May want to die", "Ask openly whether they think of dying"),
    ],
)
def test_nurse_and_physician_read_which_sign_it_is_and_what_it_asks(
    relationship: Relationship, pat: Member, nadia: Member, priya: Member, text: str, title: str, asks: str
) -> None:
    talk = begun(pat, relationship, text)
    for one in (nadia, priya):
        page = _page(one, talk)
        assert title in page
        assert asks in page
        assert DOUBT in page
        assert f"First: {title}" in one.client.get("/care/").content.decode()


@pytest.mark.parametrize("text", [FLAG, CRISIS])
def test_the_patient_reads_nothing_of_it_anywhere(
    relationship: Relationship, pat: Member, nadia: Member, text: str
) -> None:
    talk = begun(pat, relationship, text)
    pages = [_page(pat, talk), pat.client.get("/care/").content.decode()]
    titles = [sign.title for sign in map(signs.of, load().rules) if sign is not None]
    assert DOUBT in _page(nadia, talk)
    for page in pages:
        assert DOUBT not in page
        assert not [title for title in titles if title in page]


def test_what_staff_and_quiet_patients_write_has_no_sign(
    relationship: Relationship, pat: Member, nadia: Member, priya: Member
) -> None:
    talk = begun(pat, relationship, QUIET)
    talk.sent(nadia, "Call 911 if you ever have crushing chest pain.")
    assert DOUBT not in _page(priya, talk)


def test_an_answer_takes_it_off_the_board_and_leaves_it_beside_the_words(
    relationship: Relationship, pat: Member, nadia: Member
) -> None:
    talk = begun(pat, relationship, FLAG)
    talk.sent(nadia, "Call 911 now. I stay here with you.")
    assert "May be an emergency" not in nadia.client.get("/care/?tab=answered").content.decode()
    page = _page(nadia, talk)
    assert "May be an emergency" in page
    assert "First in the queue" not in page  # nobody waits any more


def test_after_thirty_days_it_is_forgotten(relationship: Relationship, pat: Member, nadia: Member) -> None:
    talk = begun(pat, relationship, CRISIS)
    with clock.at(clock.now() + timedelta(days=31)):
        assert crisis.forget() == 1
    page = _page(nadia, talk)
    assert "May want to die" not in page
    assert "First in the queue" in page


def test_every_rule_that_brings_help_has_a_sign_of_its_own() -> None:
    helping = [rule for rule in load().rules if crisis.brings_help(rule)]
    told = [signs.of(rule) for rule in helping]
    assert len(helping) == 5
    assert signs.of("help") not in told
    assert len({sign.title for sign in told if sign is not None}) == len(helping)
