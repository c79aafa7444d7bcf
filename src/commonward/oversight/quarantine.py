"""Pictures on their way in: brought to quarantine, inspected by a worker in a limited child process, made anew.

No URL serves the quarantine. What is shown is always a new file that the inspection wrote. The original stays for a
day, in which its author may decide what is covered (`covering`), then it is deleted; a file that was refused leaves
nothing but the code of the reason.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.guard.contract import GuardUnavailable, MediaRefused, Submission
from commonward.guard.contract import Media as ToCheck
from commonward.guard.media import HEAD, Code, Inspection, inspect, recognise
from commonward.guard.media.limits import DEFAULT
from commonward.guard.media.metadata import PERSONAL
from commonward.guard.seen import Part, boxes_of, noticed
from commonward.kernel import clock, ids, ledger, upkeep, work
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import NotFound, Unacceptable, Unavailable
from commonward.kernel.events import emit
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.oversight import covering, crediting, guards, resembling, stored
from commonward.oversight.covering import INSPECT
from commonward.oversight.events import MediaInspected
from commonward.oversight.models import LibraryPicture, Media, PictureMark
from commonward.people.models import Organisation

#: A file that is being brought has its row long before this.
_SWEPT_AFTER_SECONDS: Final = 3600.0
_MOST_AT_ONCE: Final = 500
#: Longer side of what an author sees of their picture without covers.
BEFORE_SIDE: Final = 1280
#: One grey dot, as PNG.
_SAMPLE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)

_REFUSALS: Final = {
    Code.MISSING: gettext_lazy("The picture could not be found. Please choose it again."),
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
    Code.DICOM: gettext_lazy("This kind of medical image file can not be read here. Please save the picture as PNG."),
    Code.PDF: gettext_lazy("This is a PDF document. Only pictures can be added here."),
    Code.WEB_PAGE: gettext_lazy("This is a web page. Only pictures can be added here."),
    Code.OFFICE: gettext_lazy("This is an office document. Only pictures can be added here."),
    Code.ARCHIVE: gettext_lazy("This is a packed folder of files. Please unpack it and choose one picture."),
    Code.PROGRAM: gettext_lazy("This file is a program. Only pictures can be added here."),
    Code.VIDEO: gettext_lazy("This is a video. Only pictures can be added here yet."),
    Code.SOUND: gettext_lazy("This is a sound recording. Only pictures can be added here yet."),
    Code.CAMERA_RAW: gettext_lazy("Raw camera files can not be read here. Please save it as JPEG and choose that."),
    Code.OTHER_PICTURE: gettext_lazy("This kind of picture can not be read here. Please save it as JPEG or PNG."),
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


def bring(person: Person, upload: "UploadedFile[bytes]", *, shows: Collection[str] = ()) -> Media:
    """Take a picture into quarantine and have it inspected. `shows` is what its author says that it shows
    (`covering.SHOWS`), where they say it at once.

    Raises Unacceptable with the sentence to show for a file that is plainly no picture or too large, and Unavailable
    when the disk does not take it; nothing is left behind then. Its name is not kept: names of files name people.
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
    try:
        _write(path, upload.chunks())
    except OSError as error:
        log_event("media.not_stored", error=type(error).__name__)
        raise Unavailable(
            _("We could not store this picture just now. Your words are kept; try again later.")
        ) from None
    try:
        with transaction.atomic():
            media = Media.objects.create(pk=pk, owner_id=person.seat, size=size, choices=covering.said_at_once(shows))
            ledger.record(person, "media.brought", Ref("media", pk), detail={"bytes": size})
            work.enqueue(INSPECT, pk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return media


def give_up(media_id: int) -> None:
    """Worker: the picture reader answers for others and never for this one, so its author hears that it is refused."""
    _settle(System("media"), media_id, Media.State.REFUSED, refusal=Code.TOO_HEAVY.value)
    transaction.on_commit(lambda: _forget_original(media_id))


@work.carries(INSPECT, given_up=give_up)
def carry_inspection(media_id: int) -> None:
    """Worker: look at one picture in quarantine."""
    look_at(System("media"), media_id)


def look_at(actor: System, media_id: int) -> None:
    """Inspect a picture, write its renditions, and say so. Doing it twice does no harm.

    While the inspection can not answer the picture waits, and nobody sees it. Raises work.OutOfOrder when it can not
    answer for any picture, work.TryAgain when only for this one.
    """
    media = Media.objects.filter(pk=media_id, state=Media.State.QUARANTINED).first()
    if media is not None:
        _look_at(actor, media)
    # Also when a worker before us died between its decision and this.
    if not _is_awaited([media_id]):
        _forget_original(media_id)


def _look_at(actor: System, media: Media) -> None:
    media_id = media.pk
    try:
        original = _original(media_id)
        if media.inspected_at is None:
            seen = inspect(original, into=_fresh(before_dir(media_id)), sides=(BEFORE_SIDE,), looks=True)
            media.parts = covering.kept_parts(_parts(original, seen))
            media.noticed = [kind.value for kind in noticed(seen.things or ())]
            media.codes = resembling.codes_of(seen.likeness)
            media.resembles = resembling.found(media, seen.likeness)
            crediting.fill(media)
            if crediting.is_turned_back(media):
                _settle(actor, media_id, Media.State.REFUSED, refusal=crediting.TURNED_BACK, looked=media)
                return
        hidden = [*boxes_of(covering.parts_of(media)), *covering.choices_of(media).own]
        with stored.making(media_id) as folder:
            inspection = inspect(original, into=folder, cover=hidden)
    except MediaRefused as refused:
        _settle(actor, media_id, Media.State.REFUSED, refusal=refused.code)
    except stored.Unreachable as silent:
        log_event("media.store_silent", error=str(silent))
        raise work.OutOfOrder from None
    except GuardUnavailable:
        raise (work.OutOfOrder if self_check() else work.TryAgain) from None
    else:
        _settle(actor, media_id, Media.State.CLEAN, inspection=inspection, looked=media)


def _parts(original: Path, seen: Inspection) -> tuple[Part, ...]:
    """What is covered in a picture of which this was seen."""
    return guards.guard().parts(seen, Submission(author="professional", media=(ToCheck(original),)))


def before_dir(media_id: int) -> Path:
    """Where the files lie that show a picture without covers, to its author alone, while they decide."""
    return Path(settings.QUARANTINE_DIR) / f"{media_id}.before"


def before_path(media: Media) -> Path:
    """The picture without covers, for its author. Raises NotFound once the time to decide is over."""
    files = sorted(before_dir(media.pk).glob("*.*")) if covering.is_open(media) else []
    smaller = [path for path in files if path.stem == str(BEFORE_SIDE)]
    if not files:
        raise NotFound(_("This picture is not here."))
    return (smaller or files)[0]


def _fresh(folder: Path) -> Path:
    """The folder, there and empty."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        left.unlink(missing_ok=True)
    return folder


def self_check() -> list[str]:
    """What keeps pictures from being looked at, in sentences for an administrator; empty when the reader answers."""
    with tempfile.TemporaryDirectory(prefix="commonward-") as folder:
        sample = Path(folder) / "sample"
        sample.write_bytes(_SAMPLE)
        try:
            seen = inspect(sample, into=Path(folder), sides=(), looks=True)
        except (GuardUnavailable, MediaRefused) as error:
            return [f"A sample picture could not be looked at: {error}. Until it can, pictures wait; none is lost."]
    return [] if (seen.width, seen.height) == (1, 1) else ["A sample picture was not read as what it is."]


@upkeep.sweeps
def sweep() -> int:
    """Remove files that no picture waits for, such as those of a process that died while it took one in; how many."""
    folder = Path(settings.QUARANTINE_DIR)
    if not folder.is_dir():
        return 0
    old = [path for path in folder.iterdir() if _is_old(path)]
    named = {int(path.stem): path for path in old if path.stem.isdecimal() and not path.suffix}
    awaited = {named[pk] for pk in _is_awaited(named)}
    for path in (gone := [path for path in old if path not in awaited]):
        path.unlink(missing_ok=True)
    return len(gone)


def unused_of(account_id: int) -> list[int]:
    """The pictures of an account that belong to nothing (any more). A logo is its organisation's, as is a library."""
    mine = Media.objects.filter(owner__account_id=account_id, attachments__isnull=True, library__isnull=True)
    logos = Organisation.objects.filter(Q(logo=OuterRef("pk")) | Q(logo_next=OuterRef("pk")))
    return list(mine.filter(~Exists(logos)).values_list("pk", flat=True))


def shown_nowhere(media: Iterable[int]) -> list[int]:
    """Those of these pictures that no post shows."""
    return list(Media.objects.filter(pk__in=list(media), attachments__isnull=True).values_list("pk", flat=True))


def remove_files(media: Iterable[int]) -> None:
    """Take away every file of these pictures. Their rows go afterwards, with `remove_rows`; twice does no harm.

    Raises stored.Unreachable while the store does not answer: the rows stay, and the rounds come back to them.
    """
    for pk in media:
        _forget_original(pk)
        stored.remove(pk)


def remove_rows(media: Iterable[int]) -> None:
    """Forget pictures whose files are gone. Belongs in the transaction that takes away what showed them."""
    gone = list(media)
    resembling.forget(gone)
    Media.objects.filter(pk__in=gone).delete()


@upkeep.sweeps_for_good
def end_choices() -> int:
    """Remove the originals of pictures whose authors had their day to decide what is covered; how many."""
    over = list(Media.objects.filter(open_until__lte=clock.now()).values_list("pk", flat=True)[:_MOST_AT_ONCE])
    for pk in over:
        _forget_original(pk)
        covering.forget_places(pk)
    return len(over)


def _is_awaited(ids: Iterable[int]) -> set[int]:
    """Those of these pictures whose originals are still needed."""
    needed = Q(state=Media.State.QUARANTINED) | Q(open_until__gt=clock.now())
    return set(Media.objects.filter(needed, pk__in=list(ids)).values_list("pk", flat=True))


def open_rendition(media: Media, name: str) -> IO[bytes]:
    """A rendition, to be read. Raises NotFound for one that is not there, stored.Unreachable while the store is silent.

    Whether somebody may see the picture was asked before.
    """
    if media.state != Media.State.CLEAN or name not in {item["name"] for item in media.renditions}:
        raise NotFound(_("This picture is not here."))
    try:
        return stored.opened(media.pk, name)
    except FileNotFoundError:
        raise NotFound(_("This picture is not here.")) from None


def refusal_sentence(code: str) -> str:
    """Why a file was not taken, and what to do."""
    if code == crediting.TURNED_BACK:
        return _(
            "This picture, or one nearly the same, was taken down or taken back here, so it is not shown again. If that"
            " is a mistake, open “Whose picture is it” and say why; a second person then looks."
        )
    return str(_REFUSALS.get(Code(code), _OTHER) if code in set(Code) else _OTHER)


def removed_sentence(kinds: Iterable[str]) -> str:
    """What was found beside the pixels and taken out. The kinds stand behind the sentence, which so reads well for one,
    for many, and for words that mean several things.
    """
    words = [str(_KINDS[kind]) for kind in kinds if kind in _KINDS]
    if not words:
        return _("We took hidden data out of the file.")
    listed = words[0]
    if len(words) > 1:
        listed = _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
    return _("We took hidden data out of the file: %(things)s.") % {"things": listed}


def _original(media_id: int) -> Path:
    return Path(settings.QUARANTINE_DIR) / str(media_id)


def _forget_original(media_id: int) -> None:
    _original(media_id).unlink(missing_ok=True)
    shutil.rmtree(before_dir(media_id), ignore_errors=True)


def _remove_late(media_id: int) -> None:
    try:
        remove_files([media_id])
    except stored.Unreachable as silent:
        log_event("media.store_silent", error=str(silent))  # the sweeper of the store finds it


def _is_old(path: Path) -> bool:
    try:
        return path.is_file() and time.time() - path.stat().st_mtime > _SWEPT_AFTER_SECONDS
    except FileNotFoundError:
        return False  # a worker was quicker


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
    actor: System,
    media_id: int,
    state: Media.State,
    *,
    refusal: str = "",
    inspection: Inspection | None = None,
    looked: Media | None = None,
) -> None:
    with transaction.atomic():
        media = Media.objects.select_for_update().filter(pk=media_id).first()
        if media is None:
            # Taken away for good while it was looked at; what was just written goes the same way.
            transaction.on_commit(lambda: _remove_late(media_id))
            return
        if media.state != Media.State.QUARANTINED:
            return
        if looked is not None and media.choices != looked.choices:
            return  # its author decided anew meanwhile: the work is done once more
        first = media.inspected_at is None
        media.state, media.refusal, media.inspected_at = state, refusal, clock.now()
        if refusal == crediting.TURNED_BACK:
            # Kept for a day, in which its author can ask for a second person; then it is looked at from the start.
            media.inspected_at, media.open_until = None, clock.now() + covering.OPEN_FOR
            media.resembles = looked.resembles if looked is not None else None
        if inspection is not None:
            media.kind, media.width, media.height = inspection.form.value, inspection.width, inspection.height
            if looked is not None and first:
                media.parts, media.open_until = looked.parts, clock.now() + covering.OPEN_FOR
                media.noticed = looked.noticed
                media.codes, media.resembles = looked.codes, looked.resembles
                media.licence, media.source = looked.licence, looked.source
            media.covered = covering.counted(media)
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
        if state == Media.State.CLEAN and LibraryPicture.objects.filter(media=media, taken_out_at=None).exists():
            resembling.stands([media.pk], PictureMark.Standing.LIBRARY)
        ledger.record(
            actor, f"media.{state.value}", Ref("media", media.pk), detail={"refusal": refusal} if refusal else {}
        )
        emit(MediaInspected(media.pk))
