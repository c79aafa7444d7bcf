"""Whether numbers of articles are looked up outside this place, for its administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.kernel.access import require
from commonward.oversight import looking_up
from commonward.people import access
from commonward.people.proof import ask_proof
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def sources(request: PersonRequest) -> HttpResponse:
    """What leaves this place while it is on, and the switch."""
    require(access.may_set_entry(request.actor))
    if request.method == "POST":
        ask_proof(request)
        looking_up.turn(request.actor, on=request.POST.get("on") == "on")
        messages.success(request, _("It is decided, and holds from now on."))
        return redirect("oversight:looking_up")
    context = {
        "is_on": looking_up.is_on(),
        "hosts": looking_up.hosts(),
        "failing": looking_up.failing(),
        "title": _("Looking up articles"),
    }
    return render(request, "oversight/looking_up.html", context)
