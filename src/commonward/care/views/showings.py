"""Asking a patient whether exactly this may be shown to others, and the patient's answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access, names
from commonward.care.actions import showings
from commonward.care.actions.showings import Wish
from commonward.care.models import Showing
from commonward.consent.models import Audience, Purpose
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the patient of a relationship; and what was asked before."""
    relationship = access.get_relationship(request.actor, pk)
    require(access.may_ask_to_show(request.actor, relationship))
    wish = Wish(
        words_of(request.POST, "words"),
        request.POST.get("audience", ""),
        request.POST.get("purpose", ""),
        request.POST.get("until", ""),
        is_private="is_private" in request.POST,
    )
    errors: dict[str, str] = {}
    if request.method == "POST":
        limits.spend(limits.POST, request.actor)
        try:
            made = showings.ask(request.actor, request.seat, relationship, wish)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            errors = {"words": refusal.sentence}
        else:
            messages.success(request, _("The patient is asked. You hear when they have answered."))
            return redirect("care:showing", pk=made.pk)
    context = {
        "relationship": relationship,
        "wish": wish,
        "errors": errors,
        "audiences": _audiences(),
        "purposes": _purposes(),
        "rows": showings.of(request.actor, relationship),
        "title": _("Ask to show something to others"),
    }
    return render(request, "care/ask_to_show.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def showing(request: PersonRequest, pk: int) -> HttpResponse:
    """Exactly what would be shown, with what in it is about the patient; for the patient the two answers."""
    found = access.get_showing(request.actor, pk)
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        number = request.POST.get("wording", "")
        try:
            if request.POST.get("do") == "withdraw":
                showings.take_back(request.actor, found)
                messages.success(request, _("It is taken back, from this moment. Your care does not depend on it."))
            elif request.POST.get("do") == "agree":
                wording = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
                showings.agree(request.actor, found, wording)
                messages.success(request, _("It is permitted. It can be taken back here at any time."))
            else:
                showings.decline(request.actor, found)
                messages.success(request, _("It is not permitted. Nobody asks why, and care stays as it is."))
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
        return redirect("care:showing", pk=pk)
    showings.read(request.actor, found)
    newest, words = showings.newest_wording()
    context = {
        "showing": found,
        "segments": _segments(found.text, found.facts),
        "is_own": access.is_patient_of(request.actor, found.relationship),
        "may_answer": bool(access.may_answer(request.actor, found)),
        "answered_for": _answered_for(found),
        "asked_by": names.staff(found.asked_by).name,
        "audience": dict(_audiences())[found.audience],
        "purpose": dict(_purposes())[found.purpose],
        "wording": newest,
        "words": words,
        "title": _("May this be shown to others?"),
    }
    return render(request, "care/showing.html", context)


def _answered_for(found: Showing) -> str:
    """Who answered in the patient's place, by name; "" where the patient did."""
    who = found.answered_by
    return names.caregiver(who).name if who is not None and who.pk != found.relationship.chart.seat_id else ""


def _audiences() -> list[tuple[str, str]]:
    return [
        (Audience.PUBLIC.value, _("Everybody")),
        (Audience.FOLLOWERS.value, _("Those who follow the author")),
        (Audience.COLLEAGUES.value, _("Colleagues of the organisation")),
    ]


def _purposes() -> list[tuple[str, str]]:
    return [
        (Purpose.TEACHING.value, _("Teaching")),
        (Purpose.STORY.value, _("A story")),
        (Purpose.APPEAL.value, _("An appeal")),
    ]


def _segments(text: str, facts: list[list[int]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether something in it is about a person."""
    pieces, at = [], 0
    for start, end in sorted(facts):
        if end > at:
            pieces += [(text[at : max(at, start)], False), (text[max(at, start) : end], True)]
            at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]
