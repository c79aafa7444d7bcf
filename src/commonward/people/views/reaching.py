"""What one hears of and how; and ending the digest by the link in it, without signing in."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people import access, digests, push_browsers, pushing, queries, reaching_choices
from commonward.people import devices as kept
from commonward.people.forms import WishesForm
from commonward.people.proof import ask_proof
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

DEVICES = Limit("push_devices", times=30, seconds=3600)


@get_or_post
@for_persons
def wishes(request: PersonRequest) -> HttpResponse:
    """One's wishes, for all of one's seats."""
    person = request.actor
    initial = {**reaching_choices.wanted(person.account), "every": digests.of(person)}
    form = WishesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            reaching_choices.choose(person, form.wanted())
            digests.choose(person, form.cleaned_data["every"])
        messages.success(request, _("Your wishes are kept."))
        return redirect("people:notice_settings")
    return render(request, "people/notice_settings.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
@for_persons
def push_devices(request: PersonRequest) -> HttpResponse:
    """The browsers that take pushes for one's account; this one more, or one less."""
    person = request.actor
    error = ""
    if request.method == "POST":
        spend(DEVICES, person, request)
        response = redirect("people:push_devices")
        try:
            if not _changed(request, person):
                browser, system = kept.names_of(request.META.get("HTTP_USER_AGENT", ""))
                sent = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
                stays = request.POST.get("stays") == "on"
                device = pushing.begin(person, **sent, browser=browser, system=system, stays=stays)
                push_browsers.remember(request, response, device.pk)
                messages.success(request, _("This device hears of notices from now on."))
        except (Conflict, Unacceptable) as refusal:
            error = refusal.sentence
        else:
            return response
    context = {
        "devices": queries.push_devices(person),
        "is_on": pushing.is_on(),
        "key": pushing.public_key(),
        "error": error,
    }
    return render(request, "people/push_devices.html", context, status=422 if error else 200)


def _changed(request: PersonRequest, person: Person) -> bool:
    """Take one device away, or have it stay after one signed out there or not; False when it is about neither."""
    for name in ("end", "keep", "release"):
        which = request.POST.get(name, "")
        if not (which.isascii() and which.isdigit() and len(which) < 20):
            continue
        if name == "end":
            pushing.end(person, int(which))
            messages.success(request, _("That device hears no more."))
        else:
            pushing.choose_stay(person, int(which), stays=name == "keep")
            messages.success(request, _("It is decided for that device."))
        return True
    return False


@get_or_post
@for_persons
def ways(request: PersonRequest) -> HttpResponse:
    """Whether push is on in this place, for its administrators."""
    require(access.may_set_entry(request.actor))
    if request.method == "POST":
        ask_proof(request)
        pushing.turn(request.actor, on=request.POST.get("push") == "on")
        messages.success(request, _("It is decided, and holds from now on."))
        return redirect("people:ways")
    context = {"is_on": pushing.is_on(), "hosts": settings.PUSH_HOSTS, "failing": pushing.failing()}
    return render(request, "people/ways.html", context)


# A mail program presses this button by itself (RFC 8058), from nowhere and without a cookie; the link is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end_digest(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then end it. Programs that fetch every link of a mail end nothing."""
    account = digests.account_in(token)
    if account is None:
        raise NotFound(_("This link ends no digest. Sign in to change what you hear of."))
    if request.method == "POST":
        digests.end(account)
    return render(request, "people/end_digest.html", {"ended": request.method == "POST"})
