"""What a post can be before the guard reads it: something to read, of a size that can be shown, with its pictures."""

from django.utils.translation import gettext as _

from commonward.community.composition import LONGEST_ALT, MOST_LINES, MOST_PICTURES, Composition
from commonward.community.health import review_day
from commonward.kernel import text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.oversight import screening
from commonward.oversight.access import media_of


def require_publishable(person: Person, words: str, composition: Composition) -> None:
    """Raise Unacceptable, with the sentence to show beside its field, for what no post can be."""
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
    if len(media_of(person, wanted)) != len(set(wanted)) or len(set(wanted)) != len(wanted):
        raise Unacceptable(_("One of the pictures is no longer there. Please add it again."), field="pictures")
