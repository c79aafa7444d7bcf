"""What the community keeps about an account: faces, words in every version, drafts, and what was done with others."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.community.models import (
    Attachment,
    ChosenPerson,
    Distance,
    Draft,
    Follow,
    Post,
    Profile,
    ProfileChange,
    ReviewMark,
    Saved,
    Thanks,
    Version,
)
from commonward.oversight.parts import Part, register, register_owned


def listen() -> None:
    """Register them. Called once, when the app is ready."""
    register(_faces)
    register(_words)
    register(_others)
    register_owned(
        "post",
        lambda seats: _own(Post.objects.filter(author__seat__in=seats)),
        title=gettext_noop("Posts and answers"),
    )
    register_owned(
        "draft",
        lambda seats: _own(Draft.objects.filter(seat__in=seats)),
        title=gettext_noop("Drafts"),
    )
    register_owned(
        "profile",
        lambda seats: _own(Profile.objects.filter(seat__in=seats)),
        title=gettext_noop("Faces"),
    )
    register_owned("face", lambda seats: _own(ProfileChange.objects.filter(seat__in=seats)))


def _own(
    rows: "QuerySet[Profile] | QuerySet[ProfileChange] | QuerySet[Post] | QuerySet[Draft]",
) -> "QuerySet[Any, int]":
    return rows.order_by().values_list("pk", flat=True)


_FACE = ("seat", "handle", "display_name", "is_pseudonym", "biography", "created_at")


def _faces(account: int) -> Iterator[Part]:
    columns = (
        ("seat", _("Seat")),
        ("handle", _("Handle")),
        ("display_name", _("Name")),
        ("is_pseudonym", _("A chosen name")),
        ("biography", _("A few words")),
        ("created_at", _("When")),
    )
    faces = Profile.objects.filter(seat__account_id=account).order_by("pk").values_list(*_FACE)
    yield Part("faces", _("Your faces"), columns, tuple(faces))
    changes = ProfileChange.objects.filter(seat__account_id=account).order_by("pk").values_list(*_FACE, "state")
    yield Part(
        "face_changes", _("Changes of your faces that were read"), (*columns, ("state", _("State"))), tuple(changes)
    )


def _words(account: int) -> Iterator[Part]:
    posts = Post.objects.filter(author__seat__account_id=account).order_by("pk")
    yield Part(
        "posts",
        _("Your posts and answers"),
        (
            ("id", _("Number")),
            ("face", _("Face")),
            ("answers", _("Answers post")),
            ("audience", _("For")),
            ("state", _("State")),
            ("created_at", _("Written")),
            ("published_at", _("Out since")),
            ("withdrawn_at", _("Taken back")),
            ("replies", _("Answers")),
            ("thanks", _("Thanks")),
        ),
        tuple(
            posts.values_list(
                "pk",
                "author__handle",
                "parent",
                "audience",
                "state",
                "created_at",
                "published_at",
                "withdrawn_at",
                "reply_count",
                "thanks_count",
            )
        ),
    )
    versions = Version.objects.filter(post__author__seat__account_id=account).order_by("post", "number")
    yield Part(
        "versions",
        _("Your words, in every version"),
        (
            ("post", _("Post")),
            ("number", _("Version")),
            ("text", _("Words")),
            ("state", _("State")),
            ("verdict", _("What the check said")),
            ("review_on", _("To be looked at again")),
            ("created_at", _("Written")),
        ),
        tuple(versions.values_list("post", "number", "text", "state", "verdict", "review_on", "created_at")),
    )
    shown = Attachment.objects.filter(version__post__author__seat__account_id=account).order_by("version", "position")
    yield Part(
        "descriptions",
        _("How you described your pictures"),
        (("post", _("Post")), ("version", _("Version")), ("picture", _("Picture")), ("description", _("Words"))),
        tuple(shown.values_list("version__post", "version__number", "media", "alt")),
    )
    drafts = Draft.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "drafts",
        _("Your drafts"),
        (("seat", _("Seat")), ("place", _("Where")), ("text", _("Words")), ("updated_at", _("Last changed"))),
        tuple(drafts.values_list("seat", "key", "text", "updated_at")),
    )


def _others(account: int) -> Iterator[Part]:
    who = (("handle", _("Who")), ("created_at", _("Since")))
    following = Follow.objects.filter(follower__seat__account_id=account).order_by("pk")
    yield Part("following", _("Whom you follow"), who, tuple(following.values_list("followed__handle", "created_at")))
    followers = Follow.objects.filter(followed__seat__account_id=account).order_by("pk")
    yield Part("followers", _("Who follows you"), who, tuple(followers.values_list("follower__handle", "created_at")))
    apart = Distance.objects.filter(keeper__seat__account_id=account).order_by("pk")
    yield Part(
        "distances",
        _("Whom you muted or blocked"),
        (*who, ("kind", _("What"))),
        tuple(apart.values_list("other__handle", "created_at", "kind")),
    )
    chosen = ChosenPerson.objects.filter(chooser__seat__account_id=account).order_by("pk")
    yield Part(
        "chosen_person",
        _("Whom you may turn to"),
        (*who, ("agreed_at", _("Agreed"))),
        tuple(chosen.values_list("chosen__handle", "created_at", "agreed_at")),
    )
    post = (("post", _("Post")), ("created_at", _("When")))
    for name, title, rows in (
        ("saved", _("Posts that you saved"), Saved.objects.filter(profile__seat__account_id=account)),
        ("thanks", _("Posts that you thanked for"), Thanks.objects.filter(profile__seat__account_id=account)),
    ):
        yield Part(name, title, post, tuple(rows.order_by("pk").values_list("post", "created_at")))
    marks = ReviewMark.objects.filter(reviewer__seat__account_id=account).order_by("pk")
    yield Part(
        "review_marks",
        _("Posts that you marked as reviewed"),
        (("post", _("Post")), ("version", _("Version")), ("made_at", _("When"))),
        tuple(marks.values_list("version__post", "version__number", "made_at")),
    )
