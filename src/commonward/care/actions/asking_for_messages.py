"""A team asks a patient whether they permit messages: one notice, seldom, and never in the patient's way."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access
from commonward.care.duty import JOB
from commonward.care.models import Relationship
from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Notice

#: Who said no, or took it back, is not asked again before.
PAUSE: Final = timedelta(days=30)
_KIND: Final = "care.permit"


def ask(person: Person, relationship: Relationship) -> None:
    """Tell the patient that the team would like to write to them. Raises Denied, and Conflict where it is too soon.

    Whoever asks serves in the team, and the relationship is in force: else there is nothing to permit.
    """
    require(access.may_ask_for_messages(person, relationship))
    about, patient = Ref("relationship", relationship.pk), relationship.chart.seat_id
    with transaction.atomic():
        Relationship.objects.visible_to(JOB).select_for_update(of=("self",)).get(pk=relationship.pk)
        access.forget_what_came_along(relationship)
        if access.permits(relationship):
            raise Conflict(_("The patient permits messages now."))
        if asked_at(relationship) is not None:
            raise Conflict(_("They were asked within the last thirty days. It is theirs to answer; call them instead."))
        ledger.record(person, "consent.asked", about, on_behalf_of=patient)
        notices.notify(patient, _KIND, about)


def asked_at(relationship: Relationship) -> datetime | None:
    """When the patient was asked, while they are not to be asked again; None where they may be."""
    told = Notice.objects.visible_to(JOB).filter(seat_id=relationship.chart.seat_id, kind=_KIND)
    told = told.filter(subject_kind="relationship", subject_id=relationship.pk, created_at__gt=clock.now() - PAUSE)
    return told.order_by("-created_at").values_list("created_at", flat=True).first()
