"""Evidence of a credential: brought by its person, opened by those who verify, removed on a schedule (rules.md S30)."""

from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import ledger
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people.evidence import Evidence, form_of
from commonward.people.models import Credential

LARGEST: Final = 5 * 1024 * 1024
MOST_FILES: Final = 3
_MOST_AT_ONCE: Final = 200


def bring_evidence(person: Person, credential: Credential, upload: "UploadedFile[bytes]") -> Evidence:
    """Keep a picture or PDF of a licence, locked. Its name is not kept.

    `credential` is the person's own (`access.get_own_credential`). Raises Unacceptable beside `file` for what is too
    large or no such file, and Conflict for a credential that was refused: it has to be stated again first.
    """
    if credential.state == Credential.State.REFUSED:
        raise Conflict(_("This one could not be verified. State it again first, then bring what shows it."))
    size = upload.size or 0
    if size > LARGEST:
        raise Unacceptable(
            _("This file takes more than 5 MB. Please save a smaller copy and choose that."), field="file"
        )
    content = upload.read()
    form = form_of(content)
    if not form:
        raise Unacceptable(
            _("This is no JPEG or PNG picture and no PDF. Please save it as one of these and choose that."),
            field="file",
        )
    with transaction.atomic():
        Credential.objects.select_for_update().get(pk=credential.pk)
        if Evidence.objects.visible_to(person).filter(credential=credential).count() >= MOST_FILES:
            raise Unacceptable(_("Three files are enough for one. Take one away first."), field="file")
        brought = Evidence.objects.create(credential=credential, form=form, size=size, content=content)
        ledger.record(person, "evidence.brought", Ref("evidence", brought.pk), detail={"bytes": size, "form": form})
    return brought


def open_evidence(person: Person, evidence: Evidence) -> bytes:
    """The file in the clear. That it was opened goes on record. `evidence` comes from `access.get_evidence`."""
    with transaction.atomic():
        ledger.record(person, "evidence.read", Ref("evidence", evidence.pk))
    return bytes(evidence.content)


def remove_evidence(person: Person, evidence: Evidence) -> None:
    """Take back a file of one's own. `evidence` comes from `access.get_own_evidence`."""
    pk = evidence.pk
    with transaction.atomic():
        evidence.delete()
        ledger.record(person, "evidence.removed", Ref("evidence", pk))


def drop_evidence(person: Person, credential: Credential) -> None:
    """What showed another number goes. Inside the caller's transaction."""
    for pk in list(Evidence.objects.visible_to(person).filter(credential=credential).values_list("pk", flat=True)):
        Evidence.objects.visible_to(person).filter(pk=pk).delete()
        ledger.record(person, "evidence.removed", Ref("evidence", pk))


def remove_past_evidence(system: System, *, held: "list[int]") -> int:
    """Remove what is past its time, but what belongs to these seats; how many files. On the rounds of retention."""
    past = Evidence.objects.visible_to(system).past().exclude(credential__seat_id__in=held).order_by("pk")
    pks = list(past.values_list("pk", flat=True)[:_MOST_AT_ONCE])
    for pk in pks:
        with transaction.atomic():
            if Evidence.objects.visible_to(system).filter(pk=pk).delete()[0]:
                ledger.record(system, "evidence.removed", Ref("evidence", pk))
    return len(pks)
