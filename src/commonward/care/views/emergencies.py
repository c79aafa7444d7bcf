"""Reading in an emergency, and reading afterwards whether there was one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.care import access, queries
from commonward.care.actions import emergencies as actions
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def emergency(request: PersonRequest) -> HttpResponse:
    """Open a record without a relationship, and what one opened so."""
    access.require_staff(request.actor)
    require(access.may_break_glass(request.actor))
    values = {"name": request.POST.get("name", ""), "born": request.POST.get("born", "")}
    words, errors = words_of(request.POST, "words"), {}
    if request.method == "POST":
        limits.spend(limits.REPORT, request.actor)
        try:
            actions.open_record(request.actor, **values, reason=words)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        else:
            messages.success(
                request, _("It is open to you for 72 hours. The patient and the privacy officers are told.")
            )
            return redirect("care:emergency")
    context = {
        "opened": queries.opened_by(request.actor),
        "values": values,
        "words": words,
        "errors": errors,
        "title": _("In an emergency"),
    }
    return render(request, "care/emergency.html", context, status=422 if errors else 200)


@require_safe
@for_persons
def emergencies(request: PersonRequest) -> HttpResponse:
    """What was opened in an emergency, for the privacy officers of the place."""
    access.require_officer(request.actor)
    context = {"rows": queries.emergencies_for(request.actor), "title": _("Opened in an emergency")}
    return render(request, "care/emergencies.html", context)


@require_POST
@for_persons
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """Say whether there was a need."""
    access.require_officer(request.actor)
    try:
        actions.review(request.actor, pk, justified=request.POST.get("do") == "justified")
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("It is noted."))
    return redirect("care:emergencies")
