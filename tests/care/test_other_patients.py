"""Staff who name another of their patients seem to be in the wrong chart: a colleague reads it first."""

import pytest

from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member, member
from cast.caring import Talk, begun, in_care, licensed, permits, team_of
from commonward.care import others
from commonward.care.actions import relating
from commonward.care.models import Chart, RecordEntry, Team
from commonward.kernel.actor import Role
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db

WORDS = "Henrik Solberg has a potassium of 5.9 since Monday, please halve the spironolactone."


@pytest.fixture
def henrik(heart: Team, sam: Member, nadia: Member) -> Member:  # noqa: F811
    in_care(sam, nadia, heart, name="Henrik  SOLBERG")
    return sam


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "solberg, henrik: potassium 5.9",
        "I looked at henrik solberg’s list of tablets.",
    ],
)
def test_a_message_that_names_another_patient_waits_for_a_colleague(
    talk: Talk,  # noqa: F811
    nadia: Member,
    pat: Member,
    henrik: Member,
    text: str,
) -> None:
    done = talk.sent(nadia, text)
    assert done.entry.state == RecordEntry.State.HELD
    rules = [row["rule"] for row in done.entry.screening.findings]
    assert "phi.third-party" in rules
    page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "olberg" not in page


def test_the_author_sees_it_before_sending(talk: Talk, nadia: Member, henrik: Member) -> None:  # noqa: F811
    page = nadia.client.post(f"/care/threads/{talk.thread.pk}/", {"text": WORDS, "check": "1"}).content.decode()
    assert "This names another patient of your teams" in page
    assert "Send to a second reader" in page


def test_the_patient_the_team_and_strangers_are_no_wrong_chart(
    talk: Talk,  # noqa: F811
    nadia: Member,
    sam: Member,
    ada: Member,
    harbour: Organisation,
) -> None:
    mei = member("Mei Tanaka", Role.PROFESSIONAL, at=harbour, profession="pharmacist")
    licensed(mei, ada, "RPh 88")
    other = team_of(ada, harbour, mei, name="Another team")
    in_care(sam, mei, other, name="Henrik Solberg")
    for text in (
        "Pat Lindqvist, please take it in the evening.",
        "Priya Raman looks at it with me today.",
        "Henrik Solberg comes to the walk on Sunday.",  # known to another team, and nobody's patient here
    ):
        assert talk.sent(nadia, text).entry.state == RecordEntry.State.FILED, text


def test_what_a_patient_writes_is_delivered(talk: Talk, pat: Member, henrik: Member) -> None:  # noqa: F811
    assert talk.sent(pat, "Henrik Solberg told me to stand up slowly.").entry.state == RecordEntry.State.FILED


def test_a_patient_whose_care_ended_is_not_looked_for(
    talk: Talk,  # noqa: F811
    nadia: Member,
    henrik: Member,
) -> None:
    relating.end(henrik.person, Chart.objects.get(seat=henrik.seat).relationships.get())
    assert talk.sent(nadia, "Henrik Solberg comes to the walk on Sunday.").entry.state == RecordEntry.State.FILED


def test_charts_from_before_are_numbered_by_and_by(talk: Talk, nadia: Member, henrik: Member) -> None:  # noqa: F811
    Chart.objects.update(name_number=None)
    assert talk.sent(nadia, "Henrik Solberg comes to the walk on Sunday.").entry.state == RecordEntry.State.FILED
    assert others.number_names() == Chart.objects.count()
    assert others.number_names() == 0
    assert talk.sent(nadia, WORDS).entry.state == RecordEntry.State.HELD


def test_the_number_says_nothing_without_the_keys_and_is_the_same_for_any_order() -> None:
    assert others.number_of("Henrik Solberg") == others.number_of("SOLBERG,  henrik")
    assert others.number_of("Henrik Solberg") != others.number_of("Henrik Solbergs")
    assert others.number_of("Cher") is None


def test_the_right_conversation_takes_the_same_words(
    talk: Talk,  # noqa: F811
    nadia: Member,
    henrik: Member,
    harbour: Organisation,
) -> None:
    permits(henrik, harbour)
    own = begun(henrik, Chart.objects.get(seat=henrik.seat).relationships.get(), "How is my blood?", topic="Blood")
    assert own.sent(nadia, WORDS).entry.state == RecordEntry.State.FILED
