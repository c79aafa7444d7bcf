"""Members of an organisation, and invitations into it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonward.kernel.access import require
from commonward.kernel.actor import Role
from commonward.kernel.limits import Limit, spend
from commonward.kernel.paging import older
from commonward.kernel.ref import Ref
from commonward.people import access, actions, entrance, queries
from commonward.people.badges import badges_for
from commonward.people.entry import OFFICE_ROLES
from commonward.people.forms import InvitationForm, ProfessionForm
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import ROLE_CHOICES, Organisation
from commonward.people.proof import ask_proof
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.people.views.seats import get_or_post
from commonward.ui.shapes import Tab

INVITE = Limit("invite", times=60, seconds=3600)
MEMBERS_SHOWN = 50


@require_safe
@for_persons
def members(request: PersonRequest, slug: str) -> HttpResponse:
    """Who belongs to the organisation, for those who answer for it; for other members, how many do."""
    organisation = access.get_organisation(request.actor, slug)
    return _members_page(request, organisation, InvitationForm())


@require_POST
@for_persons
def invite(request: PersonRequest, slug: str) -> HttpResponse:
    """Send an invitation."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_manage_members(request.actor, organisation))
    form = InvitationForm(request.POST)
    if form.is_valid():
        if Role(form.cleaned_data["role"]) in OFFICE_ROLES:
            ask_proof(request)
        spend(INVITE, request.actor, request)
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        if form.attempt(lambda: actions.invite(request.actor, organisation, email=email, role=role)) is not None:
            messages.success(request, _("The invitation is on its way. Its link works once, for seven days."))
            return redirect("people:members", slug=slug)
    return _members_page(request, organisation, form)


@require_POST
@for_persons
def withdraw(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    organisation = access.get_organisation(request.actor, slug)
    actions.withdraw_invitation(request.actor, organisation, pk)
    messages.success(request, _("The invitation is withdrawn. Its link does not work any more."))
    return redirect("people:members", slug=slug)


@get_or_post
@for_persons
def end_membership(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say what ending a membership means, and do it."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_manage_members(request.actor, organisation))
    member = access.get_member(request.actor, organisation, pk)
    if request.method == "POST":
        ask_proof(request)
        actions.end_membership(request.actor, organisation, member)
        messages.success(request, _("The membership is ended."))
        return redirect("people:members", slug=slug)
    return render(request, "people/end_membership.html", {"organisation": organisation, "member": member})


@never_cache
@get_or_post
def invitation(request: ActorRequest, token: str) -> HttpResponse:
    """What somebody is invited to. Taking it needs an account; the link is the key, whatever its address.

    Whoever opened their account with it comes back to it by that account alone.
    """
    here = reverse("people:invitation", args=[token])
    if token == access.BROUGHT and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
    offered = access.get_invitation(token, request.user if request.user.is_authenticated else None)
    if not request.user.is_authenticated:
        entrance.invite_in(request, token)
    role = Role(offered.role)
    form = None
    if role == Role.PROFESSIONAL:
        form = ProfessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.user.is_authenticated and (form is None or form.is_valid()):
        profession = form.cleaned_data["profession"] if form is not None else ""
        seat = actions.accept_invitation(request.user, token, profession=profession)
        request.session[SEAT_KEY] = seat.pk
        messages.success(request, _("Welcome. You act in your new seat now."))
        return redirect("people:you")
    context = {
        "organisation": offered.organisation,
        "role_label": dict(ROLE_CHOICES)[offered.role],
        "form": form,
        "here": here,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "people/invitation.html", context, status=status)


def _members_page(request: PersonRequest, organisation: Organisation, form: InvitationForm) -> HttpResponse:
    person = request.actor
    counts = queries.member_counts(organisation)
    context: dict[str, object] = {"organisation": organisation, "counts": counts}
    if access.may_see_members(person, organisation):
        context |= _known_members(request, organisation)
        context["tabs"] = _tabs(organisation, request.GET.get("role", ""), counts)
        context["may_manage"] = bool(access.may_manage_members(person, organisation))
        context["form"] = form
        context["invitations"] = [
            (one, dict(ROLE_CHOICES)[one.role]) for one in queries.open_invitations(organisation)[:MEMBERS_SHOWN]
        ]
    return render(request, "people/members.html", context, status=422 if form.errors else 200)


def _known_members(request: PersonRequest, organisation: Organisation) -> dict[str, object]:
    """The members by role, with their addresses. Reading them goes on record."""
    role = request.GET.get("role", "")
    page = older(queries.members(organisation, role), request.GET.get("before"), MEMBERS_SHOWN)
    badges = badges_for(seat.pk for seat in page.items)
    actions.record_reading(request.actor, Ref("organisation", organisation.pk), "members.read", count=len(page.items))
    return {
        "knows": True,
        "members": [(seat, badges[seat.pk]) for seat in page.items],
        "next": page.next,
        "role": role,
    }


def _tabs(organisation: Organisation, role: str, counts: list[queries.RoleCount]) -> list[Tab]:
    here = reverse("people:members", args=[organisation.slug])
    tabs = [Tab(here, _("All"), current=not role, hint=str(sum(one.count for one in counts)))]
    return tabs + [Tab(f"{here}?role={one.role}", one.label, one.role == role, hint=str(one.count)) for one in counts]
