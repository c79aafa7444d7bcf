"""Search. What was typed is sent as a form and travels on sealed, so that no address, log or history holds it."""

import hashlib
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.community.beside import tags_in_use
from commonward.community.faces import face_of
from commonward.community.search import results
from commonward.community.search.answers import Question, people_at
from commonward.kernel import limits, sealing
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound, TooMany
from commonward.kernel.paging import number_of
from commonward.kernel.text import tidy_name
from commonward.people.badges import badges_for
from commonward.people.models import Organisation
from commonward.people.queries import texts_of
from commonward.people.requests import ActorRequest
from commonward.ui.shapes import Tab

PURPOSE: Final = "search"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the words under the seal, the kind of things, where to go on."""

    words: str = field(repr=False)
    seal: str
    kind: str
    before: int | None
    near: bool


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ActorRequest) -> HttpResponse:
    """The field, and what was found. A form leads on to its sealed address."""
    if request.method == "POST":
        return _sealed(request)
    asked = _asked(request)
    context: dict[str, object] = {"title": _("Search"), "asked": asked, "tags": tags_in_use()}
    if asked.seal and not asked.words:
        context["notice"] = _("This search has ended, or it was somebody else's. Type it again.")
    question = Question.of(asked.words)
    if asked.words and not question.terms:
        context["notice"] = _("Type a word or a number to look for.")
    if question.terms:
        try:
            limits.spend(limits.SEARCH, request.actor, request)
        except TooMany as refusal:
            context["notice"] = refusal.sentence
            page = render(request, "community/search.html", context, status=refusal.status)
            page["Retry-After"] = str(refusal.retry_after)
            return page
        found = results.results_for(request.actor, question, asked.kind, before=asked.before, near=asked.near)
        context |= {"found": found, "tabs": _tabs(asked), "more_url": _more(asked, found)}
    return render(request, "community/search.html", context)


@require_safe
def at(request: ActorRequest, slug: str) -> HttpResponse:
    """Who works at an organisation and shows it."""
    page = people_at(request.actor, slug, before=number_of(request.GET.get("before")))
    if not page.items:
        raise NotFound(_("There is no organisation by this name here, or nobody of it that you may see."))
    badges = badges_for({profile.seat_id for profile in page.items})
    place: Organisation | None = page.items[0].seat.organisation
    assert place is not None
    context = {
        "title": _("People of %(place)s") % {"place": place.name},
        "organisation": place,
        "texts": texts_of(place.pk),
        "faces": [face_of(profile, badges.get(profile.seat_id)) for profile in page.items],
        "next": page.next,
        "feed_url": reverse("community:place_feed", args=[slug]),
    }
    return render(request, "community/people_at.html", context)


def _sealed(request: ActorRequest) -> HttpResponse:
    limits.spend(limits.SEARCH, request.actor, request)
    words = tidy_name(request.POST.get("q", ""))[: results.LONGEST]
    if not words:
        return HttpResponseRedirect(reverse("community:search"))
    seal = sealing.seal(words, purpose=PURPOSE, reader=_reader(request))
    return HttpResponseRedirect(_address(seal, _kind(request.POST.get("in"))))


def _asked(request: ActorRequest) -> Asked:
    seal = request.GET.get("s", "")
    words = sealing.unseal(seal, purpose=PURPOSE, reader=_reader(request)) if seal else None
    before = number_of(request.GET.get("before"))
    return Asked(words or "", seal, _kind(request.GET.get("in")), before, request.GET.get("near") == "1")


def _reader(request: ActorRequest) -> str:
    """Whose search it is: the account's; a visitor's by the cookie that every form needs."""
    if isinstance(request.actor, Person):
        return f"account:{request.actor.account}"
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return f"visitor:{hashlib.sha256(cookie.encode()).hexdigest()}"


def _kind(said: str | None) -> str:
    return said if said in results.KINDS else ""


def _address(seal: str, kind: str = "", **more: str) -> str:
    return f"{reverse('community:search')}?{urlencode({'s': seal} | ({'in': kind} if kind else {}) | more)}"


def _tabs(asked: Asked) -> list[Tab]:
    labels = [("", _("Everything")), *results.KINDS.items()]
    return [Tab(_address(asked.seal, kind), str(label), current=kind == asked.kind) for kind, label in labels]


def _more(asked: Asked, found: results.Results) -> str:
    if not found.next:
        return ""
    near = {"near": "1"} if found.near else {}
    return _address(asked.seal, asked.kind or "posts", before=found.next, **near)
