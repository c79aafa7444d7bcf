"""People's pages, and one's own face."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonward.community import access, asking, queries
from commonward.community.actions import faces, gestures
from commonward.community.beside import tags_in_use
from commonward.community.cards import cards_of
from commonward.community.faces import face_of, own_face, shown_badge
from commonward.community.helping import help_with
from commonward.community.models import Distance, ProfileChange
from commonward.community.objecting import FACE, answer
from commonward.community.overview import outcomes_of
from commonward.kernel import limits
from commonward.kernel.actor import Person
from commonward.kernel.errors import Refusal, TooMany, Unacceptable
from commonward.kernel.paging import older
from commonward.oversight import crisis, showing
from commonward.oversight.screening import Checked
from commonward.people.badges import badge_of
from commonward.people.queries import halted_in
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.ui.composing import words_of
from commonward.ui.findings import Check


@require_safe
def person(request: ActorRequest, handle: str) -> HttpResponse:
    """Somebody's page: who they are to others, and what they said."""
    profile = access.get_profile(request.actor, handle)
    page = queries.said_page(request.actor, profile, request.GET.get("before"))
    badge = shown_badge(profile, badge_of(profile.seat))
    context: dict[str, object] = {
        "profile": profile,
        "face": face_of(profile, badge),
        "badge": badge,
        "cards": cards_of(request.actor, page.items),
        "next": page.next,
        "title": profile.display_name,
        "own": isinstance(request.actor, Person) and request.actor.profile == profile.pk,
        "standing": queries.standing(request.actor, profile),
        "tags": tags_in_use(),
    }
    if context["own"]:
        context |= help_with(profile.screening)
    template = "community/parts/feed.html" if request.headers.get("HX-Request") else "community/person.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def privacy(request: PersonRequest) -> HttpResponse:
    """Who finds one, follows one and answers one: everybody, or people one follows oneself."""
    profile = getattr(request.seat, "profile", None)
    if profile is None:
        return redirect("community:face")
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        faces.keep_private(request.actor, private=request.POST.get("who") != "everybody")
        messages.success(request, _("It is decided, and holds from now on."))
        return redirect("community:privacy")
    return render(request, "community/privacy.html", {"profile": profile, "title": _("Who finds you")})


