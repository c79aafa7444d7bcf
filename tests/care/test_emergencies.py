"""Breaking the glass: for 72 hours, to read only, with a reason; the patient is told, a privacy officer reads why."""

from datetime import timedelta

import pytest

from cast import Member, member
from cast.caring import Talk, licensed
from commonward.care.actions import emergencies
from commonward.care.models import EmergencyAccess, Message, Thread
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.people.models import Notice, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORM = {"name": "pat  LINDQVIST", "born": "1961-04-30", "words": "Found unconscious on the stairs."}


@pytest.fixture
def hana(harbour: Organisation, ada: Member) -> Member:
    """A physician of the clinic who does not serve in the team."""
    return licensed(member("Hana Kim", Role.PROFESSIONAL, at=harbour, profession="physician"), ada, "MD 2208")


def opens(who: Member) -> EmergencyAccess:
    return emergencies.open_record(who.person, name=FORM["name"], born=FORM["born"], reason=FORM["words"])


def test_it_opens_the_record_for_reading_and_tells_everybody(
    talk: Talk, hana: Member, pat: Member, olu: Member
) -> None:
    path = f"/care/threads/{talk.thread.pk}/"
    assert hana.client.get(path).status_code == 404
    assert hana.client.post("/care/emergency/", FORM).status_code == 302
    page = hana.client.get(path).content.decode()
    assert "light in the head" in page
    assert "Nobody can write here now" in page
    with pytest.raises(Denied):
        talk.says(hana, "Good morning.")
    assert Message.objects.count() == 1
    assert Notice.objects.filter(seat=pat.seat, kind="care.emergency").exists()
    assert Notice.objects.filter(seat=olu.seat, kind="care.emergency_to_read").exists()
    assert Entry.objects.get(action="emergency.opened").on_behalf_of == pat.seat.pk
    assert "Hana Kim" in pat.client.get(path).content.decode()


def test_it_is_over_after_72_hours(talk: Talk, hana: Member) -> None:
    made = opens(hana)
    assert made.until - made.opened_at < timedelta(hours=72, seconds=5)
    with clock.at(made.until):
        assert not Thread.objects.visible_to(hana.person).exists()
        answer = hana.client.get(f"/care/threads/{talk.thread.pk}/")
        assert answer.status_code == 403
        assert "That time is over" in answer.content.decode()
        assert 'href="/care/emergency/"' in answer.content.decode()


def test_where_there_was_no_need_it_is_closed_at_once(talk: Talk, hana: Member, olu: Member, mo: Member) -> None:
    made = opens(hana)
    page = olu.client.get("/care/emergency/opened/").content.decode()
    assert "Found unconscious on the stairs." in page
    assert mo.client.get("/care/emergency/opened/").status_code == 404
    for who in (mo, hana):
        with pytest.raises(NotFound):
            emergencies.review(who.person, made.pk, justified=True)
    emergencies.review(olu.person, made.pk, justified=False)
    assert not Thread.objects.visible_to(hana.person).exists()
    with pytest.raises(Conflict):
        emergencies.review(olu.person, made.pk, justified=True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Pat Lindquist"}, "name"),
        ({"born": "1961-05-01"}, "name"),
        ({"words": " "}, "words"),
        ({"born": "x"}, "born"),
    ],
)
def test_only_who_is_known_exactly_is_found(talk: Talk, hana: Member, change: dict[str, str], field: str) -> None:
    form = FORM | change
    with pytest.raises(Unacceptable) as refused:
        emergencies.open_record(hana.person, name=form["name"], born=form["born"], reason=form["words"])
    assert refused.value.field == field
    assert not EmergencyAccess.objects.exists()


def test_elsewhere_and_without_a_licence_there_is_no_glass_to_break(
    talk: Talk, remy: Member, sam: Member, harbour: Organisation, ada: Member
) -> None:
    unproved = member("Ivo Brandt", Role.PROFESSIONAL, at=harbour, profession="nurse")
    for who in (unproved, sam):
        with pytest.raises(Denied):
            opens(who)
    licensed(remy, ada_of(remy), "RN 5150")
    with pytest.raises(Unacceptable):
        opens(remy)


def ada_of(who: Member) -> Member:
    """An administrator of the place where somebody works."""
    return member("Lou Ferro", Role.ADMINISTRATOR, at=who.fresh_seat().organisation)
