"""Writing posts: published, edited, withdrawn. What becomes of a version afterwards is in `advancing`."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.community import access, drafts, permitted, queries, rendering
from commonward.community.actions import appraising
from commonward.community.actions.advancing import advance, count_reply
from commonward.community.composition import LONGEST_REASON, Composition
from commonward.community.events import PostWithdrawn
from commonward.community.health import is_health, review_day
from commonward.community.models import Attachment, Post, Version
from commonward.community.objecting import objected_to
from commonward.community.originals import originals_for
from commonward.community.pausing import Paused, pause, remember
from commonward.community.publishable import require_publishable
from commonward.community.voices import voice_of
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import NotFound
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.oversight import ethics, lessons, objections, reviews, screening
from commonward.oversight.models import Media, Verdict
from commonward.oversight.screening import Checked, Screened
from commonward.people.access import require_publishing
from commonward.people.models import Seat
from commonward.people.readiness import may_speak_for_work


@dataclass(frozen=True, slots=True)
class Done:
    """It was taken: live, held for a second person, or waiting for its pictures or the guard."""

    post: Post
    version: Version


@dataclass(frozen=True, slots=True)
class Stopped:
    """It needs a change or a reason first. Nothing was written; the author still has the words."""

    checked: Checked
    sentence: str
    field: str = "text"


Outcome = Done | Stopped | Paused


def publish_post(
    person: Person, seat: Seat, composition: Composition, *, parent: Post | None = None, disputing: bool = False
) -> Outcome:
    """Publish a post or a reply, hold it, or say what must change first. The same form twice makes one post.

    With `disputing`, the reply is the reason why a verified professional disputes what it answers.
    """
    require(access.may_speak(person))
    require(may_speak_for_work(person, seat))
    author = person.profile
    assert author is not None  # whoever may speak has a face
    audience, organisation = composition.audience, person.organisation
    root = (parent.root or parent) if parent is not None else None
    if parent is not None and root is not None:
        require(access.may_dispute(person, parent) if disputing else access.may_reply(person, parent))
        audience, organisation = root.audience, root.organisation_id
    else:
        require(access.may_address(person, audience))
    if audience == Post.Audience.PUBLIC:
        require(access.may_speak_in_public(seat))
    if (before := said_before(person, composition)) is not None:
        return before
    require_publishing()
    screened = _screen(person, seat, composition, audience=audience, parent=parent)
    if isinstance(screened, Stopped | Paused):
        return screened

    def write() -> Done:
        post = Post.objects.create(
            author_id=author,
            audience=audience,
            organisation_id=organisation if audience == Post.Audience.ORGANISATION else None,
            root=root,
            parent=parent,
            disputes_id=parent.live_id if parent is not None and disputing else None,
        )
        post.author = seat.profile  # what follows asks for it, and for its seat
        version = _write_version(person, post, screened, composition, number=1)
        ledger.record(
            person,
            "post.submitted",
            Ref("post", post.pk),
            policy=screened.checked.policy,
            detail={"version": version.number, "verdict": screened.verdict.value, "audience": audience},
        )
        drafts.drop_draft(person, composition)
        advance(person, version)
        return Done(post, version)

    return _said_once(person, composition, write)


def edit_post(person: Person, seat: Seat, post: Post, composition: Composition) -> Outcome:
    """Write the next version. The old one stays live until the new one passes. The same form twice makes one."""
    require(access.may_edit(person, post))
    require(may_speak_for_work(person, seat))
    if (before := said_before(person, composition)) is not None:
        return before
    require_publishing()
    screened = _screen(person, seat, composition, audience=post.audience, parent=post.parent, post=post)
    if isinstance(screened, Stopped | Paused):
        return screened

    def write() -> Done:
        kept = Post.objects.select_for_update().get(pk=post.pk)
        require(access.may_edit(person, kept))
        for old in kept.versions.filter(state__in=[Version.State.WAITING, Version.State.HELD]):
            old.state = Version.State.DROPPED
            old.save(update_fields=["state"])
            reviews.drop_reviews(person, Ref("version", old.pk))
        last = kept.versions.order_by("-number").values_list("number", flat=True).first() or 0
        version = _write_version(person, kept, screened, composition, number=last + 1)
        ledger.record(
            person,
            "post.edited",
            Ref("post", kept.pk),
            policy=screened.checked.policy,
            detail={"version": version.number, "verdict": screened.verdict.value},
        )
        drafts.drop_draft(person, composition)
        advance(person, version)
        return Done(kept, version)

    return _said_once(person, composition, write)


def withdraw_post(person: Person, post: Post) -> None:
    """Take it back: it goes from every page, count and feed at once, and its open reviews with it."""
    if post.author_id != person.profile:
        raise NotFound(_("This post is not here, or not for you."))
    _withdraw(person, post)


def withdraw_of_somebody_gone(job: System, post: Post) -> None:
    """The same for somebody who deleted their account."""
    _withdraw(job, post)


def _withdraw(actor: Actor, post: Post) -> None:
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post.pk)
        if post.state == Post.State.WITHDRAWN:
            return
        was_live = post.state == Post.State.LIVE
        for version in post.versions.filter(state__in=[Version.State.WAITING, Version.State.HELD]):
            reviews.drop_reviews(actor, Ref("version", version.pk))
        post.state, post.withdrawn_at = Post.State.WITHDRAWN, clock.now()
        post.save(update_fields=["state", "withdrawn_at"])
        if was_live:
            count_reply(post, -1)
        ledger.record(actor, "post.withdrawn", Ref("post", post.pk))
        emit(PostWithdrawn(post.pk))


def said_before(person: Person, composition: Composition) -> Done | None:
    """What came of this form when it was sent before: by a double click, or after an answer that was lost."""
    if composition.once is None:
        return None
    words = text.tidy(composition.text)
    version = (
        Version.objects.select_related("post")
        .filter(once=composition.once, post__author_id=person.profile, text=words)
        .first()
    )
    return Done(version.post, version) if version is not None else None


def is_spent(person: Person, composition: Composition) -> bool:
    """Whether other words went out under the name of this attempt: a program gave it to something else."""
    if composition.once is None or said_before(person, composition) is not None:
        return False
    return Version.objects.filter(once=composition.once).exists()


def _said_once(person: Person, composition: Composition, write: Callable[[], Done]) -> Done:
    """Write in one transaction, unless the same form was written while we screened: then what came of that."""
    try:
        with transaction.atomic():
            return said_before(person, composition) or write()
    except IntegrityError:
        # It got in between the look and the write, as it can on PostgreSQL.
        before = said_before(person, composition)
        if before is None:
            raise
        return before


def _unused(once: UUID | None) -> UUID | None:
    """The form's name, unless other words went out under it: the browser brought an old page back."""
    return None if once is None or Version.objects.filter(once=once).exists() else once


