"""What is kept about oneself: a copy of it, and the ways to everything else about it."""

from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel import clock
from commonward.kernel.limits import Limit, spend
from commonward.oversight import erasing, exporting, parts
from commonward.oversight.models import Export
from commonward.people.forms import PasswordForm
from commonward.people.requests import PersonRequest, for_persons

EXPORT: Final = Limit("export", times=5, seconds=86400)
DELETE: Final = Limit("delete", times=5, seconds=600)
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


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def delete(request: PersonRequest) -> HttpResponse:
    """What goes, what stays and why; and the way to do it, with the password once more."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        spend(DELETE, request.actor)
        if form.is_valid() and form.attempt(lambda: _close(request, form.cleaned_data["password"])):
            logout(request)
            messages.success(request, _("Your account is closed. What you wrote is no longer shown to anybody."))
            return redirect("community:welcome")
    context = {"form": form, "counts": parts.counts(request.actor.account), "title": _("Delete your account")}
    return render(request, "oversight/delete_account.html", context, status=422 if form.errors else 200)


def _close(request: PersonRequest, password: str) -> bool:
    erasing.close(request.actor, password=password)
    return True
