"""The review queue and the page on which one item is decided."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.oversight import access, desk, reviews
from commonward.oversight.models import Review
from commonward.people.requests import PersonRequest, for_persons


@require_safe
@for_persons
def queue(request: PersonRequest) -> HttpResponse:
    """What waits for a second person."""
    require(access.may_review(request.actor))
    tab = request.GET.get("tab", "open")
    context, _views = _list(request, tab if tab in desk.TABS else "open")
    return render(request, "oversight/queue.html", context)


def _list(request: PersonRequest, tab: str, beside: Review | None = None) -> tuple[dict[str, object], desk.Subjects]:
    """The list, and what its items are about, with the one that is read beside it."""
    page = desk.queue(request.actor, tab, request.GET.get("cursor"))
    views = desk.subjects(page.items if beside is None else [*page.items, beside])
    counts = desk.numbers(request.actor, request.seat)
    context: dict[str, object] = {
        "tab": tab,
        "tabs": desk.tabs(counts, tab),
        "rows": desk.rows(page, views, beside.pk if beside is not None else None),
        "next": page.next,
        "today": desk.today(counts),
        "waits": desk.waits(counts),
        "title": _("Review"),
    }
    return context, views


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """One item: read it, take it, decide it."""
    require(access.may_review(request.actor))
    found = access.get_review(request.actor, pk)
    words, error, status = "", "", 200
    if request.method == "POST":
        words = request.POST.get("words", "")
        try:
            return _act(request, found, words)
        except Unacceptable as refusal:
            error, status = refusal.sentence, 422
            found = access.get_review(request.actor, pk)
    reviews.read(request.actor, found)
    context, views = _list(request, desk.tab_of(request.actor, found), found)
    item = desk.item(request.actor, found, views)
    context |= {"item": item, "words": words, "error": error, "title": _title(item)}
    return render(request, "oversight/review.html", context, status=status)


def _title(item: desk.Item) -> str:
    """Says whose words are read, and none of them: titles stay in histories."""
    if item.subject is None:
        return item.heading
    return _("Review: %(what)s by %(name)s") % {"what": item.subject.what, "name": item.subject.author_name}


Decide = Callable[[Person, int, str], Review]
_DECISIONS: dict[str, tuple[Decide, Callable[[], str]]] = {
    "answer": (
        lambda person, pk, words: reviews.answer_call(person, pk, words=words),
        lambda: _("Sent. They are told that somebody wrote."),
    ),
    "release": (lambda person, pk, words: reviews.release(person, pk, words=words), lambda: _("Released. It is out.")),
    "return": (
        lambda person, pk, words: reviews.send_back(person, pk, words=words),
        lambda: _("Returned with your words."),
    ),
    "refuse": (lambda person, pk, words: reviews.refuse(person, pk, words=words), lambda: _("Refused. They know why.")),
}


def _act(request: PersonRequest, found: Review, words: str) -> HttpResponse:
    do = request.POST.get("do", "")
    if do in _DECISIONS:
        decide, says = _DECISIONS[do]
        decide(request.actor, found.pk, words)
        messages.success(request, says())
        return redirect("oversight:queue")
    if do == "give-back":
        reviews.give_back(request.actor, found.pk)
        return redirect("oversight:queue")
    reviews.claim(request.actor, found.pk)
    return redirect("oversight:review", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def own_review(request: PersonRequest, pk: int) -> HttpResponse:
    """What was decided about one's own words, by whom and why, and what one can do; a call can be taken back here."""
    found = access.get_own_review(request.actor, pk)
    if request.method == "POST":
        reviews.take_back_call(request.actor, pk)
        messages.success(request, _("It is taken back. Nobody comes for it."))
        return redirect("oversight:own_review", pk=pk)
    context = {
        "decision": desk.decision(found),
        "may_appeal": bool(access.may_appeal(request.actor, found)),
        "title": _("You asked for somebody") if found.kind == "call" else _("What was decided"),
    }
    return render(request, "oversight/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def appeal(request: PersonRequest, pk: int) -> HttpResponse:
    """The author asks once for a second look."""
    found = access.get_own_review(request.actor, pk)
    require(access.may_appeal(request.actor, found))
    if request.method == "POST":
        reviews.appeal(request.actor, pk, plea=request.POST.get("plea", "")[:2000])
        messages.success(request, _("Somebody else reads it now. You will hear from us."))
        return redirect("oversight:own_review", pk=pk)
    return render(request, "oversight/appeal.html", {"review": found, "title": _("Ask for a second look")})


@require_safe
@for_persons
def own_reports(request: PersonRequest) -> HttpResponse:
    """What became of what one reported."""
    found = access.own_reports(request.actor)[:100]
    return render(request, "oversight/reports.html", {"reports": found, "title": _("Your reports")})
