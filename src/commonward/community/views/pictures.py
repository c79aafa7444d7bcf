"""Clean renditions of pictures, for whoever may see what they belong to."""

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from commonward.community import access
from commonward.oversight import quarantine
from commonward.people.requests import ActorRequest


@require_safe
def picture(request: ActorRequest, pk: int, name: str) -> HttpResponseBase:
    """One rendition. The original is never served; strangers get 404."""
    media = access.get_picture(request.actor, pk)
    path = quarantine.rendition_path(media, name)
    kind = next(item["type"] for item in media.renditions if item["name"] == name)
    response = FileResponse(path.open("rb"), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    # What may be seen can be withdrawn at any time, so nothing in between keeps a copy.
    patch_cache_control(response, private=True, max_age=300)
    return response
