"""Drafts in care: words not sent yet, for a matter or for a new one, as the composer of the page keeps them."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from commonward.care import access
from commonward.care.actions import drafts
from commonward.care.api.router import router
from commonward.care.api.schemas import CareDraftIn, CareDraftOut, MatterDraftIn, RelationshipId, ThreadId
from commonward.care.models import MessageDraft, Relationship, Thread
from commonward.care.words import Words
from commonward.kernel import limits, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.oversight.problems import REFUSALS, person_in
from commonward.people.applications import Scope
from commonward.people.bearer import Bearer

WRITE = Bearer(Scope.CARE_WRITE)


@router.get("/care/threads/{pk}/draft", response={200: CareDraftOut, **REFUSALS}, auth=WRITE)
def get_message_draft(request: HttpRequest, pk: ThreadId) -> CareDraftOut:
    """The words kept for a message in a matter. Only their author reads them."""
    person = person_in(request).actor
    thread = access.get_thread(person, pk)
    return _found(person, thread.relationship, thread)


@router.put("/care/threads/{pk}/draft", response={200: CareDraftOut, **REFUSALS}, auth=WRITE)
def keep_message_draft(request: HttpRequest, pk: ThreadId, body: CareDraftIn) -> CareDraftOut:
    """Keep words for a message. With `state`, only where nothing else was kept there since it was read."""
    person = person_in(request).actor
    limits.spend(limits.CHECK, person)
    thread = access.get_thread(person, pk)
    return _kept(person, thread.relationship, thread, Words(body.text, draft=body.state))


@router.delete("/care/threads/{pk}/draft", response={204: None, **REFUSALS}, auth=WRITE)
def drop_message_draft(request: HttpRequest, pk: ThreadId) -> Status[None]:
    """Forget the words kept for a message."""
    person = person_in(request).actor
    thread = access.get_thread(person, pk)
    drafts.keep(person, thread.relationship, thread, Words(""))
    return Status(204, None)


@router.get("/care/relationships/{pk}/draft", response={200: CareDraftOut, **REFUSALS}, auth=WRITE)
def get_matter_draft(request: HttpRequest, pk: RelationshipId) -> CareDraftOut:
    """The words kept for a new matter. Only their author reads them."""
    person = person_in(request).actor
    return _found(person, access.get_relationship(person, pk), None)


@router.put("/care/relationships/{pk}/draft", response={200: CareDraftOut, **REFUSALS}, auth=WRITE)
def keep_matter_draft(request: HttpRequest, pk: RelationshipId, body: MatterDraftIn) -> CareDraftOut:
    """Keep words for a new matter, as for a message."""
    person = person_in(request).actor
    limits.spend(limits.CHECK, person)
    relationship = access.get_relationship(person, pk)
    return _kept(person, relationship, None, Words(body.text, topic=body.topic, draft=body.state))


@router.delete("/care/relationships/{pk}/draft", response={204: None, **REFUSALS}, auth=WRITE)
def drop_matter_draft(request: HttpRequest, pk: RelationshipId) -> Status[None]:
    """Forget the words kept for a new matter."""
    person = person_in(request).actor
    drafts.keep(person, access.get_relationship(person, pk), None, Words(""))
    return Status(204, None)


def _found(person: Person, relationship: Relationship, thread: Thread | None) -> CareDraftOut:
    draft = drafts.of(person, relationship, thread)
    if draft is None:
        raise NotFound(_("Nothing is kept for this place."))
    return _told(draft)


def _kept(person: Person, relationship: Relationship, thread: Thread | None, words: Words) -> CareDraftOut:
    if text.is_blank(text.storable(words.text)) and not text.storable(words.topic):
        raise Unacceptable(_("Write something, or remove the draft."), field="text")
    if len(words.text) > drafts.LONGEST:
        # A page keeps what fits; a program hears that not all of it would be kept.
        sentence = _("This is longer than what is kept for later (%(most)s characters).")
        raise Unacceptable(sentence % {"most": f"{drafts.LONGEST:,}"}, field="text")
    kept = drafts.keep(person, relationship, thread, words)
    assert kept is not None  # there are words
    return _told(kept)


def _told(draft: MessageDraft) -> CareDraftOut:
    return CareDraftOut(
        text=draft.text, topic=draft.topic or "", state=drafts.state_of(draft), updated_at=draft.updated_at
    )
