"""Lists of posts: home, local, colleagues, tags, saved, one's own unfinished ones."""

from functools import cache

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.community import composing, drafts, queries, samples
from commonward.community.beside import beside, tags_in_use
from commonward.community.cards import cards_of
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.kernel.actor import Actor, Person
from commonward.kernel.addresses import address_of
from commonward.kernel.paging import Page, older
from commonward.people import birthdays
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.ui.shapes import Tab


def _feed(request: HttpRequest, actor: Actor, page: "Page[Post]", context: dict[str, object]) -> HttpResponse:
    context |= {"cards": cards_of(actor, page.items), "next": page.next}
    if context.setdefault("composer", None) is not None:
        context["newest"] = max((post.pk for post in page.items), default=0)
    if request.headers.get("HX-Request"):
        return render(request, "community/parts/feed.html", context)
    context.setdefault("beside", cache(lambda: beside(actor)))
    return render(request, "community/feed.html", context)


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What the people one follows said; for visitors, what this is. Without a seat that may act, a way to one."""
    if not isinstance(request.actor, Person):
        if request.held_back is not None:
            return redirect("people:second_step")
        if request.user.is_authenticated:
            return redirect("people:new_seat")
        return welcome(request)
    if request.actor.profile is None:
        # Nobody under 13 has a face: they read what everybody may read.
        return local(request) if birthdays.is_child(request.actor.account) else redirect("community:face")
    person = request.actor
    context: dict[str, object] = {"place": "following", "title": _("Home"), "tabs": _tabs(person, "following")}
    if "before" not in request.GET:
        assert request.seat is not None
        found = drafts.drafts_of(person)
        kept = next((draft for draft in found if draft.key == "new"), None)
        composition = composing.composition_of_draft(kept) if kept else Composition(text="")
        context["composer"] = composing.compose(person, request.seat, composition, restored=kept is not None)
        context["check"] = composing.first_look(person, request.seat, composition) if kept else None
        context["beside"] = beside(person, [draft for draft in found if draft is not kept])
    return _feed(request, person, queries.home_page(person, request.GET.get("before")), context)


@require_safe
def welcome(request: ActorRequest) -> HttpResponse:
    """What this place is, and what was said here in public."""
    page = older(queries.local(request.actor), None, size=6, load=queries.feed_posts)
    context = {"cards": cards_of(request.actor, page.items), "tags": tags_in_use(), "sample": samples.sample()}
    return render(request, "community/welcome.html", context)


@require_safe
def local(request: ActorRequest) -> HttpResponse:
    """Everything public that was said here."""
    tabs = _tabs(request.actor, "local") if isinstance(request.actor, Person) else ()
    context: dict[str, object] = {"place": "local", "title": _("Said here"), "tabs": tabs}
    return _feed(request, request.actor, queries.local_page(request.actor, request.GET.get("before")), context)


@require_safe
@for_persons
def colleagues(request: PersonRequest) -> HttpResponse:
    """What was said to the people of one's organisation."""
    context: dict[str, object] = {
        "place": "colleagues",
        "title": request.seat.organisation.name if request.seat.organisation else _("Colleagues"),
        "tabs": _tabs(request.actor, "colleagues"),
    }
    return _feed(request, request.actor, _page(request, queries.colleagues(request.actor)), context)


@require_safe
def tag(request: ActorRequest, name: str) -> HttpResponse:
    """Posts with a tag."""
    context: dict[str, object] = {"place": "tag", "title": f"#{name.lower()}", "tabs": ()}
    return _feed(request, request.actor, queries.tagged_page(request.actor, name, request.GET.get("before")), context)


@require_safe
@for_persons
def saved(request: PersonRequest) -> HttpResponse:
    """What one kept to read again."""
    context: dict[str, object] = {"place": "saved", "title": _("Saved"), "tabs": ()}
    return _feed(request, request.actor, _page(request, queries.saved_by(request.actor)), context)


def _page(request: HttpRequest, posts: "QuerySet[Post]") -> "Page[Post]":
    return older(posts, request.GET.get("before"), load=queries.feed_posts)


def _tabs(actor: Person, current: str) -> tuple[Tab, ...]:
    tabs = [
        ("following", address_of("community:home"), _("Following")),
        ("local", address_of("community:local"), _("Said here")),
    ]
    if actor.organisation is not None:
        tabs.append(("colleagues", address_of("community:colleagues"), _("Colleagues")))
    return tuple(Tab(url, label, current=name == current) for name, url, label in tabs)
