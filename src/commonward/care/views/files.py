"""Files of messages: their page, pictures of their pages, the original. Each reading by others is on record."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.care import access, carrying, names
from commonward.care.actions import files
from commonward.care.models import CareFilePiece
from commonward.kernel.errors import NotFound
from commonward.people.requests import PersonRequest, for_persons

Use = CareFilePiece.Use
_ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "webp": ".webp", "gif": ".gif", "avif": ".avif"}
_TYPES = {"pdf": "application/pdf"}


@require_safe
@for_persons
def file(request: PersonRequest, pk: int) -> HttpResponse:
    """One file: its pages as pictures, what it is, and the original to take along."""
    found = access.get_file(request.actor, pk)
    files.read(request.actor, found, "page")
    context = {
        "file": found,
        "described": carrying.described(found),
        "pages": range(1, len(found.pages) + 1),
        "left_out": max(0, found.number - len(found.pages)) if found.pages else 0,
        "from": names.by_seat(found.relationship.chart, [found.owner])[found.owner_id].name,
        "title": _("A file of this conversation"),
    }
    return render(request, "care/file.html", context)


@require_safe
@for_persons
def page(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The picture of one page, as the inspection drew it; with `small` as it stands in a conversation."""
    found = access.get_file(request.actor, pk)
    small = "small" in request.GET
    if not 1 <= number <= len(found.pages):
        raise NotFound(_("This is not here."))
    data = files.content(found, Use.SMALL if small else Use.PAGE, number)
    if not small:
        files.read(request.actor, found, f"picture-{number}")
    response = HttpResponse(data, content_type=str(found.pages[number - 1]["type"]))
    return _private(response)


@require_safe
@for_persons
def original(request: PersonRequest, pk: int) -> HttpResponse:
    """The file as it was sent, to take along. Never shown by the browser itself."""
    found = access.get_file(request.actor, pk)
    data = files.content(found, Use.ORIGINAL)
    files.read(request.actor, found, "original")
    response = HttpResponse(data, content_type=_TYPES.get(found.kind, f"image/{found.kind}"))
    name = f"file-{found.pk}{_ENDINGS.get(found.kind, '')}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    # What may be read can be withdrawn at any time, and belongs to nobody's disk.
    patch_cache_control(response, private=True, no_store=True)
    return response
