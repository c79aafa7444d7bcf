"""Files of messages in a patient's own copy, every one in their record as it was sent; and what they were asked to let
others see. Unsent files go with an account.
"""

from collections.abc import Iterator
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext as _

from commonward.care.actions import files
from commonward.care.models import CareFile, CareFilePiece, Showing
from commonward.oversight import erasing
from commonward.oversight.parts import Part, register, register_owned

State = CareFile.State
_ENDINGS = {"jpeg": "jpg"}


def listen() -> None:
    """Register them, and what goes. Called once, when the app is ready."""
    register(_files, is_confidential=True)
    register_owned(
        "care_file",
        lambda seats: CareFile.objects.filter(
            Q(relationship__chart__seat__in=seats, message__isnull=False) | Q(owner__in=seats, message=None)
        ).values_list("pk", flat=True),
        within=lambda organisation: CareFile.objects.filter(
            relationship__chart__organisation_id=organisation
        ).values_list("pk", flat=True),
    )
    register_owned(
        "showing",
        lambda seats: Showing.objects.filter(relationship__chart__seat__in=seats).values_list("pk", flat=True),
        within=lambda organisation: Showing.objects.filter(
            relationship__chart__organisation_id=organisation
        ).values_list("pk", flat=True),
    )
    register(_showings, is_confidential=True)
    erasing.register(_erase)


def _files(account: int) -> Iterator[Part]:
    sent = Q(relationship__chart__seat__account_id=account, message__delivered_at__isnull=False, state=State.READY)
    own = Q(owner__account_id=account) & (Q(message=None) | Q(relationship__chart__seat__account_id=account))
    found = CareFile.objects.filter(sent | own).select_related("owner").order_by("pk")
    rows = [(one, _name(one)) for one in found]
    yield Part(
        "care_files",
        _("Files in messages with your care teams"),
        (
            ("message", _("Message")),
            ("name", _("Name")),
            ("kind", _("Kind")),
            ("bytes", _("Bytes")),
            ("sha256", "SHA-256"),
            ("by_you", _("By you")),
            ("state", _("State")),
            ("at", _("When")),
            ("file", _("In this copy")),
        ),
        tuple(
            (
                one.message_id,
                one.name,
                one.kind,
                one.size,
                one.digest,
                one.owner.account_id == account,
                one.state,
                one.brought_at,
                name,
            )
            for one, name in rows
        ),
        files={name: partial(files.content, one, CareFilePiece.Use.ORIGINAL) for one, name in rows if name},
    )


def _showings(account: int) -> Iterator[Part]:
    asked = Showing.objects.filter(relationship__chart__seat__account_id=account).order_by("pk")
    yield Part(
        "care_showings",
        _("What you were asked to let others see"),
        (
            ("words", _("Words")),
            ("audience", _("For whom")),
            ("purpose", _("What for")),
            ("until", _("Until")),
            ("state", _("State")),
            ("by_you", _("By you")),
            ("asked_at", _("Asked")),
            ("answered_at", _("Answered")),
        ),
        tuple(
            (
                one.text,
                one.audience,
                one.purpose,
                one.until,
                one.state,
                one.answered_by_id is None or one.answered_by_id == one.relationship.chart.seat_id,
                one.asked_at,
                one.answered_at,
            )
            for one in asked.select_related("relationship__chart")
        ),
    )


def _name(file: CareFile) -> str:
    """Where the bytes are in the copy; "" where none are left."""
    return "" if file.state == State.REFUSED else f"care/{file.pk}.{_ENDINGS.get(file.kind, file.kind)}"


def _erase(account_id: int) -> int:
    """What was not sent goes; what was sent is the record."""
    CareFile.objects.filter(owner__account_id=account_id, message=None).delete()
    return 0
