"""The page of notices."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from commonward.people import notices
from commonward.people.requests import PersonRequest, for_persons


@require_safe
@for_persons
def page(request: PersonRequest) -> HttpResponse:
    """What is new, and what was. Looking changes nothing: a notice is read when it is opened."""
    person = request.actor
    earlier = notices.read_page(person, request.GET.get("before"))
    unread = [] if "before" in request.GET else notices.unread_of(person)
    lines = notices.lines_of(person, [*unread, *earlier.items])
    context = {
        "unread": [line for line in lines if line.is_unread],
        "earlier": [line for line in lines if not line.is_unread],
        "next": earlier.next,
    }
    return render(request, "people/notices.html", context)


@require_POST
@for_persons
def open_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark it read and go to what it is about."""
    return redirect(notices.open_notice(request.actor, pk) or "people:notices")


@require_POST
@for_persons
def read_all(request: PersonRequest) -> HttpResponse:
    """Mark everything in this seat read."""
    notices.read_all(request.actor)
    return redirect("people:notices")
