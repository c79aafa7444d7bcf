"""Searching: parameters, prefixes of dates, pages, totals, formats. What is not known is said; nothing is echoed."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Member
from cast.caring import Talk, begun
from commonward.care.models import Message
from commonward.kernel.models import Entry
from fhir.asking import App, connected, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def mine(talk: Talk, nadia: Member, app: App) -> App:
    return connected(nadia, app)


def found(mine: App, query: str) -> int:
    """How many messages a search finds, which the total says, too."""
    bundle = mine.get(f"Communication?{query}")
    ids = [entry["resource"]["id"] for entry in bundle.get("entry", [])]
    assert bundle["total"] == len(ids)
    return len([one for one in ids if one.startswith("message-")])


def test_by_identifier_patient_and_name(talk: Talk, mine: App) -> None:
    (patient,) = mine.found("Patient")
    given = patient["identifier"][0]
    for query in (
        f"_id={patient['id']}",
        f"identifier={given['value']}",
        f"identifier={given['system']}|{given['value']}",
        "name=pat",
        "name=LINDQ",
        "name=nobody,lind",
        "name:exact=Pat Lindqvist",
        "name:contains=qvi",
    ):
        assert mine.found(f"Patient?{query}") == [patient], query
    for query in (
        f"identifier=https://elsewhere.example|{given['value']}",
        "name=qvist",
        "name:exact=pat",
        "_id=7",
        "_id=nonsense",
        f"_id={patient['id']}&name=sam",
    ):
        assert mine.found(f"Patient?{query}") == [], query
    for query in (f"patient={patient['id']}", f"patient=Patient/{patient['id']}", f"subject=Patient/{patient['id']}"):
        assert found(mine, query) == 1
    assert found(mine, "patient=7") == 0
    assert mine.get(f"CareTeam?patient={patient['id']}&status=active")["total"] == 1
    assert mine.get("CareTeam?status=proposed,inactive")["total"] == 0
    assert mine.get("CareTeam?status=http://hl7.org/fhir/care-team-status|active")["total"] == 1
    assert mine.get("CareTeam?status=http://elsewhere.example|active")["total"] == 0
    assert mine.get(f"Consent?patient={patient['id']}&status=active")["total"] == 1
    assert mine.get("Consent?patient=7")["total"] == 0
    assert [one["name"][0]["text"] for one in mine.found("Practitioner?name=okaf")] == ["Nadia Okafor"]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("sent=2026-03-15", True),
        ("sent=2026-03", True),
        ("sent=2026", True),
        ("sent=eq2026-03-15T14:30:00Z", True),
        ("sent=2026-03-15T14:30Z", True),
        ("sent=2026-03-15T16:30:00%2B02:00", True),
        ("sent=2026-03-14", False),
        ("sent=ne2026-03-15", False),
        ("sent=ne2026-03-14", True),
        ("sent=gt2026-03-14", True),
        ("sent=gt2026-03-15", False),
        ("sent=ge2026-03-15", True),
        ("sent=lt2026-03-16", True),
        ("sent=lt2026-03-15", False),
        ("sent=le2026-03-15", True),
        ("sent=sa2026-03-14", True),
        ("sent=sa2026-03", False),
        ("sent=eb2026-03-16", True),
        ("sent=eb2026", False),
        ("sent=ap2026-03-16", True),
        ("sent=ge2026-03-01&sent=lt2026-04-01", True),
        ("sent=ge2026-03-16&sent=lt2026-04-01", False),
        ("sent=2020,2026", True),
        ("received=2026-03-15", True),
    ],
)
def test_dates_are_spans(talk: Talk, mine: App, query: str, matches: bool) -> None:
    at = datetime(2026, 3, 15, 14, 30, tzinfo=UTC)
    Message.objects.filter(pk=talk.first.pk).update(sent_at=at, delivered_at=at)
    bundle = mine.get(f"Communication?{query}&_id=message-{talk.first.pk}")
    assert bundle["total"] == int(matches)


@pytest.mark.parametrize(
    "query",
    [
        "sent=when",
        "sent=2026-13",
        "sent=2026-02-30",
        "sent=xx2026",
        "sent=9999-12-31T23:59:59Z&sent=eq9999",
        "_count=many",
        "_count=-1",
        "_total=some",
        "_summary=true",
        "status:not=completed",
        "patient:Patient=1",
        "patient:missing=true",
        "_page=nonsense",
        "sent=,",
        "_id=" + ",".join(["1"] * 51),
    ],
)
def test_what_cannot_be_understood_is_refused_and_not_repeated(mine: App, query: str) -> None:
    answer = mine.ask(f"Communication?{query}")
    assert answer.status_code == 400, query
    told = answer.content.decode()
    assert "nonsense" not in told
    assert "when" not in told.replace("whenever", "")


def test_an_unknown_parameter_is_left_out_or_refused_as_preferred(mine: App) -> None:
    lenient = mine.get("Communication?colour=green")
    assert lenient["total"] == 2
    (warned,) = [one["resource"] for one in lenient["entry"] if one["search"]["mode"] == "outcome"]
    assert warned["issue"][0]["severity"] == "warning"
    assert "colour" not in str(lenient)
    outcome(mine.ask("Communication?colour=green", prefer="handling=strict"), 400, "invalid")
    assert mine.get("Communication?colour=green", prefer="handling=lenient")["total"] == 2


def test_pages_follow_each_other_and_lose_nothing(talk: Talk, nadia: Member, pat: Member, mine: App) -> None:
    for number in range(5):
        talk.sent(nadia if number % 2 else pat, f"Number {number}, thank you.")
    everything = mine.found("Communication?_count=50")
    assert len(everything) == 7
    assert mine.found("Communication?_count=2") == everything
    assert mine.found("Communication?_count=3&sent=ge2020") == everything
    ids = [int(one["id"].rpartition("-")[2]) for one in everything]
    assert ids == sorted(ids, reverse=True)
    first = mine.get("Communication?_count=2")
    assert (len(first["entry"]), first["total"]) == (2, 7)
    assert len(mine.get("Communication?_count=1000")["entry"]) == 7
    assert "total" not in mine.get("Communication?_total=none")
    only = mine.get("Communication?_count=0")
    assert (only["total"], "entry" in only) == (7, False)


def test_a_page_is_for_who_asked(talk: Talk, mine: App, priya: Member, app: App) -> None:
    onward = mine.get("Communication?_count=1")["link"][1]["url"]
    outcome(connected(priya, app).ask(onward), 400, "expired")


def test_a_search_by_post_is_the_same(talk: Talk, mine: App) -> None:
    answer = mine.ask("Patient/_search", post={"name": "lindq"})
    assert answer.status_code == 200
    assert answer.json()["total"] == 1
    wrong = mine.browser.post(
        "/fhir/Patient/_search",
        "{}",
        content_type="application/json",
        headers={"authorization": f"Bearer {mine.access}"},
    )
    outcome(wrong, 415, "not-supported")


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("", "application/fhir+json", 200),
        ("", "application/fhir+json; fhirVersion=4.0", 200),
        ("", "application/json", 200),
        ("", "text/html, application/fhir+json;q=0.9", 200),
        ("", "*/*", 200),
        ("", "application/fhir+xml", 406),
        ("", "application/fhir+json; fhirVersion=3.0", 406),
        ("", "text/html", 406),
        ("?_format=json", "text/html", 200),
        ("?_format=application/fhir%2Bjson", "application/fhir+xml", 200),
        ("?_format=application/fhir+json", "", 200),
        ("?_format=xml", "application/fhir+json", 406),
    ],
)
def test_formats(pat: Member, app: App, query: str, accept: str, status: int) -> None:
    answer = App("").ask(f"metadata{query}", **({"accept": accept} if accept else {}))
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/fhir+json")


def test_nothing_is_written_here(mine: App, talk: Talk) -> None:
    before = Entry.objects.count()
    given = {"authorization": f"Bearer {mine.access}"}
    (patient,) = mine.found("Patient")
    for method in ("put", "patch", "delete", "post"):
        answer = getattr(mine.browser, method)(f"/fhir/Patient/{patient['id']}", headers=given)
        outcome(answer, 405, "not-supported")
        assert "GET" in answer["Allow"]
    assert mine.browser.post("/fhir/Patient", headers=given).status_code == 405
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "path", ["", "Patient/1/_history", "Patient/1/_history/1", "a/b/c/d", "Observation", "$export"]
)
def test_what_is_not_served_says_so(mine: App, path: str) -> None:
    answer = mine.ask(path)
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("kind", ["Communication", "Patient", "CareTeam", "Consent", "RelatedPerson", "AuditEvent"])
def test_questions_to_the_database_stay_as_many(kind: str, talk: Talk, nadia: Member, pat: Member, app: App) -> None:
    mine = connected(pat if kind == "AuditEvent" else nadia, app)
    talk.sent(nadia, "Come in on Monday.")
    nadia.client.get(f"/care/threads/{talk.thread.pk}/")

    def asked() -> int:
        mine.get(kind)  # what is loaded once, and the day of use
        with CaptureQueriesContext(connection) as questions:
            mine.get(f"{kind}?_count=50")
        return len(questions)

    few = asked()
    for number in range(6):
        talk.sent(nadia if number % 2 else pat, f"Number {number}, thank you.")
        begun(pat, talk.relationship, "And one thing more.", topic=f"Matter {number}")
    nadia.client.get(f"/care/threads/{talk.thread.pk}/")
    many = asked()
    assert many == few <= 16, (few, many)


def test_ids_of_one_time_are_kept_apart(talk: Talk, mine: App) -> None:
    assert mine.ask(f"Communication/{talk.first.pk}").status_code == 404
    assert mine.ask(f"Communication/thread-{talk.first.pk}").status_code == 404


def test_our_own_mistake_is_told_as_fhir_tells_it(mine: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: object) -> None:
        raise LookupError("words of somebody")

    monkeypatch.setattr("commonward.fhir.reading.search", breaks)
    mine.browser.raise_request_exception = False
    answer = mine.ask("Patient")
    outcome(answer, 500, "exception")
    assert "words of somebody" not in answer.content.decode()
