"""Whom an organisation named for which office: its ethics reviewers, those trained for crises."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commonward.kernel.access import require
from commonward.kernel.limits import Limit, spend
from commonward.people import access, actions, queries
from commonward.people.forms import OfficeForm
from commonward.people.models import Organisation
from commonward.people.offices import OfficeKind
from commonward.people.proof import ask_proof
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

NAME = Limit("name", times=60, seconds=3600)
MEANS: Final = {
    OfficeKind.CRISIS: gettext_lazy(
        "Reads first what readers worry about, and answers those who ask for somebody. Trained for it; may step away "
        "at any time."
    ),
    OfficeKind.ETHICS: gettext_lazy(
        "Answers when somebody asks about a rule that was found in their words. Reads those words, the rule and its "
        "source, and says why."
    ),
}


@get_or_post
@for_persons
def offices(request: PersonRequest, slug: str) -> HttpResponse:
    """Who holds which office here, for those who answer for the members; administrators name one more."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_see_members(request.actor, organisation))
    may_name = bool(access.may_manage_members(request.actor, organisation))
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(access.may_manage_members(request.actor, organisation))
        ask_proof(request)
        spend(NAME, request.actor, request)
        if form.is_valid() and _named(request, organisation, form):
            messages.success(request, _("It is noted, and the person is told."))
            return redirect("people:offices", slug=slug)
    held = list(queries.offices_in(request.actor, organisation))
    context = {
        "organisation": organisation,
        "offices": [(kind.label, MEANS[kind], [one for one in held if one.kind == kind]) for kind in OfficeKind],
        "form": form,
        "may_name": may_name,
    }
    return render(request, "people/offices.html", context, status=422 if form.errors else 200)


def _named(request: PersonRequest, organisation: Organisation, form: OfficeForm) -> bool:
    kind = OfficeKind(form.cleaned_data["kind"])
    seat = queries.seat_for_office(queries.members(organisation), form.cleaned_data["email"], kind)
    if seat is None:
        form.add_error("email", _("Nobody with this address belongs here. Invite them first."))
        return False
    return form.attempt(lambda: actions.give_office(request.actor, seat, kind)) is not None


@require_POST
@for_persons
def end_office(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take an office back."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_manage_members(request.actor, organisation))
    ask_proof(request)
    actions.end_office(request.actor, access.get_office(request.actor, organisation, pk))
    messages.success(request, _("The office is taken back."))
    return redirect("people:offices", slug=slug)


@require_safe
@for_persons
def own_offices(request: PersonRequest) -> HttpResponse:
    """What one was named for in this seat, and what that means."""
    held = queries.own_offices(request.actor)
    context = {"offices": [(one, MEANS[OfficeKind(one.kind)]) for one in held]}
    return render(request, "people/own_offices.html", context)
