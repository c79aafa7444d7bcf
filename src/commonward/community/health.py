"""Whether a post is health information, beside which the quality card stands, and when its author looks at it again.

Decided once for each version, from what is known when it is written (docs/decisions/0022):

- the author says so, whoever they are; or
- it is public, its author speaks for a profession or an organisation, and it names a source by its form or the guard
  found a health claim or advice in it, whatever became of that.

Patients and families tell of their lives; a card beside such a post would judge a life, so it stands there only when
they ask for it.
"""

from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.community.models import Post
from commonward.kernel import clock
from commonward.kernel.actor import Person, Role
from commonward.kernel.errors import Unacceptable
from commonward.oversight import references
from commonward.oversight.screening import Screened

_SPEAKS: Final = frozenset({Role.PROFESSIONAL, Role.STUDENT, Role.ORGANISATION})
#: Families of rules whose findings are about what is said to be true of health.
_CLAIMS: Final = ("claims.", "advice.", "stigma.myth", "promo.no-risk-info", "promo.off-label")
#: A near miss is a quiet note to its author and says nothing to readers.
_NEAR_MISS: Final = frozenset({"allow", "note"})
FARTHEST_YEARS: Final = 10


def is_health(person: Person, audience: str, screened: Screened, *, said: bool) -> bool:
    """Whether the quality card stands beside these words."""
    if said:
        return True
    if audience != Post.Audience.PUBLIC or person.role not in _SPEAKS:
        return False
    claims = any(
        finding.rule.startswith(_CLAIMS) and str(finding.decision) not in _NEAR_MISS
        for finding in screened.checked.findings
    )
    return claims or any(found.counts for found in references.find(screened.text))


def review_day(raw: str) -> date | None:
    """The day until which the author means to look at it again. Raises Unacceptable beside `review_on`."""
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise Unacceptable(
            _("Write the day as year, month and day, such as 2027-05-31, or leave it empty."), field="review_on"
        ) from None
    today = timezone.localtime(clock.now()).date()
    if day < today:
        raise Unacceptable(_("This day has passed. Choose one to come, or leave it empty."), field="review_on")
    if day.year > today.year + FARTHEST_YEARS:
        raise Unacceptable(_("Choose a day within the next ten years, or leave it empty."), field="review_on")
    return day
