"""Who permits which study, for the privacy officers of a place: numbers of persons that stand for nobody elsewhere.

What a study gets is this list and no name. Every page and every file asks who permits it at that moment, so that
whoever took it back is out of it at once.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.consent import access
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.consent.terms import Named
from commonward.kernel import datakeys, ledger
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound
from commonward.kernel.ref import Ref
from commonward.people.requests import PersonRequest, for_persons


@dataclass(frozen=True, slots=True)
class Study:
    """One study that somebody permits now, and how many do."""

    item: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    number: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """One person in a study, by a number that is theirs in this study alone."""

    number: str
    since: datetime
    until: datetime


def studies_of(person: Person) -> list[Study]:
    """The studies that patients permit the place of a privacy officer now."""
    found: dict[str, list[Grant]] = {}
    for one in _permitting(person).order_by("pk"):
        found.setdefault(one.item_hash, []).append(one)
    return [
        Study(item, tuple(_named(grants[-1]).lines), len(grants))
        for item, grants in sorted(found.items(), key=lambda pair: pair[1][-1].pk, reverse=True)
    ]


def numbers_of(person: Person, item: str) -> list[Numbered]:
    """Who permits one study now. Raises NotFound where nobody does."""
    grants = list(_permitting(person).filter(item_hash=item).order_by("pk"))
    if not grants:
        raise NotFound(_("Nobody permits this study now."))
    number = datakeys.keyed_numbers("consent.study", item)  # another one for the same person in every study
    rows = [Numbered(f"{number(str(one.seat_id)):016x}", one.given_at, one.until) for one in grants]
    return sorted(rows, key=lambda one: one.number)


@require_safe
@for_persons
def studies(request: PersonRequest) -> HttpResponse:
    """Which studies are permitted, and by how many."""
    access.require_officer(request.actor)
    context = {"studies": studies_of(request.actor), "title": _("Studies that patients permit")}
    return render(request, "consent/studies.html", context)


@require_safe
@for_persons
def numbers(request: PersonRequest, item: str) -> HttpResponse:
    """The numbers of those who permit one study, as a file. That it was taken is on record."""
    access.require_officer(request.actor)
    rows = numbers_of(request.actor, item)
    place = request.actor.organisation or 0
    ledger.record(request.actor, "study.listed", Ref("organisation", place), detail={"rows": len(rows)})
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["number", "permitted_on", "until"])
    table.writerows(
        [one.number, timezone.localdate(one.since).isoformat(), timezone.localdate(one.until).isoformat()]
        for one in rows
    )
    answer = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="study.csv"'
    return answer


def _permitting(person: Person) -> "QuerySet[Grant]":
    own = Grant.objects.in_force().filter(organisation_id=person.organisation or 0, kind=Kind.RESEARCH)
    return own.select_related("terms")


def _named(grant: Grant) -> Named:
    named = grant.named
    assert named is not None
    return named
