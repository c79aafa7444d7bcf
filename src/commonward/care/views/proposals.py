"""Offering care to somebody whom the team knows, and taking up such an offer with its code."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.care import access, queries
from commonward.care.actions import proposing
from commonward.care.actions.proposing import Known
from commonward.care.models import Relationship
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people.requests import PersonRequest, for_persons

PROPOSE = Limit("propose", times=60, seconds=3600)
#: Tries with a code. Wrong ones are counted for the code as well.
ACCEPT = Limit("accept", times=20, seconds=3600)


@require_safe
@for_persons
def own_teams(request: PersonRequest) -> HttpResponse:
    """The teams that one serves in, with what belongs to each."""
    access.require_reader(request.actor)
    context = {"teams": queries.served_teams(request.actor), "title": _("Your teams")}
    return render(request, "care/own_teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def propose(request: PersonRequest, pk: int) -> HttpResponse:
    """Offer the care of one team, and what is offered now. The code is shown once."""
    team = access.get_served_team(request.actor, pk)
    require(access.may_propose(request.actor, team))
    values = {name: request.POST.get(name, "") for name in ("name", "born", "proof", "email")}
    errors: dict[str, str] = {}
    offered = None
    if request.method == "POST":
        spend(PROPOSE, request.actor, request)
        try:
            offered = proposing.propose(request.actor, team, Known(**values))
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("care:propose", pk=pk)
    context = {
        "team": team,
        "offered": offered,
        "mailed": bool(values["email"]),
        "values": {} if offered else values,
        "errors": errors,
        "proofs": [(one.value, one.label) for one in proposing.PROOFS],
        "rows": queries.proposals_of(request.actor, team),
        "title": _("Offer care"),
    }
    return render(request, "care/propose.html", context, status=422 if errors else 200)


@require_POST
@for_persons
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an offer back."""
    spend(PROPOSE, request.actor, request)
    found = proposing.get_proposal(request.actor, pk)
    proposing.withdraw(request.actor, found)
    messages.success(request, _("It is taken back. The code is good for nothing now."))
    return redirect("care:propose", pk=found.team_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def invited(request: PersonRequest) -> HttpResponse:
    """Take up an offer: code, name and birth date, as the place knows them."""
    require(access.may_ask(request.actor))
    values = {name: request.POST.get(name, "") for name in ("code", "name", "born")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        spend(ACCEPT, request.actor, request)
        try:
            begun = proposing.accept(request.actor, **values)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.info(request, refusal.sentence)
            return redirect("care:home")
        else:
            said = _("The team cares for you here from now on. Decide next whether it may write to you.")
            waits = _("The team has what it needs. You hear when one of its professionals confirms it.")
            messages.success(request, said if begun.state == Relationship.State.ESTABLISHED else waits)
            return redirect("care:relationship", pk=begun.pk)
    context = {"values": values, "errors": errors, "title": _("You were given a code")}
    return render(request, "care/invited.html", context, status=422 if errors else 200)
