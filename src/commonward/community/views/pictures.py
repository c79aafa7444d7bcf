"""Clean renditions of pictures, for whoever may see what they belong to."""

from typing import Final

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from commonward.community import access
from commonward.kernel.logs import log_event
from commonward.oversight import quarantine, stored
from commonward.people.requests import ActorRequest

#: Shown in the place of a picture while its store is silent: an empty frame, in a grey that suits light and dark.
_PLACEHOLDER: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" width="160" height="120"><g fill="none" '
    b'stroke="#8a8f98" stroke-width="2"><rect x="1" y="1" width="158" height="118" rx="8"/><path d="M52 78l18-22 14 16 '
    b'10-12 16 18z"/><circle cx="98" cy="46" r="6"/><path d="M48 92L112 32"/></g></svg>'
)


@require_safe
def picture(request: ActorRequest, pk: int, name: str) -> HttpResponseBase:
    """One rendition. The original is never served; strangers get 404."""
    media = access.get_picture(request.actor, pk)
    try:
        file = quarantine.open_rendition(media, name)
    except stored.Unreachable as silent:
        log_event("media.store_silent", error=str(silent))
        return _placeholder()
    kind = next(item["type"] for item in media.renditions if item["name"] == name)
    response = FileResponse(file, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    # What may be seen can be withdrawn at any time, so nothing in between keeps a copy.
    patch_cache_control(response, private=True, max_age=300)
    return response


def _placeholder() -> HttpResponse:
    """An answer that browsers show and nobody keeps; its words for others are those of the picture's own `alt`."""
    response = HttpResponse(_PLACEHOLDER, content_type="image/svg+xml", status=503)
    response["X-Content-Type-Options"] = "nosniff"
    response["Retry-After"] = "30"
    patch_cache_control(response, no_store=True)
    return response
