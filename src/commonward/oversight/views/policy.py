"""What the rules are, and which version judges here. Open to everybody: rules that nobody can read teach nobody."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonward.guard.policy.catalogue import Column, Lifecycle, Rule
from commonward.kernel.errors import NotFound
from commonward.oversight import showing
from commonward.people.requests import ActorRequest

_COLUMNS = {
    Column.PUBLIC: gettext_lazy("Public post"),
    Column.GROUP: gettext_lazy("Closed group"),
    Column.CARE: gettext_lazy("Care conversation"),
    Column.CASE: gettext_lazy("Case discussion"),
}
_LIFECYCLES = {
    Lifecycle.CHECKED: gettext_lazy("checked while you write"),
    Lifecycle.WORKFLOW: gettext_lazy("decided by the platform"),
    Lifecycle.PLANNED: gettext_lazy("not yet checked by machine; people look after it"),
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the catalogue page shows it."""

    rule: Rule
    url: str
    cells: tuple[tuple[str, str], ...]  # (column's label, level)
    lifecycle: str


@require_safe
def catalogue(request: ActorRequest) -> HttpResponse:
    """Every rule, by family, with what follows where."""
    rules = showing.catalogue()
    families = [(family, [_row(rule) for rule in rules if rule.family == family.id]) for family in rules.families]
    context = {
        "families": [(family, rows) for family, rows in families if rows],
        "columns": [str(label) for label in _COLUMNS.values()],
        "version": rules.version,
        "title": _("The rules"),
    }
    return render(request, "oversight/catalogue.html", context)


@require_safe
def rule(request: ActorRequest, rule_id: str) -> HttpResponse:
    """One rule: what it looks for, why, what follows where, and its source."""
    rules = showing.catalogue()
    found = rules.rules.get(rule_id)
    if found is None:
        raise NotFound(_("There is no rule of this name."))
    context = {"row": _row(found), "rule": found, "version": rules.version, "title": found.title}
    return render(request, "oversight/rule.html", context)


def _row(rule: Rule) -> RuleRow:
    cells = tuple((str(label), str(rule.outcomes[column])) for column, label in _COLUMNS.items())
    return RuleRow(rule, showing.rule_url(rule.id), cells, str(_LIFECYCLES[rule.lifecycle]))
