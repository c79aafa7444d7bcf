"""The pause before posting, for those who work or train in health (rules.md S17, S54; ACP/FSMB "pause before posting").

Before their first public words, and whenever something about conduct was found in public words, a page shows what
others will see, who they are, and for how long. It asks and stops nobody. Nobody is asked twice about first words.
"""

from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet

from commonward.community.composition import Composition
from commonward.community.models import Post, Profile
from commonward.kernel import clock
from commonward.kernel.actor import Person, Role
from commonward.kernel.prepared import planned
from commonward.oversight.screening import Checked, Screened
from commonward.people.models import Seat

ASKED: Final = frozenset({Role.PROFESSIONAL, Role.STUDENT, Role.SUPPORT_WORKER})
_CONDUCT: Final = "conduct."
#: What of conduct lets words go out all the same. What is only a note is not worth a page of its own.
_STANDS: Final = frozenset({"warn", "hold"})


@dataclass(frozen=True, slots=True)
class Paused:
    """The words could go out, and their author is asked once more. Nothing was written; they still have the words."""

    checked: Checked
    text: str = field(repr=False)
    is_first: bool  # their first public words
    is_conduct: bool  # something about conduct was found in them


def pause(person: Person, seat: Seat, screened: Screened, composition: Composition, *, audience: str) -> Paused | None:
    """What to ask before these words go out; None where there is nothing to ask, or it was asked."""
    if composition.considered or audience != Post.Audience.PUBLIC or person.role not in ASKED:
        return None
    profile: Profile = seat.profile
    is_first = profile.reach_known_at is None
    is_conduct = any(
        finding.rule.startswith(_CONDUCT) and str(finding.decision) in _STANDS for finding in screened.checked.findings
    )
    if not (is_first or is_conduct):
        return None
    return Paused(screened.checked, screened.text, is_first=is_first, is_conduct=is_conduct)


def remember(person: Person, *, audience: str) -> None:
    """Public words went out: the first ones are past. Called in the transaction that writes them."""
    if audience == Post.Audience.PUBLIC and person.role in ASKED:
        for profile in _new_to_it(person):
            mine = Profile.objects.visible_to(person).filter(pk=profile, reach_known_at=None)
            mine.update(reach_known_at=clock.now())


@planned
def _new_to_it(person: Person) -> "QuerySet[Profile, int]":
    """Their face, while nothing of theirs went out in public."""
    mine = Profile.objects.visible_to(person).filter(seat_id=person.seat, reach_known_at=None)
    return mine.values_list("pk", flat=True)
