"""Inviting many at once: a list, what is in it line by line, and the button that sends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from commonward.kernel.access import require
from commonward.kernel.errors import Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people import access
from commonward.people.actions import inviting
from commonward.people.entry import OFFICE_ROLES
from commonward.people.forms import ListForm
from commonward.people.models import ROLE_CHOICES, Organisation
from commonward.people.proof import ask_proof
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

LIST = Limit("invite_many", times=20, seconds=3600)


@get_or_post
@for_persons
def invite_many(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a list, show what each line means, and send it when nothing is wrong and somebody says so."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_manage_members(request.actor, organisation))
    form = ListForm(request.POST or None, request.FILES or None) if request.method == "POST" else ListForm()
    lines: list[inviting.Line] = []
    if request.method == "POST":
        spend(LIST, request.actor, request)
        if form.is_valid():
            lines = form.attempt(lambda: inviting.read_list(organisation, form.cleaned_data["text"])) or []
        if lines and request.POST.get("do") == "send" and not any(line.wrong for line in lines):
            return _sent(request, organisation, form.cleaned_data["text"], lines)
        if lines:  # what was read from a file is shown as text, so that it can be changed
            form = ListForm(initial={"text": form.cleaned_data["text"]})
    wrong = sum(bool(line.wrong) for line in lines)
    context = {
        "organisation": organisation,
        "form": form,
        "lines": lines,
        "wrong": wrong,
        "roles": [label for _role, label in ROLE_CHOICES],
    }
    return render(request, "people/invite_many.html", context, status=422 if form.errors or wrong else 200)


def _sent(request: PersonRequest, organisation: Organisation, text: str, lines: list[inviting.Line]) -> HttpResponse:
    if any(line.role in {role.value for role in OFFICE_ROLES} for line in lines):
        ask_proof(request)
    try:
        count = inviting.invite_many(request.actor, organisation, text)
    except Unacceptable as refusal:
        messages.error(request, refusal.sentence)
        return redirect("people:invite_many", slug=organisation.slug)
    told = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count)
    messages.success(request, told % {"count": count})
    return redirect("people:members", slug=organisation.slug)
