"""The composer's doors: the page, the live check, drafts, replies, edits."""

from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonward.community import access, composing, drafts, queries
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done
from commonward.community.cards import card_of
from commonward.community.composition import Composition
from commonward.community.models import Post, Version
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.oversight import quarantine, showing
from commonward.oversight.models import Media
from commonward.oversight.screening import Checked
from commonward.people.requests import ActorRequest, PersonRequest, for_persons

_FILE: Final = "picture-"


def _keeps_words(request: HttpRequest) -> HttpResponse | None:
    """For somebody whose session ended while they wrote: their words, and the way back."""
    seen: ActorRequest = request  # type: ignore[assignment]  # the middleware made it one
    if request.method == "POST" and not isinstance(seen.actor, Person):
        words = composing.sent_words(request.POST)
        return render(request, "community/kept.html", {"words": words}, status=401)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A page for one new post."""
    return _keeps_words(request) or _write(request)


@for_persons
def _write(request: PersonRequest) -> HttpResponse:
    return _compose(request, "new")


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer to something that was said."""
    return _keeps_words(request) or _reply(request, pk)


@for_persons
def _reply(request: PersonRequest, pk: int) -> HttpResponse:
    parent = access.get_live_post(request.actor, pk)
    require(access.may_reply(request.actor, parent))
    return _compose(request, f"reply:{pk}", parent=parent)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version of one's own post."""
    return _keeps_words(request) or _edit(request, pk)


@for_persons
def _edit(request: PersonRequest, pk: int) -> HttpResponse:
    post = access.get_own_post(request.actor, pk)
    require(access.may_edit(request.actor, post))
    return _compose(request, f"edit:{pk}", parent=post.parent, post=post)


def _compose(request: PersonRequest, key: str, *, parent: Post | None = None, post: Post | None = None) -> HttpResponse:
    if request.actor.profile is None:
        return redirect("community:face")
    if request.method != "POST":
        composition = _start(request.actor, key, post)
        return _page(request, composition, parent=parent, post=post, restored=bool(composition.text) and post is None)
    composition = composing.composition_of(request.POST, key)
    composition, error = _with_files(request, composition)
    checked: Checked | None = None
    try:
        if not error and "publish" in request.POST:
            limits.spend(limits.POST, request.actor)
            outcome = (
                publishing.edit_post(request.actor, request.seat, post, composition)
                if post is not None
                else publishing.publish_post(request.actor, request.seat, composition, parent=parent)
            )
            if isinstance(outcome, Done):
                return _done(request, outcome, key)
            checked, error = outcome.checked, outcome.sentence
        else:
            limits.spend(limits.CHECK, request.actor)
            audience = _audience(composition, parent, post)
            checked = composing.check(request.actor, request.seat, composition, audience=audience, parent=parent)
            if token := request.POST.get("fix", ""):
                composition = composing.with_fix(composition, checked, token)
                checked = composing.check(request.actor, request.seat, composition, audience=audience, parent=parent)
    except Unacceptable as refusal:
        error = refusal.sentence
    drafts.keep_draft(request.actor, composition)
    return _page(request, composition, parent=parent, post=post, checked=checked, error=error)


def _done(request: PersonRequest, outcome: Done, key: str) -> HttpResponse:
    sentences = {
        Version.State.PASSED: _("It is out. Thank you for your words."),
        Version.State.HELD: _("A second person reads it first. You will hear from us."),
        Version.State.WAITING: _("It goes out as soon as words and pictures are checked."),
    }
    # The browser's own copy of the draft may go now: the extra tag names it.
    done = f"done:{request.actor.seat}:{key}"
    messages.success(request, sentences[Version.State(outcome.version.state)], extra_tags=done)
    post = outcome.post
    if post.root_id is None:
        return redirect("community:post", pk=post.pk)
    return redirect(f"{reverse('community:post', args=[post.root_id])}#post-{post.pk}")


