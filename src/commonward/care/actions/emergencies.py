"""Reading in an emergency: by licensed staff, for 72 hours, with a reason that a privacy officer reads afterwards.

The patient is told at once, and so are the privacy officers. It opens reading only; what is written needs a
relationship (AMA Code of Medical Ethics 1.1.1, to be confirmed).
"""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access
from commonward.care.actions import relating
from commonward.care.models import Chart, EmergencyAccess
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Seat

LASTS: Final = timedelta(hours=72)
LONGEST_REASON: Final = 1000


def open_record(person: Person, *, name: str, born: str, reason: str) -> EmergencyAccess:
    """Open the record of a patient of one's own organisation, found by exact name and birth date.

    Raises Denied, and Unacceptable beside `name`, `born` or `words`. A try that finds nobody is on record, too.
    """
    require(access.may_break_glass(person))
    said = text.tidy(reason)
    if text.is_blank(said) or len(said) > LONGEST_REASON:
        raise Unacceptable(
            _("Please say in a sentence why this can not wait. A privacy officer reads it."),
            field="words",
        )
    try:
        day = date.fromisoformat(born.strip())
    except ValueError:
        raise Unacceptable(_("Please write the day as year, month, day: 1961-04-30."), field="born") from None
    known = Chart.objects.visible_to(System("care")).filter(
        organisation_id=person.organisation or 0, lookup=relating.lookup_of(text.tidy_name(name), day)
    )
    chart = known.select_related("seat").first()
    if chart is None or chart.seat.account_id == person.account:
        with transaction.atomic():
            ledger.record(person, "emergency.failed", Ref("seat", person.seat), outcome="failed")
        raise Unacceptable(_("Nobody is known here by exactly this name and day."), field="name")
    with transaction.atomic():
        made = EmergencyAccess.objects.create(chart=chart, seat_id=person.seat, reason=said, until=clock.now() + LASTS)
        ledger.record(person, "emergency.opened", Ref("emergency", made.pk), on_behalf_of=chart.seat_id)
        notices.notify(chart.seat_id, "care.emergency", Ref("emergency", made.pk))
        for officer in _officers(person.organisation):
            notices.notify(officer, "care.emergency_to_read", Ref("emergency", made.pk))
    return made


def review(person: Person, pk: int, *, justified: bool) -> None:
    """Say whether there was a need. What had none is closed at once. For privacy officers, never about oneself."""
    with transaction.atomic():
        rows = EmergencyAccess.objects.visible_to(person).select_for_update(of=("self",))
        found = rows.filter(pk=pk).select_related("chart", "seat").first()
        if found is None or person.role != Role.PRIVACY_OFFICER or found.seat.account_id == person.account:
            raise NotFound(_("There is nothing here for you to read."))
        if found.reviewed_at is not None:
            raise Conflict(_("Somebody else decided this a moment ago."))
        found.reviewer_id, found.reviewed_at, found.is_justified = person.seat, clock.now(), justified
        found.save(update_fields=["reviewer", "reviewed_at", "is_justified"])
        what = "justified" if justified else "unjustified"
        ledger.record(
            person, "emergency.reviewed", Ref("emergency", pk), outcome=what, on_behalf_of=found.chart.seat_id
        )


def _officers(organisation: int | None) -> list[int]:
    officers = Seat.objects.visible_to(System("care")).filter(
        organisation_id=organisation or 0, role=Role.PRIVACY_OFFICER.value, account__is_active=True
    )
    return list(officers.values_list("pk", flat=True))
