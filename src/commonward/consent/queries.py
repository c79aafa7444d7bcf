"""Whether something is permitted now. Asked at the moment of the act, so that what was taken back stops at once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from commonward.consent import acting, kinds
from commonward.consent.kinds import Kind
from commonward.consent.models import Audience, Grant, Purpose


@dataclass(frozen=True, slots=True)
class Scope:
    """What exactly is permitted. Only a publication names an item, by SHA-256 in hexadecimal, and what it is for."""

    kind: Kind
    item_hash: str = ""
    audience: Audience | None = None
    purpose: Purpose | None = None

    @property
    def fields(self) -> dict[str, str]:
        """As a grant keeps it."""
        return {
            "kind": self.kind.value,
            "item_hash": self.item_hash,
            "audience": self.audience.value if self.audience else "",
            "purpose": self.purpose.value if self.purpose else "",
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a patient keeps: the words agreed to, for whom, from when until when, and how it ended."""

    words: str
    organisation: str
    given_at: datetime
    until: datetime
    ended_at: datetime | None
    given_by: str = ""  # the name of who acted for the patient, where somebody did

    def as_file(self, grant: Grant) -> dict[str, str | int | None]:
        """As a program reads it: instants in ISO 8601 and UTC, codes as they are kept."""
        return {
            "receipt": grant.pk,
            "kind": grant.kind,
            "organisation": self.organisation,
            "wording": grant.wording,
            "words": self.words,
            "given_at": self.given_at.isoformat(),
            "given_for_you_by": self.given_by or None,
            "until": self.until.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "ending": grant.ending or None,
            "item_sha256": grant.item_hash or None,
            "audience": grant.audience or None,
            "purpose": grant.purpose or None,
        }


@dataclass(frozen=True, slots=True)
class Permitted:
    """A publication that is permitted now: by which grant, which places of its exact text, and until when."""

    grant: int
    facts: tuple[tuple[int, int], ...]
    until: datetime


def item_of(text: str) -> str:
    """The hash by which a publication names its exact item: SHA-256 of the words in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with exactly these words: what is permitted now, and why they may not be shown all the same.

    `wider_than` is to whom somebody permitted them who did not permit these readers; `is_over`, that somebody permitted
    them and no longer does. Words that nobody was ever asked about have neither, and nothing permitted.
    """

    permitted: tuple[Permitted, ...] = ()
    wider_than: Audience | None = None
    is_over: bool = False


def standing_of(organisation_id: int, item_hash: str, audience: Audience) -> Standing:
    """What patients permit this organisation to show, of exactly this item, to these readers or more, now.

    Each patient who was asked about it counts: where one of them permitted less, it may not be shown. One query where
    nobody was, three else.
    """
    asked = Grant.objects.filter(organisation_id=organisation_id, kind=Kind.PUBLICATION, item_hash=item_hash)
    seats = set(asked.values_list("seat_id", flat=True))
    if not seats:
        return Standing()
    now = list(asked.in_force().prefetch_related("facts").order_by("pk"))
    reached = [one for one in now if Audience(one.audience).reaches(audience)]
    open_to = {one.seat_id: Audience(one.audience) for one in now}
    short = seats - {one.seat_id for one in reached}
    return Standing(
        tuple(
            Permitted(one.pk, tuple((fact.start, fact.end) for fact in one.facts.all()), one.until) for one in reached
        ),
        next((open_to[seat] for seat in sorted(short) if seat in open_to), None),
        is_over=bool(short - set(open_to)),
    )


def is_still_permitted(grant_id: int, audience: Audience) -> bool:
    """Whether the patient of this grant permits its item to these readers now, by it or by another of the same item."""
    grant = Grant.objects.get(pk=grant_id)
    same = Grant.objects.in_force().filter(
        seat_id=grant.seat_id, organisation_id=grant.organisation_id, kind=grant.kind, item_hash=grant.item_hash
    )
    return any(Audience(one).reaches(audience) for one in same.values_list("audience", flat=True))


def permits(seat_id: int, organisation_id: int, scope: Scope) -> bool:
    """Whether the patient in this seat permits exactly this to the organisation now. Another hash is another item."""
    granted = Grant.objects.filter(seat_id=seat_id, organisation_id=organisation_id, **scope.fields)
    return granted.in_force().exists()


def receipt_of(grant: Grant) -> Receipt:
    """The receipt of a grant that was obtained as its patient."""
    words = kinds.wording(Kind(grant.kind), grant.wording)
    name = acting.name_of(grant.given_by_id) if grant.given_by_id is not None else ""
    return Receipt(words, grant.organisation.name, grant.given_at, grant.until, grant.ended_at, name)
