"""What stands beside a name: role, profession, and whether somebody authorised has verified it (rules.md S30, S44).

A badge says nothing about who the person is. Only professionals have something to prove; others show their role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.prepared import planned
from commonward.people.models import ROLE_CHOICES, Credential, Seat
from commonward.people.professions import label_of

_ROLE_LABELS = dict(ROLE_CHOICES)
_READ = (
    "pk",
    "role",
    "profession",
    "suspended_at",
    "credentials__state",
    "credentials__profession",
    "credentials__decided_at",
    "credentials__expires_on",
    "credentials__verifier_organisation__name",
)


@dataclass(frozen=True, slots=True)
class Badge:
    """Role and proof of one seat. `state` is "verified", "unverified", or "" where there is nothing to prove.

    `verified_on` is a day in the reader's time zone; `verifier_organisation` is the platform's name when its own
    administrators verified.
    """

    role_label: str
    profession_label: str = ""
    state: str = ""
    verified_on: date | None = None
    verifier_organisation: str = ""

    @property
    def label(self) -> str:
        """The words of the badge: the profession where there is one, else the role."""
        return self.profession_label or self.role_label

    @property
    def proof(self) -> str:
        """The kind of the badge component: "verified", "unverified" or "tag"."""
        return self.state or "tag"


def badge_of(seat: Seat) -> Badge:
    """The badge of one seat. One query where there is something to prove; for many seats use `badges_for`."""
    plain = _plain(seat.role, seat.profession)
    return badges_for([seat.pk])[seat.pk] if plain.state else plain


def badges_for(seat_ids: Iterable[int]) -> dict[int, Badge]:
    """The badges of these seats, by seat. One query, however many; seats that do not exist are left out."""
    wanted = set(seat_ids)
    if not wanted:
        return {}
    badges: dict[int, Badge] = {}
    language = get_language()
    for pk, role, profession, suspended, state, of, decided_at, expires_on, verifier in _stated_in(list(wanted)):
        plain = _plain_in(language, role, profession)
        kept = badges.get(pk, plain)
        # A licence of another profession proves nothing about this one, nor does that of somebody who may not act.
        is_proof = state == Credential.State.VERIFIED and of == profession and suspended is None
        if plain.state and is_proof and not has_run_out(expires_on):
            verified_on = timezone.localtime(decided_at).date()
            if kept.verified_on is None or kept.verified_on < verified_on:
                kept = Badge(
                    role_label=plain.role_label,
                    profession_label=plain.profession_label,
                    state="verified",
                    verified_on=verified_on,
                    verifier_organisation=verifier or settings.SITE_NAME,
                )
        badges[pk] = kept
    return badges


@planned
def _stated_in(seats: list[int]) -> "QuerySet[Seat, tuple[Any, ...]]":
    return Seat.objects.filter(pk__in=seats).values_list(*_READ)


def spoken_role(seat: Seat) -> str:
    """What somebody is here, in words, without proof: "Nurse", "Patient". For lists that show no badge."""
    return spoken(seat.role, seat.profession)


def spoken(role: str, profession: str) -> str:
    """The same, for a role and a profession at hand."""
    return _plain(role, profession).label


def has_run_out(expires_on: date | None) -> bool:
    """Whether a credential that expires on this day has expired; one without a day never does."""
    return expires_on is not None and expires_on < timezone.localtime(clock.now()).date()


def _plain(role: str, profession: str) -> Badge:
    return _plain_in(get_language(), role, profession)


@lru_cache(maxsize=1000)
def _plain_in(_language: str | None, role: str, profession: str) -> Badge:
    professional = role == Role.PROFESSIONAL
    return Badge(
        role_label=str(_ROLE_LABELS.get(role, "")),
        profession_label=label_of(profession),
        state="unverified" if professional else "",
    )
