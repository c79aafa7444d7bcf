"""The composer's doors: the page, the live check, drafts, replies, edits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonward.community import access, adding, asking, composing, drafts, lessons, queries
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done
from commonward.community.cards import card_of
from commonward.community.composition import MOST_PICTURES, Composition
from commonward.community.models import Post, Version
from commonward.community.objecting import answer
from commonward.community.pausing import Paused
from commonward.community.views.pause import pause_page
from commonward.kernel import limits
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Refusal, TooMany, Unacceptable
from commonward.oversight import mending, quarantine
from commonward.oversight.models import Media
from commonward.oversight.screening import Checked
from commonward.people import readiness
from commonward.people.queries import texts_of
from commonward.people.requests import ActorRequest, PersonRequest, for_persons
from commonward.ui.composing import words_of
from commonward.ui.findings import Check
from commonward.ui.remedies import Entered

_FILE: Final = "picture-"


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def write(request: PersonRequest) -> HttpResponse:
    """A page for one new post."""
    return _compose(request, _Place("new"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    """An answer to something that was said."""
    parent = access.get_live_post(request.actor, pk)
    require(access.may_reply(request.actor, parent))
    return _compose(request, _Place(f"reply:{pk}", parent=parent))


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """The next version of one's own post."""
    post = access.get_own_post(request.actor, pk)
    require(access.may_edit(request.actor, post))
    return _compose(request, _Place(f"edit:{pk}", parent=post.parent, post=post))


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def dispute(request: PersonRequest, pk: int) -> HttpResponse:
    """Why a verified professional does not agree with a public post: a reply that is shown as a dispute."""
    parent = access.get_live_post(request.actor, pk)
    require(access.may_dispute(request.actor, parent))
    return _compose(request, _Place(f"dispute:{pk}", parent=parent, disputes=True))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words go: a new post, under something that was said, or into a post of one's own."""

    key: str
    parent: Post | None = None
    post: Post | None = None
    disputes: bool = False

    def audience(self, composition: Composition) -> str:
        """Whom it is for: a reply and an edit follow what is there."""
        fixed = self.post or self.parent
        return fixed.audience if fixed is not None else composition.audience


@dataclass(frozen=True, slots=True)
class _Tried:
    """A composition that did not go out (yet), and what the page says of it."""

    composition: Composition
    checked: Checked | None = None
    errors: Mapping[str, str] = field(default_factory=dict)  # by field
    status: int = 200
    retry_after: int = 0
    before: str = field(default="", repr=False)  # the words before all was mended at once
    entered: Entered = field(default_factory=Entered, repr=False)  # what stands in the fields of the cards


def _compose(request: PersonRequest, place: _Place) -> HttpResponse:
    if request.method != "POST":
        if request.actor.profile is None:
            return redirect("community:face")
        composition = _start(request.actor, place.key, place.post)
        restored = bool(composition.text) and place.post is None
        return _page(request, place, _Tried(composition), restored=restored)
    composition = composing.composition_of(request.POST, place.key)
    wants_out = "publish" in request.POST
    if wants_out and (before := publishing.said_before(request.actor, composition)) is not None:
        return _done(request, before, composition)
    # Kept before anything is tried, so that whatever fails from here on leaves the words where they are found again.
    composition = _keep(request, composition)
    if request.actor.profile is None:
        return redirect("community:face")
    if wants_out and readiness.lacks_in(request.seat):
        messages.info(request, _("Your words are kept. Your organisation asks for this first; then send them."))
        return redirect(f"{reverse('people:readiness')}?next={request.path}")
    composition, errors, refused = _with_files(request, composition)
    if not errors and (media := _chosen(request, composition, "covers")):
        _keep(request, composition)
        return redirect(f"{reverse('community:covers', args=[media])}?from={place.key}")
    if not errors and (media := _chosen(request, composition, "credit")):
        _keep(request, composition)
        return redirect(f"{reverse('community:credit', args=[media])}?from={place.key}")
    tried = _Tried(composition, errors=errors, status=refused)
    if not errors:
        outcome = _try(request, place, composition, wants_out=wants_out)
        if isinstance(outcome, Done):
            return _done(request, outcome, composition)
        if isinstance(outcome, Paused):
            return pause_page(request, _keep(request, composition), outcome)
        tried = outcome
    tried = replace(tried, composition=_keep(request, tried.composition))
    return _page(request, place, tried)


