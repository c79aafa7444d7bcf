"""What a patient can permit, for how long, and the words that say so (rules.md section 4).

A wording is never changed. A new one is added with the next number, so that every grant keeps the words it was given
under; only the newest can be agreed to.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of consent. None of them stands for another: screening is not part of messaging."""

    MESSAGING = "messaging", _("Messages with a care team")
    SCREENING = "screening", _("Looking for signs of a crisis")
    PUBLICATION = "publication", _("Showing one thing to others")


#: Months that a grant lasts when its end is not stated. A publication always states its end.
MONTHS = {Kind.MESSAGING: 12, Kind.SCREENING: 6}

#: Kinds that concern an organisation as a whole. A publication is asked for with the item that it shows.
STANDING = (Kind.MESSAGING, Kind.SCREENING)

_WORDINGS: dict[Kind, tuple[Promise, ...]] = {
    Kind.MESSAGING: (
        _(
            "The care team may write to you here and read what you write to them. It goes into your record. Messages "
            "are not for emergencies. You can take this back at any time, and your care does not depend on it. What "
            "was written stays in your record."
        ),
    ),
    Kind.SCREENING: (
        _(
            "What you write to the care team from now on may be looked through for signs that you need help at once. "
            "The care team sees what was found. You can take this back at any time, and your care does not depend on "
            "it."
        ),
    ),
    Kind.PUBLICATION: (
        _(
            "Exactly this may be shown by the organisation, to the readers and for the purpose stated, until the day "
            "stated. You can take this back at any time: it is then taken down here. What others copied before may "
            "stay with them and be passed on. Your care does not depend on your answer. You keep a copy of this."
        ),
    ),
}


def newest(kind: Kind) -> int:
    """The number of the wording to show today."""
    return len(_WORDINGS[kind])


def wording(kind: Kind, number: int) -> str:
    """The words of this number. Raises IndexError for one that never was."""
    if number < 1:
        raise IndexError
    return str(_WORDINGS[kind][number - 1])
