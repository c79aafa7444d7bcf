"""What shows a credential: brought by its person, opened by them and by those who verify it."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonward.kernel.limits import UPLOAD, spend
from commonward.people import access, actions, verifying
from commonward.people.evidence import KEPT_AFTER_DECISION, Evidence
from commonward.people.forms import EvidenceForm
from commonward.people.models import Credential
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

_TYPES: Final = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@get_or_post
@for_persons
def evidence(request: PersonRequest, pk: int) -> HttpResponse:
    """The files that show a credential of one's own, and one more."""
    person = request.actor
    credential = access.get_own_credential(person, pk)
    posted = request.method == "POST"
    form = EvidenceForm(request.POST, request.FILES) if posted else EvidenceForm()
    if posted:
        spend(UPLOAD, person, request)
    if posted and form.is_valid():
        form.attempt(lambda: actions.bring_evidence(person, credential, form.cleaned_data["file"]))
        if not form.errors:
            messages.success(request, _("It is kept, locked. Those who verify your credential can open it."))
            return redirect("people:evidence", pk=pk)
    context = {
        "form": form,
        "credential": credential,
        "files": verifying.evidence_of(person, credential),
        "is_refused": credential.state == Credential.State.REFUSED,
        "days": KEPT_AFTER_DECISION.days,
    }
    return render(request, "people/evidence.html", context, status=422 if form.errors else 200)


@require_safe
@for_persons
def open_file(request: PersonRequest, pk: int) -> HttpResponse:
    """One file. Opening it is on record. Pictures are shown alone on an empty page; a PDF is only ever saved."""
    found = access.get_evidence(request.actor, pk)
    response = HttpResponse(actions.open_evidence(request.actor, found), content_type=_TYPES[found.form])
    response._csp_update = {"sandbox": True}  # type: ignore[attr-defined]  # as django-csp reads it
    way = "attachment" if found.form == Evidence.Form.PDF else "inline"
    response["Content-Disposition"] = f'{way}; filename="evidence-{found.pk}.{found.form}"'
    return response


@require_POST
@for_persons
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a file of one's own."""
    found = access.get_own_evidence(request.actor, pk)
    credential = found.credential_id
    actions.remove_evidence(request.actor, found)
    messages.success(request, _("It is deleted."))
    return redirect("people:evidence", pk=credential)