def _chosen(request: PersonRequest, composition: Composition, button: str) -> int:
    """The picture of which a button names the page: what is covered, whose it is; 0 for none."""
    wanted = request.POST.get(button, "")
    return next((picture.media for picture in composition.pictures if str(picture.media) == wanted), 0)


def _keep(request: PersonRequest, composition: Composition) -> Composition:
    """Keep the words as a draft; the composition then knows it. What another page keeps is left alone."""
    try:
        return replace(composition, draft=drafts.state_of(drafts.keep_draft(request.actor, composition)))
    except drafts.KeptElsewhere:
        return composition


def _try(request: PersonRequest, place: _Place, composition: Composition, *, wants_out: bool) -> Done | Paused | _Tried:
    """Publish, or only check; a refusal becomes a sentence beside the field it is about."""
    try:
        if wants_out:
            limits.spend(limits.POST, request.actor)
            outcome = (
                publishing.edit_post(request.actor, request.seat, place.post, composition)
                if place.post is not None
                else publishing.publish_post(
                    request.actor, request.seat, composition, parent=place.parent, disputing=place.disputes
                )
            )
            if isinstance(outcome, Done | Paused):
                return outcome
            entered = adding.entered_in(request.POST)
            errors = {outcome.field: outcome.sentence}
            # Where only a patient's permission stands against the words, nothing may say that they can go out.
            found = outcome.checked if outcome.checked.findings or outcome.checked.tier else None
            return _Tried(composition, found, errors, status=422, entered=entered)
        limits.spend(limits.CHECK, request.actor)
        checked = _checked(request, place, composition)
        before = words_of(request.POST, "before")  # what stood there before all was mended at once
        if request.POST.get("fix"):
            composition, before = _fixed(request, place, _Tried(composition, checked, before=before))
            checked = _checked(request, place, composition)
        elif answer(request.actor, place.key, checked, request.POST):
            checked = _checked(request, place, composition)
        elif "ask" in request.POST or "unask" in request.POST:
            return _asked(
                request, place, _Tried(composition, checked, before=before, entered=adding.entered_in(request.POST))
            )
        added = adding.add(request.actor, composition, request.POST)
        if added.changed:
            composition, checked = added.composition, _checked(request, place, added.composition)
        status = 422 if added.entered.problem else 200
        return _Tried(composition, checked, before=before, entered=added.entered, status=status)
    except Refusal as refusal:
        where = refusal.field if isinstance(refusal, Unacceptable) else "text"
        wait = refusal.retry_after if isinstance(refusal, TooMany) else 0
        return _Tried(composition, errors={where: refusal.sentence}, status=refusal.status, retry_after=wait)


def _asked(request: PersonRequest, place: _Place, tried: _Tried) -> _Tried:
    """Ask an ethics reviewer, where a button says so. What is refused leaves the cards and the question as they are."""
    assert tried.checked is not None  # one asks about what was found
    try:
        if asking.answer(request.actor, place.key, tried.checked, request.POST):
            messages.success(request, asking.said(request.POST))
    except Refusal as refusal:
        return replace(tried, errors={"question": refusal.sentence}, status=refusal.status)
    return tried


