"""Threads: reading, writing, changing one's own words, and every version of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.care import access, ages, arrivals, carrying, composing, conversation, standing
from commonward.care.actions import drafts, files, messaging, reading, ready
from commonward.care.actions.filing import Done
from commonward.care.actions.messaging import Stopped
from commonward.care.conversation import Said
from commonward.care.models import CareFile, Message, ReadyVersion, RecordEntry, Relationship, Thread
from commonward.care.models.threads import Category, Urgency
from commonward.care.words import Words
from commonward.kernel import limits
from commonward.kernel.access import Permission, require
from commonward.kernel.errors import Conflict, Denied, TooMany, Unacceptable
from commonward.oversight import mending, showing
from commonward.oversight.screening import Checked
from commonward.people.requests import PersonRequest, for_persons

Place = Relationship | Thread | Message


@dataclass(frozen=True, slots=True)
class _Tried:
    """Words that were not sent (yet), and what the page says of them."""

    words: Words
    checked: Checked | None = None
    error: str = ""
    field: str = "text"
    status: int = 200
    retry_after: int = 0
    restored: bool = False
    ready: "Sequence[ReadyVersion] | None" = None  # what the team keeps ready, where it was asked for
    is_fresh: bool = False  # nothing was sent: every file that was brought before is shown


@dataclass(frozen=True, slots=True)
class _Within:
    """The relationship that a page is about, and what the reader is in it."""

    relationship: Relationship
    part: access.Part


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def thread(request: PersonRequest, pk: int) -> HttpResponse:
    """A conversation, and the place to write in it."""
    found = _thread_of(request, pk)
    if request.method == "POST":
        outcome = _try(request, found)
        if isinstance(outcome, Done):
            return _sent(request, outcome)
        return _thread_page(request, found, outcome)
    kept = drafts.of(request.actor, found.relationship, found)
    return _thread_page(request, found, _Tried(composing.words_kept(kept), restored=kept is not None, is_fresh=True))


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def new_thread(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin a matter: what it is about, how soon, and the first message."""
    relationship = access.get_relationship(request.actor, pk)
    permission = access.may_open(request.actor, relationship)
    if not permission:
        return _closed_matter(request, relationship, permission)
    if request.method == "POST":
        outcome = _try(request, relationship)
        if isinstance(outcome, Done):
            return _sent(request, outcome)
        return _new_page(request, relationship, outcome)
    kept = drafts.of(request.actor, relationship, None)
    tried = _Tried(composing.words_kept(kept), restored=kept is not None, is_fresh=True)
    return _new_page(request, relationship, tried)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Other words for a message of one's own. The earlier ones stay in the record, and anybody there can read them."""
    message = access.get_message(request.actor, pk)
    if message.author_id != request.actor.seat:
        raise Denied(_("Only its author changes a message."))
    place = _thread_of(request, message.thread_id)
    permission = access.may_write(request.actor, place)
    if not permission and request.method != "POST":
        require(permission)
    if not permission:
        return _thread_page(request, place, _refused(_kept(request, place, composing.words_in(request.POST))))
    entries = conversation.entries_of(request.actor, message)
    tried = _Tried(Words(entries[0].text))
    if request.method == "POST":
        outcome = _try(request, message)
        if isinstance(outcome, Done):
            return _sent(request, outcome)
        tried = outcome
    context = _composer(request, message, _within(request, place.relationship), tried) | {
        "thread": place,
        "returned": entries[0] if entries[0].state == RecordEntry.State.RETURNED else None,
        "title": _("Change your message"),
    }
    return _shown(request, "care/change.html", context, tried)


@require_safe
@for_persons
def history(request: PersonRequest, pk: int) -> HttpResponse:
    """Every version of a message, as the record keeps it."""
    message = access.get_message(request.actor, pk)
    place = access.get_thread(request.actor, message.thread_id)
    reading.read(request.actor, place, [message])
    context = {
        "entries": conversation.entries_of(request.actor, message),
        "thread": place,
        "title": _("Versions of a message"),
    }
    return render(request, "care/history.html", context)


