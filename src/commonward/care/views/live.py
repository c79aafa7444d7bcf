"""What the script of an open composer asks while somebody writes in care: the check, and that the words are kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonward.care import access, composing, standing
from commonward.care.actions import drafts, messaging
from commonward.kernel import limits
from commonward.kernel.actor import Person
from commonward.people.requests import ActorRequest


@require_POST
def check(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """The live check of what stands in the composer. Nothing is stored."""
    if not isinstance(request.actor, Person) or request.seat is None:
        return HttpResponse(_("You are signed out. Your words are kept in this browser."), status=401)
    limits.spend(limits.CHECK, request.actor)
    relationship, place = composing.place_of(request.actor, kind, pk)
    words = composing.words_in(request.POST)
    if len(words.text) > messaging.LONGEST_TEXT:
        return HttpResponse(_("This is longer than a message can be."), status=422)
    checked = messaging.preview(request.actor, request.seat, relationship, words.text)
    part = access.part_of(request.actor, relationship)
    shown = composing.check_of(words, checked, from_team=part.serves)
    composer = composing.composer_for(request.actor, place or relationship, words)
    context = {
        "composer": composer,
        "check": shown,
        "inside": True,
        "help": standing.numbers(request.user, relationship),
    }
    return render(request, "ui/composer/check.html", context)


@require_POST
def draft(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Keep what stands in the composer."""
    if not isinstance(request.actor, Person):
        return HttpResponse(status=401)
    limits.spend(limits.CHECK, request.actor)
    relationship, place = composing.place_of(request.actor, kind, pk)
    words = composing.words_in(request.POST)
    if messaging.said_before(request.actor, words.once) is not None:
        return HttpResponse(status=204)
    try:
        kept = drafts.keep(request.actor, relationship, place, words)
    except drafts.KeptElsewhere as conflict:
        return HttpResponse(status=conflict.status)
    return HttpResponse(status=204, headers={"Draft": drafts.state_of(kept)})