def _fixed(request: PersonRequest, place: _Place, tried: _Tried) -> tuple[Composition, str]:
    """The composition with what a button asks for, and the words to bring back when all was mended at once."""
    composition, checked, before = tried.composition, tried.checked, tried.before
    assert checked is not None  # a fix is made in words that were checked
    token = request.POST.get("fix", "")
    if token == composing.BACK:
        if not before:
            return composition, ""
        edits = mending.first_fixes(_checked(request, place, replace(composition, text=before)))
        return replace(composition, text=mending.put_back(composition.text, before, edits)), ""
    fixed = composing.with_fix(composition, checked, token)
    if token == mending.EVERY and fixed.text != composition.text:
        before = composition.text
    return fixed, before


def _checked(request: PersonRequest, place: _Place, composition: Composition) -> Checked:
    return composing.check(
        request.actor,
        request.seat,
        composition,
        audience=place.audience(composition),
        parent=place.parent,
        post=place.post,
    )


def _done(request: PersonRequest, outcome: Done, composition: Composition) -> HttpResponse:
    sentences = {
        Version.State.PASSED: _("It is out. Thank you for your words."),
        Version.State.HELD: _("A second person reads it first. You will hear from us."),
        Version.State.WAITING: _("It goes out as soon as words and pictures are checked."),
    }
    # A form that was sent twice may have left its words here again.
    drafts.drop_draft(request.actor, composition)
    # The browser's own copy of the draft may go now: the extra tag names it.
    name = f":{composition.once}" if composition.once is not None else ""
    done = f"done:{request.actor.seat}:{composition.draft_key}{name}"
    messages.success(request, sentences[Version.State(outcome.version.state)], extra_tags=done)
    post = outcome.post
    if post.root_id is None:
        return redirect("community:post", pk=post.pk)
    # Help stands with an answer at the answer's own address, also while others do not see it yet.
    where = post.pk if outcome.version.screening.tier else post.root_id
    return redirect(f"{reverse('community:post', args=[where])}#post-{post.pk}")


def _start(person: Person, key: str, post: Post | None) -> Composition:
    kept = drafts.draft_for(person, key)
    if kept is not None:
        return composing.composition_of_draft(kept)
    version = queries.latest_version(post) if post is not None else None
    if version is not None:
        return composing.composition_of_version(version, key)
    return Composition(text="", draft_key=key)


def _page(request: PersonRequest, place: _Place, tried: _Tried, *, restored: bool = False) -> HttpResponse:
    composition, checked = tried.composition, tried.checked
    apart = {name: tried.errors.get(name, "") for name in ("pictures", "review_on")}
    composer = composing.compose(
        request.actor,
        request.seat,
        composition,
        parent=place.parent,
        post=place.post,
        error=" ".join(sentence for name, sentence in tried.errors.items() if name not in apart),
        restored=restored,
        before=tried.before,
    )
    context = {
        "composer": replace(
            composer,
            small=False,
            cards_inside=False,
            pictures_error=apart["pictures"],
            review_on_error=apart["review_on"],
        ),
        "check": _shown(request, place, tried) if checked is not None else None,
        "card": card_of(request.actor, place.parent) if place.parent is not None else None,
        "editing": place.post,
        "disputes": place.disputes,
        "title": _title(place),
        "texts": texts_of(request.actor.organisation) if request.actor.organisation is not None else (),
    }
    response = render(request, "community/write.html", context, status=tried.status)
    if tried.retry_after:
        response["Retry-After"] = str(tried.retry_after)
    return response


def _shown(request: PersonRequest, place: _Place, tried: _Tried) -> Check:
    assert tried.checked is not None
    composition = tried.composition
    shown = composing.check_of(request.actor, composition, tried.checked, tried.entered)
    shown = asking.beside(request.actor, place.key, tried.checked, shown, request.POST)
    return lessons.beside(request.actor, composition, tried.checked, shown)


def _title(place: _Place) -> str:
    if place.post is not None:
        return _("Change your words")
    if place.disputes:
        return _("Dispute")
    return _("Answer") if place.parent is not None else _("Write")


