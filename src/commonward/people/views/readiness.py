"""What an organisation asks of its staff before they speak in public: the page of each, and who lacks what."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonward.kernel.access import require
from commonward.kernel.errors import NotFound
from commonward.kernel.limits import GESTURE, spend
from commonward.kernel.paging import older
from commonward.kernel.ref import Ref
from commonward.people import access, actions
from commonward.people import readiness as asked
from commonward.people.badges import badges_for
from commonward.people.forms import TrainingForm
from commonward.people.house import Training
from commonward.people.models import Organisation
from commonward.people.requests import PersonRequest, for_persons, next_url
from commonward.people.views.seats import get_or_post
from commonward.ui.shapes import Tab

STAFF_SHOWN = 50


@get_or_post
@for_persons
def readiness(request: PersonRequest) -> HttpResponse:
    """What is asked before one posts from this seat, what of it is there, and the policy to sign."""
    organisation = request.seat.organisation
    if request.method == "POST":
        spend(GESTURE, request.actor, request)
        if organisation is None:
            raise NotFound
        actions.sign_text(request.actor, organisation, _number(request.POST.get("text", "")))
        messages.success(request, _("You have signed it. Thank you."))
        lacks = asked.ready(request.actor, organisation).lacks
        return redirect(reverse("people:readiness") if lacks else next_url(request, reverse("people:readiness")))
    context = {
        "organisation": organisation,
        "ready": asked.ready(request.actor, organisation) if organisation is not None else None,
        "next": next_url(request, ""),
    }
    return render(request, "people/readiness.html", context)


@get_or_post
@for_persons
def staff(request: PersonRequest, slug: str) -> HttpResponse:
    """Who lacks a signature or a training, for those who look after them; and noting that some were trained."""
    person = request.actor
    organisation = access.get_organisation(person, slug)
    require(access.may_see_readiness(person, organisation))
    form = TrainingForm(request.POST if request.method == "POST" else None)
    chosen = [int(pk) for pk in request.POST.getlist("seats") if pk.isascii() and pk.isdigit() and len(pk) < 20]
    if request.method == "POST":
        require(access.may_record_training(person, organisation))
        spend(GESTURE, person, request)
        if form.is_valid() and (number := form.attempt(lambda: _recorded(request, organisation, form, chosen))):
            told = ngettext("It is noted for %(count)d person.", "It is noted for %(count)d people.", number)
            messages.success(request, told % {"count": number})
            return redirect("people:staff", slug=slug)
    return _staff_page(request, organisation, form, chosen)


@require_POST
@for_persons
def ask_training(request: PersonRequest, slug: str) -> HttpResponse:
    """Let staff publish only once they were trained, or without."""
    organisation = access.get_organisation(request.actor, slug)
    actions.ask_training(request.actor, organisation, asks=request.POST.get("asks") == "yes")
    messages.success(request, _("It is decided, and holds from now on."))
    return redirect("people:staff", slug=slug)


@require_POST
@for_persons
def withdraw_training(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a training that was noted by mistake."""
    organisation = access.get_organisation(request.actor, slug)
    actions.withdraw_training(request.actor, organisation, pk)
    messages.success(request, _("It does not count any more."))
    return redirect(f"{reverse('people:staff', args=[slug])}?show=all")


def _recorded(request: PersonRequest, organisation: Organisation, form: TrainingForm, chosen: list[int]) -> int:
    given = form.cleaned_data
    return actions.record_training(
        request.actor,
        organisation,
        chosen,
        kind=Training.Kind(given["kind"]),
        done_on=given["done_on"],
        expires_on=given["expires_on"],
    )


def _staff_page(
    request: PersonRequest, organisation: Organisation, form: TrainingForm, chosen: list[int]
) -> HttpResponse:
    """By their faces here, not by address. Reading who lacks what goes on record."""
    everybody = request.GET.get("show") == "all"
    counted = Training.objects.visible_to(request.actor).filter(withdrawn_at=None).order_by("-done_on", "-pk")
    rows = asked.staff_of(organisation, lacking_only=not everybody).prefetch_related(
        Prefetch("trainings", queryset=counted, to_attr="counted")
    )
    page = older(rows, request.GET.get("before"), STAFF_SHOWN)
    badges = badges_for(seat.pk for seat in page.items)
    actions.record_reading(request.actor, Ref("organisation", organisation.pk), "staff.read", count=len(page.items))
    here = reverse("people:staff", args=[organisation.slug])
    context = {
        "organisation": organisation,
        "text": asked.text_in_force(organisation),
        "rows": [(seat, badges[seat.pk], seat.pk in chosen) for seat in page.items],
        "next": page.next,
        "everybody": everybody,
        "tabs": [
            Tab(here, _("Something is missing"), not everybody),
            Tab(f"{here}?show=all", _("Everybody"), everybody),
        ],
        "form": form,
        "may_record": bool(access.may_record_training(request.actor, organisation)),
        "may_decide": bool(access.may_manage_members(request.actor, organisation)),
        "may_write": bool(access.may_set_policy(request.actor, organisation)),
    }
    return render(request, "people/staff.html", context, status=422 if form.errors else 200)


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0
