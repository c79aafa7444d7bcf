"""Pictures on their way in: brought to quarantine, inspected by a worker in a limited child process, made anew.

No URL serves the quarantine. What is shown is always a new file that the inspection wrote. The original is deleted
once the inspection is done; a file that was refused leaves nothing but the code of the reason.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.guard.contract import GuardUnavailable, MediaRefused
from commonward.guard.media import HEAD, Code, Inspection, inspect, recognise
from commonward.guard.media.limits import DEFAULT
from commonward.guard.media.metadata import PERSONAL
from commonward.kernel import clock, ids, ledger, work
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.oversight.events import MediaInspected
from commonward.oversight.models import Media

INSPECT: Final = "media.inspect"

_REFUSALS: Final = {
    Code.EMPTY: gettext_lazy("This file is empty. Please choose the picture again."),
    Code.TOO_LARGE: gettext_lazy("This picture takes more than 20 MB. Please save a smaller copy and choose that."),
    Code.TOO_MANY_PIXELS: gettext_lazy("This picture has too many pixels. Please save a smaller copy first."),
    Code.TOO_LONG: gettext_lazy("This picture is too long on one side. Please crop it or save a smaller copy."),
    Code.TOO_MANY_FRAMES: gettext_lazy("This file holds too many pictures. Please save the one you need."),
    Code.TOO_HEAVY: gettext_lazy("This picture takes too much work to open. Please save it as a smaller JPEG."),
    Code.DAMAGED: gettext_lazy("This picture is cut short or damaged. Please try another copy of it."),
    Code.MIXED: gettext_lazy("This file holds more than a picture. Please save it as a new picture and choose that."),
    Code.SVG: gettext_lazy("SVG drawings can hold programs, so they are not taken. Please save it as PNG."),
    Code.HEIC: gettext_lazy("HEIC pictures can not be read here yet. Please save it as JPEG and choose that."),
    Code.DICOM: gettext_lazy("This is a medical image file that may name a patient. It can not be shared here."),
    Code.PDF: gettext_lazy("This is a PDF document. Only pictures can be added here."),
    Code.WEB_PAGE: gettext_lazy("This is a web page. Only pictures can be added here."),
}
_OTHER: Final = gettext_lazy("This file can not be shown. Please choose a JPEG, PNG, WebP or GIF picture.")
_KINDS: Final = {
    "place": gettext_lazy("the place"),
    "time": gettext_lazy("the time"),
    "device": gettext_lazy("the device"),
    "serial": gettext_lazy("the device's number"),
    "author": gettext_lazy("the author"),
    "people": gettext_lazy("names of people"),
    "comment": gettext_lazy("comments"),
    "thumbnail": gettext_lazy("a small preview"),
}


def bring(person: Person, upload: "UploadedFile[bytes]") -> Media:
    """Take a picture into quarantine and have it inspected.

    Raises Unacceptable with the sentence to show for a file that is plainly no picture or too large; it then leaves
    nothing behind. Its name is not kept: names of files name people.
    """
    size = upload.size or 0
    head = upload.read(HEAD)
    upload.seek(0)
    if size == 0:
        raise Unacceptable(refusal_sentence(Code.EMPTY.value), field="pictures")
    if size > DEFAULT.bytes:
        raise Unacceptable(refusal_sentence(Code.TOO_LARGE.value), field="pictures")
    try:
        recognise(head)
    except MediaRefused as refused:
        raise Unacceptable(refusal_sentence(refused.code), field="pictures") from None
    pk = ids.new()
    path = _original(pk)
    _write(path, upload.chunks())
    try:
        with transaction.atomic():
            media = Media.objects.create(pk=pk, owner_id=person.seat, size=size)
            ledger.record(person, "media.brought", Ref("media", pk), detail={"bytes": size})
            work.enqueue(INSPECT, pk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return media


@work.carries(INSPECT)
def carry_inspection(media_id: int) -> None:
    """Worker: look at one picture in quarantine."""
    look_at(System("media"), media_id)


def look_at(actor: System, media_id: int) -> None:
    """Inspect a picture, write its renditions, and say so. Doing it twice does no harm.

    Raises work.TryAgain while the inspection can not answer; the picture waits, and nobody sees it.
    """
    media = Media.objects.filter(pk=media_id, state=Media.State.QUARANTINED).first()
    if media is None:
        return
    folder = renditions_dir(media_id)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        inspection = inspect(_original(media_id), into=folder)
    except MediaRefused as refused:
        shutil.rmtree(folder, ignore_errors=True)
        _settle(actor, media_id, Media.State.REFUSED, refusal=refused.code)
    except GuardUnavailable:
        shutil.rmtree(folder, ignore_errors=True)
        raise work.TryAgain from None
    else:
        _settle(actor, media_id, Media.State.CLEAN, inspection=inspection)
    _original(media_id).unlink(missing_ok=True)


def renditions_dir(media_id: int) -> Path:
    """Where a picture's clean files lie. Spread over folders, so that none grows without end."""
    return Path(settings.MEDIA_ROOT) / f"{media_id % 256:02x}" / str(media_id)


def rendition_path(media: Media, name: str) -> Path:
    """The file of a rendition. Raises NotFound for a name that the inspection did not write."""
    if media.state != Media.State.CLEAN or name not in {item["name"] for item in media.renditions}:
        raise NotFound(_("This picture is not here."))
    return renditions_dir(media.pk) / name


def refusal_sentence(code: str) -> str:
    """Why a file was not taken, and what to do."""
    return str(_REFUSALS.get(Code(code), _OTHER) if code in set(Code) else _OTHER)


def removed_sentence(kinds: Iterable[str]) -> str:
    """What was found beside the pixels and taken out."""
    words = [str(_KINDS[kind]) for kind in kinds if kind in _KINDS]
    if not words:
        return _("Hidden data was in the file; we took it out.")
    return _("In the file were %(things)s; we took them out.") % {"things": ", ".join(words)}


def _original(media_id: int) -> Path:
    return Path(settings.QUARANTINE_DIR) / str(media_id)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that only we can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _settle(
    actor: System, media_id: int, state: Media.State, *, refusal: str = "", inspection: Inspection | None = None
) -> None:
    with transaction.atomic():
        media = Media.objects.select_for_update().get(pk=media_id)
        if media.state != Media.State.QUARANTINED:
            return
        media.state, media.refusal, media.inspected_at = state, refusal, clock.now()
        if inspection is not None:
            media.kind, media.width, media.height = inspection.form.value, inspection.width, inspection.height
            media.removed = sorted(kind.value for kind in inspection.kinds & PERSONAL)
            media.renditions = [
                {
                    "name": rendition.path.name,
                    "type": rendition.media_type,
                    "width": rendition.width,
                    "height": rendition.height,
                    "bytes": rendition.bytes,
                }
                for rendition in inspection.renditions
            ]
        media.save()
        ledger.record(
            actor, f"media.{state.value}", Ref("media", media.pk), detail={"refusal": refusal} if refusal else {}
        )
        emit(MediaInspected(media.pk))
