"""Clean renditions of pictures, for whoever may see what they belong to."""

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.community.models import Post
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import NotFound
from commonward.oversight import access as oversight_access
from commonward.oversight import quarantine
from commonward.oversight.models import Media
from commonward.people.requests import ActorRequest


@require_safe
def picture(request: ActorRequest, pk: int, name: str) -> HttpResponseBase:
    """One rendition. The original is never served; strangers get 404."""
    media = Media.objects.filter(pk=pk).first()
    if media is None or not _may_see(request.actor, media):
        raise NotFound(_("This picture is not here."))
    path = quarantine.rendition_path(media, name)
    kind = next(item["type"] for item in media.renditions if item["name"] == name)
    response = FileResponse(path.open("rb"), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    # What may be seen can be withdrawn at any time, so nothing in between keeps a copy.
    patch_cache_control(response, private=True, max_age=300)
    return response


def _may_see(actor: Actor, media: Media) -> bool:
    if isinstance(actor, Person) and media.owner_id == actor.seat:
        return True
    if Post.objects.visible_to(actor).filter(state=Post.State.LIVE, live__attachments__media=media).exists():
        return True
    return _is_reviewing(actor, media)


def _is_reviewing(actor: Actor, media: Media) -> bool:
    """A reviewer sees the pictures of what they have to read."""
    versions = media.attachments.values("version_id")
    return (
        oversight_access.reviews_for(actor)
        .filter(subject_kind="version", subject_id__in=versions, state__in=["open", "claimed"])
        .exists()
    )
