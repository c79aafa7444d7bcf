"""The page on which all publishing is paused and let go on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonward.kernel.access import require
from commonward.people import access, actions, queries
from commonward.people.forms import HaltForm
from commonward.people.proof import ask_proof
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post


@get_or_post
@for_persons
def publishing(request: PersonRequest) -> HttpResponse:
    """Whether publishing is paused, since when and why; those who may pause it and let it go on."""
    require(access.may_see_halts(request.actor))
    form = HaltForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(access.may_halt(request.actor))
        ask_proof(request)
        if request.POST.get("do") == "resume":
            actions.resume_publishing(request.actor)
            messages.success(request, _("Publishing goes on. What waited goes out by itself."))
            return redirect("people:publishing")
        if form.is_valid():
            actions.halt_publishing(request.actor, reason=form.cleaned_data["reason"])
            messages.success(request, _("Publishing is paused. Those who act here are told."))
            return redirect("people:publishing")
    found = list(queries.halts(request.actor)[:20])
    context = {
        "halt": next((one for one in found if one.is_on), None),
        "past": [one for one in found if not one.is_on],
        "form": form,
        "may_halt": bool(access.may_halt(request.actor)),
    }
    return render(request, "people/publishing.html", context, status=422 if form.errors else 200)
