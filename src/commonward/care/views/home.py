"""Where care begins: a patient's conversations, or the board of a team."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.care import access, arrivals, queries, standing
from commonward.care.actions import showings
from commonward.consent import asking
from commonward.kernel.actor import Person, Role
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.shapes import Tab

_FOR_PATIENTS: Final = frozenset({Role.PATIENT, Role.CAREGIVER})


@require_safe
@for_persons
def home(request: PersonRequest) -> HttpResponse:
    """Conversations for whoever is cared for; the board for whoever serves; for others a word on what this is."""
    person = request.actor
    if person.role in _FOR_PATIENTS:
        relationships = queries.relationships_of(person)
        # The numbers of where one is cared for: the frame's own know only what somebody stated.
        known: dict[str, object] = {"help": standing.numbers(request.user, relationships[0])} if relationships else {}
        context: dict[str, object] = known | {
            "relationships": relationships,
            "threads": queries.threads_of(person),
            "may_ask": bool(access.may_ask(person)),
            "stranded": queries.stranded(person),
            "to_decide": showings.waiting_for(person) if person.role == Role.CAREGIVER else (),
            "to_permit": asking.waiting_with_names(person) if person.role == Role.CAREGIVER else (),
            "title": _("Care"),
        }
        return render(request, "care/home.html", context)
    work = queries.at_work(person)
    if not work.serves:
        return render(request, "care/elsewhere.html", {"stranded": work.kept, "title": _("Care")})
    permission = access.may_serve(person)
    tab = request.GET.get("tab", "")
    lines = queries.answered(person) if tab == "answered" else queries.board(person)
    asked = queries.asked(person) if not tab else []
    context = {
        "board": "" if tab or not permission else arrivals.of_board(lines, asked),
        "closed": "" if permission else permission.reason,
        "tabs": _tabs(person, tab),
        "lines": [(line, standing.of_turn(person, line.turn)) for line in lines],
        "burden": standing.burden(person),
        "asked": asked,
        "held": queries.held_number(person),
        "stranded": work.kept if not tab else (),
        "title": _("Team board"),
    }
    return render(request, "care/board.html", context)


def _tabs(person: Person, tab: str) -> list[Tab]:
    return [
        Tab("?", _("Waiting"), tab != "answered", queries.waiting_number(person)),
        Tab("?tab=answered", _("Answered"), tab == "answered"),
    ]
