"""Words and files of staff that wait for a second reader, for licensed staff of the same organisation."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.care import access, carrying, names, queries
from commonward.care.actions import files, reviewing
from commonward.kernel import limits
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.oversight import showing
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of

#: What a decision does, and what is said then.
_Way = tuple[Callable[[], object], str]


@require_safe
@for_persons
def waiting(request: PersonRequest) -> HttpResponse:
    """What waits to be read, the oldest first."""
    access.require_reader(request.actor)
    rows = [(one, names.staff(one.author), one.relationship.chart.name) for one in queries.held_for(request.actor)]
    of_files = [
        (one, names.staff(one.owner), one.relationship.chart.name) for one in queries.held_files_for(request.actor)
    ]
    context = {"rows": rows, "files": of_files, "title": _("Waits for a second reader")}
    return render(request, "care/held.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """One held message with what was found, and the decision."""
    access.require_reader(request.actor)
    found = access.get_held(request.actor, pk, decided=request.method == "POST")
    words, error = words_of(request.POST, "words"), ""
    if request.method == "POST":
        error = _decided(
            request,
            release=(lambda: reviewing.release(request.actor, found), _("It is sent, and filed under both names.")),
            send_back=(
                lambda: reviewing.send_back(request.actor, found, words=words),
                _("It went back to its author with your words."),
            ),
        )
        if not error:
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


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def file(request: PersonRequest, pk: int) -> HttpResponse:
    """A file of a colleague that may be of somebody else, and the decision."""
    access.require_reader(request.actor)
    found = access.get_held_file(request.actor, pk, decided=request.method == "POST")
    words, error = words_of(request.POST, "words"), ""
    if request.method == "POST":
        error = _decided(
            request,
            release=(
                lambda: files.release(request.actor, found),
                _("The patient can see it now. Your name stands beside the author's."),
            ),
            send_back=(
                lambda: files.send_back(request.actor, found, words=words),
                _("It is not let through. Its author has your words."),
            ),
        )
        if not error:
            return redirect("care:held")
    files.read(request.actor, found, "page")
    rules = showing.catalogue().rules
    context = {
        "file": found,
        "described": carrying.described(found),
        "pages": range(1, len(found.pages) + 1),
        "author": names.staff(found.owner),
        "patient": found.relationship.chart.name,
        "findings": [rules[rule] for rule in found.rules if rule in rules],
        "words": words,
        "error": error,
        "title": _("A file that waits"),
    }
    return render(request, "care/held_file.html", context, status=422 if error else 200)


def _decided(request: PersonRequest, *, release: _Way, send_back: _Way) -> str:
    """Do what a button says and say that it is done, or that somebody else was first; what is wrong with the words."""
    limits.spend(limits.GESTURE, request.actor)
    act, said = release if request.POST.get("do") == "release" else send_back
    try:
        act()
    except Unacceptable as refusal:
        return refusal.sentence
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, said)
    return ""
