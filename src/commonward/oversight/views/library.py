"""The library of an organisation: what may be used, read by whoever works there and kept by communication staff."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel import clock, limits
from commonward.kernel.access import require
from commonward.kernel.paging import older
from commonward.oversight import library as keeping
from commonward.oversight.forms import LibraryForm, NewLibraryForm
from commonward.oversight.library import Terms
from commonward.oversight.models import LibraryPicture
from commonward.people import access
from commonward.people.requests import PersonRequest, for_persons


@require_safe
@for_persons
def library(request: PersonRequest, slug: str) -> HttpResponse:
    """What may be used here, newest first."""
    organisation = access.get_organisation(request.actor, slug)
    require(keeping.may_see(request.actor, organisation))
    found = LibraryPicture.objects.visible_to(request.actor).select_related("media")
    page = older(found, request.GET.get("before"))
    context = {
        "organisation": organisation,
        "found": [(kept, _shown(kept), _is_over(kept)) for kept in page.items],
        "next": page.next,
        "may_keep": bool(keeping.may_keep(request.actor, organisation)),
        "title": _("Pictures you may use"),
    }
    return render(request, "oversight/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def add(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a picture in."""
    organisation = access.get_organisation(request.actor, slug)
    require(keeping.may_keep(request.actor, organisation))
    form = NewLibraryForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        limits.spend(limits.UPLOAD, request.actor)
        if form.is_valid():
            given = dict(form.cleaned_data)
            upload = given.pop("pictures")
            if form.attempt(lambda: keeping.add(request.actor, organisation, Terms(**given), upload)) is not None:
                messages.success(
                    request, _("It is in the library once we have looked at it, which takes some seconds.")
                )
                return redirect("oversight:library", slug=slug)
    context = {"organisation": organisation, "form": form, "title": _("Add a picture to the library")}
    return render(request, "oversight/library_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def picture(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say anew what holds for a picture, or take it out."""
    organisation = access.get_organisation(request.actor, slug)
    require(keeping.may_keep(request.actor, organisation))
    kept = keeping.get(request.actor, organisation, pk)
    terms = ("title", "licence", "source", "for_whom", "ends_on")
    form = LibraryForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(kept, name) for name in terms}
    )
    if request.method == "POST":
        limits.spend(limits.POST, request.actor)
        if request.POST.get("do") == "take-out":
            keeping.take_out(request.actor, organisation, kept)
            messages.success(request, _("It is taken out. Posts that show it stay as they are."))
            return redirect("oversight:library", slug=slug)
        if form.is_valid():
            given = Terms(**form.cleaned_data)
            if form.attempt(lambda: keeping.change(request.actor, organisation, kept, given)):
                messages.success(request, _("Kept."))
                return redirect("oversight:library", slug=slug)
    context = {
        "organisation": organisation,
        "kept": kept,
        "shown": _shown(kept),
        "form": form,
        "is_own": kept.added_by_id == request.actor.seat and kept.media.state != "refused",
        "title": _("A picture of the library"),
    }
    return render(request, "oversight/library_picture.html", context, status=422 if form.errors else 200)


def _shown(kept: LibraryPicture) -> dict[str, object] | None:
    """The smaller file to show, as the inspection wrote it; None while there is none."""
    files = kept.media.renditions if kept.media.state == "clean" else []
    return min(files, key=lambda one: one["width"]) if files else None


def _is_over(kept: LibraryPicture) -> bool:
    return kept.ends_on is not None and kept.ends_on < timezone.localdate(clock.now())
