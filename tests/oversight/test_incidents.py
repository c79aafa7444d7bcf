"""The first record of an incident: its steps in order, its dates, and who may know of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cast import Member
from commonward.kernel import clock
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import incidents, retention
from commonward.oversight.incidents import Assessment
from commonward.oversight.models import Incident, IncidentStep
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db

KNOWN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
WORDS = "A list with quillonbrax lay in the hall."


def _reported(olu: Member) -> Incident:
    return incidents.report(olu.person, discovered_at=KNOWN, words=WORDS)


def _breach(olu: Member, affected: int, *, is_abroad: bool = False) -> Incident:
    incident = _reported(olu)
    incidents.step(olu.person, incident.pk, to="contained", words="Locked away.")
    found = Assessment("breach", affected, is_abroad)
    return incidents.step(olu.person, incident.pk, to="assessed", words="Three people saw it.", assessment=found)


def _due(incident: Incident) -> dict[str, datetime]:
    steps = list(IncidentStep.objects.filter(incident=incident))
    return {str(one.duty): one.due_at for one in incidents.clocks(incident, steps)}


def test_from_report_to_close_by_the_pages(olu: Member) -> None:
    opened = olu.client.post("/desk/incidents/", {"discovered_at": "2026-11-02T08:00", "words": WORDS})
    incident = Incident.objects.get()
    path = f"/desk/incidents/{incident.pk}/"
    assert opened["Location"] == path
    assert olu.client.post(path, {"do": "contained", "words": "Locked away."}).status_code == 302
    assessed = {"do": "assessed", "words": "Three saw it.", "outcome": "breach", "affected": "3"}
    assert olu.client.post(path, assessed).status_code == 302
    assert olu.client.post(path, {"do": "note", "words": "Counsel agrees."}).status_code == 302
    assert olu.client.post(path, {"do": "notified", "words": "By letter."}).status_code == 302
    assert olu.client.post(path, {"do": "closed", "words": "The hall has a cupboard now."}).status_code == 302
    page = olu.client.get(path).content.decode()
    for said in (WORDS, "Locked away.", "Counsel agrees.", "By letter.", "It is closed", "Olu Bright", "3 people"):
        assert said in page
    incident.refresh_from_db()
    assert (incident.state, incident.outcome, incident.affected) == ("closed", "breach", 3)
    acts = Entry.objects.filter(subject_kind="incident").exclude(action="incident.read").order_by("sequence")
    assert [one.action.removeprefix("incident.") for one in acts] == [
        "reported", "contained", "assessed", "noted", "notified", "closed",
    ]  # fmt: skip


def test_steps_come_in_their_order_and_people_are_told_of_a_breach(olu: Member) -> None:
    incident = _reported(olu)
    for to in ("assessed", "notified", "closed", "reported", "nothing"):
        with pytest.raises(Conflict):
            incidents.step(olu.person, incident.pk, to=to, words="Now.")
    breach = _breach(olu, 3)
    with pytest.raises(Conflict):
        incidents.step(olu.person, breach.pk, to="closed", words="Done.")


def test_what_is_no_breach_is_closed_without_telling(olu: Member) -> None:
    incident = _reported(olu)
    incidents.step(olu.person, incident.pk, to="contained", words="Locked away.")
    found = Assessment("not_breach")
    incidents.step(olu.person, incident.pk, to="assessed", words="Nobody saw it.", assessment=found)
    assert incidents.step(olu.person, incident.pk, to="closed", words="Done.").state == "closed"
    assert [*_due(Incident.objects.get())] == [
        "Contain it",
        "A privacy officer has it",
        "Assess it by the four factors",
    ]


def test_the_dates_run_from_when_it_was_first_known(olu: Member) -> None:
    few = _due(_breach(olu, 499, is_abroad=True))
    assert few["Contain it"] == KNOWN + timedelta(hours=1)
    assert few["Assess it by the four factors"] == KNOWN + timedelta(days=10)
    assert few["Tell the authority in the EU or UK"] == KNOWN + timedelta(hours=72)
    assert few["Tell each person, without delay"] == KNOWN + timedelta(days=60)
    assert few["Tell HHS"] == datetime(2027, 3, 2, tzinfo=UTC)
    many = _due(_breach(olu, 500))
    assert many["Tell HHS"] == KNOWN + timedelta(days=60)
    assert "Tell the media, if more than 500 live in one state" not in many
    assert "Tell the media, if more than 500 live in one state" in _due(_breach(olu, 501))


def test_what_is_past_is_said_and_what_is_done_says_when(olu: Member) -> None:
    incident = _reported(olu)
    with clock.at(KNOWN + timedelta(days=11)):
        steps = list(IncidentStep.objects.filter(incident=incident))
        stands = {str(one.duty): (one.done_at is not None, one.is_past) for one in incidents.clocks(incident, steps)}
    assert stands["Contain it"] == (False, True)
    assert stands["A privacy officer has it"] == (True, False)


def test_what_is_missing_is_said_beside_the_field_and_words_are_kept(olu: Member) -> None:
    ahead = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = olu.client.post("/desk/incidents/", {"discovered_at": ahead, "words": WORDS})
    assert page.status_code == 422
    assert "can not lie ahead" in page.content.decode()
    assert WORDS in page.content.decode()
    incident = _reported(olu)
    incidents.step(olu.person, incident.pk, to="contained", words="Locked away.")
    path = f"/desk/incidents/{incident.pk}/"
    page = olu.client.post(path, {"do": "assessed", "words": "Three saw it.", "outcome": "breach"})
    assert page.status_code == 422
    assert "how many people" in page.content.decode()
    assert "Three saw it." in page.content.decode()
    page = olu.client.post(path, {"do": "closed", "words": "Done.", "outcome": "incident"})
    assert page.status_code == 422
    assert "another step meanwhile" in page.content.decode()
    with pytest.raises(Unacceptable):
        incidents.note(olu.person, incident.pk, words=" ")


def test_only_privacy_officers_of_the_same_place(olu: Member, ada: Member, mo: Member, remy: Member) -> None:
    incident = _reported(olu)
    for who in (ada, mo, remy):
        assert who.client.get("/desk/incidents/").status_code == 403
        assert who.client.get(f"/desk/incidents/{incident.pk}/").status_code == 403
        with pytest.raises(Denied):
            incidents.step(who.person, incident.pk, to="contained", words="Done.")
        assert not Incident.objects.visible_to(who.person).exists()
    with pytest.raises(NotFound):
        incidents.get(olu.person, 7)
    assert "Incidents" not in ada.client.get("/desk/").content.decode()


def test_two_of_the_same_day_are_told_apart_in_the_list(olu: Member) -> None:
    with clock.at(KNOWN + timedelta(hours=2)):
        first = incidents.report(olu.person, discovered_at=KNOWN, words="A list lay in the hall.\nTwelve names.")
        second = incidents.report(olu.person, discovered_at=KNOWN, words="A letter went astray. " * 30)
        incidents.step(olu.person, second.pk, to="contained", words="It is back.")
        page = olu.client.get("/desk/incidents/").content.decode()
    assert "Incident 1: A list lay in the hall.<" in page
    assert "Twelve names." not in page
    assert "Incident 2: A letter went astray." in page
    assert "astray. …<" in page
    newer, older = page.split("Incident 1: ")
    assert "Overdue: Contain it" in older
    assert "Next: Assess it by the four factors" in newer
    assert "by 12 November" in newer
    read = Entry.objects.get(action="incident.listed")
    assert read.detail == {"count": 2}
    assert f"Incident {first.number}" in olu.client.get(f"/desk/incidents/{first.pk}/").content.decode()
    assert (first.number, second.number) == (1, 2)


def test_a_number_is_of_one_organisation_and_not_given_again(olu: Member) -> None:
    assert [_reported(olu).number, _reported(olu).number] == [1, 2]
    Incident.objects.filter(number=1).delete()
    assert _reported(olu).number == 3


def test_what_is_closed_has_nothing_due(olu: Member) -> None:
    incident = _breach(olu, 3)
    incidents.step(olu.person, incident.pk, to="notified", words="By letter.")
    incidents.step(olu.person, incident.pk, to="closed", words="Done.")
    [line] = incidents.listed(olu.person, [Incident.objects.get()])
    assert line.due is None


def test_its_words_are_locked_and_nowhere_else(olu: Member) -> None:
    _reported(olu)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM oversight_incidentstep")
        kept = cursor.fetchone()[0]
    assert b"quillonbrax" not in bytes(kept) if not isinstance(kept, str) else "quillonbrax" not in kept
    assert IncidentStep.objects.get().words == WORDS
    assert not Notice.objects.filter(kind="incident.reported", seat=olu.seat).exists()


def test_it_is_removed_six_years_after_it_was_closed(olu: Member) -> None:
    incident = _reported(olu)
    incidents.step(olu.person, incident.pk, to="contained", words="Locked away.")
    incidents.step(olu.person, incident.pk, to="assessed", words="Nothing.", assessment=Assessment("incident"))
    incidents.step(olu.person, incident.pk, to="closed", words="Done.")
    with clock.at(clock.now() + timedelta(days=6 * 365)):
        retention.tend()
    assert Incident.objects.exists()
    with clock.at(clock.now() + timedelta(days=6 * 366)):
        retention.tend()
    assert not Incident.objects.exists()
    assert not IncidentStep.objects.exists()
