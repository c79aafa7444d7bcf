"""What is asked of those who come in: the place's rules, an organisation's second factor, and leavers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonward.kernel.access import require
from commonward.people import access, actions, digests, queries
from commonward.people.entry import EntryRules
from commonward.people.forms import EntryForm
from commonward.people.proof import ask_proof
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post


@get_or_post
@for_persons
def entry(request: PersonRequest) -> HttpResponse:
    """Who may open an account here, and whether offices show a second factor."""
    require(access.may_set_entry(request.actor))
    rules = queries.entry_rules()
    form = EntryForm(request.POST if request.method == "POST" else None, initial=EntryForm.initial_of(rules))
    if request.method == "POST" and form.is_valid():
        ask_proof(request)
        wanted = EntryRules(
            **{name: form.cleaned_data[name] for name in ("sign_up", "domains", "asks_factor", "lets_children")}
        )
        form.attempt(lambda: actions.set_entry_rules(request.actor, wanted, seen=form.cleaned_data["seen"]))
        if not form.errors:
            messages.success(request, _("It is decided, and holds from now on."))
            return redirect("people:entry")
    stuck, since = digests.stuck()
    context = {"form": form, "stuck": stuck, "stuck_since": since}
    return render(request, "people/entry.html", context, status=422 if form.errors else 200)


@require_POST
@for_persons
def organisation_factor(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask the offices of an organisation for a second factor, or no longer."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_manage_members(request.actor, organisation))
    ask_proof(request)
    actions.ask_factor_of(request.actor, organisation, asks=request.POST.get("asks") == "yes")
    messages.success(request, _("It is decided, and holds from now on."))
    return redirect("people:offices", slug=slug)


@get_or_post
@for_persons
def suspend(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say what suspending somebody means, and do it; or give their seats back."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_manage_members(request.actor, organisation))
    member = access.get_member(request.actor, organisation, pk)
    if request.method == "POST" and request.POST.get("do") == "reinstate":
        ask_proof(request)
        actions.reinstate_member(request.actor, organisation, member)
        messages.success(request, _("Their seats here are theirs again."))
        return redirect("people:members", slug=slug)
    if request.method == "POST":
        ask_proof(request)
        actions.suspend_member(request.actor, organisation, member)
        messages.success(request, _("Suspended. They are signed out everywhere and cannot act here."))
        return redirect("people:members", slug=slug)
    seats = queries.seats_in(member.account_id, organisation.pk)
    context = {"organisation": organisation, "member": member, "held": seats}
    return render(request, "people/suspend.html", context)
