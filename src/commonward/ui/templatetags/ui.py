"""Tags and filters of the design system: `{% load ui %}`. Small and fast, because feeds use them hundreds of times."""

import re
from collections.abc import Hashable, Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from django import template
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.forms import BoundField
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_cotton.templatetags import Attrs

from commonward.kernel import clock
from commonward.ui import avatars
from commonward.ui.shapes import PostCard
from commonward.ui.slots import Drawn, Slot, shape_of, words_of

register = template.Library()
#: Cards of posts that stay drawn, about 3 kB each: the newest of a lively place, for two hundred readers at once.
CARDS_KEPT: Final = 4096
#: Shapes of cards: by role, what may be done with them, and how often they were answered and thanked for.
SHAPES_KEPT: Final = 1024
#: Parts of pages that stay drawn, 1 to 10 kB each. Most are the same for everybody; a seat has two of its own.
PARTS_KEPT: Final = 2048

_NAME = re.compile(r"^[a-z][a-z0-9-]*$")
_ATTRIBUTE = re.compile(r"^[a-zA-Z][a-zA-Z0-9:_-]*$")
#: Attributes that could run script or carry style; they never come from a component's caller.
_REFUSED = re.compile(r"^(on|style$)", re.IGNORECASE)


@cache
def _sheet(path: str) -> str:
    return str(conditional_escape(static(path)))


@receiver(setting_changed)
def _forget_sheets(*, setting: str, **kwargs: object) -> None:
    if setting in {"STATIC_URL", "STORAGES", "DEBUG"}:
        _sheet.cache_clear()
        _drawn_card.cache_clear()
        _drawn_shape.cache_clear()
        _drawn_part.cache_clear()


def _drawn(path: str, name: str, classes: str) -> SafeString:
    if not _NAME.match(name):
        raise template.TemplateSyntaxError(f"{name!r} is no name of a drawing.")
    # The name and the classes come from templates of ours and were matched above.
    return mark_safe(f'<svg class="{classes}" aria-hidden="true"><use href="{_sheet(path)}#{name}"/></svg>')  # noqa: S308


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, decorative: `{% icon "home" %}`, `{% icon "down" "s" %}`, `{% icon "down" "s turn" %}`."""
    classes = "icon" + "".join(f" icon--{part}" for part in size.split() if _NAME.match(part))
    return _drawn("ui/icons.svg", f"i-{name}", classes)


@register.simple_tag
def bead(level: str, size: str = "") -> SafeString:
    """The bead of a level (note, warn, hold, block, done); size "s", "" or "l". The word must stand beside it."""
    return _drawn("ui/icons.svg", f"lv-{level}", f"bead bead--{size}" if size in {"s", "l"} else "bead")


@register.simple_tag
def drawing(name: str, size: str = "") -> SafeString:
    """A line drawing for an empty or an error page: `{% drawing "table" %}`; size "l" for a page of its own."""
    return _drawn("ui/drawings.svg", name, "drawing drawing--l" if size == "l" else "drawing")


@register.simple_tag
def brand() -> SafeString:
    """The sign of the house."""
    return _drawn("ui/icons.svg", "brand", "brand__sign")


@register.simple_tag
def avatar(seed: object, size: str = "", picture: str = "", place: bool = False) -> SafeString:
    """Somebody's picture, or the drawing of their seed. Decorative: the name stands beside it or in the link's label.

    Sizes "xs" 24, "s" 32, "" 44 and "l" 64 pixels. Places are soft squares, people circles.
    """
    classes = "avatar" + (f" avatar--{size}" if size in {"xs", "s", "l"} else "") + (" avatar--place" if place else "")
    if picture:
        return format_html('<span class="{}"><img src="{}" alt="" loading="lazy"></span>', classes, picture)
    drawn = seed if isinstance(seed, Slot) else avatars.svg(str(seed))
    return mark_safe(f'<span class="{classes}">{drawn}</span>')  # noqa: S308  (our own shapes)


@register.simple_tag
def part(path: str, **shown: Hashable) -> SafeString:
    """A part of a page, drawn once for all that is equal: `{% part "ui/parts/rail.html" places=places %}`.

    The template gets these values and nothing else, neither the request nor what its page knows, and together with
    the language they are the key under which it stays drawn. So it can hold nothing of one reader that another with
    equal values would not be shown, and whatever changes is drawn anew. It must not tell the time, nor hold a token.
    Words that people wrote are for the page itself, not for this. Values are numbers, words and frozen shapes.
    """
    # Words that are safe and the same words unsafe are equal, and so are 1 and True: their types tell them apart.
    kinds = tuple(type(value) for value in shown.values())
    return _drawn_part(path, get_language(), get_script_prefix(), get_urlconf(), kinds, tuple(shown.items()))


@lru_cache(maxsize=PARTS_KEPT)
def _drawn_part(
    path: str,
    language: str | None,
    prefix: str,
    urlconf: str | None,
    kinds: tuple[type, ...],
    shown: tuple[tuple[str, Hashable], ...],
) -> SafeString:
    return SafeString(get_template(path).render(dict(shown)))


@register.simple_tag
def post_cards(posts: Iterable[PostCard]) -> SafeString:
    """The posts of a list, each as `ui/post.html` draws it: `{% post_cards cards %}`.

    Many people are shown the same post, and most of a list's time went into drawing it. Equal cards, in the same
    language and with the same words for their age, are drawn once. Nothing is shown for having been drawn: a list
    holds the cards that the reader's own question found, now.
    """
    now, language = timezone.localtime(clock.now()), get_language()
    return SafeString("".join([_drawn_card(post, language, _age(post.at, now, language)) for post in posts]))


@lru_cache(maxsize=CARDS_KEPT)
def _drawn_card(post: PostCard, language: str | None, age: str) -> SafeString:
    if post.pictures or post.children:
        return SafeString(get_template("ui/post.html").render({"post": post}))
    return _drawn_shape(shape_of(post), language).filled(words_of(post, age))


@lru_cache(maxsize=SHAPES_KEPT)
def _drawn_shape(shape: PostCard, _language: str | None) -> Drawn:
    return Drawn.of(get_template("ui/post.html").render({"post": shape}))


@register.filter
def attributes(attrs: object) -> SafeString:
    """What a caller gave a component beyond its own attributes, escaped. Use it in place of cotton's `{{ attrs }}`,

    which writes values as they come. Style and event attributes are left out: the page's policy forbids them.
    """
    if not isinstance(attrs, Attrs):
        return SafeString("")
    parts: list[str] = []
    for name, value in attrs.attrs_dict().items():
        if value in (None, False) or not _ATTRIBUTE.match(name) or _REFUSED.match(name):
            continue
        parts.append(f" {name}" if value is True else format_html(' {}="{}"', name, value))
    return mark_safe("".join(parts))  # noqa: S308  (every value went through format_html)


@register.filter
def share(left: object, whole: object = 100) -> int:
    """How much of a ring or bar to draw, 0 to 100: `{{ seconds_left|share:seconds_given }}`."""
    try:
        part, total = float(str(left)), float(str(whole))
    except ValueError:
        return 0
    return max(0, min(100, round(100 * part / total))) if total > 0 else 0


@register.filter
def control(field: BoundField) -> SafeString:
    """The input of a form's field in our look. Django adds the ids of hint and error to `aria-describedby`."""
    if field.widget_type in {"checkbox", "radio", "hidden"}:
        return field.as_widget()
    given = str(field.field.widget.attrs.get("class", ""))
    return field.as_widget(attrs={"class": f"field__input {given}".strip()})


