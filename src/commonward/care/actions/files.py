"""Files of a message: brought, looked at by the worker, let through or held, opened. Each reading is on record.

A patient's file is always shown to the team; what was found becomes a flag. A file of the team that names somebody
else than the patient waits for a second reader. What was brought and not sent goes after a week.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access, closed, names, voices
from commonward.care.models import CareFile, CareFilePiece, Membership, Message, Proxy, Relationship, Thread
from commonward.kernel import clock, ids, ledger, text, upkeep, work
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import files, screening
from commonward.oversight.models import Verdict
from commonward.people import notices
from commonward.people.queries import person_of

LOOK: Final = "care_file.look"
JOB: Final = System("care")
#: Files of one message, and of one person that are not sent yet.
MOST: Final = 4
MOST_UNSENT: Final = 20
KEPT_UNSENT: Final = timedelta(days=7)
LONGEST_NAME: Final = 200
LONGEST_WORDS: Final = 2000
#: Letters of a file that are looked through.
_MOST_READ: Final = 120_000
_THIRD_PARTY: Final = "phi.third-party"
State, Use = CareFile.State, CareFilePiece.Use


def bring(person: Person, relationship: Relationship, thread: Thread | None, upload: "UploadedFile[bytes]") -> CareFile:
    """Take a file for a message that is being written, locked from the first moment, and have it looked at.

    Raises Unacceptable beside `files` for one that is too large, plainly something else, or one too many.
    """
    if (upload.size or 0) > files.LARGEST:
        raise Unacceptable(files.sentence("too-large"), field="files")
    data = upload.read()
    try:
        kind = files.kind_of(data)
    except files.Refused as refused:
        raise Unacceptable(files.sentence(refused.code), field="files") from None
    left = CareFile.objects.visible_to(person).filter(owner_id=person.seat, message=None)
    if left.count() >= MOST_UNSENT:
        sentence = _("There are %(most)d files of yours that were not sent. Send some, or take some out, first.")
        raise Unacceptable(sentence % {"most": MOST_UNSENT}, field="files")
    name = (text.tidy_name(upload.name or "") or _("File"))[-LONGEST_NAME:]
    with transaction.atomic():
        file = CareFile.objects.create(
            pk=ids.new(),
            owner_id=person.seat,
            relationship=relationship,
            thread=thread,
            from_team=access.part_of(person, relationship).serves,
            name=name,
            digest=hashlib.sha256(data).hexdigest(),
            kind=kind,
            size=len(data),
        )
        CareFilePiece.objects.bulk_create(CareFilePiece.made_of(file, Use.ORIGINAL, 0, data))
        ledger.record(person, "file.brought", Ref("care_file", file.pk), detail={"bytes": len(data), "kind": kind})
        work.enqueue(LOOK, file.pk)
    return file


def unsent(person: Person, relationship: Relationship, thread: Thread | None) -> list[CareFile]:
    """What somebody brought for this place and did not send yet."""
    # One's own, which nobody else sees before they are sent.
    mine = CareFile.objects.visible_to(JOB).filter(owner_id=person.seat, message=None)
    return list(mine.filter(relationship=relationship, thread=thread).order_by("pk"))


def drop(person: Person, pk: int) -> None:
    """Take out a file that was not sent. Nothing of it stays. Twice does no harm."""
    with transaction.atomic():
        mine = CareFile.objects.visible_to(person).select_for_update(of=("self",))
        file = mine.filter(pk=pk, owner_id=person.seat, message=None).first()
        if file is not None:
            ledger.record(person, "file.dropped", Ref("care_file", file.pk))
            file.delete()


def attach(person: Person, relationship: Relationship, message: Message, wanted: Sequence[int]) -> list[CareFile]:
    """Make files part of a message, in the transaction that sends it. What could not be taken stays behind.

    Raises Conflict when one of them is not there any more, as when it was taken out in another window.
    """
    if not wanted:
        return []
    mine = CareFile.objects.visible_to(person).select_for_update(of=("self",))
    found = list(mine.filter(pk__in=wanted, owner_id=person.seat, message=None, relationship=relationship))
    if len(found) != len(set(wanted)):
        raise Conflict(_("A file of this message is not here any more. Look at the files, then send it again."))
    sent = sorted((one for one in found if one.state != State.REFUSED), key=lambda one: one.pk)
    for file in sent:
        file.message, file.thread = message, message.thread
        file.save(update_fields=["message", "thread"])
    return sent


def of_message(message: Message) -> list[CareFile]:
    """The files of a message that was obtained as somebody; for the record and for the worker."""
    return list(CareFile.objects.visible_to(JOB).filter(message=message).order_by("pk"))


def content(file: CareFile, use: "CareFilePiece.Use", page: int = 0) -> bytes:
    """The bytes of a file that was obtained as somebody. Raises NotFound where there are none."""
    pieces = file.pieces.filter(use=use, page=page).order_by("number")
    data = b"".join(piece.data for piece in pieces)
    if not data:
        raise NotFound(_("This is not here."))
    return data


def read(person: Person, file: CareFile, what: str, *, connection: int | None = None) -> None:
    """Put on record that somebody opened a file: its page, a picture of it, or the original.

    What a program takes along by a `connection` is on record also where it is one's own file.
    """
    patient = file.relationship.chart.seat_id
    if file.message_id is None or (person.seat == file.owner_id and connection is None):
        return
    detail: ledger.Detail = {"what": what} if connection is None else {"what": what, "connection": connection}
    with transaction.atomic():
        ledger.record(
            person,
            "file.read",
            Ref("care_file", file.pk),
            detail=detail,
            on_behalf_of=None if person.seat == patient else patient,
        )


# --- Looking at it ------------------------------------------------------------------------------------------------
def give_up(file_id: int) -> None:
    """Worker: it could never be looked at, while others could. Its owner hears that it was not taken."""
    file = CareFile.objects.visible_to(JOB).select_for_update(of=("self",)).get(pk=file_id)
    if file.state == State.WAITING:
        _refuse(file, "too-heavy")


@work.carries(LOOK, given_up=give_up)
def look(file_id: int) -> None:
    """Worker: look at one file, draw its pages, and say whether it may be shown. Twice does no harm."""
    rows = CareFile.objects.visible_to(JOB).select_related(
        "owner__profile", "owner__organisation", "relationship__chart__organisation", "relationship__team"
    )
    file = rows.filter(pk=file_id, state=State.WAITING).first()
    if file is None:
        return
    try:
        looked = files.look(content(file, Use.ORIGINAL))
    except files.Refused as refused:
        with transaction.atomic():
            row = _locked(file_id)
            if row is not None:
                _refuse(row, refused.code)
        return
    rules, held, unchecked = _judged(file, looked.words[:_MOST_READ])
    with transaction.atomic():
        row = _locked(file_id)
        if row is None:
            return
        if _came_too_late(row):
            _stop(JOB, row)
            return
        row.state = State.HELD if held else State.READY
        row.was_held, row.rules, row.is_unchecked = held, rules, unchecked
        row.kind, row.number, row.looked_at = looked.kind, looked.number, clock.now()
        row.pages = [{"type": one.media_type, "width": one.width, "height": one.height} for one in looked.pages]
        row.save(update_fields=["state", "was_held", "rules", "is_unchecked", "kind", "number", "looked_at", "pages"])
        for page, one in enumerate(looked.pages, start=1):
            CareFilePiece.objects.bulk_create(CareFilePiece.made_of(row, Use.PAGE, page, one.data))
            CareFilePiece.objects.bulk_create(CareFilePiece.made_of(row, Use.SMALL, page, one.small))
        _record(row, "held" if held else "ready")


def stop_waiting(actor: Actor, **which: int) -> None:
    """Stop the team's files that were sent and wait: to be looked at, or for a second reader. As for words.

    What a patient sent is theirs, and goes on to the team.
    """
    rows = CareFile.objects.visible_to(JOB).select_for_update(of=("self",)).select_related("relationship__chart")
    within = {f"relationship__{name}": value for name, value in which.items()}
    sent = rows.filter(from_team=True, message__isnull=False, **within)
    for row in sent.filter(state__in=[State.WAITING, State.HELD]):
        _stop(actor, row)


def _came_too_late(file: CareFile) -> bool:
    """The consent or the relationship ended after the team sent it and before it was looked at."""
    if not file.from_team or file.message_id is None:
        return False
    return not Relationship.objects.permitted().filter(pk=file.relationship_id).exists()


def _stop(actor: Actor, file: CareFile) -> None:
    file.state = State.STOPPED
    file.save(update_fields=["state"])
    patient = file.relationship.chart.seat_id
    ledger.record(actor, "file.stopped", Ref("care_file", file.pk), on_behalf_of=patient)
    if file.thread_id is not None:
        notices.notify(file.owner_id, "care.stopped", Ref("thread", file.thread_id))


def _judged(file: CareFile, words: str) -> tuple[list[str], bool, bool]:
    """Rules that were found, whether it waits for a second reader, and whether the guard did not answer."""
    chart, team = file.relationship.chart, file.relationship.team
    person = person_of(file.owner)
    checked = screening.preview(voices.voice_of(person, file.owner, chart, team.pk), words, context="care_conversation")
    if checked.verdict == Verdict.UNAVAILABLE:
        return [], file.from_team, True
    found = list(dict.fromkeys(one.rule for one in checked.findings))
    stopped = checked.verdict in {Verdict.HOLD, Verdict.BLOCK}
    if files.names_somebody_else(words, chart.name, _expected(file)):
        found, stopped = list(dict.fromkeys([_THIRD_PARTY, *found])), True
    return found, file.from_team and stopped, False


def _expected(file: CareFile) -> list[str]:
    """Whose names stand in files of this patient anyway: the team's, and of those who act for them."""
    members = Membership.objects.serving().filter(team_id=file.relationship.team_id)
    acting = Proxy.objects.in_force().filter(chart_id=file.relationship.chart_id)
    named = [*members.values_list("seat__profile__display_name", flat=True)[: voices.MOST_COLLEAGUES]]
    named += acting.values_list("seat__profile__display_name", flat=True)
    return [name for name in named if name] + [names.caregiver(file.owner).name]


