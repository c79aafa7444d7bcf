"""Who may act for a patient: seen and changed by the patient, by the team for papers, and by whoever acts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access, ages, names, queries
from commonward.care.actions import proxies as actions
from commonward.care.models import Proxy
from commonward.kernel import limits
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.people.requests import PersonRequest, for_persons

_SCOPES = frozenset({"message", "book", "consent"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def proxies(request: PersonRequest, pk: int) -> HttpResponse:
    """Who acts for this patient, one more, one less."""
    found = access.get_relationship(request.actor, pk)
    part = access.part_of(request.actor, found)
    values = {name: request.POST.get(name, "") for name in ("handle", "proof", "until")}
    scopes = frozenset(request.POST.getlist("scope")) & _SCOPES
    errors: dict[str, str] = {}
    if request.method == "POST" and "end" in request.POST:
        actions.end(request.actor, found, actions.get_proxy(request.actor, found, request.POST["end"]))
        messages.success(request, _("It is taken back, from this moment."))
        return redirect("care:home") if part.proxy is not None else redirect("care:proxies", pk=pk)
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            actions.name(request.actor, found, scopes=scopes, **values)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            errors = {"handle": refusal.sentence}
        else:
            messages.success(request, _("They can act from now on, and are told."))
            return redirect("care:proxies", pk=pk)
    rows = queries.proxies_of(request.actor, found, part)
    context = {
        "relationship": found,
        "rows": [(one, names.caregiver(one.seat)) for one in rows],
        "part": part,
        "may_name": part.is_patient or (part.serves and request.actor.role == Role.PROFESSIONAL),
        "is_minor": part.serves and ages.age_of(found.chart) < ages.ADULT,
        "proofs": [(one.value, one.label) for one in (Proxy.Proof.PARENT, Proxy.Proof.COURT)],
        "values": values,
        "scopes": scopes,
        "errors": errors,
        "title": _("Who acts for you") if part.is_patient else _("Who acts for the patient"),
    }
    return render(request, "care/proxies.html", context, status=422 if errors else 200)
