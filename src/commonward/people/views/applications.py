"""Applications that may act in one's seat, and their tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonward.kernel.errors import Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people import actions, connected
from commonward.people.actions.applications import Allowed
from commonward.people.applications import Application, Scope
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

ALLOW = Limit("allow", times=30, seconds=3600)


@get_or_post
@for_persons
def applications(request: PersonRequest) -> HttpResponse:
    """Those there are; a form for one more, whose token the answer shows, once."""
    allowed: Allowed | None = None
    errors: dict[str, str] = {}
    name, wanted = request.POST.get("name", ""), request.POST.getlist("scopes")
    if request.method == "POST":
        spend(ALLOW, request.actor, request)
        try:
            allowed = actions.allow_application(request.actor, name=name, scopes=wanted)
            name, wanted = "", []
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
    own = Application.objects.visible_to(request.actor).filter(revoked_at=None).order_by("-pk")
    context = {
        "applications": list(own),
        "connected": connected.of(request.actor),
        "allowed": allowed,
        "errors": errors,
        "name": name,
        "scopes": [(scope.value, scope.label, scope.value in wanted) for scope in Scope],
    }
    return render(request, "people/applications.html", context, status=422 if errors else 200)


@require_POST
@for_persons
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an application's right away."""
    actions.revoke_application(request.actor, pk)
    messages.success(request, _("It may do nothing here any more."))
    return redirect("people:applications")
