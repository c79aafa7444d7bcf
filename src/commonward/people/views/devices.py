"""Where one is signed in, and ending it: one device, or all others."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonward.people import actions, queries
from commonward.people import devices as kept
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post


@get_or_post
@for_persons
def devices(request: PersonRequest) -> HttpResponse:
    """One's devices, with a button each."""
    here = request.session.session_key
    if request.method == "POST" and request.POST.get("end") == "others":
        actions.sign_out_everywhere(request.actor, request.user.pk)
        request.user.refresh_from_db(fields=["session_epoch"])
        update_session_auth_hash(request, request.user)  # all but this one
        kept.note(request, request.user.pk)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("people:devices")
    if request.method == "POST":
        which = request.POST.get("end", "")
        if which.isascii() and which.isdigit() and len(which) < 20:
            actions.end_device(request.actor, int(which))
        messages.success(request, _("That device is signed out."))
        return redirect("people:devices")
    kept.forget_ended(request.user.pk)
    found = [(one, one.session_key == here) for one in queries.devices_of(request.user.pk)]
    return render(request, "people/devices.html", {"devices": found})
