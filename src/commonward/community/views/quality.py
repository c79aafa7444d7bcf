"""The whole quality card of a post, and what professionals and its author can do about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonward.community import access, quality, queries
from commonward.community.actions import appraising
from commonward.community.cards import cards_of
from commonward.community.models import Post
from commonward.kernel import limits
from commonward.kernel.actor import Actor, Person, Role
from commonward.kernel.errors import Unacceptable
from commonward.people.badges import badges_for
from commonward.people.requests import ActorRequest, PersonRequest, for_persons


@require_safe
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """What the information in a post stands on."""
    return _page(request, access.get_live_post(request.actor, pk))


@require_POST
@for_persons
def mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark the words as reviewed."""
    limits.spend(limits.GESTURE, request.actor)
    post = access.get_live_post(request.actor, pk)
    version = request.POST.get("version", "")
    known = int(version) if version.isascii() and version.isdigit() and len(version) < 20 else 0
    appraising.mark_reviewed(request.actor, post, version=known)
    messages.success(request, _("Your mark stands on these words. It goes when they change."))
    return redirect("community:quality", pk=pk)


@require_POST
@for_persons
def unmark(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's mark away."""
    limits.spend(limits.GESTURE, request.actor)
    appraising.take_back_mark(request.actor, access.get_live_post(request.actor, pk))
    messages.success(request, _("Your mark is taken away."))
    return redirect("community:quality", pk=pk)


@require_POST
@for_persons
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask a colleague to review one's own post."""
    limits.spend(limits.GESTURE, request.actor)
    post = access.get_own_post(request.actor, pk)
    handle = request.POST.get("colleague", "")[:80]
    try:
        appraising.ask_review(request.actor, post, handle)
    except Unacceptable as refusal:
        return _page(request, post, handle=handle, error=refusal.sentence)
    messages.success(request, _("They are asked. You hear from us when they answer."))
    return redirect("community:quality", pk=pk)


def _page(request: ActorRequest, post: Post, *, handle: str = "", error: str = "") -> HttpResponse:
    actor = request.actor
    queries.load_pictures([post])
    appraisals = quality.appraisals_of(actor, post)
    own_seat = {actor.seat} if isinstance(actor, Person) else set()
    badges = badges_for({post.author.seat_id} | appraisals.seats | own_seat)
    [card] = cards_of(actor, [post], badges)
    mine = actor.profile if isinstance(actor, Person) else None
    context: dict[str, object] = {
        "card": card,
        "facts": quality.facts_of(post, appraisals, badges),
        "version": post.live_id,
        "policy": quality.policy_shown(post),
        "reviewed": post.live is not None and post.live.review_id is not None,
        "post_pk": post.pk,
        "is_own": mine is not None and post.author_id == mine,
        "marked": any(one.reviewer_id == mine for one in appraisals.marks),
        "handle": handle,
        "error": error,
        "title": _("How good is this information?"),
    }
    if context["is_own"]:
        context["asked"] = quality.asked_of(actor, post)
    context |= _offers(actor, post)
    return render(request, "community/quality.html", context, status=422 if error else 200)


def _offers(actor: Actor, post: Post) -> dict[str, object]:
    """What a professional can do here, or why not."""
    if not isinstance(actor, Person) or actor.role != Role.PROFESSIONAL or post.author_id == actor.profile:
        return {}
    may = access.may_appraise(actor, post)
    return {"may_appraise": bool(may), "why_not": may.reason, "may_dispute": bool(may) and post.disputes_id is None}
