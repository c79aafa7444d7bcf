"""What a patient permits, ready for the page: by organisation, each kind with its words and the one step to change it.

Nothing here decides whether something is permitted; `queries.permits` does.
"""

from dataclasses import dataclass

from commonward.consent import acting, kinds, places
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant, Question
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.people.models import Organisation

#: Organisations that care for people: schools and associations receive no consent to messages.
_CARING = (Organisation.Kind.HOSPITAL, Organisation.Kind.CLINIC, Organisation.Kind.PHARMACY)
#: How a question ended of which there is no grant.
_ENDED = (Question.State.REFUSED, Question.State.MISTAKEN)
MOST_PLACES = 200
MOST_PAST = 100
MOST_ASKED = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One kind at one organisation. `grant` is in force, `last` how it ended before; both may be missing."""

    kind: Kind
    words: str
    wording: int
    grant: Grant | None
    last: Grant | None


@dataclass(frozen=True, slots=True)
class PlaceLines:
    """One organisation: what it may do in general, which single things it may show, and what else was permitted it."""

    organisation: Organisation
    lines: tuple[Line, ...]
    publications: tuple[Grant, ...]
    others: tuple[Grant, ...]  # of the kinds that are asked for with what exactly they are about
    to_give: tuple[Kind, ...]  # what the patient can permit without being asked


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that a patient permits, permitted, or could permit."""

    places: tuple[PlaceLines, ...]
    past: tuple[Grant, ...]
    others: tuple[Organisation, ...]
    answered: tuple[Question, ...]  # what was asked and is not a grant: refused, overtaken, entered in error


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands of somebody for whom one decides."""

    grant: Grant
    patient: str


def overview(person: Person, also: str = "") -> Overview:
    """The whole page in five queries. `also` is the short name of one more organisation to choose for."""
    grants = list(Grant.objects.visible_to(person).select_related("organisation", "terms").order_by("-pk"))
    asked = Question.objects.visible_to(person).select_related("organisation").order_by("-pk")
    near = places.of(person)
    caring = list(Organisation.objects.filter(kind__in=_CARING).order_by("name")[:MOST_PLACES])
    shown = [one for one in caring if one.pk in near or one.slug == also]
    known = {one.pk for one in shown}
    elsewhere = {one.organisation_id: one.organisation for one in grants if one.organisation_id not in known}
    shown += elsewhere.values()
    known |= set(elsewhere)
    return Overview(
        places=tuple(_of_place(one, grants) for one in shown),
        past=tuple(one for one in grants if not is_in_force(one))[:MOST_PAST],
        others=tuple(one for one in caring if one.pk not in known),
        answered=tuple(asked.filter(state__in=_ENDED)[:MOST_ASKED]),
    )


def decided_by(person: Person) -> list[Decided]:
    """What stands now of those for whom this person decides, but for what these keep to themselves."""
    rows = Grant.objects.in_force().filter(acting.decided(person), kind__in=kinds.ASKED, terms__is_private=False)
    found = list(rows.select_related("organisation", "terms").order_by("-pk")[:MOST_ASKED])
    names = acting.patient_names(person, {one.seat_id for one in found})
    return [Decided(one, names.get((one.seat_id, one.organisation_id), "")) for one in found]


def is_in_force(grant: Grant) -> bool:
    """Of a grant at hand, of an open seat: neither ended nor run out."""
    return grant.ended_at is None and grant.until > clock.now()


def _of_place(organisation: Organisation, grants: list[Grant]) -> PlaceLines:
    here = [one for one in grants if one.organisation_id == organisation.pk]
    return PlaceLines(
        organisation=organisation,
        lines=tuple(_line(kind, [one for one in here if one.kind == kind]) for kind in kinds.STANDING),
        publications=tuple(one for one in here if one.kind == Kind.PUBLICATION and is_in_force(one)),
        others=tuple(one for one in here if one.kind in kinds.ASKED and is_in_force(one)),
        to_give=kinds.BY_ONESELF,
    )


def _line(kind: Kind, grants: list[Grant]) -> Line:
    """The newest comes first; one that is in force shows the words that it was given under."""
    grant = next((one for one in grants if is_in_force(one)), None)
    number = grant.wording if grant is not None else kinds.newest(kind)
    last = grants[0] if grants and grant is None else None
    return Line(kind, kinds.wording(kind, number), number, grant, last)
