"""Taking away what nobody may see any more: the words and pictures of withdrawn posts, and all of a closed account.

Files go before their rows: whoever is killed in between begins anew and finds the rows. A post without words remains as
a shell, so that conversations hang together and the record of acts names something that was there.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from commonward.community.actions.publishing import withdraw_of_somebody_gone
from commonward.community.actions.trust import forget_calls
from commonward.community.models import (
    Attachment,
    ChosenPerson,
    Distance,
    Draft,
    Follow,
    Mention,
    Post,
    Profile,
    ProfileChange,
    ReviewMark,
    ReviewRequest,
    Saved,
    SpentHandle,
    Thanks,
    Version,
)
from commonward.kernel import clock
from commonward.kernel.actor import System
from commonward.kernel.datakeys import keyed_digest
from commonward.kernel.ref import Ref
from commonward.oversight import erasing, incidents, quarantine, retention, reviews
from commonward.oversight.models import Hold, Screening
from commonward.oversight.retention import Rule

_JOB: Final = System("erasing")
KEPT: Final = timedelta(days=30)
_MOST_AT_ONCE: Final = 200


def register() -> None:
    """Tell oversight what we take away. Called once, when the app is ready."""
    erasing.register(erase)
    retention.removes(
        Rule(
            "withdrawn_posts",
            gettext_lazy("Words and pictures of posts that were taken back"),
            gettext_lazy("30 days"),
            "GDPR 17",
            purge_withdrawn,
        )
    )
    retention.removes(
        Rule(
            "calls",
            gettext_lazy("That somebody let a chosen person know"),
            gettext_lazy("30 days"),
            incidents.OWN_RULE,
            forget_calls,
        )
    )


def purge(post: Post) -> None:
    """Take the words and pictures of a withdrawn post away. Nobody sees them since it was withdrawn."""
    versions = list(post.versions.values_list("pk", flat=True))
    shown = Attachment.objects.visible_to(_JOB).filter(version_id__in=versions)
    pictures = set(shown.values_list("media_id", flat=True))
    elsewhere = Attachment.objects.visible_to(_JOB).filter(media_id__in=pictures).exclude(version_id__in=versions)
    alone = pictures - set(elsewhere.values_list("media_id", flat=True))
    alone -= set(Profile.objects.visible_to(_JOB).filter(picture_id__in=alone).values_list("picture_id", flat=True))
    quarantine.remove_files(alone)
    with transaction.atomic():
        for version in versions:
            reviews.close_unread(_JOB, Ref("version", version))
        Post.objects.visible_to(_JOB).filter(pk=post.pk).update(live=None)
        Post.objects.visible_to(_JOB).filter(disputes_id__in=versions).update(disputes=None)
        Screening.objects.filter(subject_kind="version", subject_id__in=versions).update(
            reasons={}, tier="", help_said=""
        )
        Version.objects.visible_to(_JOB).filter(pk__in=versions).delete()
        Mention.objects.visible_to(_JOB).filter(post=post).delete()
        post.tags.clear()
        quarantine.remove_rows(alone)


def purge_withdrawn() -> int:
    """Take away what was withdrawn thirty days ago, unless a legal hold keeps it; how many posts."""
    past = Post.objects.visible_to(_JOB).filter(state="withdrawn", withdrawn_at__lt=clock.now() - KEPT)
    held = Hold.objects.visible_to(_JOB).filter(ended_at=None).values("seat_id")
    found = past.filter(versions__isnull=False).exclude(author__seat_id__in=held).distinct().order_by("pk")
    posts = list(found[:_MOST_AT_ONCE])
    for post in posts:
        purge(post)
    return len(posts)


def erase(account_id: int) -> int:
    """Take away what the community has of a closed account. Nothing of it has to wait."""
    for post in Post.objects.visible_to(_JOB).filter(author__seat__account_id=account_id).exclude(state="withdrawn"):
        withdraw_of_somebody_gone(_JOB, post)
    mine = Post.objects.visible_to(_JOB).filter(author__seat__account_id=account_id)
    for post in mine.filter(versions__isnull=False).distinct():
        purge(post)
    _erase_gestures(account_id)
    _erase_faces(account_id)
    return 0


def _erase_gestures(account_id: int) -> None:
    with transaction.atomic():
        thanks = Thanks.objects.visible_to(_JOB).filter(profile__seat__account_id=account_id)
        Post.objects.visible_to(_JOB).filter(pk__in=list(thanks.values_list("post_id", flat=True))).update(
            thanks_count=F("thanks_count") - 1
        )
        thanks.delete()
        marks = ReviewMark.objects.visible_to(_JOB).filter(reviewer__seat__account_id=account_id)
        Version.objects.visible_to(_JOB).filter(pk__in=list(marks.values_list("version_id", flat=True))).update(
            mark_count=F("mark_count") - 1
        )
        marks.delete()
        Draft.objects.filter(seat__account_id=account_id).delete()
        Saved.objects.filter(profile__seat__account_id=account_id).delete()
        for model, roles in (
            (Follow, ("follower", "followed")),
            (Distance, ("keeper", "other")),
            (ChosenPerson, ("chooser", "chosen")),
            (ReviewRequest, ("asker", "colleague")),
            (Mention, ("profile",)),
        ):
            for role in roles:
                model.objects.visible_to(_JOB).filter(**{f"{role}__seat__account_id": account_id}).delete()


def _erase_faces(account_id: int) -> None:
    """Names and words go; the row stays under a name that says nothing, since posts without words still point at it."""
    faces = Profile.objects.visible_to(_JOB).filter(seat__account_id=account_id)
    pictures = {picture for picture in faces.values_list("picture_id", flat=True) if picture is not None}
    pictures |= set(quarantine.unused_of(account_id))
    quarantine.remove_files(pictures)
    with transaction.atomic():
        for face in faces:
            if not face.handle.startswith("gone-"):
                SpentHandle.objects.get_or_create(digest=keyed_digest("handle", face.handle))
            face.handle, face.display_name, face.biography = f"gone-{face.pk}", "-", ""
            face.picture, face.is_shown = None, False
            face.save(update_fields=["handle", "display_name", "biography", "picture", "is_shown"])
        ProfileChange.objects.visible_to(_JOB).filter(seat__account_id=account_id).delete()
        quarantine.remove_rows(pictures)
