"""What the kinds of resources share: how one is described, references, instants, identifiers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from commonward.fhir.outcomes import Resource
from commonward.fhir.search import Term
from commonward.kernel.actor import Person
from commonward.people.models import Organisation

BASE: Final = f"{settings.SITE_URL}/fhir"
Rows = QuerySet[Any, Any]  # of whatever model stands behind a kind; no one type says that


@dataclass(frozen=True, slots=True)
class Source:
    """One table behind a kind. `rows` decides who sees which; `whose` is how far the token reaches."""

    rows: Callable[[Person, str], Rows]
    load: Callable[[Rows], Rows]
    tell: Callable[[Person, str, list[Any]], list[Resource]]
    terms: Mapping[str, Callable[[Term], Q]]
    prefix: str = ""
    #: Terms that the database cannot answer: given the rows, they choose among them.
    chooses: Mapping[str, Callable[[Term, Rows], Rows]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: its sources, and its search parameters with the type that FHIR gives them."""

    name: str
    sources: tuple[Source, ...]
    params: Mapping[str, str]
    #: Puts it on record that these rows were read, for kinds of which that is an act. Given person, connection, rows.
    record: Callable[[Person, int, list[Any]], None] | None = None


def reference(kind: str, number: object, display: str = "") -> Resource:
    """A reference to a resource here."""
    told = {"reference": f"{kind}/{number}"}
    return told | {"display": display} if display else told


def named(display: str, kind: str = "") -> Resource:
    """A reference to somebody who is no resource here, or not one that this reader finds: their name alone."""
    return {"type": kind, "display": display} if kind else {"display": display}


def organisation(place: Organisation) -> Resource:
    """A reference to an organisation, by its name and its short name here."""
    return {"identifier": {"system": system("organisation"), "value": place.slug}, "display": place.name}


def system(of: str) -> str:
    """The name of the space in which identifiers of a kind are ours."""
    return f"{BASE}/identifier/{of}"


def identifier(of: str, number: int) -> list[Resource]:
    """The identifier of something that is known by its number here."""
    return [{"system": system(of), "value": str(number)}]


def instant(at: datetime) -> str:
    """A point in time as FHIR writes it."""
    return at.isoformat(timespec="milliseconds")


def period(start: datetime | None, end: datetime | None) -> Resource:
    """A span of time; an open end is left out."""
    ends = {"start": start, "end": end}
    return {name: instant(at) for name, at in ends.items() if at is not None}


def text(words: str) -> Resource:
    """A concept in words alone."""
    return {"text": words}


def coded(system_name: str, code: str, display: str = "") -> Resource:
    """A concept by a code."""
    coding = {"system": system_name, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def resource(kind: str, number: object, updated: datetime | None, body: Resource) -> Resource:
    """A resource, without what is empty: FHIR allows no empty value."""
    meta = {"lastUpdated": instant(updated)} if updated is not None else {}
    whole = {"resourceType": kind, "id": str(number), "meta": meta, **body}
    return {name: value for name, value in whole.items() if value not in ("", [], {}, None)}
