"""Who cares for a patient, and who decides for them: what `consent` has to know of care (`consent.acting`)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonward.care import access, ages, names
from commonward.care.models import STAFF, Chart, Proxy, Relationship, Thread
from commonward.care.models.relationships import IN_CARE
from commonward.consent import kinds
from commonward.consent.kinds import Kind
from commonward.kernel.actor import Person, Role, System
from commonward.people.models import Seat

_JOB = System("care")
_NOBODY = Q(pk__in=[])


class Deciding:
    """The reader that `consent` asks."""

    def decides(self, person: Person, seat: int, organisation: int) -> bool:
        """With the scope to permit, at this organisation, now."""
        return self._proxies(seat, organisation).filter(seat_id=person.seat).exists()

    def decides_until(self, person: Person, seat: int, organisation: int) -> datetime | None:
        """A parent's say ends on the day the patient is 18. What somebody was named for has no such day."""
        parent = self._proxies(seat, organisation).filter(seat_id=person.seat, proof=Proxy.Proof.PARENT)
        chart = self._chart(seat, organisation) if parent.exists() else None
        return ages.turns(chart, ages.ADULT) if chart is not None else None

    def asks(self, person: Person, seat: int, organisation: int) -> bool:
        """Health professionals of a team that cares for the patient."""
        known = Relationship.objects.visible_to(person).filter(
            chart__seat_id=seat, team__organisation_id=organisation, state__in=IN_CARE
        )
        return any(access.may_ask_to_show(person, one) for one in known.select_related("team", "chart"))

    def deciding(self, seat: int, organisation: int) -> list[int]:
        """Everybody with that scope."""
        return list(self._proxies(seat, organisation).values_list("seat_id", flat=True))

    def keeps_private(self, seat: int, organisation: int, kind: Kind) -> bool:
        """What a patient keeps to themselves there, and from 13 to 18 what is most private of all."""
        chart = self._chart(seat, organisation)
        if chart is None:
            return False
        if kind in kinds.RELEASES and ages.TEEN <= ages.age_of(chart) < ages.ADULT:
            return True
        return Thread.objects.visible_to(_JOB).filter(relationship__chart=chart, is_private=True).exists()

    def is_minor(self, seat: int, organisation: int) -> bool:
        """From 13 on a patient is asked, too."""
        chart = self._chart(seat, organisation)
        return chart is not None and ages.TEEN <= ages.age_of(chart) < ages.ADULT

    def name_of(self, seat: int) -> str:
        """By the face of the seat they act from."""
        found = self._seat(seat)
        return names.caregiver(found).name if found is not None else ""

    def staff_name_of(self, seat: int) -> str:
        """Under their own name, as everybody in care."""
        found = self._seat(seat)
        return names.staff(found).name if found is not None else ""

    def patient_names(self, person: Person, seats: Collection[int]) -> dict[tuple[int, int], str]:
        """As the patients gave them there."""
        seen = Chart.objects.visible_to(person).filter(seat_id__in=seats)
        return {(one.seat_id, one.organisation_id): one.name for one in seen}

    def served(self, person: Person) -> Q:
        """By a relationship that is not over, of a team in which they serve."""
        if person.role not in STAFF:
            return _NOBODY
        cared_for = Relationship.objects.visible_to(person).filter(
            state__in=IN_CARE, chart__seat_id=OuterRef("seat_id"), team__organisation_id=OuterRef("organisation_id")
        )
        return Q(Exists(cared_for))

    def decided(self, person: Person) -> Q:
        """By a proxy with that scope."""
        if person.role != Role.CAREGIVER:
            return _NOBODY
        acts = self._acting().filter(
            seat_id=person.seat, chart__seat_id=OuterRef("seat_id"), chart__organisation_id=OuterRef("organisation_id")
        )
        return Q(Exists(acts))

    @staticmethod
    def _acting() -> "QuerySet[Proxy]":
        return Proxy.objects.in_force().filter(may_view=True, may_consent=True)

    def _proxies(self, seat: int, organisation: int) -> "QuerySet[Proxy]":
        return self._acting().filter(chart__seat_id=seat, chart__organisation_id=organisation)

    @staticmethod
    def _chart(seat: int, organisation: int) -> Chart | None:
        return Chart.objects.visible_to(_JOB).filter(seat_id=seat, organisation_id=organisation).first()

    @staticmethod
    def _seat(seat: int) -> Seat | None:
        return Seat.objects.visible_to(_JOB).select_related("profile").filter(pk=seat).first()
