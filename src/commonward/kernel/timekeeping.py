"""Whether the clock can be believed, asked before something ends for good because its time is over.

A clock that jumps a year ahead would end every relationship in care, remove what is kept for six years, and let
everybody come of age, within one round of a worker; set right again, nothing of it comes back. So each round notes the
time it saw. Where the next one sees a time further off than `FARTHEST`, what is done for good waits (`upkeep`), until
the clock is set right or somebody who runs the place says that it is (`commonward clock --right`): a place that was
switched off for a week looks the same. What merely depends on the time, such as whether a message may be sent, is asked
of the clock as ever, and is right again when the clock is.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from commonward.kernel import clock, ledger
from commonward.kernel.actor import System
from commonward.kernel.logs import log_event
from commonward.kernel.models import ClockMark
from commonward.kernel.ref import Ref

#: From one round to the next: longer than a long weekend without power, and shorter than any notice that is given.
FARTHEST: Final = timedelta(days=4)


def is_believed() -> bool:
    """Whether what is done for good may be done now. Notes the time where it may. For the rounds of workers."""
    now = clock.now()
    with transaction.atomic():
        mark, _made = ClockMark.objects.select_for_update().get_or_create(pk=1, defaults={"believed_at": now})
        if abs(now - mark.believed_at) > FARTHEST:
            log_event("clock.doubted", days=(now - mark.believed_at).days)
            return False
        if now > mark.believed_at:
            mark.believed_at = now
            mark.save(update_fields=["believed_at"])
    return True


def doubted_since() -> datetime | None:
    """The last time that was believed, while the clock is not; None while it is. Notes nothing."""
    mark = ClockMark.objects.first()
    return mark.believed_at if mark is not None and abs(clock.now() - mark.believed_at) > FARTHEST else None


def believe(job: System) -> bool:
    """The time of now is right, somebody says who looked. Whether that was in doubt."""
    with transaction.atomic():
        before = doubted_since()
        if before is None:
            return False
        ClockMark.objects.filter(pk=1).update(believed_at=clock.now())
        ledger.record(job, "clock.believed", Ref("installation", 1), detail={"days": (clock.now() - before).days})
    return True
