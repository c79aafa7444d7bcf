"""Children's accounts: the child's question, the parent's answer, and what the parent sees afterwards."""

from typing import Final, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonward.kernel import limits
from commonward.kernel.actor import Person
from commonward.kernel.errors import Denied
from commonward.kernel.limits import Limit
from commonward.people import access, actions, entrance, parental, queries
from commonward.people.actions.children import Yes
from commonward.people.child_forms import AskParentForm, PermitForm
from commonward.people.models import ChildWish
from commonward.people.proof import ask_proof
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.people.signon import sessions
from commonward.people.views.seats import OWN_WAY, get_or_post

ASK: Final = Limit("ask_parent", times=10, seconds=3600)
ANSWER: Final = Limit("answer_child", times=20, seconds=3600)


@never_cache
@get_or_post
def ask(request: ActorRequest) -> HttpResponse:
    """A child who wanted an account names a parent. What they typed before is not here: only the month they turn 13."""
    ends_on = entrance.child_until(request)
    if ends_on is None or not queries.entry_rules().lets_children:
        return redirect("account_signup")
    form = AskParentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        limits.spend(ASK, request.actor, request)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["parent_email"]
        form.attempt(lambda: actions.ask_parent(parent_email=email, band_ends_on=ends_on))
        if not form.errors:
            return render(request, "people/child_asked.html")
    return render(request, "people/child_ask.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@get_or_post
def wish(request: ActorRequest, token: str) -> HttpResponse:
    """What a parent reads who opened the link of the mail; permitting it and saying no."""
    here = reverse("people:child_wish", args=[token])
    limits.spend(ANSWER, request.actor, request)
    found = access.get_child_wish(token)
    if not isinstance(request.actor, Person):
        context = {"here": here, "signed_in": request.user.is_authenticated}
        return render(request, "people/child_wish_closed.html", context)
    return _answered(cast(PersonRequest, request), found, token, here)


def _answered(request: PersonRequest, found: ChildWish, token: str, here: str) -> HttpResponse:
    if sessions.place_of(request.session) is not None:
        raise Denied(str(OWN_WAY))
    allowed = access.may_answer_for_child(request.actor, found)
    if not allowed:
        why = {"why": allowed.reason, "here": here}
        return render(request, "people/child_wish_closed.html", why, status=403)
    if request.method == "POST" and request.POST.get("do") == "refuse":
        actions.refuse_child(request.actor, token)
        messages.success(request, _("You said no. Nothing of the question is kept."))
        return redirect("people:you")
    form = PermitForm(request.POST if request.method == "POST" else None, initial={"wording": parental.newest()})
    if request.method == "POST" and form.is_valid():
        ask_proof(request)
        given = form.cleaned_data
        yes = Yes(given["called"], given["email"], given["password1"], given["wording"])
        form.attempt(lambda: actions.permit_child(request.actor, token, yes))
        if not form.errors:
            messages.success(request, _("The account is open. Your child signs in with that address and password."))
            return redirect("people:children")
    context: dict[str, object] = {"form": form, "here": here, "words": parental.wording(parental.newest())}
    return render(request, "people/child_wish.html", context, status=422 if form.errors else 200)


@get_or_post
@for_persons
def children(request: PersonRequest) -> HttpResponse:
    """What one permitted, what each account may do, and taking it back."""
    if sessions.place_of(request.session) is not None:
        raise Denied(str(OWN_WAY))
    if request.method == "POST":
        which = request.POST.get("end", "")
        ask_proof(request)
        if which.isascii() and which.isdigit() and len(which) < 20:
            actions.take_back_child(request.actor, int(which))
            messages.success(request, _("Taken back. The account is closed, and a copy for you is being made."))
        return redirect("people:children")
    held = [(one, parental.wording(one.wording)) for one in queries.children_of(request.actor)]
    return render(request, "people/children.html", {"children": held})
