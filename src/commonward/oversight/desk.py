"""The reviewer's desk: rows of the queue and the one item that is being read, ready for pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.kernel.models import Entry
from commonward.kernel.paging import Page, newer, older
from commonward.kernel.ref import Ref
from commonward.oversight import access, showing
from commonward.oversight.models import Report, Review
from commonward.oversight.subjects import SubjectView, views_of
from commonward.people.badges import spoken_role
from commonward.people.models import Seat
from commonward.ui.findings import Check
from commonward.ui.shapes import Due, Tab

#: How long a held item should wait at most. Shown as the ring's turn; nothing happens by itself.
TARGET: Final = timedelta(hours=2)
TABS: Final = ("open", "mine", "others", "appeals", "done")
DECIDED: Final = (Review.State.RELEASED.value, Review.State.RETURNED.value, Review.State.REFUSED.value)
#: Under this name the seat of a request keeps how much nobody has taken.
_COUNTED: Final = "_reviews_untaken"
_UNDECIDED: Final = Q(state__in=[Review.State.OPEN, Review.State.CLAIMED])
#: What nobody has taken: the one question of the frame's number, of the tab "To read" and of a reviewer's home.
_UNTAKEN: Final = Q(state=Review.State.OPEN)

#: What reviews are about, by reference.
Subjects = Mapping[Ref, SubjectView]

_HAPPENED: Final = {
    "review.opened": gettext_lazy("Held by policy"),
    "review.claimed": gettext_lazy("Taken to read"),
    "review.given_back": gettext_lazy("Given back"),
    "review.released": gettext_lazy("Released"),
    "review.returned": gettext_lazy("Returned with words"),
    "review.refused": gettext_lazy("Refused"),
    "review.appealed": gettext_lazy("A second look was asked for"),
    "help.asked": gettext_lazy("Somebody was asked for"),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    pk: int
    url: str
    level: str
    heading: str = field(repr=False)
    sub: str
    due: str
    owner: str
    current: bool
    first: bool = False  # somebody may be in need


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an item, from the ledger."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Item:
    """What a reviewer reads."""

    review: Review = field(repr=False)
    subject: SubjectView | None = field(repr=False)
    check: Check | None = field(repr=False)
    level: str
    heading: str = field(repr=False)
    history: tuple[Happening, ...]
    reports: tuple[Report, ...] = field(repr=False)
    seat: str = ""  # what the author is here, in words
    waited: str = ""
    ring: int = 0
    first_words: str = field(default="", repr=False)
    may_decide: bool = False
    may_claim: bool = False


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What its author sees of a review."""

    review: Review = field(repr=False)
    subject: SubjectView | None = field(repr=False)
    check: Check | None = field(repr=False)
    level: str
    reviewer: str
    appeal: Review | None = field(default=None, repr=False)


def decision(review: Review) -> DecisionView:
    """One review for the author of the words."""
    ref = Ref(review.subject_kind, review.subject_id)
    subject = views_of([ref]).get(ref)
    profile = getattr(review.reviewer, "profile", None)
    return DecisionView(
        review=review,
        subject=subject,
        check=showing.check_of_screening(subject.text, review.screening) if subject and review.screening else None,
        level={Review.State.RELEASED: "note", Review.State.RETURNED: "warn", Review.State.REFUSED: "block"}.get(
            Review.State(review.state), "hold"
        ),
        reviewer=profile.display_name if profile is not None else _("a moderator"),
        appeal=getattr(review, "appeal", None),
    )


def queue(person: Person, tab: str, cursor: str | None) -> "Page[Review]":
    """One page of a tab: who may be in need first, then the longest waiting; what is done, newest first."""
    reviews = access.reviews_for(person).filter(_tab(person, tab)).select_related("screening", "reviewer__profile")
    return older(reviews, cursor) if tab == "done" else newer(reviews, cursor, first="is_first")


def subjects(reviews: Iterable[Review]) -> Subjects:
    """What these reviews are about, read at once, for the lines of the list and for the item beside it."""
    return views_of(list({_ref(review): None for review in reviews}))


def rows(page: "Page[Review]", views: Subjects, current: int | None = None) -> list[QueueRow]:
    """The lines of a page."""
    return [_row(review, views.get(_ref(review)), current) for review in page.items]


def numbers(person: Person, seat: Seat) -> dict[str, int]:
    """How many wait in each tab, and how many were decided today in each way. One query; the frame's is spared."""
    since = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(decided_at__gte=since)
    counts = {name: Count("pk", filter=_UNDECIDED & _tab(person, name)) for name in TABS if name != "done"}
    counts |= {state: Count("pk", filter=today & Q(state=state)) for state in DECIDED}
    found: dict[str, int] = access.reviews_for(person).filter(_UNDECIDED | today).aggregate(**counts)
    seat.__dict__[_COUNTED] = found["open"]
    return found


def tabs(counts: Mapping[str, int], current: str) -> list[Tab]:
    """The tabs, with what waits in each. What others have taken has one while there is any."""
    labels = {
        "open": _("To read"),
        "mine": _("Mine"),
        "others": _("With others"),
        "appeals": _("Appeals"),
        "done": _("Done"),
    }
    here = reverse("oversight:queue")
    shown = [name for name in TABS if name != "others" or counts["others"] or name == current]
    return [Tab(f"{here}?tab={name}", labels[name], name == current, counts.get(name, 0)) for name in shown]


def tab_of(person: Person, review: Review) -> str:
    """Beside which list one item is read."""
    if review.reviewer_id == person.seat:
        return "mine"
    return "others" if review.state == Review.State.CLAIMED else "open"


