"""Texts of an organisation: read by whom they are for, written anew by those who decide its rules."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.limits import POST, spend
from commonward.oversight import house
from commonward.people import access, actions
from commonward.people.house import TextKind
from commonward.people.models import Organisation
from commonward.people.requests import ActorRequest, PersonRequest, for_persons


@require_http_methods(["GET", "HEAD"])
def read(request: ActorRequest, slug: str, kind: str) -> HttpResponse:
    """The text in force, or an earlier version of it. House rules and terms are open to everybody."""
    number = request.GET.get("version", "")
    version = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else None
    organisation = _may_write(request, slug)
    try:
        text = access.get_text(request.actor, slug, _kind(kind), version)
    except NotFound:
        if organisation is None or version is not None:
            raise
        return redirect("oversight:write_text", slug=slug, kind=kind)
    context = {
        "text": text,
        "organisation": text.organisation,
        "kind": TextKind(kind),
        "earlier": range(text.number - 1, max(0, text.number - 6), -1) if version is None else (),
        "is_earlier": version is not None,
        "may_write": organisation is not None,
        "title": TextKind(kind).label,
    }
    return render(request, "oversight/text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def write(request: PersonRequest, slug: str, kind: str) -> HttpResponse:
    """Write the next version, or ask nobody to sign any more."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_set_policy(request.actor, organisation))
    chosen = TextKind(_kind(kind))
    words, error = _now(request.actor, slug, kind), ""
    if request.method == "POST" and request.POST.get("do") == "end" and chosen == TextKind.STAFF:
        actions.end_policy(request.actor, organisation)
        messages.success(request, _("Nobody is asked to sign any more. What was signed stays."))
        return redirect("people:staff", slug=slug)
    if request.method == "POST" and request.POST.get("do") == "end" and chosen == TextKind.HOURS:
        actions.end_hours_text(request.actor, organisation)
        messages.success(request, _("It is said no longer. Versions from before stay to be read."))
        return redirect("oversight:branding", slug=slug)
    if request.method == "POST":
        spend(POST, request.actor, request)
        words = request.POST.get("words", "")
        try:
            house.put(request.actor, organisation, chosen, words)
        except Unacceptable as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("The new version is in force."))
            return redirect("oversight:text", slug=slug, kind=kind)
    context = {
        "organisation": organisation,
        "kind": chosen,
        "is_signed": chosen == TextKind.STAFF,
        "is_in_force": chosen == TextKind.STAFF and organisation.staff_text is not None,
        "ends_hours": chosen == TextKind.HOURS and organisation.hours_text is not None,
        "says_hours": chosen == TextKind.HOURS,
        "words": words,
        "error": error,
        "title": chosen.label,
    }
    return render(request, "oversight/write_text.html", context, status=422 if error else 200)


def _kind(kind: str) -> str:
    if kind not in TextKind.values:
        raise NotFound(_("There is no such text here, or it is not for you."))
    return kind


def _now(person: Person, slug: str, kind: str) -> str:
    """The words in force, "" where there are none."""
    try:
        return access.get_text(person, slug, _kind(kind)).words
    except NotFound:
        return ""


def _may_write(request: ActorRequest, slug: str) -> Organisation | None:
    """The organisation, for those who may write its texts."""
    if not isinstance(request.actor, Person) or request.seat is None or request.seat.organisation is None:
        return None
    organisation = request.seat.organisation
    return organisation if organisation.slug == slug and access.may_set_policy(request.actor, organisation) else None
