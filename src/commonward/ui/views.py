"""The page that shows every component in every state, for those who build pages and those who judge them."""

from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from commonward.ui import colours, specimens
from commonward.ui.forms import SpecimenForm

_PUSH_WORKER: Final = Path(__file__).parent / "static" / "ui" / "js" / "push-worker.js"


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows pushes. At the root and under one name for ever: browsers ask for it anew by that name."""
    return HttpResponse(_PUSH_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
def colour(request: HttpRequest, value: str) -> HttpResponse:
    """A sheet that gives a page one colour more: what an organisation chose. Of nobody."""
    try:
        chosen = colours.read(value)
    except ValueError:
        raise Http404 from None
    answer = HttpResponse(f":root {{ --house: {chosen}; }}\n", content_type="text/css; charset=utf-8")
    patch_cache_control(answer, private=True, max_age=300)
    return answer


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state. `?theme=light` or `?theme=dark` shows one light; else it follows the system."""
    theme = request.GET.get("theme", "")
    form = SpecimenForm(
        {
            "display_name": "quiet-river",
            "licence": "RN 20 44",
            "audience": "members",
            "shows": "always",
            "tell_me": "on",
        }
    )
    context = {
        **specimens.frame(request),
        "theme": theme if theme in {"light", "dark"} else "",
        "check": specimens.check(),
        "composer": specimens.composer(id="specimen", text=specimens.WORDS),
        "small_composer": specimens.composer(id="specimen-small", small=True),
        "posts": specimens.posts(),
        "comments": specimens.comments(),
        "form": form,
        "tabs": specimens.TABS,
        "dues": specimens.DUES,
        "known": (specimens.NADIA, specimens.YUSUF),
        "tags": specimens.TAGS,
        "help": specimens.HELP,
        "swatches": specimens.SWATCHES,
        "icons": specimens.ICONS,
        "drawings": specimens.DRAWINGS,
        "levels": specimens.LEVELS,
        "buttons": specimens.BUTTONS,
        "seeds": specimens.SEEDS,
    }
    return render(request, "ui/components.html", context)
