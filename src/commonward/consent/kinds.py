"""What a patient can permit, for how long, and the words that say so (rules.md section 4).

A wording is never changed. A new one is added with the next number, so that every grant keeps the words it was given
under; only the newest can be agreed to.
"""

from datetime import UTC, datetime
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of consent. None of them stands for another: screening is not part of messaging."""

    MESSAGING = "messaging", _("Messages with a care team")
    SCREENING = "screening", _("Looking for signs of a crisis")
    PUBLICATION = "publication", _("Showing one thing to others")
    CHANNEL = "channel", _("Plain e-mail or text messages")
    IMAGE = "image", _("A picture or recording")
    MARKETING = "marketing", _("Advertising")
    HIV = "hiv", _("Giving records about HIV to somebody")
    PART2 = "part2", _("Giving records of addiction treatment to somebody")
    RESEARCH = "research", _("A study")


#: Months that a grant lasts when its end is not stated. The other kinds state their end.
MONTHS: Final = {Kind.MESSAGING: 12, Kind.SCREENING: 6}

#: What stands until it is changed has this end, as everything has to have one.
NO_END: Final = datetime(2199, 12, 31, tzinfo=UTC)
UNTIL_CHANGED: Final = frozenset({Kind.CHANNEL})

#: The longest that the others may be permitted without asking anew, in days.
LONGEST: Final = {
    Kind.PUBLICATION: 2 * 366,
    Kind.IMAGE: 2 * 366,
    Kind.MARKETING: 366,
    Kind.HIV: 2 * 366,
    Kind.PART2: 2 * 366,
    Kind.RESEARCH: 10 * 366,
}

#: Kinds that concern an organisation as a whole. A publication is asked for with the item that it shows.
STANDING: Final = (Kind.MESSAGING, Kind.SCREENING)
#: Kinds that a team asks for with what exactly it is about (`terms`).
ASKED: Final = (Kind.CHANNEL, Kind.IMAGE, Kind.MARKETING, Kind.HIV, Kind.PART2, Kind.RESEARCH)
#: Those of them that a patient also gives without being asked.
BY_ONESELF: Final = (Kind.CHANNEL, Kind.HIV, Kind.PART2)
#: Releases to somebody outside. A notice goes with what is given away.
RELEASES: Final = (Kind.HIV, Kind.PART2)
#: What else than their own say a proxy with that scope decides: not whether a team may write, nor screening.
DECIDED_FOR: Final = frozenset({Kind.PUBLICATION, *ASKED})

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
    Kind.CHANNEL: (
        _(
            "The organisation may send you what is about your health by plain e-mail or text message (SMS), to the "
            "address or number stated. This is not safe. Others who use your device, your mailbox or your number may "
            "read it, and so may the companies that carry it. A mistyped address reaches somebody else. You have read "
            "this and would still like it so. Messages inside this site stay locked. You can change this or take it "
            "back at any time; what was sent before can not be called back. Your care does not depend on it. You keep "
            "a copy of this."
        ),
    ),
    Kind.IMAGE: (
        _(
            "The organisation may make the picture or recording that is named here, with the device that is named, and "
            "use it for what you choose and for nothing else, until the day stated. Each use counts by itself: your "
            "care, teaching those who work or learn in care, or showing it to everybody. Whoever sees it may pass it "
            "on, and may know you by it. You can take back one use or all of them at any time: it is not used from "
            "then on. What others copied before may stay with them, and what belongs to your care stays in your "
            "record. Your care does not depend on your answer. You keep a copy of this."
        ),
    ),
    Kind.MARKETING: (
        _(
            "The organisation may use what is named here to advertise the product that is named, in this one campaign "
            "and until the day stated. It is said here who is paid for it, and by whom. Whoever receives it may pass "
            "it on, and the law may then no longer protect it. You can take this back at any time: it is not used from "
            "then on, and what was shown here comes down. Your care does not depend on your answer, nor does what you "
            "pay or what is paid for you. You keep a copy of this."
        ),
    ),
    Kind.HIV: (
        _(
            "The organisation may give what is named here about HIV to the one recipient that is named, for the "
            "purpose stated, until the day stated. A general permission to give out your record is not enough for "
            "this. A notice goes with it: whoever receives it may not pass it on without your permission in writing, "
            "unless the law says so. It may not be used against you in court or before an authority. You can take this "
            "back at any time; what was given before can not be called back. Your care does not depend on your answer. "
            "You keep a copy of this."
        ),
    ),
    Kind.PART2: (
        _(
            "The organisation may give the records that are named here, of treatment for the use of alcohol or drugs, "
            "to the recipient that is named, for what you choose, until the day stated. Federal law (42 CFR Part 2) "
            "protects them. A notice goes with them. A recipient who treats you, or is paid for that, may pass them on "
            "only as the law on privacy in health care lets them, and nobody may use them against you in court or "
            "before an authority without your permission or an order of a court. You can take this back at any time; "
            "what was given before can not be called back. Your care does not depend on your answer. You keep a copy "
            "of this."
        ),
    ),
    Kind.RESEARCH: (
        _(
            "The study that is named here may use the data that are named, until the day stated. You are in it by a "
            "number and not by your name, and its results speak of groups of people. Whoever receives the data may "
            "pass them on as the study says, and the law may then no longer protect them. You can take this back at "
            "any time: your number is out of the list in that moment. What was counted before stays counted. Your care "
            "does not depend on your answer. You keep a copy of this."
        ),
    ),
}

#: What goes with records that are given away under a release. In the words of the law, which others have to recognise.
NOTICES: Final[dict[Kind, Promise]] = {
    Kind.PART2: _(
        "42 CFR part 2 prohibits unauthorized use or disclosure of these records. They may not be used or disclosed in "
        "any civil, criminal, administrative or legislative proceeding against the patient, without the patient's "
        "consent in writing or an order of a court."
    ),
    Kind.HIV: _(
        "This information comes from confidential records that state law protects. Do not disclose it further without "
        "the specific written consent of the person to whom it pertains, or as the law otherwise permits. A general "
        "authorization for the release of medical or other information is not sufficient for that."
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
