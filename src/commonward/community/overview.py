"""What became of somebody's own words: for the author's eyes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.community.models import Attachment, Post, Version
from commonward.kernel.actor import Actor, Person
from commonward.oversight import access as oversight_access
from commonward.oversight import showing
from commonward.oversight.models import Review
from commonward.oversight.quarantine import refusal_sentence
from commonward.ui.findings import Check


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to the newest words of a post, and what its author can do now."""

    post: int
    level: str
    title: str
    sentence: str
    check: Check = field(repr=False)
    at: datetime
    policy: str
    words: str = field(default="", repr=False)
    reviewer: str = ""
    appeal_url: str = ""
    edit_url: str = ""
    withdraw_url: str = ""

    @property
    def prefix(self) -> str:
        """What the names of its parts begin with, on a page with several."""
        return f"outcome-{self.post}-"


def outcome_of(actor: Actor, post: Post, *, halted: bool = False) -> Outcome | None:
    """For the author: why the newest version is not (yet) what others see. None when it is, and for everybody else."""
    return outcomes_of(actor, [post], halted=halted).get(post.pk)


def outcomes_of(actor: Actor, posts: Sequence[Post], *, halted: bool = False) -> dict[int, Outcome]:
    """The same for many posts, by post. Three queries, however many. `halted`: all publishing is paused now."""
    if not isinstance(actor, Person):
        return {}
    newest = _newest_versions(actor, [post.pk for post in posts if post.author_id == actor.profile])
    waiting = [version for version in newest if version.state not in {Version.State.PASSED, Version.State.DROPPED}]
    if not waiting:
        return {}
    reviews, refusals = _reviews_of(actor, waiting), _refusals_of(waiting)
    found = {
        version.post_id: _outcome(actor, version, reviews.get(version.pk), refusals.get(version.pk, ""))
        for version in waiting
    }
    if halted:
        sent = {version.post_id for version in waiting if version.state == Version.State.WAITING}
        found |= {post: _until_it_goes_on(found[post]) for post in sent}
    return found


def _until_it_goes_on(outcome: Outcome) -> Outcome:
    sentence = _("All publishing is paused. This goes out by itself afterwards; you can leave this page.")
    return replace(outcome, title=_("Waits until publishing goes on"), sentence=sentence)


def _newest_versions(actor: Person, posts: list[int]) -> "QuerySet[Version] | list[Version]":
    if not posts:
        return []
    later = Version.objects.filter(post_id=OuterRef("post_id"), number__gt=OuterRef("number"))
    return Version.objects.visible_to(actor).filter(~Exists(later), post_id__in=posts).select_related("screening")


def _outcome(actor: Person, version: Version, review: Review | None, refusal: str) -> Outcome:
    answer = review.appeal_of if review is not None and review.decided_at is None else review
    decided = answer is not None and answer.decided_at is not None
    can_appeal = review is not None and bool(oversight_access.may_appeal(actor, review))
    title, sentence, level = _words(version, review, refusal)
    return Outcome(
        post=version.post_id,
        level=level,
        title=title,
        sentence=sentence,
        check=showing.check_of_screening(version.text, version.screening),
        at=answer.decided_at if answer is not None and answer.decided_at else version.created_at,
        policy=version.screening.policy,
        words=answer.words if decided and answer else "",
        reviewer=_reviewer(answer) if decided and answer else "",
        appeal_url=reverse("oversight:appeal", args=[review.pk]) if can_appeal and review else "",
        edit_url=reverse("community:edit", args=[version.post_id]) if version.state != Version.State.REFUSED else "",
        withdraw_url=reverse("community:withdraw", args=[version.post_id]),
    )


def _reviews_of(actor: Person, versions: Sequence[Version]) -> dict[int, Review]:
    """The newest reading of each of these versions by a person."""
    found = (
        Review.objects.by_author(actor)
        .filter(subject_kind="version", subject_id__in=[version.pk for version in versions])
        .exclude(state=Review.State.MOOT)
        .select_related("reviewer__profile", "reviewer__organisation", "appeal", "appeal_of__reviewer__profile")
        .order_by("pk")
    )
    return {review.subject_id: review for review in found}


def _refusals_of(versions: Sequence[Version]) -> dict[int, str]:
    """Why a picture of each of these versions was refused, as a code."""
    refused = Attachment.objects.filter(version__in=versions, media__state="refused").select_related("media")
    return {attachment.version_id: attachment.media.refusal for attachment in refused}


def _reviewer(review: Review) -> str:
    seat = review.reviewer
    profile = getattr(seat, "profile", None)
    return profile.display_name if profile is not None else _("a moderator")


def _words(version: Version, review: Review | None, refusal: str) -> tuple[str, str, str]:
    appealing = review is not None and review.kind == Review.Kind.APPEAL and review.decided_at is None
    match version.state:
        case _ if appealing:
            return _("A second look was asked for"), _("Somebody else reads it. You will hear from us."), "hold"
        case Version.State.HELD:
            return (
                _("A second person reads this first"),
                _("Nobody else sees it yet. You can still change it, or take it back."),
                "hold",
            )
        case Version.State.RETURNED:
            if _was_permitted(version, review, refusal):
                return (
                    _("This was taken down"),
                    _("A patient permitted that it was shown, and no longer does, or the day that was stated is over."),
                    "warn",
                )
            return _("This came back to you"), _returned(review, refusal), "warn"
        case Version.State.REFUSED:
            return _("This is not published"), _("A moderator decided so. Their words are below."), "block"
        case _:
            return (
                _("Being checked"),
                _("It goes out as soon as words and pictures are checked. You can leave this page."),
                "note",
            )


def _was_permitted(version: Version, review: Review | None, refusal: str) -> bool:
    """Whether a version was shown under a patient's permission and came down with it. A query for such ones alone."""
    was_decided = review is not None and review.decided_at is not None
    return version.passed_at is not None and not refusal and not was_decided and version.shown_under.exists()


def _returned(review: Review | None, refusal: str) -> str:
    if refusal:
        return refusal_sentence(refusal)
    if review is not None and review.decided_at is not None:
        return _("A moderator asks you for a change. Their words are below.")
    return _("Something needs a change before this can go out. Nobody has seen it.")
