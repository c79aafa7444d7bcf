"""Every answer is valid by a validator that is not ours, uses the codes FHIR requires, and `fhirclient` reads it."""

from base64 import b64decode
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import pytest
from fhirclient.models.operationoutcome import OperationOutcome

from care.test_permissions import asked, says_yes
from cast import Member
from cast.caring import Talk, begun
from commonward.care.actions import relating
from commonward.care.models import Cover, Proxy, Relationship
from commonward.consent import actions as consents
from commonward.consent.asking import mistaken, refuse
from commonward.consent.kinds import ASKED, Kind
from commonward.consent.models import Grant
from commonward.fhir.answers import care, messages
from commonward.fhir.answers import consents as told_consents
from commonward.fhir.answers.kinds import KINDS
from fhir.asking import App, connected
from fhir.validator import errors_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def bundles(
    talk: Talk, proxy: Proxy, pat: Member, nadia: Member, elsa: Member, app: App, pia: Member
) -> list[dict[str, Any]]:
    """What the patient, the nurse and the daughter find of every kind."""
    Cover.objects.create(team=talk.relationship.team, phone="+1 207 555 0143")
    talk.sent(nadia, "Come in on Monday.", urgency="soon")
    talk.sent(elsa, "Monday is fine with us.")
    begun(pat, talk.relationship, "Crushing chest pain, down my left arm.", topic="Tonight")
    nadia.client.get(f"/care/threads/{talk.thread.pk}/")
    for kind in ASKED:
        question = asked(nadia, talk.relationship, kind)
        if kind == ASKED[0]:
            continue
        says_yes(pat, question, *question.terms.named.parts) if kind != ASKED[1] else refuse(pat.person, question)
    seen = [connected(who, app) for who in (pat, nadia, elsa)]
    return [mine.get(kind) for mine in seen for kind in KINDS]


def resources(bundles: Iterable[dict[str, Any]]) -> list[Any]:
    """The resources in them."""
    return [entry["resource"] for bundle in bundles for entry in bundle.get("entry", [])]


def test_each_kind_is_there_and_valid(bundles: list[dict[str, Any]]) -> None:
    assert {one["resourceType"] for one in resources(bundles)} == set(KINDS)
    assert not errors_in([*bundles, *resources(bundles)])


def test_a_release_says_to_whom_what_for_and_how_careful(
    relationship: Relationship, pat: Member, nadia: Member, sam: Member, app: App
) -> None:
    question = asked(nadia, relationship, Kind.PART2)
    mine, hers = connected(pat, app), connected(nadia, app)
    for who in (mine, hers):
        assert [one["status"] for one in who.found("Consent")] == ["proposed"]
        assert who.get("Consent?status=proposed")["total"] == 1
    grant = says_yes(pat, question, "treatment")
    assert grant is not None
    for who in (mine, hers):
        (told,) = who.found("Consent?status=active")
        assert {one["code"] for one in told["provision"]["securityLabel"]} == {"ETH", "NORDSCLCD"}
        assert [one["code"] for one in told["provision"]["purpose"]] == ["TREAT"]
        assert told["provision"]["actor"][0]["reference"]["display"] == "Bayview Dental"
        assert "Bayview Dental" in b64decode(told["sourceAttachment"]["data"]).decode()
        assert not errors_in([told])
    assert connected(sam, app).get("Consent")["total"] == 0
    mistaken(nadia.person, question, "Of somebody else.")
    assert [one["status"] for one in mine.found("Consent")] == ["entered-in-error"] * 2
    assert [one["status"] for one in hers.found("Consent")] == ["entered-in-error"], "what stood is the patient's"


