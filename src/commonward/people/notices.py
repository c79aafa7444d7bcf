"""Notices: what a person should know, without content. A kind and a reference; words are put together on the page.

Others call `notify` in the transaction of the act. They register how their subjects are linked and, once, how
profiles are named; both are asked for many at a time and for the reader, so that what is hidden stays hidden.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.kernel import clock, nudges
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound
from commonward.kernel.paging import Page, number_of, older_rows, page_of
from commonward.kernel.prepared import prepared
from commonward.kernel.ref import Ref
from commonward.people.models import Notice, NoticeDoer, Seat
from commonward.people.notice_kinds import KINDS
from commonward.people.pushing import announce
from commonward.people.reaching_choices import is_hushed

#: Given the reader and identifiers of a kind: where each can be seen, or who each is. What is hidden is left out.
Reader = Callable[[Person, list[int]], dict[int, str]]

#: More unread notices than this are shown only once the newer ones are read.
MOST_UNREAD: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the page shows it."""

    pk: int
    sentence: str = field(repr=False)
    icon: str
    at: datetime
    is_unread: bool
    has_link: bool


#: The kind of subjects that are named by the same reader.
_PROFILE: Final = "profile"
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
    if is_hushed(seat_id, kind):
        return
    nudges.nudge(nudges.topic("seat", seat_id))
    announce(seat_id, kind)
    same = Notice.objects.filter(
        seat_id=seat_id, kind=kind, subject_kind=subject.kind, subject_id=subject.id, read_at=None
    )
    if not _count_up(same, about):
        _begin(same, seat_id, kind, subject, about)
    if KINDS[kind].together and about is not None:
        notice = same.get()
        NoticeDoer.objects.bulk_create([NoticeDoer(notice=notice, profile=about)], ignore_conflicts=True)
        same.update(people=NoticeDoer.objects.filter(notice=notice).count())


def _begin(same: "QuerySet[Notice]", seat_id: int, kind: str, subject: Ref, about: int | None) -> None:
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
    return _unread(person)


@prepared
def _unread(person: Person) -> "QuerySet[Notice]":
    return Notice.objects.visible_to(person).filter(read_at=None).order_by("-created_at")[:MOST_UNREAD]


def read_page(person: Person, cursor: str | None) -> "Page[Notice]":
    """A page of the notices of this seat that were read."""
    return page_of(_read(person, number_of(cursor)))


@prepared
def _read(person: Person, before: int | None) -> "QuerySet[Notice]":
    return older_rows(Notice.objects.visible_to(person).filter(read_at__isnull=False), before)


def lines_of(person: Person, found: list[Notice]) -> list[Line]:
    """Notices with their words. As many queries as there are kinds of subjects, and one for names: a profile that has
    a name to this reader has a page, too.
    """
    about = {notice.about for notice in found if notice.about is not None}
    names = _names[0](person, sorted(about)) if _names else {}
    urls = _urls(person, [notice for notice in found if not _is_named(notice, about)])
    return [
        Line(
            pk=notice.pk,
            sentence=_sentence(notice, names),
            icon=KINDS[notice.kind].icon,
            at=notice.created_at,
            is_unread=notice.read_at is None,
            has_link=notice.subject_id in names
            if _is_named(notice, about)
            else Ref(notice.subject_kind, notice.subject_id) in urls,
        )
        for notice in found
        if notice.kind in KINDS
    ]


def _is_named(notice: Notice, about: Collection[int]) -> bool:
    return notice.subject_kind == _PROFILE and notice.subject_id in about


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
    nudges.nudge(nudges.topic("seat", person.seat))


def _sentence(notice: Notice, names: dict[int, str]) -> str:
    kind = KINDS[notice.kind]
    name = names.get(notice.about, "") if notice.about is not None else ""
    template = kind.once if notice.count == 1 else kind.together if notice.people > 1 else kind.often
    return _(template) % {"name": name or _("Somebody"), "count": notice.count, "people": notice.people}


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


def _readiness_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:readiness"))


def _verification_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:credentials_to_verify"))


def _seat_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:you"))


def _office_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:own_offices"))


def _halt_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:publishing"))


def _child_links(person: Person, ids: list[int]) -> dict[int, str]:
    return dict.fromkeys(ids, reverse("people:children"))


register_links("child", _child_links)
register_links("halt", _halt_links)
register_links("office", _office_links)
register_links("credential", _credential_links)
register_links("text", _readiness_links)
register_links("training", _readiness_links)
register_links("verification", _verification_links)
register_links("seat", _seat_links)
