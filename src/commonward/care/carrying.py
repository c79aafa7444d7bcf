"""Files that come with the form of a message, and what the composer shows of those kept from an earlier try."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonward.care.actions import files
from commonward.care.models import CareFile, Relationship, Thread
from commonward.care.words import Words
from commonward.kernel import limits
from commonward.kernel.actor import Person
from commonward.kernel.errors import Refusal
from commonward.oversight import files as looking
from commonward.ui.composing import Composer
from commonward.ui.shapes import KeptFile

State = CareFile.State
NEW: Final = "new-file"


def with_files(
    person: Person, relationship: Relationship, thread: Thread | None, words: Words, request: HttpRequest
) -> tuple[Words, str]:
    """The words with the files that came with them, and what is to say of those that were not taken."""
    for dropped in _numbers(request.POST.getlist("drop-file")):
        files.drop(person, dropped)
    known = {one.pk for one in files.unsent(person, relationship, thread)}
    kept = [pk for pk in _numbers(request.POST.getlist("file")) if pk in known]
    sentences: list[str] = []
    uploads = [one for one in request.FILES.getlist(NEW) if isinstance(one, UploadedFile)]
    for number, upload in enumerate(uploads, start=1):
        if len(kept) >= files.MOST:
            most = _("A message holds up to %(most)d files. The ones beyond that were not added.")
            sentences.append(most % {"most": files.MOST})
            break
        try:
            limits.spend(limits.UPLOAD, person)
            kept.append(files.bring(person, relationship, thread, upload).pk)
        except Refusal as refusal:
            # Its name may name people, so a file goes by its number.
            which = _("File %(number)d: %(sentence)s") % {"number": number, "sentence": refusal.sentence}
            sentences.append(which if len(uploads) > 1 else refusal.sentence)
    return replace(words, files=tuple(kept)), " ".join(sentences)


def with_kept(composer: Composer, kept: Sequence[CareFile], *, error: str = "") -> Composer:
    """The composer with the files that are kept for its place."""
    return replace(
        composer,
        files=tuple(_shown(one) for one in kept),
        max_files=max(0, files.MOST - len(kept)),
        files_accept=looking.ACCEPTED,
        files_hint=_("Up to %(most)d, of 10 MB each. We look at them first. They go into the record.")
        % {"most": files.MOST},
        files_error=error,
    )


def described(file: CareFile) -> str:
    """What a file is, and how large: "PDF document, 3 pages, 120 kB"."""
    what = _("PDF document") if file.kind == "pdf" else _("Picture")
    parts = [what]
    if file.kind == "pdf" and file.number:
        parts.append(ngettext("%(number)d page", "%(number)d pages", file.number) % {"number": file.number})
    kilobytes = max(1, round(file.size / 1000))
    parts.append(f"{kilobytes:,} kB" if kilobytes < 1000 else f"{kilobytes / 1000:.1f} MB")
    return ", ".join(parts)


def preview_url(file: CareFile, *, small: bool = True) -> str:
    """Where a picture of the first page is; "" while there is none."""
    if not file.pages or file.state == State.REFUSED:
        return ""
    return reverse("care:file_page", args=[file.pk, 1]) + ("?small=1" if small else "")


def _shown(file: CareFile) -> KeptFile:
    level, sentence = "", described(file)
    if file.state == State.REFUSED:
        level, sentence = "block", looking.sentence(file.refusal)
    elif file.state == State.HELD:
        level, sentence = "hold", _("It may be of somebody else. A colleague looks at it before the patient does.")
    return KeptFile(str(file.pk), file.name, sentence, level, preview_url(file))


def _numbers(values: list[str]) -> list[int]:
    return [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 20]
