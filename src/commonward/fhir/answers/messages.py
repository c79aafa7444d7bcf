"""Communication: a thread is the header, a message a part of it. And AuditEvent: who opened what is one's own."""

from collections import Counter
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commonward.care.models import CareFile, Message, Showing, Thread
from commonward.care.models.threads import Category
from commonward.fhir import reach
from commonward.fhir.answers import binaries, common
from commonward.fhir.answers.common import BASE, Kind, Source
from commonward.fhir.outcomes import Resource
from commonward.fhir.scopes import USER
from commonward.fhir.search import Term, by_code, by_date, by_id, by_reference
from commonward.kernel import ledger
from commonward.kernel.actor import Person
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref
from commonward.oversight import accounting

THREAD: Final = "thread-"
MESSAGE: Final = "message-"
#: How soon somebody would like an answer, by the codes of `request-priority`, which FHIR requires. A sign of an
#: emergency or a crisis goes before all of them.
PRIORITY: Final = {"routine": "routine", "soon": "urgent", "urgent": "asap"}
FIRST: Final = "stat"
_STATUS: Final = "http://hl7.org/fhir/event-status"
_MEDIUM: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"


def _nothing(term: Term) -> Q:
    return Q(pk__in=[])


# --- The header ---------------------------------------------------------------------------------------------------
def _threads(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    return [
        common.resource(
            "Communication",
            f"{THREAD}{one.pk}",
            one.last_at,
            {
                "status": "completed" if one.closed_at is not None else "in-progress",
                "category": [common.text(one.kind)] if one.kind else [],
                "priority": FIRST if one.is_first else PRIORITY[one.urgency],
                "subject": common.reference("Patient", one.relationship.chart_id),
                "topic": common.text(one.topic),
                "sent": common.instant(one.opened_at),
                "recipient": [common.reference("CareTeam", one.relationship_id, one.relationship.team.name)],
            },
        )
        for one in rows
    ]


_HEADERS: Final = Source(
    rows=reach.threads,
    load=lambda rows: rows.select_related("relationship__team", "relationship__chart"),
    tell=_threads,
    prefix=THREAD,
    terms={
        "_id": by_id("pk", THREAD),
        "patient": by_reference("Patient", "relationship__chart_id", BASE),
        "subject": by_reference("Patient", "relationship__chart_id", BASE),
        "part-of": _nothing,
        "status": by_code(
            {"completed": lambda: Q(closed_at__isnull=False), "in-progress": lambda: Q(closed_at=None)}, _STATUS
        ),
        "sent": by_date("opened_at"),
        "received": _nothing,
    },
)


# --- Its parts ----------------------------------------------------------------------------------------------------
def _messages(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    senders, files = _Senders(person, whose, rows), _files(person, whose, rows)
    told = []
    for one in rows:
        entry, relationship = one.live, one.thread.relationship
        patient = common.reference("Patient", relationship.chart_id)
        team = common.reference("CareTeam", relationship.pk, relationship.team.name)
        body = {
            "partOf": [common.reference("Communication", f"{THREAD}{one.thread_id}")],
            "inResponseTo": (
                [common.reference("Communication", f"{MESSAGE}{one.replies_to_id}")] if one.replies_to_id else []
            ),
            "status": "completed",
            "category": [common.text(Category.said(entry.category))] if entry.category else [],
            "priority": FIRST if one.is_first else PRIORITY[entry.urgency],
            "medium": [common.coded(_MEDIUM, "ONLINEWRIT")],
            "subject": patient,
            "sent": common.instant(one.sent_at),
            "received": common.instant(one.delivered_at),
            "recipient": [patient] if one.from_team else [team],
            "sender": senders.of(one),
            "payload": [
                *([{"contentString": entry.text}] if entry.text.strip() else []),
                *({"contentAttachment": binaries.attachment(file)} for file in files.get(one.pk, ())),
            ],
        }
        resource = common.resource("Communication", f"{MESSAGE}{one.pk}", entry.filed_at, body)
        resource["meta"]["versionId"] = str(entry.number)
        told.append(resource)
    return told


def _files(person: Person, whose: str, rows: list[Message]) -> dict[int, list[CareFile]]:
    """What goes with each of some messages, as far as this reader may open it."""
    found: dict[int, list[CareFile]] = {}
    for file in reach.files(person, whose).filter(message__in=[one.pk for one in rows]).order_by("pk"):
        assert file.message_id is not None  # asked for by message
        found.setdefault(file.message_id, []).append(file)
    return found


class _Senders:
    """Who wrote each of some messages: a resource where this reader finds one, else the name as it was filed."""

    def __init__(self, person: Person, whose: str, rows: list[Message]) -> None:
        authors = {one.author_id for one in rows}
        known = reach.practitioners(person, whose).filter(pk__in=[one.author_id for one in rows if one.from_team])
        self._staff = set(known.values_list("pk", flat=True))
        acting = reach.proxies(person, whose).filter(seat_id__in=authors)
        self._proxies = {(seat, chart): pk for pk, seat, chart in acting.values_list("pk", "seat_id", "chart_id")}

    def of(self, one: Message) -> Resource:
        """The sender of one of them."""
        assert one.live is not None
        name, chart = one.live.author_name, one.thread.relationship.chart
        if one.author_id == chart.seat_id:
            return common.reference("Patient", chart.pk, name)
        if one.from_team:
            is_known = one.author_id in self._staff
            return common.reference("Practitioner", one.author_id, name) if is_known else _by_name(name, "Practitioner")
        proxy = self._proxies.get((one.author_id, chart.pk))
        return common.reference("RelatedPerson", proxy, name) if proxy else _by_name(name, "RelatedPerson")


def _by_name(name: str, kind: str) -> Resource:
    return common.named(name, kind) if name else {}


def _part_of(term: Term) -> Q:
    return by_reference("Communication", "thread_id", BASE, THREAD)(term)


_PARTS: Final = Source(
    rows=reach.messages,
    load=lambda rows: rows.select_related("live", "thread__relationship__team", "thread__relationship__chart"),
    tell=_messages,
    prefix=MESSAGE,
    terms={
        "_id": by_id("pk", MESSAGE),
        "patient": by_reference("Patient", "thread__relationship__chart_id", BASE),
        "subject": by_reference("Patient", "thread__relationship__chart_id", BASE),
        "part-of": _part_of,
        "status": by_code({"completed": lambda: Q(delivered_at__isnull=False)}, _STATUS),
        "sent": by_date("sent_at"),
        "received": by_date("delivered_at"),
    },
)


def _record(person: Person, connection: int, rows: list[Any]) -> None:
    """That these were read by an application, thread by thread, in the ledger."""
    read: Counter[int] = Counter()
    threads: dict[int, Thread] = {}
    for one in rows:
        thread = one if isinstance(one, Thread) else one.thread
        threads[thread.pk] = thread
        read[thread.pk] += isinstance(one, Message)
    acts = []
    for pk, thread in threads.items():
        patient = thread.relationship.chart.seat_id
        acts.append(
            ledger.Act(
                Ref("thread", pk),
                detail={"messages": read[pk], "new": 0, "connection": connection},
                on_behalf_of=None if patient == person.seat else patient,
            )
        )
    with transaction.atomic():
        ledger.record_all(person, "thread.read", acts)


COMMUNICATION: Final = Kind(
    "Communication",
    (_HEADERS, _PARTS),
    {
        "_id": "token",
        "patient": "reference",
        "subject": "reference",
        "part-of": "reference",
        "status": "token",
        "sent": "date",
        "received": "date",
    },
    record=_record,
)


# --- AuditEvent ---------------------------------------------------------------------------------------------------
def _events(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    lines = {line.sequence: line for line in accounting.lines(rows)}
    charts = {
        (kind, pk): chart
        for kind, of in reach.read_of(person, USER).items()
        if (asked := {one.subject_id for one in rows if one.subject_kind == kind})
        for pk, chart in of.filter(pk__in=asked).values_list("pk", "relationship__chart_id")
    }
    told = []
    for one in rows:
        line = lines[one.sequence]
        body = {
            "type": {
                "system": "http://dicom.nema.org/resources/ontology/DCM",
                "code": "110110",
                "display": "Patient Record",
            },
            "action": "R",
            "recorded": common.instant(one.at),
            "outcome": "0",
            "agent": [
                {
                    "role": [common.text(line.role)] if line.role else [],
                    "who": common.named(line.who),
                    "requestor": True,
                }
            ],
            "source": {"observer": common.named(settings.SITE_NAME, "Device")},
            "entity": [
                {"what": _opened(one)},
                {"what": common.reference("Patient", charts[one.subject_kind, one.subject_id])},
            ],
        }
        if not body["agent"][0]["role"]:  # type: ignore[index]  # the list just written
            del body["agent"][0]["role"]  # type: ignore[index]
        told.append(common.resource("AuditEvent", one.sequence, one.at, body))
    return told


def _opened(one: Entry) -> Resource:
    """What was opened: a matter, a file, or a question, which is no resource here."""
    if one.subject_kind == "thread":
        return common.reference("Communication", f"{THREAD}{one.subject_id}")
    if one.subject_kind == "care_file":
        return common.reference(binaries.NAME, one.subject_id)
    return common.named(_("A question whether something may be shown to others"))


def _event_of(term: Term) -> Q:
    asked = by_reference("Patient", "relationship__chart_id", BASE)(term)
    return (
        Q(subject_kind="thread", subject_id__in=Thread.objects.filter(asked).values("pk"))
        | Q(subject_kind="care_file", subject_id__in=CareFile.objects.filter(asked).values("pk"))
        | Q(subject_kind="showing", subject_id__in=Showing.objects.filter(asked).values("pk"))
    )


AUDIT: Final = Kind(
    "AuditEvent",
    (
        Source(
            rows=reach.readings,
            load=lambda rows: rows,
            tell=_events,
            terms={"_id": by_id("pk"), "patient": _event_of, "date": by_date("at")},
        ),
    ),
    {"_id": "token", "patient": "reference", "date": "date"},
)
