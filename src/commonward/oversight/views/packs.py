"""The policy of one's organisation, and the codes of the professions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.guard.policy import examples
from commonward.guard.policy.catalogue import Column, load
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.limits import Limit
from commonward.oversight import codes, packs, policies, showing
from commonward.oversight.models import Pack
from commonward.oversight.policies import Change
from commonward.oversight.wording import COLUMNS, DECISIONS
from commonward.people import access as people_access
from commonward.people.models import Organisation
from commonward.people.professions import PROFESSIONS
from commonward.people.proof import ask_proof
from commonward.people.requests import ActorRequest, PersonRequest, for_persons

POLICY: Final = Limit("policy", times=200, seconds=3600)
#: Examples that would be decided differently, shown on the page. All are counted.
MOST_SHOWN: Final = 60
_CONTEXTS: Final = {
    "public_post": COLUMNS[Column.PUBLIC],
    "closed_group": COLUMNS[Column.GROUP],
    "care_conversation": COLUMNS[Column.CARE],
    "professional_case": COLUMNS[Column.CASE],
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change, for the page: the rule, where, from what to what, why."""

    rule: str
    title: str
    url: str
    column: str
    where: str
    was: str
    becomes: str
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An example that would be decided differently."""

    text: str = field(repr=False)
    rule: str
    where: str
    before: str
    after: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def here(request: PersonRequest) -> HttpResponse:
    """What the person's organisation changes in the rules; for those who decide on it, the draft as well."""
    organisation = request.seat.organisation
    if organisation is None:
        raise Denied(_("This seat belongs to no organisation, so the rules hold here as they are."))
    if request.method != "POST":
        return _page(request, organisation)
    limits.spend(POLICY, request.actor)
    try:
        messages.success(request, _act(request, organisation))
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    except Unacceptable as refusal:
        values = {name: request.POST.get(name, "") for name in ("rule", "column", "decision", "why")}
        return _page(request, organisation, values=values, errors={refusal.field: refusal.sentence})
    return redirect("oversight:here")


def _act(request: PersonRequest, organisation: Organisation) -> str:
    """Do what a button says; the sentence says what was done."""
    do, _colon, which = request.POST.get("do", "").partition(":")
    if do in {"back", "activate"}:  # what changes how others are judged
        require(people_access.may_set_policy(request.actor, organisation))
        ask_proof(request)
    if do == "back":
        number = int(which) if which.isascii() and which.isdigit() and len(which) < 8 else -1
        packs.roll_back(request.actor, organisation, number)
        return _("It is back, and judges from now on.")
    if do == "drop":
        rule, _space, column = which.partition(" ")
        packs.change(request.actor, organisation, _as_in_the_catalogue(rule, column))
        return _("Taken out of the draft.")
    if do == "try":
        packs.try_out(request.actor, organisation)
        return _("It was tried. Below is what would be decided differently.")
    steps: dict[str, tuple[Callable[..., object], str]] = {
        "activate": (packs.activate, _("It is in force, from now on.")),
        "give-up": (packs.throw_away, _("The draft is gone. What is in force stays.")),
    }
    if do in steps:
        act, said = steps[do]
        act(request.actor, organisation, seen=request.POST.get("seen", ""))
        return said
    rule, column, decision, why = (request.POST.get(name, "")[:2000] for name in ("rule", "column", "decision", "why"))
    packs.change_by_name(request.actor, organisation, (rule, column, decision), why=why)
    return _("It stands in the draft. Try it before you put it in force.")


def _as_in_the_catalogue(rule: str, column: str) -> Change:
    if rule not in load().rules or column not in set(Column):
        raise Unacceptable(_("Choose a rule from the list."), field="rule")
    return Change(rule, Column(column), load().rule(rule).outcomes[Column(column)])


def _page(
    request: PersonRequest,
    organisation: Organisation,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    versions = list(
        Pack.objects.visible_to(request.actor).filter(number__isnull=False).order_by("-number")[:MOST_SHOWN]
    )
    active = next((pack for pack in versions if pack.state == Pack.State.ACTIVE), None)
    context: dict[str, object] = {
        "organisation": organisation,
        "version": policies.in_force(organisation.policy_in_force).version,
        "rows": _rows(policies.changes_of(active)),
        "left_out": _rows(policies.left_out(policies.changes_of(active))),
        "versions": versions,
        "may_set": bool(people_access.may_set_policy(request.actor, organisation)),
        "title": _("Rules of %(organisation)s") % {"organisation": organisation.name},
    }
    if context["may_set"]:
        context |= _drafting(packs.draft_of(request.actor), values or {}, errors or {})
    return render(request, "oversight/here.html", context, status=422 if errors else 200)


def _drafting(draft: Pack | None, values: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, object]:
    rules = sorted(load(), key=lambda rule: (rule.family, rule.title))
    outcomes = _outcomes(draft) if draft is not None else []
    return {
        "draft": draft,
        "mark": packs.mark_of(draft),
        "draft_rows": _rows(policies.changes_of(draft)),
        "ready": draft is not None and draft.tried_at is not None and draft.catalogue == load().version,
        "outcomes": outcomes[:MOST_SHOWN],
        "more_outcomes": max(0, len(outcomes) - MOST_SHOWN),
        "rule_options": [("", _("Choose a rule")), *((rule.id, f"{rule.title} ({rule.id})") for rule in rules)],
        "column_options": [("", _("Choose where")), *((column.value, str(label)) for column, label in COLUMNS.items())],
        "decision_options": [
            ("", _("Choose what follows")),
            *((name, str(label)) for name, label in DECISIONS.items()),
        ],
        "values": values,
        "errors": errors,
    }


def _rows(changes: tuple[Change, ...]) -> list[ChangeRow]:
    rules = load().rules
    return [
        ChangeRow(
            one.rule,
            rules[one.rule].title if one.rule in rules else one.rule,
            showing.rule_url(one.rule),
            one.column.value,
            str(COLUMNS[one.column]),
            str(rules[one.rule].outcomes[one.column]) if one.rule in rules else "",
            str(one.decision),
            one.why,
        )
        for one in changes
    ]


def _outcomes(draft: Pack) -> list[Outcome]:
    texts = {example.name: example for example in examples.load()}
    return [
        Outcome(
            texts[row["example"]].text,
            texts[row["example"]].rule,
            str(_CONTEXTS[row["context"]]),
            row["before"],
            row["after"],
        )
        for row in draft.trial
        if row["example"] in texts
    ]


@require_safe
def codes_of_professions(request: ActorRequest) -> HttpResponse:
    """What the codes of the professions say, and which rules look after it; the reader's own first."""
    seat = request.seat
    profession = seat.profession if seat is not None else ""
    country = seat.organisation.country if seat is not None and seat.organisation is not None else ""
    own = {code.id for code in codes.chosen_for(profession, country) if code.is_of_a_profession}
    listed = sorted(codes.codes(), key=lambda code: code.id not in own)
    context = {
        "codes": [(code, code.id in own, codes.STATUS_LABELS[code.status], _whom(code)) for code in listed],
        "version": codes.version(),
        "title": _("The codes of the professions"),
    }
    return render(request, "oversight/codes.html", context)


def _whom(code: codes.Code) -> str:
    """For whom a code is, in words."""
    whom = ", ".join(str(PROFESSIONS[one]) for one in code.professions) if code.is_of_a_profession else _("Everybody")
    where = ", ".join(code.countries) if codes.ANY not in code.countries else _("everywhere")
    return _("%(whom)s (%(where)s)") % {"whom": whom, "where": where}