def test_what_the_interface_says_of_itself_is_valid(app: App) -> None:
    told = App("").get("metadata")
    assert (told["resourceType"], told["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    assert {one["type"] for one in told["rest"][0]["resource"]} == {*KINDS, "Binary"}
    assert not errors_in([told])


def test_refusals_are_valid(pat: Member, app: App) -> None:
    mine = connected(pat, app)
    refused = [
        mine.ask("Patient/7"),
        mine.ask("Nothing"),
        App("").ask("Patient"),
        mine.ask("Communication?sent=when"),
        mine.ask("Patient", accept="application/fhir+xml"),
    ]
    assert [one.status_code for one in refused] == [404, 404, 401, 400, 406]
    told = [one.json() for one in refused]
    told += [entry["resource"] for entry in mine.get("Communication?colour=green")["entry"]]  # with a warning beside
    assert [one["resourceType"] for one in told] == ["OperationOutcome"] * 6
    assert not errors_in(told)
    for one in told:
        assert OperationOutcome(one, strict=True).as_json()["issue"] == one["issue"]
        for issue in one["issue"]:
            assert issue["severity"] in REQUIRED["issue-severity"]
            assert issue["code"] in REQUIRED["issue-type"]


def test_the_validator_would_say_so() -> None:
    wrong = {"resourceType": "Communication", "status": "nonsense", "payload": []}
    assert errors_in([wrong])


#: The value sets that FHIR R4 requires where we write a code, as the specification lists them.
REQUIRED = {
    "care-team-status": {"proposed", "active", "suspended", "inactive", "entered-in-error"},
    "consent-state-codes": {"draft", "proposed", "active", "rejected", "inactive", "entered-in-error"},
    "event-status": {
        "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown",
    },
    "request-priority": {"routine", "urgent", "asap", "stat"},
    "audit-event-action": {"C", "R", "U", "D", "E"},
    "audit-event-outcome": {"0", "4", "8", "12"},
    "consent-provision-type": {"deny", "permit"},
    "bundle-type": {
        "document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
        "searchset", "collection",
    },
    "search-entry-mode": {"match", "include", "outcome"},
    "contact-point-system": {"phone", "fax", "email", "pager", "url", "sms", "other"},
    "contact-point-use": {"home", "work", "temp", "old", "mobile"},
    "issue-severity": {"fatal", "error", "warning", "information"},
    "issue-type": {
        "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired",
        "forbidden", "suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found",
        "deleted", "too-long", "code-invalid", "extension", "too-costly", "business-rule", "conflict", "transient",
        "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled", "informational",
    },
    "name-use": {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"},
}  # fmt: skip


def test_every_code_is_one_that_fhir_requires(bundles: list[dict[str, Any]]) -> None:
    assert set(care.TEAM_STATUS) <= REQUIRED["care-team-status"]
    assert set(told_consents.CONSENT_STATUS) <= REQUIRED["consent-state-codes"]
    assert set(told_consents.QUESTION_STATUS) <= REQUIRED["consent-state-codes"]
    assert {*messages.PRIORITY.values(), messages.FIRST} <= REQUIRED["request-priority"]
    by_kind: dict[str, list[Any]] = {name: [] for name in KINDS}
    for one in resources(bundles):
        by_kind[one["resourceType"]].append(one)
    assert {one["status"] for one in by_kind["CareTeam"]} <= REQUIRED["care-team-status"]
    assert {one["status"] for one in by_kind["Consent"]} <= REQUIRED["consent-state-codes"]
    assert {one["provision"]["type"] for one in by_kind["Consent"]} <= REQUIRED["consent-provision-type"]
    assert {one["status"] for one in by_kind["Communication"]} <= REQUIRED["event-status"]
    assert {one["priority"] for one in by_kind["Communication"]} == {"routine", "urgent", "stat"}
    assert {one["action"] for one in by_kind["AuditEvent"]} <= REQUIRED["audit-event-action"]
    assert {one["outcome"] for one in by_kind["AuditEvent"]} <= REQUIRED["audit-event-outcome"]
    assert {bundle["type"] for bundle in bundles} <= REQUIRED["bundle-type"]
    assert {entry["search"]["mode"] for one in bundles for entry in one.get("entry", [])} == {"match"}
    numbers = [row for one in by_kind["CareTeam"] for row in one["telecom"]]
    assert {one["value"] for one in numbers} == {"+1 207 555 0143"}
    assert {one["system"] for one in numbers} <= REQUIRED["contact-point-system"]
    assert {one["use"] for one in numbers} <= REQUIRED["contact-point-use"]
    answers = [one["inResponseTo"] for one in by_kind["Communication"] if "inResponseTo" in one]
    assert answers, "whatever answers something says what"
    named = [
        name for kind in ("Patient", "Practitioner", "RelatedPerson") for one in by_kind[kind] for name in one["name"]
    ]
    assert {one["use"] for one in named} <= REQUIRED["name-use"]


def test_statuses_follow_the_relationship_and_the_consent(
    relationship: Relationship, grant: Grant, pat: Member, nadia: Member, app: App
) -> None:
    mine = connected(pat, app)

    def told(kind: str) -> str:
        (one,) = mine.found(kind)
        assert mine.found(f"{kind}?status={one['status']}") == [one], "what is told is what is found"
        assert not errors_in([one])
        return str(one["status"])

    assert (told("CareTeam"), told("Consent")) == ("active", "active")
    relating.pause(nadia.person, relationship)
    assert told("CareTeam") == "suspended"
    relationship.refresh_from_db()
    relating.end(pat.person, relationship)
    assert told("CareTeam") == "inactive"
    consents.withdraw(pat.person, grant)
    assert told("Consent") == "inactive"


def test_fhirclient_reads_every_resource(bundles: list[dict[str, Any]], app: App) -> None:
    for one in [*bundles, *resources(bundles), App("").get("metadata")]:
        name = one["resourceType"]
        model = getattr(import_module(f"fhirclient.models.{name.lower()}"), name)
        read = model(one, strict=True)  # raises for what it does not know, and for what is missing
        assert read.as_json()["resourceType"] == name
