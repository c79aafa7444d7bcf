"""Notices: what a person should know, without content. A kind and a reference; words are put together on the page.

Others call `notify` in the transaction of the act. They register how their subjects are linked and, once, how
profiles are named; both are asked for many at a time and for the reader, so that what is hidden stays hidden.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound
from commonward.kernel.ref import Ref
from commonward.people.models import Notice, Seat

#: Given the reader and identifiers of a kind: where each can be seen, or who each is. What is hidden is left out.
Reader = Callable[[Person, list[int]], dict[int, str]]

#: More unread notices than this are shown only once the newer ones are read.
MOST_UNREAD: Final = 50


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentence of a notice, once and for several at a time, and its icon.

    `%(name)s` is who did it, as the reader may know them; `%(count)d` how often.
    """

    once: str
    often: str
    icon: str


KINDS: Final = {
    "post.replied": Kind(
        gettext_noop("%(name)s answered you."), gettext_noop("You have %(count)d new answers here."), "reply"
    ),
    "post.mentioned": Kind(
        gettext_noop("%(name)s spoke of you."), gettext_noop("You were spoken of %(count)d times here."), "at"
    ),
    "post.thanked": Kind(
        gettext_noop("%(name)s thanked you."), gettext_noop("You were thanked %(count)d times here."), "thanks"
    ),
    "post.disputed": Kind(
        gettext_noop("%(name)s disputes something you said, and says why."),
        gettext_noop("%(count)d people dispute something you said, and say why."),
        "scale",
    ),
    "post.marked": Kind(
        gettext_noop("%(name)s has reviewed a post of yours."),
        gettext_noop("%(count)d professionals have reviewed a post of yours."),
        "seal",
    ),
    "post.mark_lapsed": Kind(
        gettext_noop("A post that you reviewed was changed. Your mark does not stand on the new words."),
        gettext_noop("A post that you reviewed was changed. Your mark does not stand on the new words."),
        "seal-open",
    ),
    "post.review_asked": Kind(
        gettext_noop("%(name)s asks you to review a post."),
        gettext_noop("You were asked %(count)d times to review a post."),
        "question",
    ),
    "post.needs_change": Kind(
        gettext_noop("Something you wrote needs a change before others can see it."),
        gettext_noop("Something you wrote needs a change before others can see it."),
        "pen",
    ),
    "media.refused": Kind(
        gettext_noop("A picture could not be used. Your words are kept."),
        gettext_noop("Pictures could not be used. Your words are kept."),
        "image",
    ),
    "profile.followed": Kind(
        gettext_noop("%(name)s follows you now."), gettext_noop("%(name)s follows you now."), "follow"
    ),
    "review.released": Kind(
        gettext_noop("A second person has read your words. They are out now."),
        gettext_noop("A second person has read your words. They are out now."),
        "check",
    ),
    "review.returned": Kind(
        gettext_noop("A second person has read your words and asks for a change."),
        gettext_noop("A second person has read your words and asks for a change."),
        "undo",
    ),
    "review.refused": Kind(
        gettext_noop("A second person has read your words. They cannot go out. You may ask for another look."),
        gettext_noop("A second person has read your words. They cannot go out. You may ask for another look."),
        "review",
    ),
    "report.answered": Kind(
        gettext_noop("Thank you for your report. It has been answered."),
        gettext_noop("Thank you for your reports. They have been answered."),
        "flag",
    ),
    "credential.verified": Kind(
        gettext_noop("Your credential is verified. Your badge shows it now."),
        gettext_noop("Your credential is verified. Your badge shows it now."),
        "seal",
    ),
    "credential.refused": Kind(
        gettext_noop("Your credential could not be verified. Please look at it again."),
        gettext_noop("Your credential could not be verified. Please look at it again."),
        "seal-open",
    ),
    "office.given": Kind(
        gettext_noop("You were named for an office. See what it means."),
        gettext_noop("You were named for offices. See what they mean."),
        "seal",
    ),
    "trust.asked": Kind(
        gettext_noop("%(name)s asks whether they may turn to you when things are hard."),
        gettext_noop("%(name)s asks whether they may turn to you when things are hard."),
        "hand",
    ),
    "trust.agreed": Kind(
        gettext_noop("%(name)s agreed: you may turn to them."),
        gettext_noop("%(name)s agreed: you may turn to them."),
        "hand",
    ),
    "help.asked": Kind(
        gettext_noop("%(name)s would like to hear from you soon."),
        gettext_noop("%(name)s would like to hear from you soon."),
        "hand",
    ),
    "help.seen": Kind(
        gettext_noop("%(name)s has seen that you would like to hear from them."),
        gettext_noop("%(name)s has seen that you would like to hear from them."),
        "hand",
    ),
    "help.waits": Kind(
        gettext_noop("Somebody is first in the queue and waits for you."),
        gettext_noop("People are first in the queue and wait for you."),
        "review",
    ),
    "help.answered": Kind(
        gettext_noop("Somebody here wrote to you."), gettext_noop("Somebody here wrote to you."), "hand"
    ),
    "ethics.asked": Kind(
        gettext_noop("Somebody asks you about a rule."), gettext_noop("Somebody asks you about a rule."), "scale"
    ),
    "ethics.answered": Kind(
        gettext_noop("Your question about a rule is answered."),
        gettext_noop("Your question about a rule is answered."),
        "scale",
    ),
    "credential.runs_out": Kind(
        gettext_noop("Your credential runs out within a month. Have the next one verified in time."),
        gettext_noop("Your credential runs out within a month. Have the next one verified in time."),
        "clock",
    ),
    "credential.lapsed": Kind(
        gettext_noop("Your credential has run out. Your badge no longer shows it; have it verified again."),
        gettext_noop("Your credential has run out. Your badge no longer shows it; have it verified again."),
        "seal-open",
    ),
    "seat.suspended": Kind(
        gettext_noop("A seat of yours is suspended. Ask the administrator there."),
        gettext_noop("A seat of yours is suspended. Ask the administrator there."),
        "lock",
    ),
    "seat.reinstated": Kind(
        gettext_noop("This seat is yours again. Offices are given anew."),
        gettext_noop("This seat is yours again. Offices are given anew."),
        "check",
    ),
    "publishing.halted": Kind(
        gettext_noop("All publishing is paused. Nothing goes out until it is let go on."),
        gettext_noop("All publishing is paused. Nothing goes out until it is let go on."),
        "hand",
    ),
    "publishing.resumed": Kind(
        gettext_noop("Publishing goes on. What waited goes out by itself."),
        gettext_noop("Publishing goes on. What waited goes out by itself."),
        "check",
    ),
    "export.ready": Kind(
        gettext_noop("The copy of what is kept about you is ready. You can fetch it for seven days."),
        gettext_noop("The copy of what is kept about you is ready. You can fetch it for seven days."),
        "save",
    ),
    "export.failed": Kind(
        gettext_noop("The copy of what is kept about you could not be made. Please ask for it again."),
        gettext_noop("The copy of what is kept about you could not be made. Please ask for it again."),
        "info",
    ),
    "care.message": Kind(
        gettext_noop("You have a new message."),
        gettext_noop("You have new messages."),
        "care",
    ),
    "care.proxy_given": Kind(
        gettext_noop("Somebody lets you act for them in care."),
        gettext_noop("Somebody lets you act for them in care."),
        "hand",
    ),
    "care.proxy_named": Kind(
        gettext_noop("Somebody can act for you in care now."),
        gettext_noop("Somebody can act for you in care now."),
        "hand",
    ),
    "care.proxy_ending": Kind(
        gettext_noop("A parent's say in care ends in less than sixty days."),
        gettext_noop("A parent's say in care ends in less than sixty days."),
        "clock",
    ),
    "care.emergency": Kind(
        gettext_noop("Somebody opened your record in an emergency."),
        gettext_noop("Somebody opened your record in an emergency."),
        "key",
    ),
    "care.emergency_to_read": Kind(
        gettext_noop("A record was opened in an emergency. Please read why."),
        gettext_noop("A record was opened in an emergency. Please read why."),
        "key",
    ),
    "care.turn": Kind(
        gettext_noop("It is your turn to answer in care."),
        gettext_noop("It is your turn to answer in care, several times."),
        "care",
    ),
    "care.handed_over": Kind(
        gettext_noop("A conversation in care was handed over to you."),
        gettext_noop("Conversations in care were handed over to you."),
        "care",
    ),
    "care.overdue": Kind(
        gettext_noop("A patient waits longer than was promised. Please look now."),
        gettext_noop("Patients wait longer than was promised. Please look now."),
        "clock",
    ),
    "care.alert": Kind(
        gettext_noop("Somebody has to look at a message in care at once. Please open it now."),
        gettext_noop("Somebody has to look at messages in care at once. Please open them now."),
        "flag",
    ),
    "care.nobody": Kind(
        gettext_noop("Nobody of your care team is there at this moment. Please open this; it says whom to call."),
        gettext_noop("Nobody of your care team is there at this moment. Please open this; it says whom to call."),
        "phone",
    ),
    "care.asked": Kind(
        gettext_noop("Somebody asks your team for care."),
        gettext_noop("Somebody asks your team for care."),
        "care",
    ),
    "care.established": Kind(
        gettext_noop("A care team has taken you into care."),
        gettext_noop("A care team has taken you into care."),
        "care",
    ),
    "care.refused": Kind(
        gettext_noop("A care team has answered you."),
        gettext_noop("A care team has answered you."),
        "care",
    ),
    "care.paused": Kind(
        gettext_noop("A conversation in care is paused."),
        gettext_noop("A conversation in care is paused."),
        "care",
    ),
    "care.resumed": Kind(
        gettext_noop("A conversation in care goes on."),
        gettext_noop("A conversation in care goes on."),
        "care",
    ),
    "care.ending": Kind(
        gettext_noop("A care team has given notice."),
        gettext_noop("A care team has given notice."),
        "care",
    ),
    "care.ended": Kind(
        gettext_noop("A relationship in care has ended."),
        gettext_noop("A relationship in care has ended."),
        "care",
    ),
    "care.released": Kind(
        gettext_noop("A second reader has sent your message."),
        gettext_noop("A second reader has sent your messages."),
        "check",
    ),
    "care.returned": Kind(
        gettext_noop("A second reader asks you for a change."),
        gettext_noop("A second reader asks you for changes."),
        "undo",
    ),
    "care.stopped": Kind(
        gettext_noop("A message of yours was stopped before it was sent."),
        gettext_noop("Messages of yours were stopped before they were sent."),
        "refuse",
    ),
    "correction.asked": Kind(
        gettext_noop("Somebody asks for something about them to be put right."),
        gettext_noop("Somebody asks for something about them to be put right."),
        "pen",
    ),
    "correction.answered": Kind(
        gettext_noop("What you asked to be put right is answered."),
        gettext_noop("What you asked to be put right is answered."),
        "pen",
    ),
    "incident.reported": Kind(
        gettext_noop("An incident was reported. It waits for you."),
        gettext_noop("An incident was reported. It waits for you."),
        "shield",
    ),
    "seat.ended": Kind(
        gettext_noop("One of your seats was ended by an administrator."),
        gettext_noop("Seats of yours were ended by an administrator."),
        "leave",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the page shows it."""

    pk: int
    sentence: str = field(repr=False)
    icon: str
    at: datetime
    is_unread: bool
    has_link: bool


_links: dict[str, Reader] = {}
_names: list[Reader] = []


def register_links(subject_kind: str, reader: Reader) -> None:
    """Say where subjects of a kind are seen. Called in the `ready` of the app that keeps them."""
    _links[subject_kind] = reader


def register_names(reader: Reader) -> None:
    """Say how profiles are named to a reader. Called once, in the `ready` of the app that keeps profiles."""
    _names[:] = [reader]


def notify(seat_id: int, kind: str, subject: Ref, *, about: int | None = None) -> None:
    """Tell the person in this seat. While an equal notice is unread, it only counts up and names the newest doer.

    Belongs in the transaction of the act. `about` is the profile that did it, where that may be known. Raises KeyError
    for a kind that has no sentence, and ValueError for a subject that is of no kind we link to.
    """
    if kind not in KINDS:
        raise KeyError("A notice of a kind that has no sentence.")
    if subject.kind not in _links or type(subject.id) is not int:
        raise ValueError("A notice is about something by kind and number.")
    same = Notice.objects.filter(
        seat_id=seat_id, kind=kind, subject_kind=subject.kind, subject_id=subject.id, read_at=None
    )
    if _count_up(same, about):
        return
    try:
        with transaction.atomic():
            Notice.objects.create(
                seat_id=seat_id, kind=kind, subject_kind=subject.kind, subject_id=subject.id, about=about
            )
    except IntegrityError:
        # Another process made it between the two looks.
        _count_up(same, about)


def _count_up(same: "QuerySet[Notice]", about: int | None) -> bool:
    return same.update(count=F("count") + 1, about=about, created_at=clock.now()) > 0


def forget(kind: str, subject: Ref) -> None:
    """Nothing of this kind is left to tell about a subject: what was told of it goes, read or not."""
    Notice.objects.filter(kind=kind, subject_kind=subject.kind, subject_id=subject.id).delete()


def unread_count(seat_id: int) -> int:
    """How many notices wait in this seat. One query on an index."""
    return Notice.objects.filter(seat_id=seat_id, read_at=None).count()


def unread_in(seat: Seat) -> int:
    """The same for the seat of a request, which brought the number along: no query, for the frame of every page."""
    known: object = seat.__dict__.get("unread")
    return known if isinstance(known, int) else unread_count(seat.pk)


def unread_of(person: Person) -> list[Notice]:
    """The newest unread notices of the seat the person acts in."""
    return list(Notice.objects.visible_to(person).filter(read_at=None).order_by("-created_at")[:MOST_UNREAD])


def read_of(person: Person) -> "QuerySet[Notice]":
    """The notices of this seat that were read, for paging."""
    return Notice.objects.visible_to(person).filter(read_at__isnull=False)


def lines_of(person: Person, found: list[Notice]) -> list[Line]:
    """Notices with their words. As many queries as there are kinds of subjects, and one for names."""
    names = _names[0](person, sorted({notice.about for notice in found if notice.about is not None})) if _names else {}
    urls = _urls(person, found)
    return [
        Line(
            pk=notice.pk,
            sentence=_sentence(notice, names),
            icon=KINDS[notice.kind].icon,
            at=notice.created_at,
            is_unread=notice.read_at is None,
            has_link=Ref(notice.subject_kind, notice.subject_id) in urls,
        )
        for notice in found
        if notice.kind in KINDS
    ]


def open_notice(person: Person, pk: int) -> str:
    """Mark one notice of one's own as read and answer where its subject is; "" when that is gone or hidden."""
    notice = Notice.objects.visible_to(person).filter(pk=pk).first()
    if notice is None:
        raise NotFound
    Notice.objects.visible_to(person).filter(pk=pk, read_at=None).update(read_at=clock.now())
    return _urls(person, [notice]).get(Ref(notice.subject_kind, notice.subject_id), "")


def read_all(person: Person) -> None:
    """Mark everything in the seat the person acts in as read."""
    Notice.objects.visible_to(person).filter(read_at=None).update(read_at=clock.now())


def _sentence(notice: Notice, names: dict[int, str]) -> str:
    kind = KINDS[notice.kind]
    name = names.get(notice.about, "") if notice.about is not None else ""
    template = _(kind.once) if notice.count == 1 else _(kind.often)
    return template % {"name": name or _("Somebody"), "count": notice.count}


def _urls(person: Person, found: list[Notice]) -> dict[Ref, str]:
    urls: dict[Ref, str] = {}
    for kind in {notice.subject_kind for notice in found}:
        reader = _links.get(kind)
        if reader is None:
            continue
        ids = sorted({notice.subject_id for notice in found if notice.subject_kind == kind})
        urls |= {Ref(kind, pk): url for pk, url in reader(person, ids).items()}
    return urls


def _credential_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:credentials"))


def _seat_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:you"))


def _office_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:own_offices"))


def _halt_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:publishing"))


register_links("halt", _halt_links)
register_links("office", _office_links)
register_links("credential", _credential_links)
register_links("seat", _seat_links)
