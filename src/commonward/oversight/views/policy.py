"""What the rules are, and which version judges here. Open to everybody: rules that nobody can read teach nobody."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonward.guard import Decision
from commonward.guard.policy import examples
from commonward.guard.policy.catalogue import Binds, Lifecycle, Rule
from commonward.guard.policy.decide import capped
from commonward.guard.policy.examples import Example
from commonward.kernel.errors import NotFound
from commonward.oversight import codes, policies, showing
from commonward.oversight.wording import COLUMNS
from commonward.people.models import Organisation
from commonward.people.requests import ActorRequest
from commonward.ui.marks import Segment, segments
from commonward.ui.shapes import Tab

_LIFECYCLES = {
    Lifecycle.CHECKED: gettext_lazy("checked while you write"),
    Lifecycle.WORKFLOW: gettext_lazy("decided by the platform"),
    Lifecycle.PLANNED: gettext_lazy("not yet checked by machine; people look after it"),
}
#: Examples of each kind on a rule's page.
MOST_EXAMPLES: Final = 6
#: Characters. Longer examples stand behind the others.
LONGEST_EXAMPLE: Final = 200
#: What the page can be narrowed to: who looks after a rule today.
_SHOWN = {
    "all": frozenset(Lifecycle),
    "machine": frozenset({Lifecycle.CHECKED, Lifecycle.WORKFLOW}),
    "people": frozenset({Lifecycle.PLANNED}),
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the catalogue page shows it. `outcomes` are levels, strictest first, with where they follow."""

    rule: Rule
    url: str
    cells: tuple[tuple[str, str], ...]  # (column's label, level)
    outcomes: tuple[tuple[str, str], ...]  # (level, the labels of its columns)
    lifecycle: str
    by_people: bool


@require_safe
def catalogue(request: ActorRequest) -> HttpResponse:
    """Every rule, by family, with what follows where; all of them, or only what machine or people look after."""
    rules = showing.catalogue()
    shown = request.GET.get("show", "all")
    shown = shown if shown in _SHOWN else "all"
    families = [
        (family, [_row(rule) for rule in rules if rule.family == family.id and rule.lifecycle in _SHOWN[shown]])
        for family in rules.families
    ]
    context = {
        "families": [(family, rows) for family, rows in families if rows],
        "tabs": _tabs(list(rules), shown),
        "version": rules.version,
        "organisation": request.seat.organisation if request.seat is not None else None,
        "title": _("The rules"),
    }
    return render(request, "oversight/catalogue.html", context)


def _tabs(rules: list[Rule], shown: str) -> list[Tab]:
    """None where each of them would show the same."""
    if not any(rule.lifecycle == Lifecycle.PLANNED for rule in rules):
        return []
    here = reverse("oversight:catalogue")
    labels = {"all": _("All"), "machine": _("Checked by machine"), "people": _("Looked after by people")}
    return [
        Tab(
            here if name == "all" else f"{here}?show={name}",
            label,
            current=name == shown,
            hint=str(sum(1 for rule in rules if rule.lifecycle in _SHOWN[name])),
        )
        for name, label in labels.items()
    ]


@require_safe
def rule(request: ActorRequest, rule_id: str) -> HttpResponse:
    """One rule: what it looks for, why, what follows where, and its source."""
    rules = showing.catalogue()
    found = rules.rules.get(rule_id)
    if found is None:
        raise NotFound(_("There is no rule of this name."))
    organisation = request.seat.organisation if request.seat is not None else None
    context = {
        "row": _row(found),
        "rule": found,
        "version": rules.version,
        "caps": _caps(found),
        "everyone": found.binds is Binds.EVERYONE,
        "examples": _examples(found),
        "lines": codes.tied_to(found.id),
        "organisation": organisation,
        "here": _here(found, organisation),
        "title": found.title,
    }
    return render(request, "oversight/rule.html", context)


@dataclass(frozen=True, slots=True)
class CapRow:
    """What follows for patients and families in one column: about themselves, and about others."""

    where: str
    own: str
    others: str


def _caps(rule: Rule) -> list[CapRow]:
    return [
        CapRow(
            str(label),
            str(capped(rule, rule.outcomes[column], column, own=True)),
            str(capped(rule, rule.outcomes[column], column, own=False)),
        )
        for column, label in COLUMNS.items()
    ]


@dataclass(frozen=True, slots=True)
class _Marked:
    start: int
    end: int
    level: str
    index: int


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """A text of the rule's page: its words, who wrote it, and what the guard still gets wrong about it."""

    words: tuple[Segment, ...]
    is_stranger: bool
    stands: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Texts of one kind: those that are read at once, and the rest."""

    first: tuple[ExampleRow, ...]
    rest: tuple[ExampleRow, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts that break the rule, texts that come near, and how the guard does on those by strangers to its code."""

    found: Shown
    silent: Shown
    strangers: int
    right: int


def _examples(rule: Rule) -> Examples:
    texts = examples.of_rules(frozenset({rule.id}))
    by_strangers = [one for one in texts if one.is_stranger]
    return Examples(
        _shown(rule, [one for one in texts if one.spans]),
        _shown(rule, [one for one in texts if not one.spans]),
        len(by_strangers),
        sum(not one.stands for one in by_strangers),
    )


def _shown(rule: Rule, texts: list[Example]) -> Shown:
    level = str(max(rule.outcomes.values()))
    # The short ones first, by strangers and by the rule's author in turn: a page is read to understand a rule.
    seen: Counter[bool] = Counter()
    places: dict[str, tuple[bool, int]] = {}
    for one in texts:
        is_long = len(one.text) > LONGEST_EXAMPLE
        places[one.name] = (is_long, seen[one.is_stranger] if not is_long else 0)
        seen[one.is_stranger] += not is_long
    rows = []
    for one in sorted(texts, key=lambda one: places[one.name]):
        spans = [_Marked(start, end, level, 0) for start, end in one.spans] if level != str(Decision.ALLOW) else []
        rows.append(ExampleRow(tuple(segments(one.text, spans)), one.is_stranger, one.stands))
    return Shown(tuple(rows[:MOST_EXAMPLES]), tuple(rows[MOST_EXAMPLES:]))


def _here(rule: Rule, organisation: Organisation | None) -> list[tuple[str, str, str]]:
    """Where the reader's organisation decides otherwise: column, outcome, why."""
    if organisation is None or organisation.policy_in_force is None:
        return []
    outcomes = policies.in_force(organisation.policy_in_force).rule(rule.id).outcomes
    reasons = policies.reasons_in(organisation.policy_in_force)
    return [
        (str(label), str(outcomes[column]), reasons.get((rule.id, column), ""))
        for column, label in COLUMNS.items()
        if outcomes[column] != rule.outcomes[column]
    ]


def _row(rule: Rule) -> RuleRow:
    cells = tuple((str(label), str(rule.outcomes[column])) for column, label in COLUMNS.items())
    levels = [level for level in ("block", "hold", "warn", "note", "allow") if any(cell[1] == level for cell in cells)]
    outcomes = tuple((level, ", ".join(label for label, found in cells if found == level)) for level in levels)
    by_people = rule.lifecycle == Lifecycle.PLANNED
    return RuleRow(rule, showing.rule_url(rule.id), cells, outcomes, str(_LIFECYCLES[rule.lifecycle]), by_people)