def _refuse(file: CareFile, code: str) -> None:
    """It can not be shown: its bytes and its name go, the reason stays."""
    file.state, file.refusal, file.looked_at = State.REFUSED, code, clock.now()
    file.save(update_fields=["state", "refusal", "looked_at"])
    CareFilePiece.objects.filter(file=file).delete()
    _record(file, "refused", {"refusal": code})
    if file.message_id is not None and file.thread_id is not None:
        notices.notify(file.owner_id, "care.file_refused", Ref("thread", file.thread_id))


def _locked(file_id: int) -> CareFile | None:
    rows = CareFile.objects.visible_to(JOB).select_for_update(of=("self",)).select_related("relationship__chart")
    return rows.filter(pk=file_id, state=State.WAITING).first()


def _record(file: CareFile, what: str, detail: ledger.Detail | None = None) -> None:
    patient = file.relationship.chart.seat_id
    ledger.record(JOB, f"file.{what}", Ref("care_file", file.pk), detail=detail or {}, on_behalf_of=patient)


# --- The second reader --------------------------------------------------------------------------------------------
def release(person: Person, file: CareFile) -> None:
    """Let a held file through: it is of this patient after all. Raises NotFound, Conflict.

    Where the relationship or the consent ended meanwhile, it is stopped instead.
    """
    with transaction.atomic():
        row = _waiting(person, file)
        if is_late := _came_too_late(row):
            _stop(person, row)
        else:
            _decide(person, row, State.READY, None)
    if is_late:
        raise closed.no_longer_held(row.state)


