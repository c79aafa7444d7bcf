"""Words of staff that wait for a second reader, for licensed staff of the same organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.care import access, names, queries
from commonward.care.actions import reviewing
from commonward.kernel import limits
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.oversight import showing
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of


@require_safe
@for_persons
def waiting(request: PersonRequest) -> HttpResponse:
    """What waits to be read, the oldest first."""
    access.require_reader(request.actor)
    rows = [(one, names.staff(one.author), one.relationship.chart.name) for one in queries.held_for(request.actor)]
    files = [
        (one, names.staff(one.owner), one.relationship.chart.name) for one in queries.held_files_for(request.actor)
    ]
    context = {"rows": rows, "files": files, "title": _("Waits for a second reader")}
    return render(request, "care/held.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """One held message with what was found, and the decision."""
    access.require_reader(request.actor)
    found = access.get_held(request.actor, pk, decided=request.method == "POST")
    words, error = words_of(request.POST, "words"), ""
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            if request.POST.get("do") == "release":
                reviewing.release(request.actor, found)
                messages.success(request, _("It is sent, and filed under both names."))
                return redirect("care:held")
            reviewing.send_back(request.actor, found, words=words)
        except Unacceptable as refusal:
            error = refusal.sentence
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("care:held")
        else:
            messages.success(request, _("It went back to its author with your words."))
            return redirect("care:held")
    reviewing.read(request.actor, found)
    context = {
        "entry": found,
        "check": showing.check_of_screening(found.text, found.screening),
        "author": names.staff(found.author),
        "patient": found.message.thread.relationship.chart.name,
        "topic": found.message.thread.topic,
        "words": words,
        "error": error,
        "title": _("A message that waits"),
    }
    return render(request, "care/held_entry.html", context, status=422 if error else 200)
