"""Who reads what by FHIR: what the pages show them, while the patient permits it, and on record each time."""

from datetime import timedelta
from typing import Any

import pytest
from oauth2_provider.models import AccessToken

from cast import Member, member
from cast.caring import Talk, begun, licensed, permits
from commonward.care.actions import emergencies, proxies, relating
from commonward.care.models import Membership, Proxy, Relationship, Thread
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.fhir.answers.kinds import KINDS
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.models import Organisation
from fhir.asking import App, connected, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = "I feel light in the head when I stand up."


def said(mine: App, query: str = "") -> list[str]:
    """The words of all messages that an application finds."""
    found = mine.found(f"Communication{query}")
    return [one["payload"][0]["contentString"] for one in found if one["id"].startswith("message-")]


def counts(mine: App) -> dict[str, int]:
    """How many of each kind there are, by the total and by what is given, which agree."""
    told = {}
    for kind in KINDS:
        total = mine.get(kind)["total"]
        assert total == len(mine.found(kind)), kind
        assert mine.get(f"{kind}?_summary=count")["total"] == total
        told[kind] = total
    return told


def test_a_patient_reads_what_is_hers(talk: Talk, pat: Member, nadia: Member, app: App) -> None:
    answer = talk.sent(nadia, "Come in on Monday.").message
    mine = connected(pat, app, ["patient/*.read"])
    (patient,) = mine.found("Patient")
    assert patient["name"] == [{"use": "usual", "text": "Pat Lindqvist"}]
    assert patient["birthDate"] == "1961-04-30"
    assert mine.get(f"Patient/{patient['id']}") == patient
    newest, first, header = mine.found("Communication")
    assert header["id"] == f"thread-{talk.thread.pk}"
    assert header["topic"] == {"text": "The new tablet"}
    assert header["status"] == "in-progress"
    assert first["partOf"] == [{"reference": f"Communication/thread-{talk.thread.pk}"}]
    assert first["payload"] == [{"contentString": WORDS}]
    assert first["sender"]["reference"] == f"Patient/{patient['id']}"
    assert newest["id"] == f"message-{answer.pk}"
    assert newest["sender"] == {"reference": f"Practitioner/{nadia.seat.pk}", "display": "Nadia Okafor"}
    assert newest["recipient"] == [{"reference": f"Patient/{patient['id']}"}]
    assert mine.get(f"Communication/message-{answer.pk}") == newest
    (team,) = mine.found("CareTeam")
    assert team["name"] == "Heart team"
    assert {one["member"]["display"] for one in team["participant"]} == {"Nadia Okafor", "Priya Raman"}
    assert {one["name"][0]["text"] for one in mine.found("Practitioner")} == {"Nadia Okafor", "Priya Raman"}
    assert {one["practitioner"]["display"] for one in mine.found("PractitionerRole")} == {"Nadia Okafor", "Priya Raman"}


def test_an_answer_says_what_it_answers(talk: Talk, pat: Member, nadia: Member, app: App) -> None:
    reply = talk.sent(nadia, "Come in on Monday.").message
    thanks = talk.sent(pat, "Thank you, I will.").message
    mine = connected(pat, app)

    def answers(message: int) -> object:
        return mine.get(f"Communication/message-{message}").get("inResponseTo")

    assert answers(reply.pk) == [{"reference": f"Communication/message-{talk.first.pk}"}]
    assert answers(thanks.pk) == [{"reference": f"Communication/message-{reply.pk}"}]
    assert answers(talk.first.pk) is None


def test_a_nurse_of_the_team_reads_what_is_hers_to_read(talk: Talk, nadia: Member, app: App) -> None:
    mine = connected(nadia, app)
    assert said(mine) == [WORDS]
    assert [one["name"][0]["text"] for one in mine.found("Patient")] == ["Pat Lindqvist"]
    (consent,) = mine.found("Consent")
    assert consent["status"] == "active"
    assert consent["patient"]["reference"] == f"Patient/{talk.relationship.chart_id}"
    assert mine.found("AuditEvent") == []


def test_a_token_for_oneself_as_a_patient_gives_a_nurse_nothing(talk: Talk, nadia: Member, app: App) -> None:
    assert set(counts(connected(nadia, app, ["patient/*.read"])).values()) == {0}