@require_POST
@for_persons
def follow(request: PersonRequest, handle: str) -> HttpResponse:
    """Read somebody's posts at home, or no longer (`do=unfollow`)."""
    limits.spend(limits.GESTURE, request.actor)
    profile = access.get_profile(request.actor, handle)
    if request.POST.get("do") == "unfollow":
        gestures.unfollow(request.actor, profile)
    else:
        try:
            gestures.follow(request.actor, profile)
        except gestures.CareInstead as refusal:
            messages.info(request, refusal.sentence)
            return redirect("care:home")
    return redirect("community:person", handle=profile.handle)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def distance(request: PersonRequest, handle: str) -> HttpResponse:
    """Mute, block, and take either back."""
    profile = access.get_profile(request.actor, handle)
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        kind, _dash, end = request.POST.get("do", "").partition("-")
        if end:
            gestures.end_distance(request.actor, profile, kind)
            messages.success(request, _("Taken back."))
        else:
            gestures.keep_apart(request.actor, profile, kind)
            messages.success(request, _("Done. They are not told."))
        return redirect("community:distances")
    kinds = set(Distance.objects.visible_to(request.actor).filter(other=profile).values_list("kind", flat=True))
    context = {"profile": profile, "kinds": kinds, "title": _("Keep away")}
    return render(request, "community/distance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def distances(request: PersonRequest) -> HttpResponse:
    """Everybody one keeps away from. Here a block can be taken back, since the other's page is hidden."""
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        gone = Distance.objects.visible_to(request.actor).filter(pk=_number(request.POST.get("end")))
        for row in gone.select_related("other"):
            gestures.end_distance(request.actor, row.other, row.kind)
            messages.success(request, _("Taken back."))
        return redirect("community:distances")
    rows = Distance.objects.visible_to(request.actor).select_related("other").order_by("-pk")[:200]
    return render(request, "community/distances.html", {"rows": rows, "title": _("Muted and blocked")})


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 20 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def face(request: PersonRequest) -> HttpResponse:
    """Give one's seat its face, or change it."""
    profile = getattr(request.seat, "profile", None)
    if profile is None:
        faces.require_age(request.seat)
    shown = faces.Face(
        display_name=profile.display_name if profile else "",
        handle=profile.handle if profile else "",
        biography=profile.biography if profile else "",
        is_pseudonym=profile.is_pseudonym if profile else False,
    )
    if request.method != "POST":
        return _face_page(request, shown)
    wanted = faces.Face(
        display_name=" ".join(request.POST.get("display_name", "").split()),
        handle=request.POST.get("handle", ""),
        biography=words_of(request.POST, "biography"),
        is_pseudonym=bool(request.POST.get("is_pseudonym")),
        help_said=crisis.said(request.POST.get("help-close") or request.POST.get("help", "")),
    )
    try:
        if any(name in request.POST for name in ("fix", "object", "unobject", "ask", "unask", "help-close")):
            return _mend_face(request, wanted)
        limits.spend(limits.POST, request.actor)
        match faces.show_face(request.actor, request.seat, wanted):
            case faces.Shown(profile=now):
                messages.success(request, _("This is how others see you now."))
                return redirect("community:person", handle=now.handle)
            case faces.Held():
                messages.info(request, _("A second person reads this first. Until then nothing changes."))
                return redirect("community:face")
            case stopped:
                # Looked at once more as it was sent: numbers and offsets on the page are those of the words on it.
                checked = faces.check_face(request.actor, request.seat, wanted)
                return _face_page(request, wanted, {stopped.field: stopped.sentence}, checked)
    except Unacceptable as refusal:
        return _face_page(request, wanted, {refusal.field: refusal.sentence})
    except Refusal as refusal:
        page = _face_page(request, wanted, {"display_name": refusal.sentence})
        if isinstance(refusal, TooMany):
            page.status_code = refusal.status
            page["Retry-After"] = str(refusal.retry_after)
        return page


def _mend_face(request: PersonRequest, wanted: faces.Face) -> HttpResponse:
    """A button of a card: put it right, or say that it is not so. Nobody else sees anything of it yet."""
    limits.spend(limits.CHECK, request.actor)
    checked = faces.check_face(request.actor, request.seat, wanted)
    if token := request.POST.get("fix"):
        wanted = faces.with_fix(wanted, checked, token)
    elif not answer(request.actor, FACE, checked, request.POST):
        try:
            if asking.answer(request.actor, FACE, checked, request.POST):
                messages.success(request, asking.said(request.POST))
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
    return _face_page(request, wanted, checked=faces.check_face(request.actor, request.seat, wanted))


def _face_page(
    request: PersonRequest, face: faces.Face, errors: Mapping[str, str] | None = None, checked: Checked | None = None
) -> HttpResponse:
    changes = ProfileChange.objects.visible_to(request.actor).exclude(state="taken")
    held = changes.select_related("screening").order_by("-pk").first()
    context: dict[str, object] = {
        "values": face,
        "help_kind": crisis.card_for(checked.tier) if checked is not None and not face.help_said else "",
        "errors": errors or {},
        "check": _beside(request, face, checked) if checked is not None else None,
        "held": held,
        "face": own_face(request.seat),
        "title": _("Your face here"),
    }
    if checked is None and held is not None:
        context |= help_with(held.screening)
    return render(request, "community/face.html", context, status=422 if errors else 200)


def _beside(request: PersonRequest, face: faces.Face, checked: Checked) -> Check:
    return asking.beside(request.actor, FACE, checked, showing.check_of(face.words, checked), request.POST)


@require_safe
@for_persons
def own_posts(request: PersonRequest) -> HttpResponse:
    """What became of one's own words that are not (yet) live."""
    page = older(queries.unfinished(request.actor), request.GET.get("before"), size=10)
    outcomes = outcomes_of(request.actor, page.items, halted=halted_in(request.seat))
    context = {
        "outcomes": [(post, outcomes[post.pk]) for post in page.items if post.pk in outcomes],
        "next": page.next,
        "title": _("Your words on their way"),
    }
    return render(request, "community/own_posts.html", context)