def send_back(person: Person, file: CareFile, *, words: str) -> None:
    """Do not let it through, with a word to its author. Raises Unacceptable beside `words`, NotFound, Conflict."""
    said = text.tidy(words)
    if text.is_blank(said) or len(said) > LONGEST_WORDS:
        raise Unacceptable(_("Tell the author why. A line is enough."), field="words")
    with transaction.atomic():
        _decide(person, _waiting(person, file), State.RETURNED, said)


def _waiting(person: Person, file: CareFile) -> CareFile:
    access.get_held_file(person, file.pk, decided=True)
    row = CareFile.objects.visible_to(JOB).select_for_update(of=("self",)).get(pk=file.pk)
    if row.state != State.HELD:
        raise closed.no_longer_held(row.state)
    return row


def _decide(person: Person, row: CareFile, state: "CareFile.State", words: str | None) -> None:
    row.state, row.reviewer_id, row.reviewed_at, row.reviewer_words = state, person.seat, clock.now(), words
    row.save(update_fields=["state", "reviewer", "reviewed_at", "reviewer_words"])
    what = "released" if state == State.READY else "returned"
    patient = row.relationship.chart.seat_id
    ledger.record(person, f"file.{what}", Ref("care_file", row.pk), on_behalf_of=patient)
    if row.thread_id is not None:
        notices.notify(row.owner_id, f"care.{what}", Ref("thread", row.thread_id))


@upkeep.sweeps_for_good
def sweep() -> int:
    """Remove what was brought and not sent for a week; how many files."""
    over = CareFile.objects.visible_to(JOB).filter(message=None, brought_at__lte=clock.now() - KEPT_UNSENT)
    gone = 0
    for pk in list(over.values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            row = over.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:
                ledger.record(JOB, "file.removed", Ref("care_file", pk))
                row.delete()
                gone += 1
    return gone
