"""Acting for a patient: what was given and no more, in every query; private matters; the day of eighteen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cast import Member, member
from cast.caring import Talk, begun, permits, seat_of
from commonward.care import ages
from commonward.care.actions import messaging, proxies, relating
from commonward.care.actions.filing import Done
from commonward.care.models import Calendar, Proxy, RecordEntry, Relationship, Team, Thread
from commonward.care.words import Words
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied, Unacceptable
from commonward.people.models import Notice, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def elsa(db: None) -> Member:
    """Pat's daughter."""
    return member("Elsa Lindqvist", Role.CAREGIVER)


def lets(pat: Member, talk: Talk, *scopes: str) -> Proxy:
    return proxies.name(pat.person, talk.relationship, "@elsa-lindqvist", proof="", scopes=frozenset(scopes), until="")


def test_reading_along_is_reading_and_nothing_more(talk: Talk, pat: Member, elsa: Member, nadia: Member) -> None:
    path = f"/care/threads/{talk.thread.pk}/"
    assert elsa.client.get(path).status_code == 404
    lets(pat, talk)
    page = elsa.client.get(path)
    assert page.status_code == 200
    assert "light in the head" in page.content.decode()
    assert "You may read here, and not write." in page.content.decode()
    with pytest.raises(Denied):
        talk.says(elsa, "Hello from me.")
    assert "Elsa Lindqvist" in pat.client.get(path).content.decode()
    talk.sent(nadia, "Come in on Monday.")
    assert Notice.objects.filter(seat=elsa.seat, kind="care.message").exists()


def test_who_may_write_writes_for_the_patient_and_the_record_says_so(
    talk: Talk, pat: Member, elsa: Member, nadia: Member
) -> None:
    lets(pat, talk, "message")
    done = talk.sent(elsa, "He forgot to say that he slept badly.")
    entry = RecordEntry.objects.get(pk=done.entry.pk)
    assert (entry.role, entry.on_behalf_of_id, entry.author_name) == ("caregiver", pat.seat.pk, "Elsa Lindqvist")
    assert done.message.delivered_at is not None
    assert "Elsa Lindqvist" in nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_taken_back_it_is_over_at_once_and_says_so(talk: Talk, pat: Member, elsa: Member) -> None:
    proxy = lets(pat, talk, "message")
    answer = pat.client.post(f"/care/relationships/{talk.relationship.pk}/acting/", {"end": str(proxy.pk)})
    assert answer.status_code == 302
    gone = elsa.client.get(f"/care/threads/{talk.thread.pk}/")
    assert gone.status_code == 403
    assert "You no longer act for this person." in gone.content.decode()
    with pytest.raises(Denied):
        talk.says(elsa, "Hello again.")


def test_it_runs_out_on_its_day(talk: Talk, pat: Member, elsa: Member) -> None:
    proxy = lets(pat, talk)
    with clock.at(proxy.until):
        assert not Thread.objects.visible_to(elsa.person).exists()


def test_nobody_else_lets_anybody_act(talk: Talk, elsa: Member, sam: Member, nadia: Member) -> None:
    for who in (elsa, sam):
        with pytest.raises(Denied):
            proxies.name(who.person, talk.relationship, "elsa-lindqvist", proof="parent", scopes=frozenset(), until="")
    with pytest.raises(Unacceptable) as refused:
        proxies.name(nadia.person, talk.relationship, "elsa-lindqvist", proof="parent", scopes=frozenset(), until="")
    assert "18 or older" in refused.value.sentence


