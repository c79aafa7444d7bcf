"""Requests as our views see them: with an actor and a seat. Typed here, set by `people.middleware`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from commonward.kernel.actor import Actor, Person
from commonward.people.models import Account, Seat

P = ParamSpec("P")


class ActorRequest(HttpRequest):
    """A request by whomever."""

    actor: Actor
    seat: Seat | None


class PersonRequest(ActorRequest):
    """A request by somebody signed in who acts in a seat."""

    actor: Person
    seat: Seat
    user: Account  # type: ignore[assignment]  # never anonymous here


View = Callable[Concatenate[PersonRequest, P], HttpResponse]


def for_persons(view: "View[P]") -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for somebody in a seat. Others are led to sign in, or to choose a seat, and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        seen = cast(ActorRequest, request)
        if isinstance(seen.actor, Person) and seen.seat is not None:
            return view(cast(PersonRequest, request), *args, **kwargs)
        if request.user.is_authenticated:
            return redirect("people:new_seat")
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")

    return guarded
