"""One post: its page, its history, and what people do with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.community import access, composing, drafts, quality, queries
from commonward.community.actions import gestures, publishing
from commonward.community.beside import tags_in_use
from commonward.community.cards import card_of, conversation
from commonward.community.composition import Composition
from commonward.community.helping import help_with
from commonward.community.models import Post
from commonward.community.overview import outcome_of
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Person, Role
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import reports
from commonward.oversight.models import Report
from commonward.people.badges import badges_for
from commonward.people.queries import halted_in, person_of
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.ui.differences import between

MOST_VERSIONS = 100


@require_safe
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """A post and the conversation below it."""
    post = access.get_post(request.actor, pk)
    root = access.get_root(request.actor, post)
    page = queries.replies_page(request.actor, root, request.GET.get("after"))
    queries.load_pictures([root, *page.items])
    is_whole = not request.GET.get("after") and not page.next
    appraisals = quality.appraisals_of(request.actor, root, page.items if is_whole else None)
    badges = badges_for({one.author.seat_id for one in (root, *page.items)} | appraisals.seats)
    card, replies = conversation(request.actor, root, page.items, badges)
    context: dict[str, object] = {
        "card": card,
        "replies": replies,
        "next": page.next,
        "title": _("Post by %(name)s") % {"name": root.author.display_name},
        "outcome": outcome_of(request.actor, root, halted=request.seat is not None and halted_in(request.seat)),
        "focus": post.pk,
        "root_pk": root.pk,
        "facts": quality.facts_of(root, appraisals, badges),
        "corrections": quality.corrections_of(root, request.seat),
        "may_look_into_it": isinstance(request.actor, Person) and request.actor.role == Role.PROFESSIONAL,
        "policy": quality.policy_shown(root),
        "reviewed": root.live is not None and root.live.review_id is not None,
        "tags": tags_in_use(),
    }
    if isinstance(request.actor, Person) and request.actor.profile in {
        one.author_id for one in (root, post, *page.items)
    }:
        context |= help_with(queries.help_in(request.actor, root))
    if isinstance(request.actor, Person) and request.actor.profile and root.state == Post.State.LIVE:
        assert request.seat is not None
        kept = drafts.draft_for(request.actor, f"reply:{root.pk}")
        composition = (
            composing.composition_of_draft(kept) if kept else Composition(text="", draft_key=f"reply:{root.pk}")
        )
        context["composer"] = composing.compose(
            request.actor, request.seat, composition, parent=root, restored=kept is not None
        )
    return render(request, "community/post.html", context)


@require_safe
def history(request: ActorRequest, pk: int) -> HttpResponse:
    """Earlier versions of a post, as far as the reader may see them."""
    post = access.get_post(request.actor, pk)
    versions = list(post.versions.visible_to(request.actor).order_by("number")[:MOST_VERSIONS])
    earlier = [None, *versions[:-1]]
    changes = [
        (version, between(before.text, version.text) if before is not None else ())
        for before, version in zip(earlier, versions, strict=True)
    ]
    context = {"card": card_of(request.actor, post), "changes": changes[::-1], "title": _("Earlier versions")}
    return render(request, "community/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a post of one's own back."""
    post = access.get_own_post(request.actor, pk)
    if request.method == "POST":
        publishing.withdraw_post(request.actor, post)
        messages.success(request, _("It is withdrawn. Nobody can read it any more."))
        return redirect("community:home") if post.root_id is None else redirect("community:post", pk=post.root_id)
    return render(request, "community/withdraw.html", {"card": card_of(request.actor, post), "title": _("Withdraw")})


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell the moderators about a post."""
    post = access.get_live_post(request.actor, pk)
    require(access.may_report(request.actor, post))
    values, errors = {"reason": "", "words": ""}, {}
    if request.method == "POST":
        limits.spend(limits.REPORT, request.actor)
        values = {name: request.POST.get(name, "") for name in values}
        assert post.live_id is not None
        try:
            reports.report(request.actor, Ref("version", post.live_id), author=person_of(post.author.seat), **values)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        except Conflict as refusal:
            errors = {"words": refusal.sentence}
        else:
            messages.success(request, _("Thank you. A moderator reads it, and you will hear from us."))
            return redirect("community:post", pk=post.root_id or post.pk)
    context = {
        "card": card_of(request.actor, post),
        "reasons": Report.Reason.choices,
        "values": values,
        "errors": errors,
        "title": _("Report"),
    }
    return render(request, "community/report.html", context, status=422 if errors else 200)


Gesture = Callable[[Person, Post], None]


def _gesture(act: Gesture, part: str) -> Callable[..., HttpResponseBase]:
    @require_POST
    @for_persons
    def view(request: PersonRequest, pk: int) -> HttpResponse:
        limits.spend(limits.GESTURE, request.actor)
        act(request.actor, access.get_live_post(request.actor, pk))
        if request.headers.get("HX-Request"):
            post = access.get_live_post(request.actor, pk)
            return render(request, part, {"post": card_of(request.actor, post)})
        return _back(request, pk)

    return view


def _back(request: PersonRequest, pk: int) -> HttpResponseRedirect:
    """Where the person came from, if that is here; else the post."""
    came = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(f"{came.split('#')[0]}#post-{pk}")
    return redirect("community:post", pk=pk)


thank = _gesture(gestures.thank, "ui/parts/thank.html")
unthank = _gesture(gestures.unthank, "ui/parts/thank.html")
save = _gesture(gestures.save, "ui/parts/save.html")
unsave = _gesture(gestures.unsave, "ui/parts/save.html")
