"""The second factor: what somebody sees whose seat takes one, as long as they have none."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commonward.people import actions, queries
from commonward.people.middleware import SEAT_KEY
from commonward.people.requests import AccountRequest, for_accounts
from commonward.people.signon import sessions
from commonward.people.views.seats import get_or_post


@get_or_post
@for_accounts
def second_step(request: AccountRequest) -> HttpResponse:
    """Says why this seat is closed for now, how to open it, and lets one sit elsewhere meanwhile."""
    held_back = request.held_back
    if held_back is None:
        return redirect(reverse("community:home") if request.seat else f"{reverse('people:new_seat')}?next=/")
    place = sessions.place_of(request.session)
    others = [
        seat
        for seat in queries.open_seats(request.user.pk)
        if seat.pk != held_back.pk and place in {None, seat.organisation_id}
    ]
    if request.method == "POST":
        seat = actions.switch_seat(queries.person_of(held_back), _number(request.POST.get("seat", "")))
        request.session[SEAT_KEY] = seat.pk
        return redirect(reverse("community:home"))
    return render(request, "people/second_step.html", {"seat": held_back, "others": others})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
