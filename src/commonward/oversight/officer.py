"""What the privacy officer's desk shows: how much waits and for how long."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.utils.translation import ngettext

from commonward.kernel.actor import Person
from commonward.oversight import access
from commonward.oversight.models import Correction, Erasure, Review
from commonward.oversight.reviews import OPEN


@dataclass(frozen=True, slots=True)
class Age:
    """How many of a kind wait, and since when the oldest does."""

    label: str
    number: int
    oldest: datetime


def ages(person: Person) -> list[Age]:
    """What waits for a second person, by kind, the oldest first. One query; none for whoever does not read reviews."""
    waiting = access.reviews_for(person).filter(state__in=OPEN).order_by()
    found = waiting.values_list("kind").annotate(number=Count("pk"), oldest=Min("created_at"))
    rows = (Age(_label(kind, number), number, oldest) for kind, number, oldest in found)
    return sorted(rows, key=lambda age: age.oldest)


def _label(kind: str, number: int) -> str:
    """What so many of a kind are, after their number."""
    return {
        Review.Kind.HELD: ngettext("post or face that is held", "posts or faces that are held", number),
        Review.Kind.APPEAL: ngettext("second look that is asked for", "second looks that are asked for", number),
        Review.Kind.REPORT: ngettext("report of a reader", "reports of readers", number),
        Review.Kind.CALL: ngettext("person who asks for somebody", "people who ask for somebody", number),
    }[Review.Kind(kind)]


def corrections(person: Person) -> "QuerySet[Correction]":
    """What people ask to have put right, the oldest first."""
    asked = Correction.objects.to_answer_by(person).filter(state=Correction.State.ASKED)
    return asked.select_related("seat__profile").order_by("pk")[:50]


def erasures(person: Person) -> int:
    """How many closed accounts still have something to be taken away."""
    return Erasure.objects.visible_to(person).filter(done_at=None).count()