def test_a_stranger_finds_nothing_and_is_told_nothing(
    talk: Talk, sam: Member, remy: Member, pat: Member, app: App
) -> None:
    theirs = connected(pat, app)
    ids = [(kind, one["id"]) for kind in KINDS for one in theirs.found(kind)]
    assert {kind for kind, _number in ids} >= {"Patient", "CareTeam", "Consent", "Communication", "Practitioner"}
    for who in (sam, remy):
        mine = connected(who, app)
        assert set(counts(mine).values()) == {0}
        for kind, number in ids:
            hidden, absent = mine.ask(f"{kind}/{number}"), mine.ask(f"{kind}/7")
            outcome(hidden, 404, "not-found")
            assert hidden.content == absent.content
            assert mine.get(f"{kind}?_id={number}")["total"] == 0
        assert mine.get(f"Communication?patient={talk.relationship.chart_id}")["total"] == 0


def test_a_proxy_reads_within_what_was_given(
    talk: Talk, proxy: Proxy, elsa: Member, pat: Member, nadia: Member, app: App
) -> None:
    talk.sent(elsa, "He slept badly.")
    mine, hers = connected(elsa, app), connected(nadia, app)
    assert said(mine) == ["He slept badly.", WORDS]
    (related,) = mine.found("RelatedPerson")
    assert (related["id"], related["name"][0]["text"]) == (str(proxy.pk), "Elsa Lindqvist")
    newest = hers.found("Communication?part-of=thread-" + str(talk.thread.pk))[0]
    assert newest["sender"] == {"reference": f"RelatedPerson/{proxy.pk}", "display": "Elsa Lindqvist"}
    Thread.objects.filter(pk=talk.thread.pk).update(is_private=True)
    assert said(mine) == []
    assert mine.get("Communication")["total"] == 0
    assert len(said(hers)) == 2
    proxies.end(pat.person, talk.relationship, proxy)
    assert set(counts(mine).values()) == {0}


def test_words_that_are_held_are_nobodys_to_fetch(
    talk: Talk, nadia: Member, priya: Member, pat: Member, app: App
) -> None:
    held = talk.sent(nadia, "You should stop the warfarin today.").message
    assert held.delivered_at is None
    for who in (nadia, priya, pat):
        mine = connected(who, app)
        assert said(mine) == [WORDS]
        outcome(mine.ask(f"Communication/message-{held.pk}"), 404, "not-found")


# --- What is taken back -------------------------------------------------------------------------------------------
def test_without_consent_nothing_is_read_found_or_counted(
    talk: Talk, grant: Grant, proxy: Proxy, pat: Member, nadia: Member, elsa: Member, harbour: Organisation, app: App
) -> None:
    nurse, daughter, patient = (connected(who, app) for who in (nadia, elsa, pat))
    for mine in (nurse, daughter):
        assert said(mine) == [WORDS]
    onward = nurse.get("Communication?_count=1")["link"][1]["url"]
    consents.withdraw(pat.person, grant)
    for mine in (nurse, daughter):
        assert counts(mine)["Communication"] == 0
        assert counts(mine)["Consent"] == 0
        for number in (f"thread-{talk.thread.pk}", f"message-{talk.first.pk}"):
            outcome(mine.ask(f"Communication/{number}"), 404, "not-found")
        assert mine.get(f"Communication?_id=message-{talk.first.pk}")["total"] == 0
        assert mine.get(f"Communication?part-of=thread-{talk.thread.pk}")["total"] == 0
    assert "entry" not in nurse.get(onward)
    outcome(nurse.ask(f"Consent/{grant.pk}"), 404, "not-found")
    # It is the patient's own, as ever.
    assert said(patient) == [WORDS]
    assert [one["status"] for one in patient.found("Consent")] == ["inactive"]
    permits(pat, harbour)
    assert said(nurse) == [WORDS]


def test_a_consent_that_ran_out_counts_no_more(talk: Talk, grant: Grant, nadia: Member, app: App) -> None:
    mine, later = connected(nadia, app), grant.until + timedelta(days=1)
    AccessToken.objects.update(expires=later)
    Relationship.objects.update(until=later)
    with clock.at(grant.until - timedelta(minutes=1)):
        assert said(mine) == [WORDS]
    with clock.at(grant.until):
        assert counts(mine)["Communication"] == 0
        assert counts(mine)["Patient"] == 1


