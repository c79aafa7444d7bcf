"""Care teams and who serves in them, for the administrators of an organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access, names, queries
from commonward.care.actions import teams as actions
from commonward.care.models import Team
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people import access as people_access
from commonward.people.models import Organisation
from commonward.people.queries import members
from commonward.people.requests import PersonRequest, for_persons

TEAM = Limit("team", times=120, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def teams(request: PersonRequest, slug: str) -> HttpResponse:
    """The teams of an organisation, and opening one more."""
    organisation = people_access.get_organisation(request.actor, slug)
    require(access.may_manage_teams(request.actor, organisation))
    name, error = request.POST.get("name", ""), ""
    if request.method == "POST":
        spend(TEAM, request.actor, request)
        try:
            made = actions.open_team(request.actor, organisation, name=name)
        except Unacceptable as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("The team is there. Say who serves in it."))
            return redirect("care:team", slug=slug, pk=made.pk)
    context = {
        "organisation": organisation,
        "teams": queries.teams_in(request.actor, organisation),
        "name": name,
        "error": error,
        "title": _("Care teams"),
    }
    return render(request, "care/teams.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def team(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """One team: who serves in it, one more, one less."""
    organisation = people_access.get_organisation(request.actor, slug)
    require(access.may_manage_teams(request.actor, organisation))
    found = access.get_team(request.actor, pk)
    if found.organisation_id != organisation.pk:
        raise NotFound(_("There is no such team here."))
    email, error = request.POST.get("email", ""), ""
    if request.method == "POST":
        spend(TEAM, request.actor, request)
        try:
            messages.success(request, _changed(request, organisation, found))
        except (Unacceptable, Conflict) as refusal:
            error = refusal.sentence
        else:
            return redirect("care:team", slug=slug, pk=pk)
    rows = [(one, names.staff(one.seat), one.seat.account.email) for one in queries.members_of(request.actor, found)]
    context = {
        "organisation": organisation,
        "team": found,
        "rows": rows,
        "email": email,
        "error": error,
        "title": found.name,
    }
    return render(request, "care/team.html", context, status=422 if error else 200)


def _changed(request: PersonRequest, organisation: Organisation, found: Team) -> str:
    if "leave" in request.POST:
        number = request.POST["leave"]
        ours = {str(one.pk): one for one in queries.members_of(request.actor, found)}
        if number in ours:
            actions.leave(request.actor, ours[number])
        return _("They no longer serve in this team.")
    if "lead" in request.POST:
        number = request.POST["lead"]
        ours = {str(one.pk): one for one in queries.members_of(request.actor, found)}
        if number in ours:
            actions.lead(request.actor, ours[number], leads=not ours[number].leads)
        return _("It is changed.")
    seats = members(organisation).filter(account__email=request.POST.get("email", "").strip().lower())
    fitting = [one for one in seats if one.role in {"professional", "support_worker"}]
    if not fitting:
        raise Unacceptable(_("Nobody who can serve belongs here by this address. Invite them first."), field="email")
    actions.join(request.actor, found, fitting[0])
    return _("They serve in this team from now on.")
