"""What a person states about their profession, and the queue of those who verify it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonward.kernel.access import require
from commonward.kernel.actor import Role
from commonward.kernel.limits import Limit, spend
from commonward.kernel.paging import newer
from commonward.kernel.ref import Ref
from commonward.people import access, actions, verifying
from commonward.people.badges import badge_of, has_run_out
from commonward.people.forms import CredentialForm, DecisionForm, RestateForm
from commonward.people.models import Credential
from commonward.people.professions import label_of
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

STATE = Limit("credential", times=20, seconds=3600)


@get_or_post
@for_persons
def credentials(request: PersonRequest) -> HttpResponse:
    """What one stated in this seat, and one more."""
    form = CredentialForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        spend(STATE, request.actor, request)
        given = form.cleaned_data
        stated = form.attempt(
            lambda: actions.state_credential(
                request.actor,
                request.seat,
                kind=Credential.Kind(given["kind"]),
                number=given["number"],
                jurisdiction=given["jurisdiction"],
            )
        )
        if stated is not None:
            messages.success(request, _("It is noted. Until somebody has checked it, your badge says so."))
            return redirect("people:credentials")
    stated_before = list(verifying.credentials_of(request.actor))
    files = verifying.evidence_counts(request.actor)
    context = {
        "form": form,
        "seat": request.seat,
        "badge": badge_of(request.seat),
        "is_professional": request.seat.role == Role.PROFESSIONAL,
        "stated": [(one, has_run_out(one.expires_on), files.get(one.pk, 0)) for one in stated_before],
    }
    return render(request, "people/credentials.html", context, status=422 if form.errors else 200)


@get_or_post
@for_persons
def restate(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the number of what one stated."""
    credential = access.get_own_credential(request.actor, pk)
    data = request.POST if request.method == "POST" else None
    form = RestateForm(data, initial={"number": credential.number, "jurisdiction": credential.jurisdiction})
    if request.method == "POST" and form.is_valid():
        spend(STATE, request.actor, request)
        form.attempt(lambda: actions.restate_credential(request.actor, credential, **form.cleaned_data))
        if not form.errors:
            messages.success(request, _("It is noted. Until somebody has checked it, your badge says so."))
            return redirect("people:credentials")
    context = {"form": form, "credential": credential}
    return render(request, "people/restate.html", context, status=422 if form.errors else 200)


@require_POST
@for_persons
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back what one stated."""
    actions.remove_credential(request.actor, access.get_own_credential(request.actor, pk))
    messages.success(request, _("It is taken back."))
    return redirect("people:credentials")


@require_safe
@for_persons
def queue(request: PersonRequest) -> HttpResponse:
    """Credentials that wait for this verifier, the oldest first. Whose they are is on the page of each."""
    person = request.actor
    require(access.may_verify(person))
    page = newer(verifying.to_verify(access.credentials_visible_to(person), person), request.GET.get("after"))
    rows = [(one, label_of(one.profession), has_run_out(one.expires_on)) for one in page.items]
    context = {"rows": rows, "next": page.next, "organisation": request.seat.organisation}
    return render(request, "people/credentials_to_verify.html", context)


@get_or_post
@for_persons
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what the register has of one credential. The page tells whose it is, so that reading it goes on record."""
    person = request.actor
    require(access.may_verify(person))
    credential = access.get_credential(person, pk)
    require(access.may_decide(person, credential))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decided = form.attempt(lambda: _decided(request, credential, form))
        if not form.errors:
            told = _("It is noted, and the person is told.")
            messages.success(request, told if decided else _("It is noted. Now somebody else has to read it, too."))
            return redirect("people:credentials_to_verify")
    actions.record_reading(person, Ref("credential", pk), "credential.read", count=1)
    context = {
        "credential": credential,
        "profession": label_of(credential.profession),
        "form": form,
        "files": verifying.evidence_of(person, credential),
        "is_read_by_me": credential.first_reader is not None and credential.first_reader.account_id == person.account,
    }
    return render(request, "people/decide_credential.html", context, status=422 if form.errors else 200)


def _decided(request: PersonRequest, credential: Credential, form: DecisionForm) -> bool:
    """Whether it is decided now; False when a second reader is awaited."""
    given = form.cleaned_data
    if given["decision"] == "verify":
        return actions.verify_credential(request.actor, credential, expires_on=given["expires_on"])
    actions.refuse_credential(request.actor, credential, refusal=Credential.Refusal(given["refusal"]))
    return True
