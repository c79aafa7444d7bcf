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
from commonward.kernel.errors import Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.kernel.paging import older
from commonward.oversight import accounting, correcting, erasing, exporting, parts
from commonward.oversight.models import Correction, Export
from commonward.people import queries as people_queries
from commonward.people.forms import PasswordForm
from commonward.people.proof import ask_proof, keep_to_oneself
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of

EXPORT: Final = Limit("export", times=5, seconds=86400)
CORRECT: Final = Limit("correct", times=10, seconds=86400)
DELETE: Final = Limit("delete", times=5, seconds=600)
_SHOWN: Final = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def own_data(request: PersonRequest) -> HttpResponse:
    """One's copies, and a button that asks for one."""
    keep_to_oneself(request)
    if request.method == "POST":
        ask_proof(request)
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
    keep_to_oneself(request)
    ask_proof(request)
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
    keep_to_oneself(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if people_queries.way_in_of(request.user.pk) is not None:
        form.fields["password"].required = False
        form.fields["password"].help_text = _("You have none: your organisation's server asks you once more instead.")
    if request.method == "POST":
        spend(DELETE, request.actor)
        if form.is_valid() and form.attempt(lambda: _close(request, form.cleaned_data["password"])):
            logout(request)
            messages.success(request, _("Your account is closed. What you wrote is no longer shown to anybody."))
            return redirect("community:welcome")
    context = {"form": form, "counts": parts.counts(request.actor.account), "title": _("Delete your account")}
    return render(request, "oversight/delete_account.html", context, status=422 if form.errors else 200)


def _close(request: PersonRequest, password: str) -> bool:
    is_held = people_queries.way_in_of(request.user.pk) is not None
    if is_held:
        ask_proof(request)
    erasing.close(request.actor, password=password, is_proven=is_held)
    return True


@require_safe
@for_persons
def who_read(request: PersonRequest) -> HttpResponse:
    """Every time somebody else opened what is one's own: when, who, in which role."""
    keep_to_oneself(request)
    page = older(accounting.who_read(request.actor), request.GET.get("before"), size=50)
    context = {"lines": accounting.lines(page.items), "next": page.next, "title": _("Who read what is yours")}
    return render(request, "oversight/who_read.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def correct(request: PersonRequest) -> HttpResponse:
    """Ask a privacy officer to put right what one cannot change oneself; and what became of it."""
    words, error = "", ""
    if request.method == "POST":
        words = words_of(request.POST, "words")
        spend(CORRECT, request.actor)
        try:
            correcting.ask(request.actor, words=words)
        except Unacceptable as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("It is on its way. You are told when it is answered."))
            return redirect("oversight:correct")
    asked = Correction.objects.visible_to(request.actor).filter(seat_id=request.actor.seat).order_by("-pk")[:_SHOWN]
    context = {"asked": asked, "words": words, "error": error, "title": _("Put something right")}
    return render(request, "oversight/correct.html", context, status=422 if error else 200)
