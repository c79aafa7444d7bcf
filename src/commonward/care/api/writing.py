"""Writing in care: messages, new matters, other words for one's own, checks.

`Idempotency-Key` names an attempt, as in the other parts: the same words sent again under it are one message.
"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import access
from commonward.care.actions import files, messaging
from commonward.care.actions.messaging import Outcome, Stopped
from commonward.care.api.router import router
from commonward.care.api.schemas import (
    EntryState,
    MatterIn,
    MessageId,
    MessageIn,
    RelationshipId,
    SentOut,
    ThreadId,
    ToCheckIn,
    WordsIn,
)
from commonward.care.models import RecordEntry
from commonward.care.words import Words
from commonward.kernel import limits, text
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.oversight import crisis
from commonward.oversight.problems import REFUSALS, Answer, CheckOut, Key, attempt, check_out, person_in, told, whole
from commonward.people.applications import Scope
from commonward.people.bearer import Bearer

WRITE = Bearer(Scope.CARE_WRITE)
_CHANNEL = RecordEntry.Channel.PROGRAM


@router.post("/care/threads/{pk}/messages", response={201: SentOut, **REFUSALS}, auth=WRITE)
def send_message(request: HttpRequest, pk: ThreadId, body: MessageIn, key: Key = None) -> HttpResponse:
    """Say something in a matter. `state` tells whether it is delivered, or waits for a second reader."""
    seen = person_in(request)
    thread = access.get_thread(seen.actor, pk)
    limits.spend(limits.POST, seen.actor)
    words = _words(request, body, key)
    return _sent(messaging.send(seen.actor, seen.seat, thread, words), words, thread=pk)


@router.post("/care/relationships/{pk}/threads", response={201: SentOut, **REFUSALS}, auth=WRITE)
def open_matter(request: HttpRequest, pk: RelationshipId, body: MatterIn, key: Key = None) -> HttpResponse:
    """Begin a matter with its first message."""
    seen = person_in(request)
    relationship = access.get_relationship(seen.actor, pk)
    limits.spend(limits.POST, seen.actor)
    words = _words(request, body, key)
    return _sent(messaging.open_thread(seen.actor, seen.seat, relationship, words), words)


@router.put("/care/messages/{pk}", response={200: SentOut, **REFUSALS}, auth=WRITE)
def change_message(request: HttpRequest, pk: MessageId, body: WordsIn) -> HttpResponse:
    """Put other words in the place of one's own. The earlier ones stay in the record."""
    seen = person_in(request)
    message = access.get_message(seen.actor, pk)
    limits.spend(limits.POST, seen.actor)
    words = Words(body.text, reasons=dict(body.reasons), draft="", channel=_CHANNEL)
    return _sent(messaging.edit(seen.actor, seen.seat, message, words), words, status=200)


@router.post("/care/threads/{pk}/checks", response={200: CheckOut, **REFUSALS}, auth=WRITE)
def check_message(request: HttpRequest, pk: ThreadId, body: ToCheckIn) -> CheckOut:
    """What would be said of these words in this matter. Nothing is kept."""
    seen = person_in(request)
    limits.spend(limits.CHECK, seen.actor)
    thread = access.get_thread(seen.actor, pk)
    messaging.require_fitting(body.text)
    return check_out(messaging.preview(seen.actor, seen.seat, thread.relationship, body.text))


def _words(request: HttpRequest, body: MessageIn, key: str | None) -> Words:
    if len(set(body.files)) > files.MOST:
        most = _("A message holds up to %(most)d files. Send the others with another one.")
        raise Unacceptable(most % {"most": files.MOST}, field="files")
    words = Words(
        body.text,
        urgency=body.urgency,
        once=attempt(request, key),
        reasons=dict(body.reasons),
        files=tuple(dict.fromkeys(int(one) for one in body.files)),
        draft="",  # it knows no draft: other words that somebody keeps for the same place stay
        channel=_CHANNEL,
    )
    if isinstance(body, MatterIn):
        return replace(words, topic=body.topic, category=body.category or "", is_private=body.is_private)
    return words


def _sent(outcome: Outcome, words: Words, *, thread: int | None = None, status: int = 201) -> HttpResponse:
    if isinstance(outcome, Stopped):
        field = "reasons" if outcome.wants_reasons else "text"
        check = check_out(outcome.checked)
        raise Answer(outcome.sentence, status=422, code="needs-a-change", check=check, field=field)
    message, entry = outcome.message, outcome.entry
    if entry.text != text.tidy(words.text) or thread not in {None, message.thread_id}:
        raise Conflict(_("Other words were sent with this Idempotency-Key. Use a new one for new words."))
    card = bool(crisis.card_for(entry.screening.tier))
    answer = SentOut(
        id=str(message.pk),
        thread=str(message.thread_id),
        state=EntryState(entry.state),
        version=entry.number,
        sent_at=message.sent_at,
        help=card,
        help_url=whole(reverse("oversight:help_now")) if card else "",
    )
    return told(answer, status=status)
