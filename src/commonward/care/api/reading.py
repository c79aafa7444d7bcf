"""Reading care: relationships, matters, what was said in them. Reading leaves the same traces as on the page."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commonward.care import access, conversation, duty, queries
from commonward.care.actions import reading
from commonward.care.api import telling
from commonward.care.api.router import router
from commonward.care.api.schemas import (
    EntryOut,
    EntryState,
    MatterOut,
    MessageId,
    OpenMatterOut,
    RelationshipOut,
    TalkOut,
    ThreadId,
)
from commonward.care.models.threads import Urgency
from commonward.care.queries import ThreadLine
from commonward.oversight.problems import REFUSALS, Before, person_in, told_as_it_is, whole
from commonward.people.applications import Scope
from commonward.people.bearer import Bearer

READ = Bearer(Scope.CARE_READ)


@router.get("/care/relationships", response={200: list[RelationshipOut], **REFUSALS}, auth=READ)
def get_relationships(request: HttpRequest) -> list[RelationshipOut]:
    """With whom one is in care, as a patient, for one, or as their team; those that ended come last."""
    person = person_in(request).actor
    return [
        RelationshipOut(
            id=str(one.pk),
            patient=one.chart.name,
            team=one.team.name,
            organisation=one.team.organisation.name,
            state=one.state,
            closed=access.why_closed(one),
            phone=duty.cover_of(one.team).phone,
        )
        for one in queries.relationships_of(person)
    ]


@router.get("/care/threads", response={200: list[MatterOut], **REFUSALS}, auth=READ)
def get_matters(request: HttpRequest, waiting: bool = False) -> list[MatterOut]:
    """Matters, the newest first; with `waiting` those that wait for an answer, by what is due."""
    person = person_in(request).actor
    lines = queries.board(person) if waiting else queries.threads_of(person)
    return [_matter(one) for one in lines]


@router.get("/care/threads/{pk}", response={200: OpenMatterOut, **REFUSALS}, auth=READ)
def get_matter(request: HttpRequest, pk: ThreadId) -> OpenMatterOut:
    """One matter, and whether one can write in it now."""
    person = person_in(request).actor
    thread = access.get_thread(person, pk)
    permission = access.may_write(person, thread)
    return OpenMatterOut(
        **_matter(queries.line_of(thread)).model_dump(), closed="" if permission else permission.reason
    )


@router.get("/care/threads/{pk}/messages", response={200: TalkOut, **REFUSALS}, auth=READ)
def get_messages(request: HttpRequest, pk: ThreadId, before: Before = None) -> HttpResponse:
    """What was said in a matter, the newest first. To read it is on record, as on the page."""
    return told_as_it_is(telling.last_messages(person_in(request).actor, pk, before))


@router.get("/care/messages/{pk}/versions", response={200: list[EntryOut], **REFUSALS}, auth=READ)
def get_entries(request: HttpRequest, pk: MessageId) -> list[EntryOut]:
    """Every version of a message that one may read, the newest first."""
    person = person_in(request).actor
    message = access.get_message(person, pk)
    thread = access.get_thread(person, message.thread_id)
    reading.read(person, thread, [message])
    return [
        EntryOut(number=one.number, text=one.text, state=EntryState(one.state), filed_at=one.filed_at)
        for one in conversation.entries_of(person, message)
    ]


def _matter(one: ThreadLine) -> MatterOut:
    return MatterOut(
        id=str(one.pk),
        topic=one.topic,
        patient=one.patient,
        team=one.team,
        urgency=Urgency(one.urgency),
        last_at=one.last_at,
        waits_since=one.waits_since,
        answer_by=one.turn.answer_by if one.turn is not None else None,
        is_closed=one.is_closed,
        url=whole(reverse("care:thread", args=[one.pk])),
    )
