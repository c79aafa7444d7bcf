"""What is kept about oneself: a copy of it, and the ways to everything else about it."""

from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel import clock
from commonward.kernel.limits import Limit, spend
from commonward.oversight import exporting
from commonward.oversight.models import Export
from commonward.people.requests import PersonRequest, for_persons

EXPORT: Final = Limit("export", times=5, seconds=86400)
_SHOWN: Final = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def own_data(request: PersonRequest) -> HttpResponse:
    """One's copies, and a button that asks for one."""
    if request.method == "POST":
        spend(EXPORT, request.actor)
        exporting.ask(request.actor)
        messages.success(request, _("Your copy is being made. You are told when it is ready."))
        return redirect("oversight:own_data")
    found = list(Export.objects.visible_to(request.actor).order_by("-pk")[:_SHOWN])
    context = {
        "exports": found,
        "waits": any(one.state == Export.State.ASKED for one in found),
        "now": clock.now(),
        "title": _("What is kept about you"),
    }
    return render(request, "oversight/own_data.html", context)


@require_safe
@for_persons
def fetch(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The file of one copy, for the person it is about and nobody else."""
    path = exporting.fetch(request.actor, pk)
    response = FileResponse(path.open("rb"), as_attachment=True, filename="commonward-copy.zip")
    response["Content-Type"] = "application/zip"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
