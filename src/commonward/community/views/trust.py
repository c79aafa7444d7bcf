"""Whom one may turn to, and letting somebody know."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.community import access, queries
from commonward.community.actions import trust
from commonward.kernel import limits
from commonward.kernel.errors import Conflict, Denied, NotFound
from commonward.kernel.limits import Limit
from commonward.oversight import reviews
from commonward.people.requests import PersonRequest, for_persons

#: Wide enough for whoever presses again and again, narrow enough that nobody is flooded.
CALL: Final = Limit("call", times=20, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def chosen_person(request: PersonRequest) -> HttpResponse:
    """Whom one chose, who chose oneself, and what one says to either."""
    handle, error = "", ""
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        if "tie" in request.POST:
            return _answered(request)
        handle = request.POST.get("handle", "").strip().lstrip("@")
        try:
            trust.choose(request.actor, access.get_profile(request.actor, handle))
        except (Denied, Conflict, NotFound) as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("They are asked. You hear from us when they agree."))
            return redirect("community:chosen_person")
    context = {
        "mine": queries.chosen_by(request.actor),
        "theirs": queries.chosen_me(request.actor),
        "handle": handle,
        "error": error,
        "title": _("Whom you may turn to"),
    }
    return render(request, "community/chosen_person.html", context, status=422 if error else 200)


def _answered(request: PersonRequest) -> HttpResponse:
    number = request.POST.get("tie", "")
    tie = access.get_tie(
        request.actor, int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    )
    match request.POST.get("do", ""):
        case "agree":
            trust.agree(request.actor, tie)
            messages.success(request, _("They know now that they may turn to you."))
        case "seen":
            trust.has_seen(request.actor, tie)
            messages.success(request, _("They know that you have seen it. Now call, write or visit them."))
        case "end":
            trust.end(request.actor, tie)
            messages.success(request, _("It is ended. They are not told."))
        case _:
            messages.info(request, _("Nothing was changed."))
    return redirect("community:chosen_person")


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def let_know(request: PersonRequest) -> HttpResponse:
    """Tell the chosen person, or ask for somebody who is trained. The person decides, and nobody else."""
    words, error, status = "", "", 200
    if request.method == "POST":
        limits.spend(CALL, request.actor)
        words = request.POST.get("words", "")
        if request.POST.get("to") == "moderator":
            call = reviews.call_for(request.actor, words=words)
            messages.success(
                request, _("Somebody who is trained for this will write to you. You find it under Notices.")
            )
            return redirect("oversight:own_review", pk=call.pk)
        try:
            trust.let_know(request.actor)
        except Conflict as refusal:
            error, status = refusal.sentence, refusal.status
        else:
            messages.success(request, _("They are told that you would like to hear from them. Nothing else."))
            return redirect("community:let_know")
    context = {
        "mine": queries.chosen_by(request.actor),
        "words": words,
        "error": error,
        "title": _("Let somebody know"),
    }
    return render(request, "community/let_know.html", context, status=status)
