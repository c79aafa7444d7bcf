"""The one page on which a patient sees and changes what they permit, and the receipt of each (rules.md section 4)."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.consent import access, acting, actions, asking, asks, kinds, queries, terms
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant, Question
from commonward.consent.overview import decided_by, is_in_force, overview
from commonward.consent.queries import Scope
from commonward.consent.terms import PARTS
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.people.models import Organisation
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of


@require_safe
@for_persons
def page(request: PersonRequest) -> HttpResponse:
    """Everything permitted, everything that can be, and what ended; for a caregiver what they decide for others."""
    require(access.may_see_page(request.actor))
    questions = [(one.question, one.patient) for one in asking.waiting_with_names(request.actor)]
    context = {"questions": questions, "asks": asks.of(request.actor), "title": _("What you permit")}
    if request.actor.role == Role.CAREGIVER:
        context |= {"decided": decided_by(request.actor), "title": _("What you decide for others")}
        return render(request, "consent/for_others.html", context)
    return render(
        request, "consent/page.html", context | {"overview": overview(request.actor, request.GET.get("at", ""))}
    )


@require_POST
@for_persons
def give(request: PersonRequest) -> HttpResponse:
    """Permit one kind to one organisation, under the words that stood beside the button."""
    require(access.may_give(request.actor))
    limits.spend(limits.GESTURE, request.actor)
    organisation = access.get_place(request.POST.get("organisation", ""))
    kind = access.get_kind(request.POST.get("kind", ""))
    wording = _number(request.POST.get("wording", ""))
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
    grant = access.get_grant_to_end(request.actor, pk)
    actions.withdraw(request.actor, grant)
    messages.success(request, _("It is taken back, from this moment. Your care does not depend on it."))
    return redirect(_back_of(grant))


@require_POST
@for_persons
def narrow(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one part of a grant back. No question is asked on the way."""
    grant = access.get_grant_to_end(request.actor, pk)
    actions.narrow(request.actor, grant, request.POST.get("part", ""))
    messages.success(request, _("That part is taken back, from this moment. Your care does not depend on it."))
    return redirect(_back_of(grant))


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def own(request: PersonRequest, slug: str, kind: str) -> HttpResponse:
    """Permit something of one's own accord: how one may be written to, or to whom a record may be given."""
    require(access.may_give(request.actor))
    organisation, asked = access.get_place(slug), access.get_kind_of_ones_own(kind)
    errors: dict[str, str] = {}
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            named = terms.named(asked, request.POST.dict(), request.POST.getlist("parts"))
            until = asking.end_of(asked, request.POST.get("until", ""))
            wording = _number(request.POST.get("wording", ""))
            grant = actions.give_unasked(request.actor, organisation, named, wording=wording, until=until)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("It is permitted from now on. Your receipt stands beside it."))
            return redirect(_back_of(grant))
    context = {
        "organisation": organisation,
        "kind": asked,
        "fields": terms.form_of(asked, request.POST.dict(), errors),
        "parts": terms.choices_of(asked, request.POST.getlist("parts")),
        "until": request.POST.get("until", ""),
        "has_end": asked not in kinds.UNTIL_CHANGED,
        "errors": errors,
        "wording": kinds.newest(asked),
        "words": kinds.wording(asked, kinds.newest(asked)),
        "title": asked.label,
    }
    return render(request, "consent/own.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def question(request: PersonRequest, pk: int) -> HttpResponse:
    """What a patient is asked, whole; the answers for whoever decides, and for whoever asked a way to take it out."""
    found = access.get_question(request.actor, pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            messages.success(request, _done(request, found))
            return redirect("consent:question", pk=pk)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("consent:question", pk=pk)
    asking.read(request.actor, found)
    kind, named, grant = Kind(found.kind), found.terms.named, asking.standing_of(found)
    is_own = found.seat_id == request.actor.seat
    answered_for = found.answered_by_id is not None and found.answered_by_id != found.seat_id
    number = grant.wording if grant is not None else kinds.newest(kind)
    context = {
        "question": found,
        "is_own": is_own,
        "patient": "" if is_own else _name_of(request, found),
        "lines": named.lines,
        "parts": [(part, PARTS[kind][part]) for part in named.parts] if kind in PARTS else [],
        "has_end": kind not in kinds.UNTIL_CHANGED,
        "grant": grant,
        "kept": grant.kept_parts if grant is not None else [],
        "may_answer": bool(access.may_answer(request.actor, found)),
        "may_agree_too": found.agreed_at is None and bool(access.may_agree_too(request.actor, found)),
        "may_take_out": not is_own and request.actor.role == Role.PROFESSIONAL,  # who may is asked when they do
        "answered_for": acting.name_of(found.answered_by_id or 0) if answered_for else "",
        "asked_by": acting.staff_name_of(found.asked_by_id),
        "is_over": found.state == Question.State.ASKED and not asking.is_waiting(found),
        "wording": number,
        "words": kinds.wording(kind, number),
        "notice": kinds.NOTICES.get(kind, ""),
        "why": words_of(request.POST, "why"),
        "errors": errors,
        "title": kind.label,
    }
    return render(request, "consent/question.html", context, status=422 if errors else 200)


def _done(request: PersonRequest, found: Question) -> str:
    """Do what was chosen, and say so."""
    match request.POST.get("do"):
        case "give":
            wording, parts = _number(request.POST.get("wording", "")), request.POST.getlist("parts")
            asking.give(request.actor, found, wording=wording, parts=parts)
            return _("It is permitted. It can be taken back here at any time.")
        case "agree":
            asking.agree_too(request.actor, found)
            return _("You agree, too. You can take it back at any time.")
        case "mistaken":
            asking.mistaken(request.actor, found, words_of(request.POST, "why"))
            return _("It is taken out. The patient can read why.")
        case _:
            asking.refuse(request.actor, found)
            return _("It is not permitted. Nobody asks why, and care stays as it is.")


@require_safe
@for_persons
def receipt(request: PersonRequest, pk: int) -> HttpResponse:
    """The receipt, to read and to print."""
    grant = access.get_grant_to_end(request.actor, pk)
    context = {
        "grant": grant,
        "is_own": grant.seat_id == request.actor.seat,
        "has_end": Kind(grant.kind) not in kinds.UNTIL_CHANGED,
        "receipt": queries.receipt_of(grant),
        "is_in_force": is_in_force(grant),
        "title": _("Receipt"),
    }
    return render(request, "consent/receipt.html", context)


@require_safe
@for_persons
def receipt_file(request: PersonRequest, pk: int) -> HttpResponse:
    """The receipt as a file to keep."""
    grant = access.get_grant_to_end(request.actor, pk)
    answer = JsonResponse(queries.receipt_of(grant).as_file(grant), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="consent-{grant.pk}.json"'
    return answer


def _back(organisation: Organisation, kind: Kind) -> str:
    """To where the button stood, so that the answer is read where the question was."""
    return f"{reverse('consent:page')}?at={organisation.slug}#{organisation.slug}-{kind.value}"


def _back_of(grant: Grant) -> str:
    """To where a permission of its own stands on the page."""
    if grant.kind in kinds.STANDING:
        return _back(grant.organisation, Kind(grant.kind))
    return f"{reverse('consent:page')}?at={grant.organisation.slug}#{grant.organisation.slug}"


def _name_of(request: PersonRequest, asked: Question) -> str:
    names = acting.patient_names(request.actor, {asked.seat_id})
    return names.get((asked.seat_id, asked.organisation_id), "")


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 5 else 0