def _try(request: PersonRequest, place: Place) -> Done | _Tried:
    """Send, mend or only check. The words are kept first, so that whatever fails leaves them where they are found."""
    _require_place(request, place)
    words = _kept(request, place, composing.words_in(request.POST))
    if not isinstance(place, Message) and messaging.said_before(request.actor, words.once) is None:
        relationship, within = _within_place(place)
        if request.FILES and not _may_say(request, place):  # nothing is taken in where nothing may be sent
            return _refused(words)
        words, error = carrying.with_files(request.actor, relationship, within, words, request)
        if error:
            return _Tried(words, error=error, field="files", status=422)
    try:
        if "publish" in request.POST:
            limits.spend(limits.POST, request.actor)
            outcome = _send(request, place, words)
            if isinstance(outcome, Stopped):
                return _Tried(words, outcome.checked, outcome.sentence, status=422)
            return outcome
        limits.spend(limits.CHECK, request.actor)
        relationship = _relationship(request, place)
        if asked := request.POST.get("ready"):
            filled = ready.put_into(request.actor, relationship.team, words.text, asked)
            if filled == words.text:
                offered = ready.offered(request.actor, relationship.team)
                return _Tried(words, ready=offered)
            words = _kept(request, place, replaced(words, text=filled))
        checked = messaging.preview(request.actor, request.seat, relationship, words.text)
        if request.POST.get("fix"):
            words = replaced(words, text=mending.mended(words.text, checked, request.POST["fix"]))
            checked = messaging.preview(request.actor, request.seat, relationship, words.text)
        return _Tried(words, checked)
    except Denied:
        return _refused(words)
    except (Unacceptable, Conflict, TooMany) as refusal:
        where = refusal.field if isinstance(refusal, Unacceptable) else "text"
        wait = refusal.retry_after if isinstance(refusal, TooMany) else 0
        return _Tried(words, error=refusal.sentence, field=where, status=refusal.status, retry_after=wait)


def _thread_of(request: PersonRequest, pk: int) -> Thread:
    """The thread; where it was closed to somebody while they wrote, their words are kept before it is said."""
    try:
        return access.get_thread(request.actor, pk)
    except Denied:
        words = composing.words_in(request.POST)
        if request.method == "POST" and messaging.said_before(request.actor, words.once) is None:
            drafts.keep_behind(request.actor, pk, words)
        raise


def _refused(words: Words) -> _Tried:
    """Nothing can be sent here now; the page says why, with the words."""
    return _Tried(words, status=Denied.status)


def _closed_matter(request: PersonRequest, relationship: Relationship, refusal: Permission) -> HttpResponse:
    """Where nothing can be begun: what stands in the way, the ways on, and the words that wait for it to open."""
    words = composing.words_in(request.POST)
    if request.method == "POST":
        if (before := messaging.said_before(request.actor, words.once)) is not None:
            return _sent(request, before)
        _require_place(request, relationship)
        words = _kept(request, relationship, words)
    kept = drafts.of(request.actor, relationship, None)
    if kept is None and request.method != "POST":
        if to_permit := _to_permit(relationship, access.part_of(request.actor, relationship)):
            return redirect(to_permit)  # the page says what is to be permitted, and to whom
        require(refusal)
    context = {
        "refusal": refusal,
        "kept": kept,
        "words": words if words.text else composing.words_kept(kept),
        "was_sent": request.method == "POST",
        "brought_files": bool(request.FILES),
        "back": reverse("care:relationship", args=[relationship.pk]),
        "back_name": conversation.partner(access.part_of(request.actor, relationship), relationship),
        "title": _("A new matter"),
    }
    return render(request, "care/kept.html", context, status=Denied.status)


def _kept(request: PersonRequest, place: Place, words: Words) -> Words:
    if isinstance(place, Message):
        return words
    try:
        relationship, within = _within_place(place)
        if messaging.said_before(request.actor, words.once) is not None:
            return words
        return replaced(words, draft=drafts.state_of(drafts.keep(request.actor, relationship, within, words)))
    except drafts.KeptElsewhere:
        return words


def _require_place(request: PersonRequest, place: Place) -> None:
    """Nothing is taken in here that was written for somewhere else, whatever brought it to this address."""
    key = request.POST.get("key", "")
    if key and key != composing.key_of(place):
        raise Conflict(
            _("These words were written for another conversation, so they were not sent. Look where you are.")
        )


def _may_say(request: PersonRequest, place: Relationship | Thread) -> Permission:
    if isinstance(place, Relationship):
        return access.may_open(request.actor, place)
    return access.may_write(request.actor, place)


def _within_place(place: Relationship | Thread) -> tuple[Relationship, Thread | None]:
    return (place, None) if isinstance(place, Relationship) else (place.relationship, place)


def _send(request: PersonRequest, place: Place, words: Words) -> Done | Stopped:
    match place:
        case Relationship():
            return messaging.open_thread(request.actor, request.seat, place, words)
        case Thread():
            return messaging.send(request.actor, request.seat, place, words)
        case Message():
            return messaging.edit(request.actor, request.seat, place, words)


def _relationship(request: PersonRequest, place: Place) -> Relationship:
    match place:
        case Relationship():
            return place
        case Thread():
            return place.relationship
        case Message():
            return access.get_thread(request.actor, place.thread_id).relationship


