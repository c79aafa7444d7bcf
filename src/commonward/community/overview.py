"""What became of somebody's own words: for the author's eyes."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.community import queries
from commonward.community.models import Post, Version
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


def outcome_of(actor: Actor, post: Post) -> Outcome | None:
    """For the author: why the newest version is not (yet) what others see. None when it is, and for everybody else."""
    if not isinstance(actor, Person) or post.author_id != actor.profile:
        return None
    version = queries.latest_version(post)
    if version is None or version.state in {Version.State.PASSED, Version.State.DROPPED}:
        return None
    review = _review_of(version)
    answer = review.appeal_of if review is not None and review.decided_at is None else review
    decided = answer is not None and answer.decided_at is not None
    can_appeal = review is not None and bool(oversight_access.may_appeal(actor, review))
    title, sentence, level = _words(version, review)
    return Outcome(
        post=post.pk,
        level=level,
        title=title,
        sentence=sentence,
        check=showing.check_of_screening(version.text, version.screening),
        at=answer.decided_at if answer is not None and answer.decided_at else version.created_at,
        policy=version.screening.policy,
        words=answer.words if decided and answer else "",
        reviewer=_reviewer(answer) if decided and answer else "",
        appeal_url=reverse("oversight:appeal", args=[review.pk]) if can_appeal and review else "",
        edit_url=reverse("community:edit", args=[post.pk]) if version.state != Version.State.REFUSED else "",
        withdraw_url=reverse("community:withdraw", args=[post.pk]),
    )


def _review_of(version: Version) -> Review | None:
    """The newest reading of this version by a person."""
    return (
        Review.objects.filter(subject_kind="version", subject_id=version.pk)
        .exclude(state=Review.State.MOOT)
        .select_related("reviewer__profile", "reviewer__organisation", "appeal_of__reviewer__profile")
        .order_by("-pk")
        .first()
    )


def _reviewer(review: Review) -> str:
    seat = review.reviewer
    profile = getattr(seat, "profile", None)
    return profile.display_name if profile is not None else _("a moderator")


def _words(version: Version, review: Review | None) -> tuple[str, str, str]:
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
            return _("This came back to you"), _returned(version, review), "warn"
        case Version.State.REFUSED:
            return _("This is not published"), _("A moderator decided so. Their words are below."), "block"
        case _:
            return (
                _("Being checked"),
                _("It goes out as soon as words and pictures are checked. You can leave this page."),
                "note",
            )


def _returned(version: Version, review: Review | None) -> str:
    refused = version.attachments.filter(media__state="refused").select_related("media").first()
    if refused is not None:
        return refusal_sentence(refused.media.refusal)
    if review is not None and review.decided_at is not None:
        return _("A moderator asks you for a change. Their words are below.")
    return _("Something needs a change before this can go out. Nobody has seen it.")
