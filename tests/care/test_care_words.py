"""Words said in care stay there: pasted into a post they are recognised, by numbers that nobody can read (S69)."""

import pytest

from cast import Member
from cast.caring import Talk
from commonward.community.actions.publishing import Done, Stopped
from commonward.oversight import care_words
from commonward.oversight.models import CareWord

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SAID = "Please take the small white one in the evening after your walk, and sit down when the room turns around you."


@pytest.fixture
def said(talk: Talk, nadia: Member) -> str:
    talk.sent(nadia, SAID)
    return SAID


@pytest.mark.parametrize("audience", ["public", "organisation"])
def test_staff_are_stopped(said: str, nadia: Member, audience: str) -> None:
    outcome = nadia.publishes(f"What I tell people: {said}", audience=audience)
    assert isinstance(outcome, Stopped)
    (found,) = [one for one in outcome.checked.findings if one.title == "These words come from care"]
    assert (found.rule, str(found.decision)) == ("phi.upload", "block")


def test_a_colleague_elsewhere_is_stopped_too(said: str, remy: Member) -> None:
    assert isinstance(remy.publishes(said), Stopped)


def test_a_part_in_other_capitals_is_known(said: str, nadia: Member) -> None:
    part = "take the SMALL white one, in the evening; after your walk and sit"
    assert isinstance(nadia.publishes(part), Stopped)


def test_patients_are_asked_why_and_decide(said: str, pat: Member) -> None:
    outcome = pat.publishes(said)
    assert isinstance(outcome, Stopped)
    assert {str(one.decision) for one in outcome.checked.findings if one.rule == "phi.upload"} == {"warn"}
    assert isinstance(pat.publishes(said, reasons={"phi.upload-1": "It helped me, and I want to share it."}), Done)


def test_what_somebody_says_in_words_of_their_own_passes(said: str, nadia: Member) -> None:
    for text in (
        "Do sit down, when the room is turning.",  # five words in a row are anybody's
        "We walk by the harbour after work and look at the boats.",
    ):
        assert isinstance(nadia.publishes(text), Done)


def test_in_care_itself_they_can_be_said_again(said: str, talk: Talk, nadia: Member) -> None:
    talk.sent(nadia, said)


def test_nine_words_are_known_wherever_they_begin(said: str) -> None:
    words = said.split()
    parts = [" ".join(words[at : at + 9]) for at in range(len(words) - 8)]
    among = "We had a very good week by the harbour, and my sister wrote me this: {}, which I rather like."
    missed = [one for one in parts if not care_words.findings(among.format(one), author="nurse", context="public_post")]
    assert missed == []


def test_what_is_kept_tells_nothing(said: str) -> None:
    numbers = list(CareWord.objects.values_list("number", flat=True))
    assert 4 <= len(numbers) < 25
    assert [field.name for field in CareWord._meta.get_fields()] == ["number"]
