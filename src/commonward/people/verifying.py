"""Reading credentials: what was stated and shown, what waits to be verified, and by whom. `access` decides."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from commonward.kernel import clock
from commonward.kernel.actor import Person, Role
from commonward.people.evidence import Evidence
from commonward.people.models import Credential
from commonward.people.offices import VERIFIERS
from commonward.people.queries import acting

#: A verified credential is looked up again after so long, whatever its end: licences are given up and taken away.
RECHECK_DAYS: Final = 365


def credentials_of(person: Person) -> "QuerySet[Credential]":
    """What the person stated in the seat they act in, newest first."""
    own = Credential.objects.visible_to(person).filter(seat_id=person.seat)
    return own.select_related("verifier_organisation").order_by("-pk")


def to_verify(visible: "QuerySet[Credential]", person: Person) -> "QuerySet[Credential]":
    """Of the credentials a verifier answers for: those that wait for a first or a second reader, that ran out, that
    were looked up a year ago, and for which something new was brought. Not their own, nor what they have read first.
    """
    today = timezone.localtime(clock.now()).date()
    verified = Q(state=Credential.State.VERIFIED)
    brought = Exists(Evidence.objects.filter(credential=OuterRef("pk"), brought_at__gt=OuterRef("decided_at")))
    again = Q(expires_on__lt=today) | Q(decided_at__lt=recheck_before()) | Q(first_reader__isnull=False) | brought
    return (
        visible.filter(Q(state=Credential.State.STATED) | (verified & again))
        .exclude(seat__account_id=person.account)
        .exclude(first_reader__account_id=person.account)
        .select_related("seat__account", "seat__organisation")
        .order_by("pk")
    )


def recheck_before() -> datetime:
    """What was verified before this instant is looked up again."""
    return clock.now() - timedelta(days=RECHECK_DAYS)


def seats_verifying(organisation: int | None) -> list[int]:
    """The seats that verify credentials for an organisation; for people of none, those of the place. For notices."""
    seats = acting().filter(role=Role.ADMINISTRATOR.value, organisation=None)
    if organisation is not None:
        seats = acting().filter(role__in=[role.value for role in VERIFIERS], organisation_id=organisation)
    return list(seats.order_by("pk").values_list("pk", flat=True))


def evidence_of(actor: Person, credential: Credential) -> "QuerySet[Evidence]":
    """The files that show a credential, without what is in them."""
    return Evidence.objects.visible_to(actor).filter(credential=credential).defer("content").order_by("pk")


def evidence_counts(person: Person) -> dict[int, int]:
    """How many files show each credential of the seat the person acts in; those with none are left out."""
    own = Evidence.objects.visible_to(person).filter(credential__seat_id=person.seat)
    return dict(own.order_by().values_list("credential").annotate(Count("pk")))
