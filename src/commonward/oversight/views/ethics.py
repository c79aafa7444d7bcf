"""Questions about rules: what one asked, what one may answer, and one question with its words."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonward.kernel import limits
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.oversight import consulting, ethics
from commonward.oversight.models import EthicsQuery
from commonward.people.requests import PersonRequest, for_persons

MOST: Final = 100


@require_safe
@for_persons
def queries(request: PersonRequest) -> HttpResponse:
    """One's own questions, and those that wait for one's answer."""
    seen = consulting.lines_for(request.actor, MOST)
    context = {
        "to_answer": [line for line in seen if not line.is_own and not line.is_answered],
        "own": [line for line in seen if line.is_own],
        "answered": [line for line in seen if not line.is_own and line.is_answered],
        "title": _("Questions about rules"),
    }
    return render(request, "oversight/ethics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def query(request: PersonRequest, pk: int) -> HttpResponse:
    """One question: the words, the rule and its source, and the answer or the form for one."""
    found = ethics.get_query(request.actor, pk)
    if request.method != "POST":
        ethics.read(request.actor, found)
        return _page(request, found)
    limits.spend(limits.GESTURE, request.actor)
    if "take-back" in request.POST:
        ethics.take_back(request.actor, found)
        messages.success(request, _("The question is taken back."))
        return redirect("oversight:ethics")
    view, words = request.POST.get("view", ""), request.POST.get("words", "")
    try:
        ethics.answer(request.actor, pk, view=view, words=words)
    except Unacceptable as refusal:
        return _page(request, found, {"view": view, "words": words}, {refusal.field: refusal.sentence})
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("oversight:ethics")
    messages.success(request, _("Sent. They are told that there is an answer."))
    return redirect("oversight:ethics_query", pk=pk)


def _page(
    request: PersonRequest,
    found: EthicsQuery,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "query": consulting.shown(request.actor, found),
        "views": EthicsQuery.View.choices,
        "values": values or {},
        "errors": errors or {},
        "title": _("A question about a rule"),
    }
    return render(request, "oversight/ethics_query.html", context, status=422 if errors else 200)