def _with_files(request: PersonRequest, composition: Composition) -> tuple[Composition, dict[str, str], int]:
    """Pictures that came with the form, and what is to say of those that were not taken. Nothing else is lost."""
    files = [
        (name.removeprefix(_FILE), upload)
        for name, uploads in request.FILES.lists()
        for upload in uploads
        if name.startswith(_FILE) and isinstance(upload, UploadedFile)
    ]
    free = max(0, MOST_PICTURES - len(composition.pictures))
    brought: list[tuple[Media, str]] = []
    sentences: list[str] = []
    status = 200
    for number, (slot, upload) in enumerate(files[:free], start=1):
        try:
            limits.spend(limits.UPLOAD, request.actor)
            media = quarantine.bring(request.actor, upload)
        except Refusal as refusal:
            # Its name may name people, so a picture goes by its number.
            which = _("File %(number)d: %(sentence)s") % {"number": number, "sentence": refusal.sentence}
            sentences.append(which if len(files) > 1 else refusal.sentence)
            status = refusal.status
        else:
            brought.append((media, request.POST.get(f"picture-alt-{slot}", "")))
    if len(files) > free:
        status = Unacceptable.status
        sentences.append(
            _("A post holds up to %(most)d pictures. The ones beyond that were not added.") % {"most": MOST_PICTURES}
        )
    return composing.with_pictures(composition, brought), {"pictures": " ".join(sentences)} if sentences else {}, status


@require_POST
def check(request: ActorRequest) -> HttpResponse:
    """The live check: findings for what stands in the composer. Nothing is stored but an objection or a question."""
    if not isinstance(request.actor, Person) or request.seat is None:
        return HttpResponse(_("You are signed out. Your words are kept in this browser."), status=401)
    limits.spend(limits.CHECK, request.actor)
    key = request.POST.get("key", "new")
    composition = composing.composition_of(request.POST, key)
    parent, post = _places(request.actor, key)
    person, seat, audience = request.actor, request.seat, _Place(key, parent, post).audience(composition)

    def look() -> Checked:
        return composing.check(person, seat, composition, audience=audience, parent=parent, post=post)

    try:
        checked = look()
        if drafts.KEY.match(key) and answer(request.actor, key, checked, request.POST):
            checked = look()
    except Unacceptable as refusal:
        return HttpResponse(refusal.sentence, status=refusal.status)
    shown = composing.check_of(person, composition, checked, adding.entered_in(request.POST))
    try:
        if drafts.KEY.match(key):
            asking.answer(request.actor, key, checked, request.POST)
    except Refusal as refusal:
        shown = replace(shown, state_sentence=refusal.sentence)
    shown = asking.beside(person, key, checked, shown, request.POST)
    shown = lessons.beside(person, composition, checked, shown)
    composer = composing.compose(request.actor, request.seat, composition, parent=parent, post=post)
    inside = composer.cards_inside
    return render(request, "ui/composer/check.html", {"composer": composer, "check": shown, "inside": inside})


@require_POST
def draft(request: ActorRequest) -> HttpResponse:
    """Keep what stands in the composer."""
    if not isinstance(request.actor, Person):
        return HttpResponse(status=401)
    limits.spend(limits.CHECK, request.actor)
    composition = composing.composition_of(request.POST, request.POST.get("key", "new"))
    # A draft that was under way while its words went out comes too late.
    if publishing.said_before(request.actor, composition) is not None:
        return HttpResponse(status=204)
    try:
        kept = drafts.keep_draft(request.actor, composition)
    except drafts.KeptElsewhere as conflict:
        return HttpResponse(status=conflict.status)
    return HttpResponse(status=204, headers={"Draft": drafts.state_of(kept)})


def _places(person: Person, key: str) -> tuple[Post | None, Post | None]:
    """The post that a draft's key speaks of: what is answered, what is edited."""
    kind, _colon, number = key.partition(":")
    if not (number.isascii() and number.isdigit()) or len(number) > 19:
        return None, None
    if kind in {"reply", "dispute"}:
        return access.get_live_post(person, int(number)), None
    post = access.get_own_post(person, int(number))
    return post.parent, post
