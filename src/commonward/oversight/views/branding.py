"""How an organisation is shown: decided by its administrators, and its logo for everybody."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel.access import require
from commonward.kernel.errors import NotFound, Unacceptable, Unavailable
from commonward.kernel.limits import GESTURE, POST, UPLOAD, spend
from commonward.kernel.logs import log_event
from commonward.oversight import branding, quarantine, stored
from commonward.oversight.models import Media
from commonward.people import access, actions, thresholds
from commonward.people.house import TextKind
from commonward.people.models import Organisation
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.ui import colours

_TEXTS = (TextKind.HOUSE, TextKind.TERMS, TextKind.HOURS)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def page(request: PersonRequest, slug: str) -> HttpResponse:
    """Name, colour and logo, each with a form of its own; what is wrong stands beside it and keeps what was written."""
    organisation = access.get_organisation(request.actor, slug)
    require(access.may_brand(request.actor, organisation))
    values = {"name": organisation.name, "accent": organisation.accent}
    errors: dict[str, str] = {}
    nearest = ""
    if request.method == "POST":
        values |= {name: request.POST[name][:200] for name in values if name in request.POST}
        try:
            _change(request, organisation)
        except (Unacceptable, Unavailable) as refusal:
            errors[getattr(refusal, "field", "") or "logo"] = refusal.sentence
            nearest = _nearest(values["accent"]) if "accent" in errors else ""
        else:
            messages.success(request, _("It is decided, and shown from now on."))
            return redirect("oversight:branding", slug=slug)
    waiting = branding.offered(organisation)
    context = {
        "organisation": organisation,
        "title": _("How %(organisation)s is shown") % {"organisation": organisation.name},
        "values": values,
        "errors": errors,
        "nearest": nearest,
        "texts": _TEXTS,
        "door": thresholds.address_of(organisation),
        "is_waiting": waiting is not None and waiting.state == Media.State.QUARANTINED,
        "refusal": quarantine.refusal_sentence(waiting.refusal) if waiting is not None and waiting.refusal else "",
    }
    return render(request, "oversight/branding.html", context, status=422 if errors else 200)


@require_safe
def logo(request: ActorRequest, slug: str, pk: int) -> HttpResponseBase:
    """The logo of an organisation. For everybody, as its name is."""
    media, name = branding.shown(slug, pk)
    try:
        file = quarantine.open_rendition(media, name)
    except stored.Unreachable as silent:
        log_event("media.store_silent", error=str(silent))
        raise NotFound(_("This picture is not here.")) from None
    response = FileResponse(file, content_type=next(one["type"] for one in media.renditions if one["name"] == name))
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=300)
    return response


def _change(request: PersonRequest, organisation: Organisation) -> None:
    person, what = request.actor, request.POST.get("do", "")
    if what == "name":
        spend(POST, person, request)
        branding.rename(person, organisation, request.POST.get("name", ""))
    elif what == "accent":
        spend(GESTURE, person, request)
        actions.choose_accent(person, organisation, request.POST.get("nearest") or request.POST.get("accent", ""))
    elif what == "no-logo":
        spend(GESTURE, person, request)
        branding.take_logo_away(person, organisation)
    else:
        spend(UPLOAD, person, request)
        upload = request.FILES.get("logo")
        if upload is None:
            raise Unacceptable(_("Please choose a picture first."), field="logo")
        branding.bring_logo(person, organisation, upload)


def _nearest(said: str) -> str:
    try:
        return colours.look(colours.read(said)).nearest
    except ValueError:
        return ""
