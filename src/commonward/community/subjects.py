"""How oversight reads what the community keeps: versions of posts, faces that wait, people who ask for somebody."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.community import publishable
from commonward.community.cards import picture_of
from commonward.community.models import Post, Profile, ProfileChange, Version
from commonward.kernel.actor import Role
from commonward.kernel.ref import Ref
from commonward.kernel.text import without_marks
from commonward.oversight import covering, crediting, subjects
from commonward.oversight.subjects import SubjectView
from commonward.people.models import Seat
from commonward.ui.shapes import Picture

_TITLE_WORDS = 8


def register() -> None:
    """Tell oversight how to read our kinds. Called once, when the app is ready."""
    subjects.register("version", versions)
    subjects.register("face", faces)
    subjects.register("seat", seats)


def versions(ids: list[int]) -> dict[int, SubjectView]:
    """Versions of posts that are not withdrawn."""
    found = (
        Version.objects.filter(pk__in=ids)
        .exclude(post__state=Post.State.WITHDRAWN)
        .select_related("post__author__seat__organisation", "post__live", "post__organisation")
        .prefetch_related("attachments__media")
    )
    return {version.pk: _version(version) for version in found}


def faces(ids: list[int]) -> dict[int, SubjectView]:
    """Faces that somebody wants to show."""
    found = ProfileChange.objects.filter(pk__in=ids).select_related("seat__profile", "seat__organisation")
    return {change.pk: _face(change) for change in found}


def seats(ids: list[int]) -> dict[int, SubjectView]:
    """People who asked for somebody: who they are to others, and no words."""
    found = Seat.objects.filter(pk__in=ids, ended_at=None, profile__isnull=False)
    return {seat.pk: _seat(seat) for seat in found.select_related("profile", "organisation")}


def _seat(seat: Seat) -> SubjectView:
    profile: Profile = seat.profile
    return SubjectView(
        ref=Ref("seat", seat.pk),
        what=_("Person"),
        audience="",
        author_name=profile.display_name,
        author_url=reverse("community:person", args=[profile.handle]),
        author_profile=profile.pk,
        author_seat=seat.pk,
        author_place=_place(profile),
        written_at=seat.started_at,
        text="",
        title=_("%(name)s asks for somebody") % {"name": profile.display_name},
    )


def _version(version: Version) -> SubjectView:
    post = version.post
    live = post.live
    return SubjectView(
        ref=Ref("version", version.pk),
        what=_("Reply") if post.root_id is not None else _("Post"),
        audience=str(post.get_audience_display()),
        author_name=post.author.display_name,
        author_url=reverse("community:person", args=[post.author.handle]),
        author_profile=post.author_id,
        author_seat=post.author.seat_id,
        author_place=_place(post.author),
        written_at=version.created_at,
        text=version.text,
        title=_title(version.text) or _("A picture"),
        pictures=_pictures(version),
        url=reverse("community:post", args=[post.root_id or post.pk]) if live is not None else "",
        edit_url="" if version.state == Version.State.REFUSED else reverse("community:edit", args=[post.pk]),
        current=live.text if live is not None and live.pk != version.pk else "",
        because=_because(version),
    )


def _face(change: ProfileChange) -> SubjectView:
    profile = getattr(change.seat, "profile", None)
    return SubjectView(
        ref=Ref("face", change.pk),
        what=_("Profile"),
        audience=_("Public"),
        author_name=profile.display_name if profile is not None else change.display_name,
        author_url=reverse("community:person", args=[profile.handle]) if profile is not None else "",
        author_profile=profile.pk if profile is not None else 0,
        author_seat=change.seat_id,
        author_place=_place(profile) if profile is not None else "",
        written_at=change.created_at,
        text=f"{change.display_name}\n\n{change.biography}".strip(),
        title=change.display_name,
        edit_url=reverse("community:face"),
        current=f"{profile.display_name}\n\n{profile.biography}".strip() if profile is not None else "",
    )


def _because(version: Version) -> tuple[str, ...]:
    """What of its pictures has a second person read it first, where something has: each reason once."""
    pictures = [item.media for item in version.attachments.all()]
    if not publishable.is_read_first(Role(version.post.author.seat.role), pictures):
        return ()
    told = [one for media in pictures for one in (*covering.waits_for(media), *crediting.waits_for(media))]
    return tuple(dict.fromkeys(told))


def _pictures(version: Version) -> tuple[Picture, ...]:
    found = (
        (
            picture_of(item.media, item.alt),
            " ".join(
                note
                for note in (covering.note_for_reviewer(item.media), crediting.note_for_reviewer(item.media))
                if note
            ),
        )
        for item in version.attachments.all()
    )
    return tuple(replace(picture, note=note) for picture, note in found if picture is not None)


def _place(profile: Profile) -> str:
    """The organisation as readers see it: a chosen name stands alone."""
    organisation = profile.seat.organisation
    return organisation.name if organisation is not None and not profile.is_pseudonym else ""


def _title(text: str) -> str:
    """The first words, as a heading for those who may read it anyway."""
    words = without_marks(text).split()
    return " ".join(words[:_TITLE_WORDS]) + ("\N{NO-BREAK SPACE}…" if len(words) > _TITLE_WORDS else "")
