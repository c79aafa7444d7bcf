"""The one page on which a patient sees and changes what they permit, and the receipt of each (rules.md section 4)."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonward.consent import access, actions, asks, queries
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.overview import is_in_force, overview
from commonward.consent.queries import Scope
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict
from commonward.people.models import Organisation
from commonward.people.requests import PersonRequest, for_persons


@require_safe
@for_persons
def page(request: PersonRequest) -> HttpResponse:
    """Everything permitted, everything that can be, and what ended."""
    require(access.may_give(request.actor))
    shown = overview(request.actor, request.GET.get("at", ""))
    context = {"overview": shown, "asks": asks.of(request.actor), "title": _("What you permit")}
    return render(request, "consent/page.html", context)


@require_POST
@for_persons
def give(request: PersonRequest) -> HttpResponse:
    """Permit one kind to one organisation, under the words that stood beside the button."""
    require(access.may_give(request.actor))
    limits.spend(limits.GESTURE, request.actor)
    organisation = access.get_place(request.POST.get("organisation", ""))
    kind = access.get_kind(request.POST.get("kind", ""))
    number = request.POST.get("wording", "")
    wording = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    try:
        actions.give(request.actor, organisation, Offer(Scope(kind), wording))
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("It is permitted from now on. Your receipt stands beside it."))
    return redirect(_back(organisation, kind))


@require_POST
@for_persons
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one grant back. No question is asked on the way."""
    grant = access.get_own_grant(request.actor, pk)
    actions.withdraw(request.actor, grant)
    messages.success(request, _("It is taken back, from this moment. Your care does not depend on it."))
    return redirect(_back(grant.organisation, Kind(grant.kind)))


@require_safe
@for_persons
def receipt(request: PersonRequest, pk: int) -> HttpResponse:
    """The receipt, to read and to print."""
    grant = access.get_own_grant(request.actor, pk)
    context = {
        "grant": grant,
        "receipt": queries.receipt_of(grant),
        "is_in_force": is_in_force(grant),
        "title": _("Receipt"),
    }
    return render(request, "consent/receipt.html", context)


@require_safe
@for_persons
def receipt_file(request: PersonRequest, pk: int) -> HttpResponse:
    """The receipt as a file to keep."""
    grant = access.get_own_grant(request.actor, pk)
    answer = JsonResponse(queries.receipt_of(grant).as_file(grant), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="consent-{grant.pk}.json"'
    return answer


def _back(organisation: Organisation, kind: Kind) -> str:
    """To where the button stood, so that the answer is read where the question was."""
    return f"{reverse('consent:page')}?at={organisation.slug}#{organisation.slug}-{kind.value}"
