"""Reading one resource, and searching: what is given was asked for as somebody, and is on record before it goes out."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.utils.translation import gettext as _

from commonward.care.actions import files
from commonward.care.models import CareFile
from commonward.fhir import outcomes, reach, scopes
from commonward.fhir.access import Reader
from commonward.fhir.answers.common import BASE, Kind, Rows, Source, instant
from commonward.fhir.answers.messages import COMMUNICATION
from commonward.fhir.outcomes import Resource, Unfit
from commonward.fhir.search import Search, Term
from commonward.kernel import clock
from commonward.kernel.errors import NotFound
from commonward.kernel.paging import number_of


@dataclass(frozen=True, slots=True)
class _Found:
    source: Source
    row: Any


def read(reader: Reader, kind: Kind, number: str) -> Resource:
    """One resource. To whoever may not read it, it does not exist."""
    whose = reach_of(reader, kind)
    for source in kind.sources:
        pk = number_of(number.removeprefix(source.prefix)) if number.startswith(source.prefix) else None
        row = None if pk is None else source.load(source.rows(reader.person, whose)).filter(pk=pk).first()
        if row is not None:
            return _told(reader, kind, [_Found(source, row)])[0]
    raise NotFound(_("There is no such resource for you."))


def file(reader: Reader, number: str) -> CareFile:
    """A file of a message, put on record as read. To whoever may not read it, it does not exist."""
    whose = reach_of(reader, COMMUNICATION)
    rows = reach.files(reader.person, whose).select_related("relationship__chart")
    pk = number_of(number)
    found = None if pk is None else rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such resource for you."))
    files.read(reader.person, found, "original", connection=reader.connection)
    return found


def search(reader: Reader, kind: Kind, asked: Search) -> Resource:
    """A page of what was found, as a Bundle, the newest first."""
    whose = reach_of(reader, kind)
    narrowed = [(source, _narrowed(source, source.rows(reader.person, whose), asked.terms)) for source in kind.sources]
    address, who = f"{BASE}/{kind.name}", name_of(reader)
    bundle: Resource = {
        "resourceType": "Bundle",
        "id": str(uuid4()),
        "meta": {"lastUpdated": instant(clock.now())},
        "type": "searchset",
    }
    if asked.counts_total or asked.only_total:
        bundle["total"] = sum(rows.count() for _source, rows in narrowed)
    bundle["link"] = [{"relation": "self", "url": asked.address(address, who, after=asked.after)}]
    if asked.only_total:
        return bundle
    found = _page(narrowed, asked)
    page = found[: asked.count]
    if len(found) > asked.count:
        onward = asked.address(address, who, after=page[-1].row.pk)
        bundle["link"].append({"relation": "next", "url": onward})
    entries = [
        {"fullUrl": f"{address}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in _told(reader, kind, page)
    ]
    if asked.ignored:
        words = _("Some parameters are not known here and were left out. The CapabilityStatement has those that are.")
        told = outcomes.outcome(outcomes.issue("warning", "not-supported", words))
        entries.append({"resource": told, "search": {"mode": "outcome"}})
    return bundle | ({"entry": entries} if entries else {})


def reach_of(reader: Reader, kind: Kind) -> str:
    """How far the token reaches for this kind. Raises Unfit, with 403, where not at all."""
    whose = scopes.reach(reader.scopes, kind.name)
    if not whose:
        raise Unfit(_("This token may not read that. The person can connect the application anew."), status=403)
    return whose


def name_of(reader: Reader) -> str:
    """What tells one reader from another, for whom the addresses of pages are sealed."""
    return f"{reader.connection}"


def _narrowed(source: Source, rows: Rows, terms: tuple[Term, ...]) -> Rows:
    for term in terms:
        if term.name in source.chooses:
            rows = source.chooses[term.name](term, rows)
        else:
            rows = rows.filter(source.terms[term.name](term))
    return rows


def _page(narrowed: list[tuple[Source, Rows]], asked: Search) -> list[_Found]:
    """One more than a page, the newest first. Identifiers grow with time, so those of several tables can be mixed."""
    found: list[_Found] = []
    for source, rows in narrowed:
        rest = rows if asked.after is None else rows.filter(Q(pk__lt=asked.after))
        found += [_Found(source, row) for row in source.load(rest).order_by("-pk")[: asked.count + 1]]
    return sorted(found, key=lambda one: one.row.pk, reverse=True)[: asked.count + 1]


def _told(reader: Reader, kind: Kind, found: list[_Found]) -> list[Resource]:
    """These rows as resources, in their order, after it was recorded that they were read."""
    whose = reach_of(reader, kind)
    if kind.record is not None and found:
        kind.record(reader.person, reader.connection, [one.row for one in found])
    told: dict[int, Resource] = {}
    for source in kind.sources:
        rows = [one.row for one in found if one.source is source]
        if rows:
            told |= {id(row): made for row, made in zip(rows, source.tell(reader.person, whose, rows), strict=True)}
    return [told[id(one.row)] for one in found]
