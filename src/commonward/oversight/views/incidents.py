"""Incidents: the list, the record of one, and its next step. Only privacy officers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.kernel import clock
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict
from commonward.kernel.paging import older
from commonward.oversight import incidents
from commonward.oversight.forms import AssessmentForm, IncidentForm, StepForm
from commonward.oversight.incidents import Assessment
from commonward.oversight.models import Incident, IncidentStep
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def listed(request: PersonRequest) -> HttpResponse:
    """All of them, newest first, and a form for a new one."""
    require(incidents.may_handle(request.actor))
    form = IncidentForm(request.POST if request.method == "POST" else None, initial={"discovered_at": clock.now()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = form.attempt(lambda: incidents.report(request.actor, **given))
        if made is not None:
            messages.success(request, _("The record is open. Contain it first."))
            return redirect("oversight:incident", pk=made.pk)
    page = older(Incident.objects.visible_to(request.actor).select_related("organisation"), request.GET.get("before"))
    context = {
        "lines": incidents.listed(request.actor, page.items),
        "of_all": request.actor.organisation is None,
        "next": page.next,
        "form": form,
        "title": _("Incidents"),
    }
    return render(request, "oversight/incidents.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def incident(request: PersonRequest, pk: int) -> HttpResponse:
    """The record: what was done by whom and when, the dates, and the next step."""
    require(incidents.may_handle(request.actor))
    found = incidents.get(request.actor, pk)
    coming = incidents.next_of(found)
    kind = AssessmentForm if coming == Incident.State.ASSESSED and request.POST.get("do") != "note" else StepForm
    form = kind(request.POST if request.method == "POST" else None, initial={"is_abroad": found.is_abroad})
    if request.method == "POST" and form.is_valid() and _done(request, found, form):
        return redirect("oversight:incident", pk=pk)
    incidents.read(request.actor, found)
    steps = list(
        IncidentStep.objects.visible_to(request.actor)
        .filter(incident=found)
        .select_related("by__profile")
        .order_by("pk")
    )
    context = {
        "incident": found,
        "steps": steps,
        "clocks": incidents.clocks(found, steps),
        "coming": coming,
        "coming_label": Incident.State(coming).label if coming is not None else "",
        "form": form,
        "title": _("Incident %(number)d") % {"number": found.number},
    }
    return render(request, "oversight/incident.html", context, status=422 if form.errors else 200)


def _done(request: PersonRequest, found: Incident, form: StepForm) -> bool:
    given = form.cleaned_data
    if request.POST.get("do") == "note":
        form.attempt(lambda: incidents.note(request.actor, found.pk, words=given["words"]))
        return not form.errors
    assessment = (
        Assessment(given["outcome"], given["affected"], given["is_abroad"])
        if isinstance(form, AssessmentForm)
        else None
    )
    try:
        form.attempt(
            lambda: incidents.step(
                request.actor, found.pk, to=request.POST.get("do", ""), words=given["words"], assessment=assessment
            )
        )
    except Conflict as refusal:
        form.add_error(None, refusal.sentence)
    return not form.errors