@register.filter
def when(at: datetime | Slot | None) -> str:
    """A moment as people say it: "just now", "5 min", "2 h", "Yesterday, 21:40", "14 November", or with its year."""
    if isinstance(at, Slot):
        return at
    return "" if at is None else _age(at, timezone.localtime(clock.now()), get_language())


def _age(at: datetime, now: datetime, language: str | None) -> str:
    """The same, of a list: `now` in the reader's zone is asked for once."""
    local = at.astimezone(now.tzinfo)
    age = now - local
    if timedelta(0) <= age < timedelta(minutes=1):
        return _("just now")
    if timedelta(0) <= age < timedelta(hours=1):
        return _("%(number)d min") % {"number": age.seconds // 60}
    day, today = local.date(), now.date()
    if timedelta(0) <= age and day == today:
        return _("%(number)d h") % {"number": age.seconds // 3600}
    if day == today - timedelta(days=1):
        return _("Yesterday, %(time)s") % {"time": date_format(local, "TIME_FORMAT")}
    return _day(day, day.year == today.year, language)


@register.filter
def moment(at: datetime | None) -> str:
    """A moment to the minute, for what happened in order: "21:40", "Yesterday, 21:40", "14 November, 21:40"."""
    if at is None:
        return ""
    local, now = timezone.localtime(at), timezone.localtime(clock.now())
    time = date_format(local, "TIME_FORMAT")
    if local.date() == now.date():
        return time
    if local.date() == now.date() - timedelta(days=1):
        return _("Yesterday, %(time)s") % {"time": time}
    day = _day(local.date(), local.year == now.year, get_language())
    return _("%(day)s, %(time)s") % {"day": day, "time": time}


@lru_cache(maxsize=1024)
def _day(day: date, is_this_year: bool, _language: str | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
