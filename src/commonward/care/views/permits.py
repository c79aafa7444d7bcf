"""Asking a patient to permit something, and what they permit, for the team that cares for them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access
from commonward.care.actions import permits
from commonward.care.actions.permits import Wish
from commonward.consent import access as consent_access
from commonward.consent import asking, kinds, queries, terms
from commonward.consent.asking import Patient
from commonward.consent.models import Question
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose a kind, fill in what it is about, ask; and what stands and was asked before."""
    relationship = access.get_relationship(request.actor, pk)
    require(access.may_ask_to_show(request.actor, relationship))
    chosen = request.POST.get("kind") or request.GET.get("kind", "")
    kind = consent_access.get_kind_to_ask(chosen) if chosen else None
    given, parts = request.POST.dict(), request.POST.getlist("parts")
    errors: dict[str, str] = {}
    if request.method == "POST" and kind is not None:
        limits.spend(limits.POST, request.actor)
        try:
            made = _asked(request, pk, kind)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("The patient is asked. You hear when they have answered."))
            return redirect("consent:question", pk=made.pk)
    patient = Patient(relationship.chart.seat_id, relationship.team.organisation)
    context = {
        "relationship": relationship,
        "kind": kind,
        "kinds": kinds.ASKED,
        "fields": terms.form_of(kind, given, errors) if kind is not None else [],
        "parts": terms.choices_of(kind, parts) if kind is not None else [],
        "parts_label": _("What you ask for"),
        "has_end": kind not in kinds.UNTIL_CHANGED,
        "until": given.get("until", ""),
        "is_private": "is_private" in request.POST,
        "words": kinds.wording(kind, kinds.newest(kind)) if kind is not None else "",
        "errors": errors,
        "stands": queries.known_to(request.actor, patient.seat, patient.organisation.pk),
        "rows": asking.about(request.actor, patient),
        "title": kind.label if kind is not None else _("Ask for a permission"),
    }
    return render(request, "care/ask_to_permit.html", context, status=422 if errors else 200)


def _asked(request: PersonRequest, pk: int, kind: kinds.Kind) -> Question:
    named = terms.named(kind, request.POST.dict(), request.POST.getlist("parts"))
    wish = Wish(named, asking.end_of(kind, request.POST.get("until", "")), "is_private" in request.POST)
    relationship = access.get_relationship(request.actor, pk)
    return permits.ask(request.actor, request.seat, relationship, wish)
