"""Whether something is permitted now. Asked at the moment of the act, so that what was taken back stops at once."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from commonward.consent import acting, kinds, terms
from commonward.consent.kinds import Kind
from commonward.consent.models import Audience, Grant, Purpose, Question
from commonward.kernel.actor import Person


@dataclass(frozen=True, slots=True)
class Scope:
    """What exactly is permitted. A publication names its item by SHA-256 in hexadecimal, and what it is for.

    The kinds that are asked for name theirs by the keyed hash of their terms (`terms.Named.item`), where one patient
    can permit several of a kind.
    """

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
    lines: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # what exactly, by the labels of its fields
    parts: tuple[str, ...] = ()  # what the patient said yes to, of what could be chosen
    notice: str = ""  # what goes with records that are given away under it
    mistake: str = field(default="", repr=False)  # why it was entered in error

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
            "about": "\n".join(f"{label}: {said}" for label, said in self.lines) or None,
            "permitted_parts": "; ".join(self.parts) or None,
            "notice_to_recipients": self.notice or None,
            "entered_in_error": self.mistake or None,
        }


@dataclass(frozen=True, slots=True)
class Permitted:
    """A publication that is permitted now: by which grant, which places of its exact text, and until when."""

    grant: int
    facts: tuple[tuple[int, int], ...]
    until: datetime
    advertised: tuple[tuple[int, str], ...] = field(default=(), repr=False)  # grants, and the product each names


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


def standing_of(organisation_id: int, words: str, audience: Audience) -> Standing:
    """What patients permit this organisation to show, of exactly these words, to these readers or more, now.

    Each patient who was asked about them counts: where one of them permitted less, they may not be shown. One query
    where nobody was, four else.
    """
    item_hash = item_of(words)
    asked = Grant.objects.filter(organisation_id=organisation_id, kind=Kind.PUBLICATION, item_hash=item_hash)
    seats = set(asked.values_list("seat_id", flat=True))
    if not seats:
        return Standing()
    now = list(asked.in_force().prefetch_related("facts").order_by("pk"))
    reached = [one for one in now if Audience(one.audience).reaches(audience)]
    open_to = {one.seat_id: Audience(one.audience) for one in now}
    short = seats - {one.seat_id for one in reached}
    sold = products_of({one.seat_id for one in reached}, organisation_id) if reached else {}
    return Standing(
        tuple(
            Permitted(
                one.pk,
                tuple((fact.start, fact.end) for fact in one.facts.all()),
                one.until,
                tuple(pair for pair in sold.get(one.seat_id, ()) if _is_named(pair[1], words)),
            )
            for one in reached
        ),
        next((open_to[seat] for seat in sorted(short) if seat in open_to), None),
        is_over=bool(short - set(open_to)),
    )


def is_still_permitted(grant_id: int, audience: Audience) -> bool:
    """Whether the patient of this grant permits its item to these readers now, by it or by another of the same item.

    Advertising is permitted or not, whoever reads it.
    """
    grant = Grant.objects.get(pk=grant_id)
    same = Grant.objects.in_force().filter(
        seat_id=grant.seat_id, organisation_id=grant.organisation_id, kind=grant.kind, item_hash=grant.item_hash
    )
    return any(not one or Audience(one).reaches(audience) for one in same.values_list("audience", flat=True))


def permits(seat_id: int, organisation_id: int, scope: Scope) -> bool:
    """Whether the patient in this seat permits exactly this to the organisation now. Another hash is another item."""
    granted = Grant.objects.filter(seat_id=seat_id, organisation_id=organisation_id, **scope.fields)
    return granted.in_force().exists()


def receipt_of(grant: Grant) -> Receipt:
    """The receipt of a grant that was obtained as its patient, or as who decides for them."""
    kind, named = Kind(grant.kind), grant.named
    return Receipt(
        kinds.wording(kind, grant.wording),
        grant.organisation.name,
        grant.given_at,
        grant.until,
        grant.ended_at,
        acting.name_of(grant.given_by_id) if grant.given_by_id is not None else "",
        tuple(named.lines) if named is not None else (),
        tuple(grant.permitted_parts),
        str(kinds.NOTICES.get(kind, "")),
        _mistake_of(grant),
    )


def _mistake_of(grant: Grant) -> str:
    asked = Question.objects.filter(terms_id=grant.terms_id).first() if grant.terms_id is not None else None
    return (asked.mistake or "") if asked is not None else ""


# --- What reads the kinds that are asked for ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stand:
    """One permission that stands, as those who care for the patient read it."""

    grant: int
    kind: Kind
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    parts: tuple[str, ...]
    until: datetime | None
    notice: str


def known_to(person: Person, seat: int, organisation: int) -> list[Stand]:
    """What this patient permits the organisation now, of the kinds that are asked for, to whoever cares for them."""
    served = Grant.objects.in_force().filter(acting.served(person), seat_id=seat, organisation_id=organisation)
    rows = served.filter(kind__in=kinds.ASKED).select_related("terms").order_by("kind", "pk")
    return [
        Stand(
            one.pk,
            Kind(one.kind),
            tuple(one.named.lines) if one.named is not None else (),
            tuple(one.permitted_parts),
            None if one.until == kinds.NO_END else one.until,
            str(kinds.NOTICES.get(Kind(one.kind), "")),
        )
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class Ways:
    """What the checks of a conversation have to know: which unsafe ways the patient permits, and which devices."""

    ways: tuple[str, ...] = ()  # of "email" and "sms"
    addresses: tuple[str, ...] = field(default=(), repr=False)
    devices: tuple[str, ...] = field(default=(), repr=False)  # for pictures that serve the patient's own care


def ways_of(seat_id: int, organisation_id: int) -> Ways:
    """What the patient in this seat permits the organisation now, of writing by other ways and of pictures for care."""
    kept = Grant.objects.filter(seat_id=seat_id, organisation_id=organisation_id, kind__in=[Kind.CHANNEL, Kind.IMAGE])
    ways: list[str] = []
    addresses: list[str] = []
    devices: list[str] = []
    for one in kept.in_force().select_related("terms").order_by("pk"):
        parts, named = terms.parts_of(one.parts), one.named
        if named is None:
            continue
        if one.kind == Kind.CHANNEL:
            ways += parts
            addresses += [named.value(part) for part in parts]
        elif "care" in parts:
            devices.append(named.value("device"))
    return Ways(tuple(ways), tuple(addresses), tuple(devices))


def products_of(seats: Collection[int], organisation_id: int) -> dict[int, list[tuple[int, str]]]:
    """What these patients permit the organisation to advertise now: by seat, each grant with the product it names."""
    kept = Grant.objects.filter(seat_id__in=seats, organisation_id=organisation_id, kind=Kind.MARKETING)
    found: dict[int, list[tuple[int, str]]] = {}
    for one in kept.in_force().select_related("terms").order_by("pk"):
        if one.named is not None:
            found.setdefault(one.seat_id, []).append((one.pk, one.named.value("product")))
    return found


def _is_named(name: str, words: str) -> bool:
    """Whether a name stands in the words, as whole words. As the guard looks for it (`guard.policy.permits`)."""
    plain, within = " ".join(name.casefold().strip(" .").split()), " ".join(words.casefold().split())
    return bool(plain) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", within) is not None