def _screen(
    person: Person,
    seat: Seat,
    composition: Composition,
    *,
    audience: str,
    parent: Post | None = None,
    post: Post | None = None,
) -> Screened | Stopped | Paused:
    words = text.tidy(composition.text)
    require_publishable(person, words, composition, audience=audience)
    if composition.colleague:
        appraising.colleague_of(person, composition.colleague)
    alts = [text.tidy(picture.alt) for picture in composition.pictures]
    voice, thread = voice_of(person, seat, words), queries.words_above(parent)
    marks, originals = (
        objected_to(person, composition.draft_key),
        originals_for(person, words, parent=parent, post=post),
    )

    found = permitted.found_for(person, words, audience)
    screened = screening.screen(
        person,
        voice,
        words,
        context=screening.context_of(access.CONTEXTS[audience]),
        thread=thread,
        alts=alts,
        marks=marks,
        originals=originals,
        permitted=found.permitted,
    )
    if found.refusal:
        return Stopped(screened.checked, found.refusal)
    if screened.verdict == Verdict.BLOCK:
        return Stopped(screened.checked, _("Something needs a change before this can go out. Nobody has seen it."))
    if screened.verdict == Verdict.WARN and screened.unanswered(composition.reasons):
        return Stopped(screened.checked, _("Change what is marked, or say why you keep it."), field="reasons")
    return pause(person, seat, screened, composition, audience=audience) or screened


def _write_version(person: Person, post: Post, screened: Screened, composition: Composition, *, number: int) -> Version:
    """The one place that writes a version. Its words come from a `Screened`, never from elsewhere."""
    version = Version(post=post, number=number, state=Version.State.WAITING, text=screened.text)
    version.html = rendering.html_of(screened.text, rendering.profiles_named(screened.text))
    version.verdict = screened.verdict
    version.once = _unused(composition.once)
    version.is_health = is_health(person, post.audience, screened, said=composition.is_health)
    version.review_on = review_day(composition.review_on)
    reasons = {key: words.strip()[:LONGEST_REASON] for key, words in composition.reasons.items() if words.strip()}
    version.screening = screening.keep(
        screened, Ref("version", version.pk), reasons=reasons, help_said=composition.help_said
    )
    version.save(force_insert=True)
    remember(person, audience=post.audience)
    permitted.rest_on(post, version, screened)
    lessons.remember(person, composition.told, screened)
    appraising.ask_along(person, post, composition.colleague)
    objections.sent(person, composition.draft_key, Ref("version", version.pk), screened.marks)
    ethics.sent(person, composition.draft_key, Ref("version", version.pk))
    # From here on their author can not let more be seen in them (`views.covers`): whichever comes first, holds.
    list(Media.objects.select_for_update().filter(pk__in=[picture.media for picture in composition.pictures]))
    Attachment.objects.bulk_create(
        Attachment(version=version, media_id=picture.media, alt=alt, position=position)
        for position, (picture, alt) in enumerate(zip(composition.pictures, screened.alts, strict=True))
    )
    return version
