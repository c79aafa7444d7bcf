"""What a post can be before the guard reads it: something to read, of a size that can be shown, with its pictures."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from commonward.community.composition import LONGEST_ALT, MOST_LINES, MOST_PICTURES, Composition
from commonward.community.health import review_day
from commonward.community.models import Post
from commonward.kernel import text
from commonward.kernel.actor import Person, Role
from commonward.kernel.errors import Unacceptable
from commonward.oversight import covering, crediting, screening
from commonward.oversight.access import media_of
from commonward.oversight.models import Media


def require_publishable(person: Person, words: str, composition: Composition, *, audience: str) -> None:
    """Raise Unacceptable, with the sentence to show beside its field, for what no post can be.

    `audience` is that of the post: a reply is read by whoever reads what it answers, whatever was sent with it.
    """
    if text.is_blank(words) and not composition.pictures:
        raise Unacceptable(_("Write something, or add a picture."), field="text")
    screening.require_fitting(words)
    if words.count("\n") >= MOST_LINES:
        raise Unacceptable(
            _("This has more lines than a post can have (%(most)s). Your words are kept; split them into parts.")
            % {"most": f"{MOST_LINES:,}"},
            field="text",
        )
    review_day(composition.review_on)
    if len(composition.pictures) > MOST_PICTURES:
        raise Unacceptable(_("A post holds up to %(most)d pictures.") % {"most": MOST_PICTURES}, field="pictures")
    if any(len(picture.alt) > LONGEST_ALT for picture in composition.pictures):
        raise Unacceptable(_("Keep the description of a picture under 500 characters."), field="pictures")
    wanted = [picture.media for picture in composition.pictures]
    brought = media_of(person, wanted)
    if any(covering.NOT_IN_PUBLIC & set(covering.choices_of(media).shows) for media in brought.values()):
        _require_not_public(person, audience)
    if len(brought) != len(set(wanted)) or len(set(wanted)) != len(wanted):
        raise Unacceptable(_("One of the pictures is no longer there. Please add it again."), field="pictures")


def _require_not_public(person: Person, audience: str) -> None:
    """Raise Unacceptable where staff would show to everybody what needs a patient's consent (rules.md S86, S88)."""
    if _is_staff(person.role) and audience == Post.Audience.PUBLIC:
        raise Unacceptable(
            _(
                "You said that a picture shows a wound, an operation or private skin. It can not be public without the"
                " patient's consent in writing. Take it out, or show a drawing."
            ),
            field="pictures",
        )


def is_read_first(role: Role, pictures: Iterable[Media]) -> bool:
    """Whether a second person reads what somebody in this role says first because a picture lets be seen what the guard
    would cover, or shows what staff do not show without a second look, or may be somebody else's.
    """
    by_staff = _is_staff(role)
    return any(covering.needs_reading(media, by_staff=by_staff) or crediting.is_doubtful(media) for media in pictures)


def _is_staff(role: Role) -> bool:
    return screening.author_of(role) not in {"patient", "family"}