@pytest.mark.parametrize(("handle", "field"), [("nobody-here", "handle"), ("sam-ode", "handle"), ("", "handle")])
def test_only_a_seat_of_family_can_be_named(talk: Talk, pat: Member, sam: Member, handle: str, field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        proxies.name(pat.person, talk.relationship, handle, proof="", scopes=frozenset(), until="")
    assert refused.value.field == field


@pytest.fixture
def teen(heart: Team, nadia: Member, elsa: Member, harbour: Organisation) -> tuple[Member, Relationship]:
    """A patient of sixteen, for whom a parent acts."""
    with clock.at(START):
        mika = member("Mika Lindqvist", Role.PATIENT)
        relationship = relating.ask(mika.person, heart, name="Mika Lindqvist", born="2011-02-10")
        relating.verify(nadia.person, relationship, "record")
        relating.establish(nadia.person, relationship)
        permits(mika, harbour)
        proxies.name(
            nadia.person, relationship, "elsa-lindqvist", proof="parent", scopes=frozenset({"message"}), until=""
        )
    return mika, relationship


def test_what_a_teenager_keeps_private_stays_so(teen: tuple[Member, Relationship], elsa: Member) -> None:
    mika, relationship = teen
    with clock.at(START):
        seen = begun(mika, relationship, "My knee hurts when I run.", topic="Knee")
        words = Words("I would like to talk about something else.", topic="Something else", is_private=True)
        hidden = messaging.open_thread(mika.person, seat_of(mika), relationship, words)
        assert isinstance(hidden, Done)
        assert elsa.client.get(f"/care/threads/{seen.thread.pk}/").status_code == 200
        assert elsa.client.get(f"/care/threads/{hidden.message.thread_id}/").status_code == 404
        assert "Something else" not in elsa.client.get("/care/").content.decode()
        assert list(Thread.objects.visible_to(elsa.person)) == [seen.thread]
        with pytest.raises(Denied):
            messaging.send(elsa.person, seat_of(elsa), hidden.message.thread, Words("What is this?"))


def test_a_parent_s_say_ends_on_the_day_of_eighteen(teen: tuple[Member, Relationship], elsa: Member) -> None:
    _mika, relationship = teen
    birthday = datetime(2029, 2, 10, tzinfo=UTC)
    assert Proxy.objects.get(chart=relationship.chart).until == birthday
    with clock.at(birthday - timedelta(seconds=1)):
        assert Relationship.objects.visible_to(elsa.person).exists()
    with clock.at(birthday):
        assert not Relationship.objects.visible_to(elsa.person).exists()


def test_both_hear_of_it_sixty_days_before_and_once(teen: tuple[Member, Relationship], elsa: Member) -> None:
    mika, _relationship = teen
    for days, told in ((61, 0), (59, 2), (58, 2)):
        with clock.at(datetime(2029, 2, 10, tzinfo=UTC) - timedelta(days=days)):
            proxies.tell_of_eighteen()
        assert Notice.objects.filter(kind="care.proxy_ending", seat__in=[mika.seat, elsa.seat]).count() == told


def test_a_child_does_not_end_what_papers_say_and_a_parent_steps_back(
    teen: tuple[Member, Relationship], elsa: Member
) -> None:
    mika, relationship = teen
    proxy = Proxy.objects.select_related("chart").get(chart=relationship.chart)
    with clock.at(START):
        with pytest.raises(Denied):
            proxies.end(mika.person, relationship, proxy)
        proxies.end(elsa.person, relationship, proxy)
        assert not Proxy.objects.in_force().exists()


def test_born_on_the_day_that_is_not_every_year(heart: Team, nadia: Member, elsa: Member) -> None:
    with clock.at(START):
        lea = member("Lea Moss", Role.PATIENT)
        relationship = relating.ask(lea.person, heart, name="Lea Moss", born="2012-02-29")
        relating.verify(nadia.person, relationship, "record")
        relating.establish(nadia.person, relationship)
        proxy = proxies.name(
            nadia.person, relationship, "elsa-lindqvist", proof="parent", scopes=frozenset(), until="2040-01-01"
        )
    assert proxy.until == datetime(2030, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("America/Los_Angeles", datetime(2029, 2, 10, 8, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2029, 2, 9, 23, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2029, 2, 9, 11, tzinfo=UTC)),
    ],
)
def test_the_day_of_eighteen_begins_where_the_place_is(
    heart: Team, nadia: Member, elsa: Member, harbour: Organisation, zone: str, midnight: datetime
) -> None:
    """Whoever writes it down, and whichever zone their own pages are in."""
    Calendar.objects.create(organisation=harbour, zone=zone)
    with clock.at(START), timezone.override("Asia/Tokyo"):
        mika = member("Mika Lindqvist", Role.PATIENT)
        relationship = relating.ask(mika.person, heart, name="Mika Lindqvist", born="2011-02-10")
        relating.verify(nadia.person, relationship, "record")
        relating.establish(nadia.person, relationship)
        permits(mika, harbour)
        given = {"proof": "parent", "scopes": frozenset({"message", "consent"}), "until": ""}
        proxy = proxies.name(nadia.person, relationship, "elsa-lindqvist", **given)  # type: ignore[arg-type]
        talk = begun(mika, relationship, "My knee hurts when I run.", topic="Knee")
    assert proxy.until == midnight
    with clock.at(midnight - timedelta(seconds=1)), timezone.override("Asia/Tokyo"):
        assert ages.age_of(relationship.chart) == 17
        assert list(Thread.objects.visible_to(elsa.person)) == [talk.thread]
    with clock.at(midnight), timezone.override("Asia/Tokyo"):
        assert ages.age_of(relationship.chart) == 18
        assert not Thread.objects.visible_to(elsa.person).exists()
        with pytest.raises(Unacceptable) as refused:
            proxies.name(nadia.person, relationship, "elsa-lindqvist", **given)  # type: ignore[arg-type]
        assert refused.value.field == "proof"
