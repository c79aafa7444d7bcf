"""What a team keeps ready to begin a message with: read by who serves in it, written by who leads it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access, names
from commonward.care.actions import ready as actions
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people import access as people_access
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.composing import words_of

READY = Limit("ready", times=120, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def replies(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """All of a team, and a place to write one more."""
    organisation = people_access.get_organisation(request.actor, slug)
    team = access.get_served_team(request.actor, pk)
    if team.organisation_id != organisation.pk:
        raise NotFound(_("There is no such team here."))
    title, words = request.POST.get("title", ""), words_of(request.POST, "words")
    for_all, refused = bool(request.POST.get("for_all")), Unacceptable("", field="")
    if request.method == "POST":
        spend(READY, request.actor, request)
        try:
            actions.write(request.actor, request.seat, team, title=title, words=words, for_all=for_all)
        except Unacceptable as refusal:
            refused = refusal
        else:
            messages.success(request, _("It is there for everybody who serves in it."))
            return redirect("care:ready", slug=slug, pk=pk)
    context = {
        "organisation": organisation,
        "team": team,
        "rows": [(one, one.reply.team_id is None) for one in actions.offered(request.actor, team)],
        "may_write": bool(access.may_write_ready(request.actor, team)),
        "may_write_for_all": bool(access.may_manage_teams(request.actor, organisation)),
        "words": words,
        "typed": title,
        "for_all": for_all,
        "error": {refused.field: refused.sentence},
        "title": _("Ready replies"),
    }
    return render(request, "care/ready.html", context, status=422 if refused.field else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them with its versions: other words, or retire it."""
    found = access.get_ready(request.actor, pk)
    live = found.live
    if live is None or found.retired_at is not None:
        raise NotFound(_("There is nothing here for you."))
    title, words, refused = live.title, live.text, Unacceptable("", field="")
    if request.method == "POST":
        spend(READY, request.actor, request)
        title, words = request.POST.get("title", ""), words_of(request.POST, "words")
        try:
            if request.POST.get("do") == "retire":
                actions.retire(request.actor, found)
                messages.success(request, _("It is not offered any more."))
            else:
                actions.rewrite(request.actor, request.seat, found, title=title, words=words)
                messages.success(request, _("The new words are offered from now on."))
        except Unacceptable as refusal:
            refused = refusal
        except Conflict as refusal:
            messages.warning(request, refusal.sentence)
            return _back(found.team_id, found.organisation.slug)
        else:
            return _back(found.team_id, found.organisation.slug)
    versions = found.versions.select_related("author__profile").order_by("-number")[:50]
    context = {
        "reply": found,
        "typed": title,
        "words": words,
        "error": {refused.field: refused.sentence},
        "may_change": bool(access.may_change_ready(request.actor, found)),
        "versions": [(one, names.staff(one.author)) for one in versions],
        "title": live.title,
    }
    return render(request, "care/ready_reply.html", context, status=422 if refused.field else 200)


def _back(team: int | None, slug: str) -> HttpResponse:
    if team is None:
        return redirect("care:teams", slug=slug)
    return redirect("care:ready", slug=slug, pk=team)
