"""Whose picture it is: the page on which its author says by what right it is shown, or asks for a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.community import access
from commonward.community.cards import picture_of
from commonward.community.views.covers import place_back
from commonward.community.voices import voice_of
from commonward.kernel import limits
from commonward.kernel.errors import Unacceptable
from commonward.oversight import crediting, library
from commonward.oversight.models import Licence, Media
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def credit(request: PersonRequest, pk: int) -> HttpResponse:
    """Licence and source of one's own picture; where it was turned back, why it should be looked at."""
    media = access.get_picture_to_credit(request.actor, pk)
    if request.method != "POST":
        return _page(request, media, {"licence": media.licence, "source": media.source})
    limits.spend(limits.POST, request.actor)
    given = {name: request.POST.get(name, "") for name in ("licence", "source", "plea")}
    try:
        if "plea" in request.POST:
            crediting.plead(request.actor, media, given["plea"])
            messages.success(
                request, _("A second person reads a post with this picture. Send your words when you like.")
            )
        else:
            voice = voice_of(request.actor, request.seat, given["source"])
            crediting.say(request.actor, voice, media, given["licence"], given["source"])
            messages.success(request, _("Kept. Readers see whose picture it is."))
    except Unacceptable as refusal:
        return _page(request, media, given, {refusal.field: refusal.sentence}, status=refusal.status)
    back = place_back(request.POST.get("from", ""))
    return redirect(back or reverse("community:credit", args=[media.pk]))


def _page(
    request: PersonRequest,
    media: Media,
    given: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    place = request.POST.get("from", "") or request.GET.get("from", "")
    organisation = request.seat.organisation
    in_library = organisation is not None and bool(library.may_see(request.actor, organisation))
    context = {
        "title": _("Whose picture is it"),
        "media": media,
        "shown": picture_of(media, "", largest=640),
        "given": given,
        "errors": errors or {},
        "licences": [("", _("Nothing said")), *Licence.choices],
        "may_plead": crediting.may_plead(media),
        "is_turned_back": media.state == Media.State.REFUSED,
        "sentence": crediting.sentence(media),
        "is_doubtful": crediting.is_doubtful(media),
        "library": organisation if in_library else None,
        "back": place_back(place),
        "place": place if place_back(place) else "",
    }
    return render(request, "community/credit.html", context, status=status)
