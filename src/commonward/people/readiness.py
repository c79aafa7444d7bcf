"""Whether somebody may speak in public from a seat of an organisation: what it asks of them, and what is missing.

An organisation that put a social media policy has its staff sign the version in force; one that asks for training has
them trained (rules.md S73). One that did neither asks nothing. The seat of every request brings the answer along.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.kernel import clock
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import Person
from commonward.people.house import STAFF_ROLES, HouseText, Signature, TextKind, Training
from commonward.people.models import Organisation, Seat


@dataclass(frozen=True, slots=True)
class Ready:
    """What is asked in a seat, and what of it is there. `text` is the policy in force, None where there is none."""

    text: HouseText | None
    signature: Signature | None
    asks_training: bool
    trainings: tuple[Training, ...]
    is_trained: bool

    @property
    def lacks_signature(self) -> bool:
        """The version in force was not signed in this seat."""
        return self.text is not None and self.signature is None

    @property
    def lacks_training(self) -> bool:
        """Training is asked for, and none counts today."""
        return self.asks_training and not self.is_trained

    @property
    def lacks(self) -> bool:
        """Something is missing."""
        return self.lacks_signature or self.lacks_training


def lacking() -> Case:
    """For a query of seats: whether something is missing in one."""
    staff = Q(role__in=[role.value for role in STAFF_ROLES])
    signed = Signature.objects.filter(seat=OuterRef("pk"), text=OuterRef("organisation__staff_text"))
    trained = Training.objects.valid_on(_today()).filter(seat=OuterRef("pk"))
    missing = (Q(organisation__staff_text__isnull=False) & ~Exists(signed)) | (
        Q(organisation__asks_training=True) & ~Exists(trained)
    )
    return Case(When(staff & missing, then=Value(True)), default=Value(False), output_field=BooleanField())


def lacks_in(seat: Seat) -> bool:
    """Whether something is missing in the seat of a request, which brought the answer along; else asks."""
    known: object = seat.__dict__.get("lacks_duty")
    if isinstance(known, bool):
        return known
    return bool(Seat.objects.filter(pk=seat.pk).annotate(lacks=lacking()).values_list("lacks", flat=True).first())


def may_speak_for_work(person: Person, seat: Seat | None = None) -> Permission:
    """Whether the person may publish from this seat. None is asked of others than staff of an organisation; of them one
    query, and none where `seat` is that of the request.
    """
    if person.organisation is None or person.role not in STAFF_ROLES:
        return ALLOW
    if not lacks_in(seat if seat is not None and seat.pk == person.seat else Seat(pk=person.seat)):
        return ALLOW
    return deny(
        _("Your organisation asks for something first: see You → Before you post. Your words are kept until then.")
    )


def ready(person: Person, organisation: Organisation) -> Ready:
    """What is asked of the person in the seat they act in, and what is there. Three queries at most."""
    is_staff = person.role in STAFF_ROLES and person.organisation == organisation.pk
    text = text_in_force(organisation) if is_staff else None
    trainings = tuple(
        Training.objects.visible_to(person).filter(seat_id=person.seat, withdrawn_at=None).order_by("-done_on", "-pk")
    )
    return Ready(
        text=text,
        signature=Signature.objects.visible_to(person).filter(seat_id=person.seat, text=text).first() if text else None,
        asks_training=is_staff and organisation.asks_training,
        trainings=trainings,
        is_trained=any(one.expires_on is None or one.expires_on >= _today() for one in trainings),
    )


def text_in_force(organisation: Organisation) -> HouseText | None:
    """The social media policy that counts now, None where there is none."""
    if organisation.staff_text is None:
        return None
    return HouseText.objects.filter(pk=organisation.staff_text, kind=TextKind.STAFF).first()


def staff_of(organisation: Organisation, *, lacking_only: bool) -> "QuerySet[Seat]":
    """The open seats of staff, with what each lacks, for those who look after them. A queryset to page."""
    signed = Signature.objects.filter(seat=OuterRef("pk"), text=organisation.staff_text)
    trained = Training.objects.valid_on(_today()).filter(seat=OuterRef("pk"))
    rows = (
        Seat.objects.filter(
            organisation=organisation, ended_at=None, suspended_at=None, role__in=[role.value for role in STAFF_ROLES]
        )
        .select_related("profile")
        .annotate(
            lacks_signature=~Exists(signed) if organisation.staff_text is not None else Value(False),
            lacks_training=~Exists(trained) if organisation.asks_training else Value(False),
        )
    )
    return rows.filter(Q(lacks_signature=True) | Q(lacks_training=True)) if lacking_only else rows


def _today() -> date:
    return timezone.localtime(clock.now()).date()