def test_ended_and_left_is_gone(talk: Talk, nadia: Member, priya: Member, pat: Member, app: App) -> None:
    leaves, stays = connected(nadia, app), connected(priya, app)
    Membership.objects.filter(seat=nadia.seat).update(left_at=clock.now())
    assert set(counts(leaves).values()) == {0}
    assert said(stays) == [WORDS]
    talk.relationship.refresh_from_db()
    relating.end(pat.person, talk.relationship)
    assert counts(stays)["Communication"] == 0
    assert counts(stays)["Patient"] == 0


def test_what_was_opened_in_an_emergency_is_for_no_program(
    talk: Talk, harbour: Organisation, ada: Member, app: App
) -> None:
    hana = licensed(member("Hana Kim", Role.PROFESSIONAL, at=harbour, profession="physician"), ada, "MD 2208")
    emergencies.open_record(hana.person, name="Pat Lindqvist", born="1961-04-30", reason="Found on the stairs.")
    assert hana.client.get(f"/care/threads/{talk.thread.pk}/").status_code == 200
    assert counts(connected(hana, app))["Communication"] == 0


# --- On record ----------------------------------------------------------------------------------------------------
def test_each_reading_is_on_record_and_its_patient_sees_it(talk: Talk, nadia: Member, pat: Member, app: App) -> None:
    mine = connected(nadia, app)
    before = Entry.objects.filter(action="thread.read").count()
    said(mine)
    mine.get(f"Communication/message-{talk.first.pk}")
    entries = list(Entry.objects.filter(action="thread.read").order_by("sequence")[before:])
    assert [(one.subject_id, one.detail["messages"], one.on_behalf_of) for one in entries] == [
        (talk.thread.pk, 1, pat.seat.pk),
        (talk.thread.pk, 1, pat.seat.pk),
    ]
    assert all(one.detail["connection"] for one in entries)
    assert WORDS not in str([vars(one) for one in entries])
    page = pat.client.get("/your-data/read/").content.decode()
    assert "Nadia Okafor" in page
    events = connected(pat, app).found("AuditEvent")
    assert len(events) == 2
    assert {one["agent"][0]["who"]["display"] for one in events} == {"Nadia Okafor"}
    assert events[0]["entity"][0]["what"]["reference"] == f"Communication/thread-{talk.thread.pk}"


def test_one_reading_of_many_matters_is_an_entry_for_each(talk: Talk, pat: Member, nadia: Member, app: App) -> None:
    begun(pat, talk.relationship, "May I swim?", topic="Swimming")
    mine = connected(nadia, app)
    mine.get("Communication")
    entries = Entry.objects.filter(action="thread.read", detail__messages=1)
    assert entries.count() == 2
    mine.get("Communication?_summary=count")
    assert entries.count() == 2, "a number tells nothing that anybody wrote"


# --- Rights -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_needs_its_right(kind: str, talk: Talk, pat: Member, app: App) -> None:
    others = [f"user/{one}.read" for one in KINDS if one != kind]
    without = connected(pat, app, others)
    outcome(without.ask(kind), 403, "forbidden")
    outcome(without.ask(f"{kind}/7"), 403, "forbidden")
    having = connected(pat, app, [f"patient/{kind}.read"])
    assert having.ask(kind).status_code == 200


def test_it_reads_in_the_seat_that_connected_it_and_no_other(talk: Talk, pat: Member, app: App) -> None:
    mine = connected(pat, app)
    other = actions.take_seat(pat.account, Role.CAREGIVER)
    pat.client.post(f"/you/seats/{other.pk}/switch")
    assert said(mine) == [WORDS]
    elsewhere = connected(pat, app)
    assert said(elsewhere) == []
    outcome(mine.ask("Communication"), 401, "login")


def test_no_address_that_we_write_holds_a_name(talk: Talk, nadia: Member, app: App) -> None:
    mine = connected(nadia, app)
    bundle: dict[str, Any] = mine.get("Patient?name=lindq")
    assert bundle["total"] == 1
    assert not [one for one in bundle["link"] if "lindq" in one["url"].lower()]
