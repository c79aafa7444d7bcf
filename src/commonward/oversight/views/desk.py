"""The privacy officer's desk: what waits and for how long, the ledger, what people ask to have put right."""

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.kernel import clock
from commonward.kernel.access import require
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.kernel.paging import older
from commonward.oversight import accounting, correcting, incidents, officer, retention
from commonward.oversight.accounting import Sought
from commonward.oversight.forms import HoldForm, SoughtForm
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of

TAKE_ALONG: Final = Limit("take-along", times=20, seconds=3600)
_FORMS: Final = {"csv": (accounting.as_csv, "text/csv"), "jsonl": (accounting.as_json, "application/x-ndjson")}


@require_safe
@for_persons
def overview(request: PersonRequest) -> HttpResponse:
    """What waits, how long, and the ways to everything else."""
    require(correcting.may_answer(request.actor))
    context = {
        "ages": officer.ages(request.actor),
        "corrections": officer.corrections(request.actor),
        "under_way": officer.erasures(request.actor),
        "may_handle": bool(incidents.may_handle(request.actor)),
        "title": _("Privacy desk"),
    }
    return render(request, "oversight/desk.html", context)


@require_safe
@for_persons
def ledger(request: PersonRequest) -> HttpResponse:
    """The ledger by person, item, reader and time. Looking is on record."""
    require(correcting.may_answer(request.actor))
    form = SoughtForm(request.GET)
    sought = Sought(**form.cleaned_data) if form.is_valid() else Sought()
    page = older(accounting.search(request.actor, sought), request.GET.get("before"), size=50)
    accounting.record_reading(request.actor)
    asked = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "lines": accounting.lines(page.items),
        "next": f"?{urlencode(asked | {'before': page.next})}" if page.next else "",
        "asked": f"?{urlencode(asked)}" if asked else "",
        "title": _("Ledger"),
    }
    return render(request, "oversight/ledger.html", context, status=422 if form.errors else 200)


@require_safe
@for_persons
def take_along(request: PersonRequest, form: str) -> HttpResponseBase:
    """What was sought, as a file. Taking it along is on record."""
    require(correcting.may_answer(request.actor))
    if form not in _FORMS:
        raise NotFound
    spend(TAKE_ALONG, request.actor)
    asked = SoughtForm(request.GET)
    if not asked.is_valid():
        raise Unacceptable(_("Look at what you are searching for; something in it needs a change."))
    write, kind = _FORMS[form]
    accounting.record_reading(request.actor, exported=form)
    found = accounting.search(request.actor, Sought(**asked.cleaned_data))
    response = StreamingHttpResponse(write(request.actor, found), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ledger.{form}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def correction(request: PersonRequest, pk: int) -> HttpResponse:
    """What somebody asks to have put right, and the answer."""
    require(correcting.may_answer(request.actor))
    found = correcting.get(request.actor, pk)
    words, error = "", ""
    if request.method == "POST":
        words = words_of(request.POST, "words")
        try:
            correcting.answer(request.actor, pk, done=request.POST.get("do") == "done", words=words)
        except Unacceptable as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("Answered. They are told."))
            return redirect("oversight:desk")
    correcting.read(request.actor, found)
    context = {"correction": found, "words": words, "error": error, "title": _("Asked to be put right")}
    return render(request, "oversight/correction.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def kept(request: PersonRequest) -> HttpResponse:
    """What is kept how long, what the rounds removed, and what a legal hold keeps."""
    require(correcting.may_answer(request.actor))
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        held = form.attempt(lambda: retention.hold(request.actor, handle=given["handle"], reason=given["reason"]))
        if held is not None:
            messages.success(request, _("What belongs to this person is held."))
            return redirect("oversight:retention")
    rules, last = retention.shown()
    context = {
        "rules": rules,
        "last": last,
        "is_late": last is None or clock.now() - last.last_at > retention.LATE,
        "holds": retention.holds(request.actor),
        "form": form,
        "title": _("What is kept, and how long"),
    }
    return render(request, "oversight/retention.html", context, status=422 if form.errors else 200)


@require_POST
@for_persons
def end_hold(request: PersonRequest, pk: int) -> HttpResponse:
    """End a legal hold."""
    retention.end_hold(request.actor, pk)
    messages.success(request, _("The hold is ended."))
    return redirect("oversight:retention")
