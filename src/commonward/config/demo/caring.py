"""Care in the demo: what patients permit."""

from functools import partial
from typing import Final

from commonward.config.demo.information import Hands
from commonward.consent import actions
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind, newest
from commonward.consent.models import Grant
from commonward.consent.queries import Scope

#: Patient, place, kind, hours ago, and how many of them later it was taken back; None while it stands.
PERMITTED: Final = (
    ("pat", "harbour", Kind.MESSAGING, 26 * 24.0, None),
    ("pat", "harbour", Kind.SCREENING, 25 * 24.0, 9 * 24.0),
    ("henrik", "harbour", Kind.MESSAGING, 20 * 24.0, None),
    ("henrik", "harbour", Kind.SCREENING, 20 * 24.0, None),
)


def plan(hands: Hands) -> None:
    """Put all of it on the calendar."""
    for who, place, kind, hours, after in PERMITTED:
        hands.plan(hours, partial(_permit, hands, who, place, kind))
        if after is not None:
            hands.plan(hours - after, partial(_take_back, hands, who, kind))


def _permit(hands: Hands, who: str, place: str, kind: Kind) -> None:
    actions.give(hands.person(who), hands.organisation(place), Offer(Scope(kind), newest(kind)))


def _take_back(hands: Hands, who: str, kind: Kind) -> None:
    person = hands.person(who)
    actions.withdraw(person, Grant.objects.visible_to(person).get(kind=kind, ended_at=None))