def waiting(person: Person, seat: Seat) -> int:
    """How much waits for this reviewer: the number in the frame. No query where the page itself has counted."""
    known: object = seat.__dict__.get(_COUNTED)
    if isinstance(known, int):
        return known
    return access.reviews_for(person).filter(_UNTAKEN).count()


def longest_waiting(person: Person, most: int) -> list[Due]:
    """What nobody has taken yet and waits longest, for the page on which a reviewer starts their day. One query."""
    open_ones = access.reviews_for(person).filter(_UNTAKEN).order_by("-is_first", "pk")
    titles = {
        Review.Kind.HELD: _("A held text waits"),
        Review.Kind.APPEAL: _("A second look was asked for"),
        Review.Kind.REPORT: _("A reader has a doubt"),
        Review.Kind.CALL: _("Somebody asks for a person"),
    }
    return [
        Due(
            reverse("oversight:review", args=[pk]),
            _("A reader worries about somebody") if is_first and kind == "report" else titles[Review.Kind(kind)],
            _("Read it, and take it if you have a moment"),
            words=short_since(since),
            left=ring_of(since),
            whole=100,
        )
        for pk, kind, is_first, since in open_ones.values_list("pk", "kind", "is_first", "created_at")[:most]
    ]


def ring_of(since: datetime) -> int:
    """How much of the usual wait is left, of a hundred: a full ring is new, an empty one is late."""
    return max(0, round(100 * (1 - (clock.now() - since) / TARGET)))


def item(person: Person, review: Review, views: Subjects) -> Item:
    """Everything about one review, for the page on which it is decided."""
    subject = views.get(_ref(review))
    check = showing.check_of_screening(subject.text, review.screening) if subject and review.screening else None
    return Item(
        review=review,
        subject=subject,
        check=check,
        level=_level(review),
        heading=subject.title if subject else _("This is no longer there"),
        history=_history(review),
        reports=tuple(Report.objects.visible_to(person).filter(review=review)),
        seat=spoken_role(review.author),
        waited=short_since(review.created_at),
        ring=ring_of(review.created_at),
        first_words=review.appeal_of.words if review.appeal_of is not None else "",
        may_decide=bool(access.may_decide(person, review)),
        may_claim=review.state == Review.State.OPEN,
    )


def waits(counts: Mapping[str, int]) -> str:
    """How much nobody has taken yet, in one sentence."""
    number = counts["open"]
    if not number:
        return _("Nothing waits to be taken.")
    return ngettext("%(number)d waits to be taken.", "%(number)d wait to be taken.", number) % {"number": number}


def today(counts: Mapping[str, int]) -> str:
    """What was read today, in one sentence."""
    read = sum(counts[state] for state in DECIDED)
    if not read:
        return _("Nothing was decided yet today.")
    return _("%(read)s, %(released)d released, %(returned)d returned, %(refused)d refused.") % {
        "read": ngettext("%(number)d read", "%(number)d read", read) % {"number": read},
        **{state: counts[state] for state in DECIDED},
    }


def _ref(review: Review) -> Ref:
    return Ref(review.subject_kind, review.subject_id)


def _tab(person: Person, tab: str) -> Q:
    match tab:
        case "mine":
            return Q(state=Review.State.CLAIMED, reviewer_id=person.seat)
        case "others":
            return Q(state=Review.State.CLAIMED) & ~Q(reviewer_id=person.seat)
        case "appeals":
            return _UNDECIDED & Q(kind=Review.Kind.APPEAL)
        case "done":
            return Q(state__in=DECIDED)
        case _:
            return _UNTAKEN


def _level(review: Review) -> str:
    """How grave what waits is. What is held is held, also where only a picture has it wait."""
    if review.kind in {Review.Kind.REPORT, Review.Kind.CALL}:
        return "hold" if review.is_first else "note"
    verdict = review.screening.verdict if review.screening else ""
    return "block" if verdict == "block" else "hold"


def _row(review: Review, view: SubjectView | None, current: int | None) -> QueueRow:
    kind = "" if review.kind == Review.Kind.HELD else str(review.get_kind_display())
    if review.is_first:
        kind = f"{_('First')} · {kind}"
    because = view.because if view and review.kind in {Review.Kind.HELD, Review.Kind.APPEAL} else ()
    told = (kind, view.what, view.audience, *because) if view else (kind,)
    sub = " · ".join(part for part in told if part)
    owner = ""
    if review.state == Review.State.CLAIMED:
        profile = getattr(review.reviewer, "profile", None)
        owner = profile.display_name if profile is not None else _("taken")
    return QueueRow(
        pk=review.pk,
        url=reverse("oversight:review", args=[review.pk]),
        level=_level(review),
        heading=view.title if view else _("This is no longer there"),
        sub=sub,
        due=short_since(review.decided_at or review.created_at),
        owner=str(review.get_state_display()) if review.decided_at else owner,
        current=review.pk == current,
        first=review.is_first and not review.decided_at,
    )


def short_since(at: datetime) -> str:
    """How long something has waited, in few letters."""
    minutes = max(0, int((clock.now() - at).total_seconds() // 60))
    if minutes < 60:
        return _("%(number)d min") % {"number": minutes}
    if minutes < 60 * 24:
        return _("%(number)d h") % {"number": minutes // 60}
    return _("%(number)d d") % {"number": minutes // (60 * 24)}


def _history(review: Review) -> tuple[Happening, ...]:
    """What the ledger says of this review and of the one it appeals."""
    ids = [review.pk] + ([review.appeal_of_id] if review.appeal_of_id else [])
    entries = Entry.objects.filter(subject_kind="review", subject_id__in=ids, action__in=_HAPPENED).order_by("sequence")
    return tuple(Happening(entry.at, str(_HAPPENED[entry.action])) for entry in entries)
