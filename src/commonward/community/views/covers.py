"""What is covered in one's own picture: the page to decide it, and the picture without covers for its author alone."""

from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.community import access
from commonward.community import covers as deciding
from commonward.community.cards import picture_of
from commonward.community.covers import Sent
from commonward.kernel import limits
from commonward.kernel.errors import Unacceptable
from commonward.oversight import covering, quarantine
from commonward.oversight.models import Media
from commonward.people.requests import PersonRequest, for_persons

_PLACES: Final = {"reply": "community:reply", "edit": "community:edit", "dispute": "community:dispute"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def covers(request: PersonRequest, pk: int) -> HttpResponse:
    """The picture with numbered boxes, a choice for each, covers of one's own, before and after."""
    media = access.get_own_picture(request.actor, pk)
    if request.method != "POST":
        return _page(request, media)
    limits.spend(limits.UPLOAD, request.actor)
    if request.POST.get("act") == "undo":
        covering.undo(request.actor, media, is_sent=access.is_sent)
        messages.success(request, _("The last change is taken back. The picture is made anew."))
        return _again(request, media)
    sent = deciding.sent(request.POST, media)
    if not sent.is_readable:
        return _page(request, media, sent, status=Unacceptable.status)
    try:
        covering.choose(request.actor, media, sent.choices, is_sent=access.is_sent)
    except Unacceptable as refusal:
        return _page(request, media, sent, error=refusal.sentence, status=refusal.status)
    messages.success(request, _("Kept. The picture is made anew, which takes some seconds."))
    return _again(request, media)


@require_safe
@for_persons
def before(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The picture as it was brought, upright and without its hidden data, for its author while they decide."""
    path = quarantine.before_path(access.get_own_picture(request.actor, pk))
    response = FileResponse(path.open("rb"), content_type="image/png" if path.suffix == ".png" else "image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _again(request: PersonRequest, media: Media) -> HttpResponse:
    place = request.POST.get("from", "")
    address = reverse("community:covers", args=[media.pk])
    return redirect(f"{address}?from={place}" if place_back(place) else address)


def place_back(place: str) -> str:
    """The address of the composer that somebody comes from; "" for none that there is."""
    kind, _colon, number = place.partition(":")
    if place == "new":
        return reverse("community:write")
    if kind in _PLACES and number.isascii() and number.isdigit() and len(number) < 20:
        return reverse(_PLACES[kind], args=[int(number)])
    return ""


def _page(
    request: PersonRequest, media: Media, sent: Sent | None = None, *, error: str = "", status: int = 200
) -> HttpResponse:
    chosen = sent.choices if sent is not None else covering.choices_of(media)
    parts = deciding.part_rows(media, chosen, is_sent=access.is_sent(media))
    place = request.POST.get("from", "") or request.GET.get("from", "")
    after = picture_of(media, "", largest=1600)
    context = {
        "title": _("What is covered in your picture"),
        "media": media,
        "is_open": covering.is_open(media),
        "is_ready": media.state == Media.State.CLEAN,
        "is_sent": access.is_sent(media),
        "parts": parts,
        "own": sent.own if sent is not None else deciding.own_rows(media, chosen),
        "shows": deciding.shows_options(chosen),
        "after": after,
        "said": covering.covered_sentence(media.covered),
        "noticed": covering.noticed_sentence(media),
        # Large enough for a telephone; smaller where many numbers stand close together.
        "label_size": max(14, max(media.width, media.height) // (44 if parts.rest else 30)),
        "error": error,
        "back": place_back(place),
        "place": place if place_back(place) else "",
    }
    return render(request, "community/covers.html", context, status=status)