def _sent(request: PersonRequest, done: Done) -> HttpResponse:
    key = request.POST.get("key", "")[:40]
    tag = f"done:{request.actor.seat}:{key}:{done.message.once}"
    if done.entry.state == RecordEntry.State.HELD:
        messages.success(request, _("A colleague reads it first. You hear when it is sent."), extra_tags=tag)
    else:
        messages.success(request, _("Sent, and filed in the record."), extra_tags=tag)
    return redirect(f"{reverse('care:thread', args=[done.message.thread_id])}#m-{done.message.pk}")


def _composer(
    request: PersonRequest,
    place: Place,
    within: _Within,
    tried: _Tried,
    unsent: "Sequence[CareFile] | None" = None,
) -> dict[str, object]:
    composer = composing.composer_for(
        request.actor,
        place,
        tried.words,
        name=conversation.partner(within.part, within.relationship),
        error=tried.error if tried.field == "text" else "",
        restored=tried.restored,
    )
    if not isinstance(place, Message):
        kept = unsent if unsent is not None else files.unsent(request.actor, *_within_place(place))
        shown = [one for one in kept if tried.is_fresh or one.pk in tried.words.files]
        composer = carrying.with_kept(composer, shown, error=tried.error if tried.field == "files" else "")
    check = None
    if tried.checked is not None:
        check = composing.check_of(tried.words, tried.checked, from_team=within.part.serves)
    numbers = standing.numbers(request.user, within.relationship)
    return {"composer": composer, "check": check, "ready": tried.ready, "help": numbers}


def _thread_page(request: PersonRequest, found: Thread, tried: _Tried) -> HttpResponse:
    relationship = found.relationship
    within = _within(request, relationship)
    talk = conversation.talk(request.actor, request.seat, found, within.part, request.GET.get("before"))
    permission = access.may_write(request.actor, found, within.part)
    reading.read(request.actor, found, talk.messages, talk.read_before)
    context = {
        "help": standing.numbers(request.user, relationship),
        "thread": found,
        "talk": talk,
        "relationship": relationship,
        "partner": conversation.partner(within.part, relationship),
        "is_own": within.part.is_patient,
        "closed": "" if permission else permission.reason,
        "ways": permission.ways,
        **(_help(request, talk.messages) if within.part.is_patient else {}),
        "standing": standing.of_turn(request.actor, found.turn),
        "hours": standing.of_team(relationship.team),
        "serves": within.part.serves,
        "title": found.topic,
    }
    if permission:
        context |= _composer(request, found, within, tried, talk.unsent)
        context["newest"] = arrivals.newest_of(request.actor, talk.messages)
    else:
        context["kept"] = drafts.of(request.actor, relationship, found)
        context |= {"words": tried.words, "was_sent": request.method == "POST", "brought_files": bool(request.FILES)}
    return _shown(request, "care/thread.html", context, tried)


def _to_permit(relationship: Relationship, part: access.Part) -> str:
    """Where a patient permits what they do not permit now."""
    if not part.is_patient or access.why_closed(relationship) or access.permits(relationship):
        return ""
    return f"{reverse('consent:page')}?at={relationship.team.organisation.slug}"


def _shown(request: PersonRequest, template: str, context: dict[str, object], tried: _Tried) -> HttpResponse:
    response = render(request, template, context, status=tried.status)
    if tried.retry_after:
        response["Retry-After"] = str(tried.retry_after)
    return response


def _help(request: PersonRequest, shown: list[Said]) -> dict[str, str]:
    """The help card with the newest message of one's own that asks for it, until one closes it."""
    own = [one for one in shown if one.author_id == request.actor.seat and one.entry is not None]
    if not own:
        return {}
    return {
        "sent_help": showing.help_of(own[-1].tier or "", own[-1].help_said or ""),
        "help_said_url": reverse("oversight:said_of_help", args=[own[-1].screening]),
    }


def _new_page(request: PersonRequest, relationship: Relationship, tried: _Tried) -> HttpResponse:
    within = _within(request, relationship)
    context = _composer(request, relationship, within, tried) | {
        "help": standing.numbers(request.user, relationship),
        "relationship": relationship,
        "partner": conversation.partner(within.part, relationship),
        "is_own": within.part.is_patient,
        "words": tried.words,
        "topic_error": tried.error if tried.field == "topic" else "",
        "categories": [("", _("Not said")), *Category.choices],
        "urgencies": Urgency.choices,
        "serves": within.part.serves,
        "may_hide": within.part.is_patient and ages.may_keep_private(relationship.chart),
        "hours": standing.of_team(relationship.team),
        "title": _("A new matter"),
    }
    return _shown(request, "care/new_thread.html", context, tried)


def _within(request: PersonRequest, relationship: Relationship) -> _Within:
    return _Within(relationship, access.part_of(request.actor, relationship))
