"""A patient was answered in another way than here: by telephone, say, or at a visit.

Without it nobody could end the clock of a matter in which nobody may write any more, since consent was taken back.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access
from commonward.care.actions import alerts, filing, turns
from commonward.care.duty import JOB
from commonward.care.models import Thread
from commonward.kernel import ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict
from commonward.kernel.ref import Ref
from commonward.people import notices


def answered(person: Person, thread: Thread) -> None:
    """Note that nobody has to answer here any more. The patient is told that it was noted, and by whom it was is kept.

    Raises Denied for whoever does not serve in the team, and Conflict when it was answered meanwhile.
    """
    require(access.may_decide(person, thread.relationship))
    patient = thread.relationship.chart.seat_id
    with transaction.atomic():
        row = Thread.objects.visible_to(JOB).select_for_update(of=("self",)).get(pk=thread.pk)
        if row.waits_since is None:
            raise Conflict(_("This was answered meanwhile. Nobody waits for an answer here."))
        filing.no_longer_waits(row)
        turns.answered(row)
        alerts.answered(row, person.seat)
        ledger.record(person, "turn.answered_otherwise", Ref("thread", row.pk), on_behalf_of=patient)
        notices.notify(patient, "care.otherwise", Ref("thread", row.pk))
