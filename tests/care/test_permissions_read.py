"""What reads the permissions: the checks of a conversation, publications, the patient's copy, a list for studies."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from care.test_permissions import FILLED, asked, day, path, says_yes
from cast import Member, member
from cast.caring import seat_of
from commonward.care.actions import messaging
from commonward.care.models import Relationship
from commonward.community import permitted
from commonward.consent import actions, asking, queries, terms
from commonward.consent import actions as consents
from commonward.consent.kinds import Kind
from commonward.consent.models import Audience, Grant, Purpose
from commonward.consent.queries import Scope
from commonward.kernel import clock, work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.oversight import exporting, retention
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db

MAIL = "I'll email your blood results to you tonight."
PATH = "/you/consent/studies/"


def said_of(nadia: Member, relationship: Relationship, words: str) -> dict[str, str]:
    checked = messaging.preview(nadia.person, seat_of(nadia), relationship, words)
    return {one.rule: str(one.decision) for one in checked.findings}


def test_a_way_of_writing_counts_while_it_is_permitted(relationship: Relationship, nadia: Member, pat: Member) -> None:
    assert said_of(nadia, relationship, MAIL)["channel.unsecured"] == "block"
    grant = says_yes(pat, asked(nadia, relationship, Kind.CHANNEL), "email", "sms")
    assert grant is not None
    assert said_of(nadia, relationship, MAIL)["channel.unsecured"] == "note"
    consents.narrow(pat.person, grant, "email")
    assert said_of(nadia, relationship, MAIL)["channel.unsecured"] == "block"
    assert queries.ways_of(pat.seat.pk, relationship.team.organisation_id).ways == ("sms",)


def test_what_is_advertised_goes_with_its_permission(
    relationship: Relationship, harbour: Organisation, nadia: Member, pat: Member
) -> None:
    words = "With Softstep shoes a patient of ours walks again."
    item = Scope(Kind.PUBLICATION, queries.item_of(words), Audience.PUBLIC, Purpose.STORY)
    consents.give(pat.person, harbour, actions.Offer(item, 1, clock.now() + timedelta(days=60)))
    assert permitted.found_for(nadia.person, words, "public").permitted[0].advertised == ()
    grant = says_yes(pat, asked(nadia, relationship, Kind.MARKETING))
    assert grant is not None
    (one,) = permitted.found_for(nadia.person, words, "public").permitted
    assert one.advertised == ((grant.pk, "Softstep shoes"),)
    assert queries.is_still_permitted(grant.pk, Audience.PUBLIC)
    consents.withdraw(pat.person, grant)
    assert not queries.is_still_permitted(grant.pk, Audience.PUBLIC)
    assert permitted.found_for(nadia.person, words, "public").permitted[0].advertised == ()


def test_the_copy_says_what_exactly_and_carries_the_notice_while_it_stands(
    relationship: Relationship, nadia: Member, pat: Member
) -> None:
    grant = says_yes(pat, asked(nadia, relationship, Kind.PART2), "treatment")
    assert grant is not None
    assert "42 CFR part 2 prohibits" in _copy(pat)
    assert "Bayview Dental" in _copy(pat)
    consents.withdraw(pat.person, grant)
    assert "42 CFR part 2 prohibits" not in _copy(pat)
    assert "Bayview Dental" in _copy(pat)


def _copy(who: Member) -> str:
    export = exporting.ask(who.person)
    work.drain()
    with clock.at(clock.now()):
        answer = who.browser().get(f"/your-data/{export.pk}/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    export.delete()
    return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def test_a_study_gets_numbers_of_those_who_permit_it_now(
    relationship: Relationship, harbour: Organisation, nadia: Member, pat: Member, ada: Member
) -> None:
    olu = member("Olu Bright", Role.PRIVACY_OFFICER, at=harbour)
    assert "No study is permitted now" in olu.client.get(PATH).content.decode()
    for who in (nadia, pat, ada):
        assert who.client.get(PATH).status_code == 404
    grant = says_yes(pat, asked(nadia, relationship, Kind.RESEARCH))
    assert grant is not None
    page = olu.client.get(PATH).content.decode()
    assert "Walking after surgery" in page
    assert "Pat Lindqvist" not in page
    address = f"{PATH}{grant.item_hash}/list.csv"
    assert nadia.client.get(address).status_code == 404
    rows = list(csv.DictReader(io.StringIO(olu.client.get(address).content.decode())))
    assert [sorted(row) for row in rows] == [["number", "permitted_on", "until"]]
    assert str(pat.seat.pk) not in rows[0]["number"]
    assert Entry.objects.filter(action="study.listed", detail={"rows": 1}).exists()
    other = says_yes(pat, asked(nadia, relationship, Kind.RESEARCH, study="Sleeping after surgery"))
    assert other is not None
    elsewhere = olu.client.get(f"{PATH}{other.item_hash}/list.csv").content.decode()
    assert rows[0]["number"] not in elsewhere, "the same person has another number in another study"
    consents.withdraw(pat.person, grant)
    assert olu.client.get(address).status_code == 404
    assert "Walking after surgery" not in olu.client.get(PATH).content.decode()


@pytest.mark.parametrize("kind", [Kind.CHANNEL, Kind.IMAGE, Kind.HIV])
def test_in_six_years_nothing_of_it_is_left(kind: Kind, pat: Member, harbour: Organisation) -> None:
    named = terms.named(kind, {k: str(v) for k, v in FILLED[kind].items()}, ["care"])
    grant = consents.give_unasked(pat.person, harbour, named, wording=1, until=asking.end_of(kind, day(9)))
    consents.withdraw(pat.person, grant)
    with clock.at(clock.now() + timedelta(days=6 * 365)):
        retention.tend()
    assert Grant.objects.filter(pk=grant.pk).exists()
    with clock.at(clock.now() + timedelta(days=6 * 367)):
        retention.tend()
    assert not Grant.objects.filter(pk=grant.pk).exists()
    assert not type(grant.terms).objects.filter(pk=grant.terms_id).exists()  # type: ignore[union-attr]


def test_the_team_reads_a_no_and_what_waits(relationship: Relationship, nadia: Member, pat: Member) -> None:
    question = asked(nadia, relationship, Kind.IMAGE)
    page = nadia.client.get(f"/care/relationships/{relationship.pk}/permissions/").content.decode()
    assert path(question) in page
    assert "Waits for the patient" in page
    asking.refuse(pat.person, question)
    page = nadia.client.get(f"/care/relationships/{relationship.pk}/permissions/").content.decode()
    assert "Not permitted" in page
