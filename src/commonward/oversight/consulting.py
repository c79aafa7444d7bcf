"""Ethics queries as pages show them: lines of a list, and one with its words marked and its rule quoted."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.guard.policy.catalogue import Rule
from commonward.kernel.actor import Person
from commonward.kernel.ref import Ref
from commonward.oversight import codes, ethics, showing
from commonward.oversight.models import EthicsQuery
from commonward.oversight.subjects import view_of
from commonward.ui.marks import Segment, segments


@dataclass(frozen=True, slots=True)
class Line:
    """A question in a list. Says which rule it is about and nothing of the words."""

    url: str
    rule: str
    level: str
    who: str
    at: datetime
    is_own: bool
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Consulted:
    """One question, for whoever asked it or may answer it.

    An organisation's policy bears its name: of somebody with a chosen name only the catalogue's version is told.
    """

    query: EthicsQuery
    rule: Rule | None
    title: str
    rule_url: str
    codes: tuple[tuple[codes.Code, codes.CodeLine], ...]
    segments: tuple[Segment, ...] = field(repr=False)
    is_own: bool
    asker: str
    policy: str
    asked: str
    answerer: str
    back_url: str


@dataclass(frozen=True, slots=True)
class _Marked:
    start: int | None
    end: int | None
    level: str
    index: int = 0


def lines_for(person: Person, most: int) -> list[Line]:
    """What somebody asked and what they may answer, unanswered first, then the newest. One query."""
    found = EthicsQuery.objects.visible_to(person).select_related("seat__profile", "seat__organisation")
    return [_line(person, query) for query in found.order_by("answered_at", "-pk")[:most]]


def shown(person: Person, query: EthicsQuery) -> Consulted:
    """A question as its page shows it."""
    rule = showing.catalogue().rules.get(query.rule)
    is_own = query.seat_id == person.seat
    mark = _Marked(query.start, query.end, query.level)
    return Consulted(
        query=query,
        rule=rule,
        title=ethics.rule_title(query.rule),
        rule_url=showing.rule_url(query.rule) if rule is not None else "",
        codes=tuple(codes.tied_to(query.rule)),
        segments=tuple(segments(query.text, [mark] if query.start is not None else [])),
        is_own=is_own,
        asker=_asker(query),
        policy=query.policy if is_own or ethics.name_of(query.seat) else query.policy.partition("+")[0],
        asked=ethics.name_of(query.asked) or _("the ethics reviewers"),
        answerer=ethics.name_of(query.answerer) or _("An ethics reviewer"),
        back_url=_back(query) if is_own else "",
    )


def _line(person: Person, query: EthicsQuery) -> Line:
    is_own = query.seat_id == person.seat
    return Line(
        url=reverse("oversight:ethics_query", args=[query.pk]),
        rule=ethics.rule_title(query.rule),
        level=query.level,
        who="" if is_own else _asker(query),
        at=query.answered_at or query.created_at,
        is_own=is_own,
        is_answered=query.answered_at is not None,
    )


def _asker(query: EthicsQuery) -> str:
    """A chosen name is not to be tied to a role or an organisation, so it is not shown."""
    return ethics.name_of(query.seat) or _("Somebody")


def _back(query: EthicsQuery) -> str:
    """Where its author finds the text again."""
    if query.place:
        return ethics.back_to(query)
    if query.subject_id is None:
        return ""
    if query.subject_kind in {"profile", "face"}:
        return reverse("community:face")
    view = view_of(Ref(query.subject_kind, query.subject_id))
    return (view.edit_url or view.url) if view is not None else ""
