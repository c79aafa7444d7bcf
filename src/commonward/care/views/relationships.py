"""Asking a team for care, and one relationship with its steps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.care import access, queries, standing
from commonward.care.actions import asking_for_messages, relating
from commonward.care.models import Relationship
from commonward.consent.queries import Stand, known_to
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of

State = Relationship.State


@require_safe
@for_persons
def choose(request: PersonRequest) -> HttpResponse:
    """The teams that can be asked, by place."""
    require(access.may_ask(request.actor))
    context = {"teams": queries.teams_to_ask(request.actor), "title": _("Ask a team for care")}
    return render(request, "care/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask one team: name and birth date for its check, and nothing of any illness."""
    require(access.may_ask(request.actor))
    team = access.get_team(request.actor, pk)
    values = {"name": request.POST.get("name", ""), "born": request.POST.get("born", "")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            made = relating.ask(request.actor, team, **values)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.info(request, refusal.sentence)
            return redirect("care:home")
        else:
            messages.success(request, _("The team is asked. You hear from us when it answers."))
            return redirect("care:relationship", pk=made.pk)
    context = {"team": team, "values": values, "errors": errors, "title": _("Ask for care")}
    return render(request, "care/ask.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def relationship(request: PersonRequest, pk: int) -> HttpResponse:
    """Where it stands, who is in it, and the next step of either side."""
    found = access.get_relationship(request.actor, pk)
    values, errors = {"words": words_of(request.POST, "words"), "proof": request.POST.get("proof", "")}, {}
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            said = _done(request, found)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("care:relationship", pk=pk)
        else:
            messages.success(request, said)
            gone = found.state == State.ENDED and not access.is_patient_of(request.actor, found)
            return redirect("care:home") if gone else redirect("care:relationship", pk=pk)
    part = access.part_of(request.actor, found)
    permits, why_closed = access.permits(found), access.why_closed(found)
    name = found.chart.name if part.serves else found.team.name
    context = {
        "help": standing.numbers(request.user, found),
        "relationship": found,
        "is_own": part.is_patient,
        "serves": part.serves,
        "is_asked": found.state in {State.REQUESTED, State.VERIFIED},
        "may_ask_anew": found.state == State.ENDED and part.is_patient and found.team.closed_at is None,
        "may_open": bool(access.may_open(request.actor, found, part)),
        "permits": permits,
        "closed": why_closed,
        "asked_at": asking_for_messages.asked_at(found) if part.serves and not permits and not why_closed else None,
        "faces": queries.faces_of(found),
        "stands": _stands(request.actor, found) if part.serves else [],
        "proofs": Relationship.Proof.choices,
        "paused_by_patient": found.paused_by_id == found.chart.seat_id,
        "values": values,
        "errors": errors,
        "title": _("%(name)s in care") % {"name": name} if part.serves else _("In care with %(name)s") % {"name": name},
        "heading": name,
    }
    return render(request, "care/relationship.html", context, status=422 if errors else 200)


def _stands(person: Person, found: Relationship) -> list[Stand]:
    """What the patient permits the place, for who serves in the team."""
    return known_to(person, found.chart.seat_id, found.team.organisation_id)


def _done(request: PersonRequest, found: Relationship) -> str:
    """The step that a button names, and what to say of it. Nothing happens for an unknown one."""
    person, words = request.actor, words_of(request.POST, "words")
    match request.POST.get("do", ""):
        case "verify":
            relating.verify(person, found, request.POST.get("proof", ""))
            return _("Noted: the identity was checked.")
        case "establish":
            relating.establish(person, found)
            return _("They are in your care now, and are told.")
        case "refuse":
            relating.refuse(person, found, handover=words)
            return _("They are told, with your words on where to turn.")
        case "pause":
            relating.pause(person, found)
            return _("Paused. Nobody can write until it goes on.")
        case "resume":
            relating.resume(person, found)
            return _("It goes on.")
        case "end":
            was_asked = found.state in {State.REQUESTED, State.VERIFIED}
            relating.end(person, found)
            if was_asked:
                return _("It is taken back, and the team is told.")
            return _("It is ended. What was written stays in your record.")
        case "ask_for_messages":
            asking_for_messages.ask(person, found)
            return _("They are asked. You can write once they permit it.")
        case "notice":
            relating.give_notice(person, found, handover=words)
            return _("The patient is told, with your words on where to turn. It ends in thirty days.")
        case _:
            return _("Nothing was changed.")
