"""The page on which an author is asked once more before their words go out. Everything that was sent goes along."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.community import rendering
from commonward.community.cards import AUDIENCES, ICONS, picture_of
from commonward.community.composing import CONSIDERED
from commonward.community.composition import Composition
from commonward.community.faces import own_face
from commonward.community.models import Post
from commonward.community.pausing import Paused
from commonward.kernel import clock
from commonward.oversight import showing
from commonward.oversight.access import media_of
from commonward.people.requests import PersonRequest
from commonward.ui.shapes import Picture, PostCard

#: What the page says anew, or what was pressed to come here.
_NOT_AGAIN: Final = frozenset({"csrfmiddlewaretoken", "publish", "check", "draft", "media", "before"})


def pause_page(request: PersonRequest, composition: Composition, paused: Paused) -> HttpResponse:
    """The words as others will see them, who that is and for how long; with ways on and back."""
    named = rendering.profiles_named(paused.text)
    check = showing.check_of(composition.text, paused.checked, composition.reasons)
    context = {
        "post": PostCard(
            url="",
            face=own_face(request.seat),
            at=clock.now(),
            body_html=rendering.html_of(paused.text, named),
            audience_label=str(AUDIENCES[Post.Audience.PUBLIC]),
            audience_icon=ICONS[Post.Audience.PUBLIC],
            pictures=_pictures(request, composition),
        ),
        "check": check,
        "help_kind": "" if composition.help_said else check.help,
        "conduct": [card for card in check.findings if card.rule.startswith("conduct.")],
        "paused": paused,
        "considered": CONSIDERED,
        "kept": _kept(request, composition),
        "action": request.path,
        "home": reverse("community:home"),
        "title": _("Before this goes out"),
    }
    return render(request, "community/pause.html", context)


def _kept(request: PersonRequest, composition: Composition) -> list[tuple[str, str]]:
    """All that was sent, as fields that nobody sees; pictures that came as files go on as what they have become."""
    dropped = set(request.POST.getlist("drop"))
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_AGAIN and not name.startswith("picture-")
        for value in values
        if not (name.startswith("alt-") and name.removeprefix("alt-") in dropped)
    ]
    shown = {name for name, _value in fields}
    for picture in composition.pictures:
        fields.append(("media", str(picture.media)))
        if f"alt-{picture.media}" not in shown:
            fields.append((f"alt-{picture.media}", picture.alt))
    return [*fields, ("draft", composition.draft or "")]


def _pictures(request: PersonRequest, composition: Composition) -> tuple[Picture, ...]:
    media = media_of(request.actor, [picture.media for picture in composition.pictures])
    found = (picture_of(media[one.media], one.alt) for one in composition.pictures if one.media in media)
    return tuple(picture for picture in found if picture is not None)