def _start(person: Person, key: str, post: Post | None) -> Composition:
    kept = drafts.draft_for(person, key)
    if kept is not None:
        return composing.composition_of_draft(kept)
    version = queries.latest_version(post) if post is not None else None
    if version is not None:
        return composing.composition_of_version(version, key)
    return Composition(text="", draft_key=key)


def _audience(composition: Composition, parent: Post | None, post: Post | None) -> str:
    fixed = post or parent
    return fixed.audience if fixed is not None else composition.audience


def _page(
    request: PersonRequest,
    composition: Composition,
    *,
    parent: Post | None,
    post: Post | None,
    checked: Checked | None = None,
    error: str = "",
    restored: bool = False,
) -> HttpResponse:
    composer = composing.compose(
        request.actor, request.seat, composition, parent=parent, post=post, error=error, restored=restored
    )
    context = {
        "composer": replace(composer, small=False, cards_inside=False),
        "check": showing.check_of(composition.text, checked, composition.reasons) if checked is not None else None,
        "card": card_of(request.actor, parent) if parent is not None else None,
        "editing": post,
        "title": _title(parent, post),
    }
    return render(request, "community/write.html", context, status=422 if error else 200)


def _title(parent: Post | None, post: Post | None) -> str:
    if post is not None:
        return _("Change your words")
    return _("Answer") if parent is not None else _("Write")


def _with_files(request: PersonRequest, composition: Composition) -> tuple[Composition, str]:
    """Pictures that came with the form. One that can not be taken leaves a sentence; nothing else is lost."""
    brought: list[tuple[Media, str]] = []
    error = ""
    for name, upload in request.FILES.items():
        if not name.startswith(_FILE) or not isinstance(upload, UploadedFile):
            continue
        try:
            limits.spend(limits.UPLOAD, request.actor)
            media = quarantine.bring(request.actor, upload)
        except Unacceptable as refusal:
            error = refusal.sentence
        else:
            brought.append((media, request.POST.get(f"picture-alt-{name.removeprefix(_FILE)}", "")))
    return composing.with_pictures(composition, brought), error


@require_POST
def check(request: ActorRequest) -> HttpResponse:
    """The live check: findings for what stands in the composer. Nothing is stored."""
    if not isinstance(request.actor, Person) or request.seat is None:
        return HttpResponse(_("You are signed out. Your words are kept in this browser."), status=401)
    limits.spend(limits.CHECK, request.actor)
    key = request.POST.get("key", "new")
    composition = composing.composition_of(request.POST, key)
    parent, post = _places(request.actor, key)
    audience = _audience(composition, parent, post)
    try:
        checked = composing.check(request.actor, request.seat, composition, audience=audience, parent=parent)
    except Unacceptable as refusal:
        return HttpResponse(refusal.sentence, status=refusal.status)
    composer = composing.compose(request.actor, request.seat, composition, parent=parent, post=post)
    shown = showing.check_of(composition.text, checked, composition.reasons)
    inside = composer.cards_inside
    return render(request, "ui/composer/check.html", {"composer": composer, "check": shown, "inside": inside})


@require_POST
def draft(request: ActorRequest) -> HttpResponse:
    """Keep what stands in the composer."""
    if not isinstance(request.actor, Person):
        return HttpResponse(status=401)
    limits.spend(limits.CHECK, request.actor)
    drafts.keep_draft(request.actor, composing.composition_of(request.POST, request.POST.get("key", "new")))
    return HttpResponse(status=204)


def _places(person: Person, key: str) -> tuple[Post | None, Post | None]:
    """The post that a draft's key speaks of: what is answered, what is edited."""
    kind, _colon, number = key.partition(":")
    if not (number.isascii() and number.isdigit()) or len(number) > 19:
        return None, None
    if kind == "reply":
        return access.get_live_post(person, int(number)), None
    post = access.get_own_post(person, int(number))
    return post.parent, post
