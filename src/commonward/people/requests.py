"""Requests as our views see them: with an actor and a seat. Typed here, set by `people.middleware`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import Refusal, TooMany, Unavailable
from commonward.kernel.logs import log_event
from commonward.people.models import Account, Seat
from commonward.ui.sent import sent

P = ParamSpec("P")


class ActorRequest(HttpRequest):
    """A request by whomever."""

    actor: Actor
    seat: Seat | None
    held_back: Seat | None  # the seat one chose, while it lacks the second factor that it takes


class AccountRequest(ActorRequest):
    """A request by somebody signed in, perhaps without a seat yet."""

    user: Account  # never anonymous here


class PersonRequest(ActorRequest):
    """A request by somebody signed in who acts in a seat."""

    actor: Person
    seat: Seat
    user: Account  # never anonymous here


View = Callable[Concatenate[PersonRequest, P], HttpResponseBase]
AccountView = Callable[Concatenate[AccountRequest, P], HttpResponse]


def for_persons(view: "View[P]") -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Only for somebody in a seat. Others are led to sign in, or to choose a seat, and come back.

    Words that came with a form are given back, whatever keeps them from being taken: a session that ended while they
    were written, a refusal that the view let go, a database that is out of breath.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        seen = cast(ActorRequest, request)
        if isinstance(seen.actor, Person) and seen.seat is not None:
            try:
                return view(cast(PersonRequest, request), *args, **kwargs)
            except (Refusal, OperationalError) as error:
                if (given_back := _given_back(request, error)) is not None:
                    return given_back
                raise
        if (kept := _kept(request)) is not None:
            return kept
        if seen.held_back is not None:
            return _led(request, reverse("people:second_step"))
        if request.user.is_authenticated:
            return _led(request, f"{reverse('people:new_seat')}?{urlencode({'next': _way_back(request)})}")
        return _led(request, redirect_to_login(_way_back(request)).url)

    return guarded


def for_accounts(view: "AccountView[P]") -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for somebody signed in, with or without a seat. Others are led to sign in and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(AccountRequest, request), *args, **kwargs)
        return _led(request, redirect_to_login(_way_back(request)).url)

    return guarded


def next_url(request: HttpRequest, fallback: str) -> str:
    """Where to go on: what `next` says when it is a place of this site, else the fallback."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else fallback


def _kept(request: HttpRequest) -> HttpResponse | None:
    """For somebody whose session ended while they wrote: their words, and the way to send them once more."""
    held_back = getattr(request, "held_back", None) is not None
    is_seated = request.user.is_authenticated and not held_back
    if request.method != "POST" or is_seated or request.headers.get("HX-Request"):
        return None
    form = sent(request.POST)
    if not form.words:
        return None
    sign_in = reverse("people:second_step") if held_back else redirect_to_login(_way_back(request)).url
    context = {"form": form, "action": request.get_full_path(), "sign_in_url": sign_in}
    return render(request, "ui/kept.html", context, status=401)


def _given_back(request: HttpRequest, error: Refusal | OperationalError) -> HttpResponse | None:
    """The page that says why a form was not taken, with the words that came in it; None where none did."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return None
    form = sent(request.POST)
    if not form.words:
        return None
    if isinstance(error, OperationalError):
        log_event("database.stumbled", error=type(error).__name__)
        refusal: Refusal = Unavailable(_("Too much happens at once just now. Send it again in a minute."))
    else:
        refusal = error
    context = {"refusal": refusal, "form": form}  # it goes back to where it came from
    response = render(request, "ui/refusal.html", context, status=refusal.status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _way_back(request: HttpRequest) -> str:
    """The page to come back to: this one, or for a form that was sent, the page it stood on.

    Without its query: whatever somebody typed there is not copied into another address.
    """
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.path
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path.startswith("/") else "/"


def _led(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect; to htmx, which would follow it into a fragment, an order to load the page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return redirect(url)
