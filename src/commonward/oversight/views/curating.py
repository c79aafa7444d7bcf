"""The desk of clinicians: entries that await one, each with its words and its source."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel.errors import Denied, Unacceptable
from commonward.oversight import curating
from commonward.people import access as people_access
from commonward.people.models import Organisation
from commonward.people.requests import PersonRequest, for_persons


@require_safe
@for_persons
def entries(request: PersonRequest) -> HttpResponse:
    """All entries, with what this organisation's clinicians decided; those that wait first."""
    organisation = _organisation(request)
    found = curating.curated_for(request.actor)
    context = {
        "entries": found,
        "waiting": sum(one.state == "awaiting" for one in found),
        "organisation": organisation,
        "title": _("Facts, myths and red flags"),
    }
    return render(request, "oversight/entries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def entry(request: PersonRequest, name: str) -> HttpResponse:
    """One entry: read it and its source, and decide."""
    organisation = _organisation(request)
    found = curating.get_entry(request.actor, name)
    wording, error = found.wording, ""
    if request.method == "POST":
        wording = request.POST.get("wording", "")[:2000]
        try:
            if request.POST.get("do") == "refuse":
                curating.refuse(request.actor, organisation, name)
            else:
                curating.approve(request.actor, organisation, name, wording=wording)
        except Unacceptable as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("It is noted, with your name and today's date."))
            return redirect("oversight:entries")
    may = people_access.may_curate(request.actor, organisation)
    context = {
        "one": found,
        "wording": wording,
        "error": error,
        "may": bool(may),
        "why_not": may.reason,
        "organisation": organisation,
        "title": found.entry.statement,
    }
    return render(request, "oversight/entry.html", context, status=422 if error else 200)


def _organisation(request: PersonRequest) -> Organisation:
    if request.seat.organisation is None:
        raise Denied(_("This seat belongs to no organisation, so no clinician has decided for it yet."))
    return request.seat.organisation
