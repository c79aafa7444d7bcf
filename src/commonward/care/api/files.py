"""Files in care: brought for a message, looked at by a worker, opened. Each reading by others is on record."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, P, PathEx, Status
from ninja.files import UploadedFile

from commonward.care import access
from commonward.care.actions import files
from commonward.care.api.router import router
from commonward.care.api.schemas import FileCondition, FileId, FileState, RelationshipId, SheetOut, ThreadId
from commonward.care.conversation import carried_of
from commonward.care.models import CareFile, CareFilePiece, Relationship, Thread
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound
from commonward.oversight.problems import REFUSALS, person_in
from commonward.people.applications import Scope
from commonward.people.bearer import Bearer

READ, WRITE = Bearer(Scope.CARE_READ), Bearer(Scope.CARE_WRITE)
Use = CareFilePiece.Use
Sheet = PathEx[int, P(ge=1, le=10_000, description="A page of the file, from 1.")]
#: Bytes are for programs to keep, and for no browser to show.
_TYPE = "application/octet-stream"
_BYTES = {
    "responses": {200: {"description": "OK", "content": {_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
}


@router.get("/care/threads/{pk}/files", response={200: list[FileState], **REFUSALS}, auth=WRITE)
def get_unsent_files(request: HttpRequest, pk: ThreadId) -> list[FileState]:
    """What was brought for a message in a matter and not sent yet."""
    person = person_in(request).actor
    thread = access.get_thread(person, pk)
    return [_told(person, one) for one in files.unsent(person, thread.relationship, thread)]


@router.post("/care/threads/{pk}/files", response={201: FileState, **REFUSALS}, auth=WRITE)
def bring_file(request: HttpRequest, pk: ThreadId, file: File[UploadedFile]) -> Status[FileState]:
    """Bring a picture or a PDF for a message in a matter; name its `id` in `files` when you send it.

    A worker looks at it first. What was not sent goes after a week.
    """
    person = person_in(request).actor
    thread = access.get_thread(person, pk)
    require(access.may_write(person, thread))
    return _brought(person, thread.relationship, thread, file)


@router.get("/care/relationships/{pk}/files", response={200: list[FileState], **REFUSALS}, auth=WRITE)
def get_unsent_files_of_a_new_matter(request: HttpRequest, pk: RelationshipId) -> list[FileState]:
    """What was brought for a new matter and not sent yet."""
    person = person_in(request).actor
    relationship = access.get_relationship(person, pk)
    return [_told(person, one) for one in files.unsent(person, relationship, None)]


@router.post("/care/relationships/{pk}/files", response={201: FileState, **REFUSALS}, auth=WRITE)
def bring_file_for_a_new_matter(
    request: HttpRequest, pk: RelationshipId, file: File[UploadedFile]
) -> Status[FileState]:
    """Bring a picture or a PDF for the first message of a new matter."""
    person = person_in(request).actor
    relationship = access.get_relationship(person, pk)
    require(access.may_open(person, relationship))
    return _brought(person, relationship, None, file)


@router.delete("/care/files/{pk}", response={204: None, **REFUSALS}, auth=WRITE)
def drop_file(request: HttpRequest, pk: FileId) -> Status[None]:
    """Take out a file that was not sent. What was sent stays in the record."""
    person = person_in(request).actor
    found = access.get_file(person, pk)
    if found.message_id is not None or found.owner_id != person.seat:
        raise NotFound(_("This was sent, and is part of the record."))
    files.drop(person, pk)
    return Status(204, None)


@router.get("/care/files/{pk}", response={200: FileState, **REFUSALS}, auth=READ)
def get_file(request: HttpRequest, pk: FileId) -> FileState:
    """What a file is, and whether it was looked at. To read it is on record, as on its page."""
    person = person_in(request).actor
    found = access.get_file(person, pk)
    files.read(person, found, "page")
    return _told(person, found)


@router.get("/care/files/{pk}/pages/{number}", response={200: None, **REFUSALS}, auth=READ, openapi_extra=_BYTES)
def get_file_page(request: HttpRequest, pk: FileId, number: Sheet) -> HttpResponse:
    """The picture of a page, made anew by the inspection; `pages` of the file says of which type it is."""
    person = person_in(request).actor
    found = access.get_file(person, pk)
    if not number <= len(found.pages):
        raise NotFound(_("This is not here."))
    data = files.content(found, Use.PAGE, number)
    files.read(person, found, f"picture-{number}")
    return _taken(data)


@router.get("/care/files/{pk}/original", response={200: None, **REFUSALS}, auth=READ, openapi_extra=_BYTES)
def get_file_original(request: HttpRequest, pk: FileId) -> HttpResponse:
    """The file as it was sent."""
    person = person_in(request).actor
    found = access.get_file(person, pk)
    data = files.content(found, Use.ORIGINAL)
    files.read(person, found, "original")
    return _taken(data)


def _brought(
    person: Person, relationship: Relationship, thread: Thread | None, file: UploadedFile
) -> Status[FileState]:
    limits.spend(limits.UPLOAD, person)
    return Status(201, _told(person, files.bring(person, relationship, thread, file)))


def _told(person: Person, file: CareFile) -> FileState:
    own = file.owner_id == person.seat
    shown = carried_of(file, own=own, staff=False)
    return FileState(
        id=str(file.pk),
        kind=file.kind,
        name=shown.name,
        state=FileCondition(file.state),
        sentence=shown.sentence,
        reviewer_words=shown.reviewer_words,
        bytes=file.size,
        pages=[SheetOut.model_validate(one) for one in file.pages],
        message=None if file.message_id is None else str(file.message_id),
    )


def _taken(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type=_TYPE, headers={"Content-Disposition": "attachment"})
