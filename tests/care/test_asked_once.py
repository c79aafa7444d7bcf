"""Who may see what is asked by what somebody is here: less is asked of most, and nobody sees more or less for it."""

import pytest
from django.db.models import Q

from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member, member
from cast.caring import Talk
from commonward.care.actions import proxies
from commonward.care.models import Message, Reading, Relationship, Thread, threads
from commonward.care.models.messages import readings_told
from commonward.kernel.actor import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(talk: Talk, pat: Member, nadia: Member, priya: Member, sam: Member) -> list[Member]:  # noqa: F811
    """The patient, who acts for her, two of the team, and a stranger; a conversation that all of them opened."""
    elsa = member("Elsa Lindqvist", Role.CAREGIVER)
    proxies.name(pat.person, talk.relationship, "@elsa-lindqvist", proof="", scopes=frozenset({"message"}), until="")
    talk.sent(nadia, "Thank you. Sit down when the room turns.")
    talk.sent(elsa, "She slept well.")
    talk.sent(pat, "I did.")
    found = [pat, elsa, nadia, priya, sam]
    for who in found:
        who.client.get(f"/care/threads/{talk.thread.pk}/")
    return found


def test_what_is_not_asked_would_have_found_nothing(everybody: list[Member], talk: Talk) -> None:  # noqa: F811
    for who in everybody:
        person = who.person
        asked_in_full = (
            Q(relationship__chart__seat_id=person.seat)
            | threads._viewed_for(person, {})
            | threads._served_by(person)
            | threads._opened_by(person)
        )
        full = set(Thread.objects.filter(asked_in_full).values_list("pk", flat=True))
        assert set(Thread.objects.visible_to(person).values_list("pk", flat=True)) == full
        assert (talk.thread.pk in full) == (who is not everybody[-1])


def test_of_a_patient_it_is_not_asked_whether_they_serve_or_act_for_somebody(pat: Member) -> None:
    for question in (Thread.objects.visible_to(pat.person), Relationship.objects.visible_to(pat.person)):
        words = str(question.query)
        assert "care_chart" in words
        assert not any(table in words for table in ("care_membership", "care_proxy", "care_emergencyaccess"))


def test_who_read_a_message_is_the_same_beside_it_as_on_its_own(everybody: list[Member]) -> None:
    for who in everybody:
        beside = Message.objects.annotate(seen=readings_told(who.person)).filter(seen__isnull=False)
        alone = Reading.objects.visible_to(who.person)
        expected = sorted(alone.values_list("message_id", "reader_id", "read_at"))
        assert sorted(beside.values_list("pk", "seen__reader_id", "seen__read_at")) == expected
        assert bool(expected) == (who is not everybody[-1])
