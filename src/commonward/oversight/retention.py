"""How long things are kept (rules.md 7): each rule in one place, carried out on the worker's rounds, shown on the desk.

A context registers what it removes with `removes`. The rounds come every few minutes; what they remove is added up by
day. A rule that stumbles does not keep the others from being carried out, and the desk says which one it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.consent.models import Grant, Question, Terms
from commonward.kernel import clock, ledger, upkeep
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.oversight import correcting, crisis, erasing, ethics, exporting, incidents, lessons, library, resembling
from commonward.oversight.incidents import OWN_RULE
from commonward.oversight.models import Hold, RetentionDay
from commonward.people import actions as people_actions
from commonward.people.models import Seat

_JOB: Final = System("retention")
SIX_YEARS: Final = timedelta(days=6 * 365 + 2)
_MOST_AT_ONCE: Final = 200
#: The rounds come every ten minutes; after so long without one something is wrong.
LATE: Final = timedelta(hours=24)

Act = Callable[[], int]
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept, how long, and why. `act` removes what is past its time and says how many; None: nothing is."""

    code: str
    what: Words
    kept: Words
    basis: Words
    act: Act | None = None


_rules: dict[str, Rule] = {}


def removes(rule: Rule) -> None:
    """Register a rule. Called in the `ready` of the app that keeps what it is about."""
    _rules[rule.code] = rule


@upkeep.sweeps_for_good
def tend() -> int:
    """Carry every rule out and add up what was removed today; how many things. Safe at any time, and twice."""
    removed: dict[str, int] = {}
    stumbled: dict[str, str] = {}
    for rule in _rules.values():
        if rule.act is None:
            continue
        try:
            removed[rule.code] = rule.act()
        except Exception as error:  # noqa: BLE001  one rule must not keep the others; the desk and the log name it
            stumbled[rule.code] = type(error).__name__
            log_event("retention.stumbled", rule=rule.code, error=type(error).__name__)
    _note({code: number for code, number in removed.items() if number}, stumbled)
    return sum(removed.values())


def _note(removed: dict[str, int], stumbled: dict[str, str]) -> None:
    now = clock.now()
    with transaction.atomic():
        today, _made = RetentionDay.objects.select_for_update().get_or_create(
            day=timezone.localtime(now, timezone.get_default_timezone()).date(), defaults={"last_at": now}
        )
        for code, number in removed.items():
            today.removed[code] = today.removed.get(code, 0) + number
        today.stumbled, today.last_at = stumbled, now
        today.save(update_fields=["removed", "stumbled", "last_at"])
        if removed:
            # How many of what kind stands beside the day; the ledger need not know what was removed of crises.
            ledger.record(_JOB, "retention.removed", Ref("retention", 0), detail={"things": sum(removed.values())})


# --- What the desk shows --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Shown:
    """A rule with what it removed. Flat, since a template would call what can be called."""

    what: Words
    kept: Words
    basis: Words
    removes: bool
    today: int
    month: int
    stumbled: str


def shown() -> tuple[list[Shown], RetentionDay | None]:
    """Every rule with what it removed today and in thirty days, and the last day of rounds. One query."""
    days = list(RetentionDay.objects.order_by("-day")[:30])
    last = days[0] if days else None
    since = timezone.localdate(clock.now()) - timedelta(days=30)
    return [
        Shown(
            what=rule.what,
            kept=rule.kept,
            basis=rule.basis,
            removes=rule.act is not None,
            today=last.removed.get(rule.code, 0) if last is not None else 0,
            month=sum(day.removed.get(rule.code, 0) for day in days if day.day > since),
            stumbled=last.stumbled.get(rule.code, "") if last is not None else "",
        )
        for rule in _rules.values()
    ], last


# --- Legal holds ----------------------------------------------------------------------------------------------------
def hold(person: Person, *, handle: str, reason: str) -> Hold:
    """Keep what belongs to a seat from being removed. Raises Unacceptable beside `handle` or `reason`."""
    require(correcting.may_answer(person))
    if reason not in Hold.Reason.values:
        raise Unacceptable(_("Please choose why."), field="reason")
    seats = Seat.objects.filter(profile__handle=handle.strip().removeprefix("@").lower())
    seat = seats.filter(organisation_id__in=[person.organisation]).first() if person.organisation else seats.first()
    if seat is None and person.organisation is not None:
        seat = seats.filter(organisation=None).first()
    if seat is None:
        raise Unacceptable(_("There is nobody here by this handle whom you answer for."), field="handle")
    if Hold.objects.visible_to(_JOB).filter(seat=seat, ended_at=None).exists():
        raise Unacceptable(_("What belongs to this person is held already."), field="handle")
    with transaction.atomic():
        held = Hold.objects.create(seat=seat, reason=reason, begun_by_id=person.seat)
        ledger.record(person, "hold.begun", Ref("seat", seat.pk), reason=reason)
    return held


def end_hold(person: Person, pk: int) -> None:
    """Let what is past its time be removed again. Doing it twice does no harm."""
    require(correcting.may_answer(person))
    with transaction.atomic():
        held = Hold.objects.visible_to(person).filter(pk=pk).first()
        if held is None:
            raise NotFound(_("There is nothing here to end."))
        if (
            Hold.objects.visible_to(person)
            .filter(pk=pk, ended_at=None)
            .update(ended_at=clock.now(), ended_by_id=person.seat)
        ):
            ledger.record(person, "hold.ended", Ref("seat", held.seat_id))


def holds(person: Person) -> "QuerySet[Hold]":
    """The open ones that this person may know of."""
    return Hold.objects.visible_to(person).filter(ended_at=None).select_related("seat__profile").order_by("pk")


# --- What people, consent and oversight keep ------------------------------------------------------------------------
def _past_grants() -> int:
    """Consents that ended six years ago and that no record names any more."""
    gone = 0
    past = Grant.objects.visible_to(_JOB).filter(ended_at__lt=clock.now() - SIX_YEARS).order_by("pk")
    for grant in past[:_MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                grant.delete()
                gone += 1
        except ProtectedError:
            continue  # a message of care in the record was sent under it
    return gone + _past_terms()


def _past_terms() -> int:
    """What consents were about, and the questions for them, when none is left and six years are over."""
    limit = clock.now() - SIX_YEARS
    later = Question.objects.visible_to(_JOB).filter(Q(answered_at__gte=limit) | Q(mistaken_at__gte=limit))
    left = Terms.objects.visible_to(_JOB).filter(grants=None, made_at__lt=limit).exclude(pk__in=later.values("terms"))
    gone = left.order_by("pk").values_list("pk", flat=True)[:_MOST_AT_ONCE]
    return len([one.delete() for one in Terms.objects.visible_to(_JOB).filter(pk__in=list(gone))])


def _past_evidence() -> int:
    """What showed licences, thirty days after the decision; not what is held."""
    held = list(Hold.objects.visible_to(_JOB).filter(ended_at=None).values_list("seat_id", flat=True))
    return people_actions.remove_past_evidence(_JOB, held=held)


def _past_pictures() -> int:
    """What is kept of pictures that were taken down, after two years, and what libraries took out, after a month."""
    return library.remove_taken_out() + resembling.forget_past()


def register_own() -> None:
    """The rules of what is kept here and below. Called once, when the app is ready."""
    removes(
        Rule("exports", gettext_lazy("Copies that people asked for"), gettext_lazy("7 days"), OWN_RULE, exporting.sweep)
    )
    removes(
        Rule(
            "crisis_tiers",
            gettext_lazy("Why help was shown with a text"),
            gettext_lazy("30 days, then only counts"),
            OWN_RULE,
            crisis.forget,
        )
    )
    removes(
        Rule(
            "lessons",
            gettext_lazy("What the checker told an author"),
            gettext_lazy("90 days"),
            OWN_RULE,
            lessons.forget,
        )
    )
    removes(
        Rule(
            "ethics_words",
            gettext_lazy("Words and questions of answered ethics queries"),
            gettext_lazy("90 days after the answer"),
            OWN_RULE,
            ethics.forget_words,
        )
    )
    removes(
        Rule(
            "closed_accounts",
            gettext_lazy("What is left of closed accounts"),
            gettext_lazy("until nobody reads it because of a report"),
            "GDPR 17",
            erasing.finish,
        )
    )
    removes(
        Rule(
            "consents",
            gettext_lazy("Consents that ended"),
            gettext_lazy("6 years"),
            "45 CFR 164.316, 164.530(j)",
            _past_grants,
        )
    )
    removes(
        Rule(
            "evidence",
            gettext_lazy("Pictures and PDFs that show licences"),
            gettext_lazy("30 days after the decision; 180 days where nobody decides"),
            OWN_RULE,
            _past_evidence,
        )
    )
    removes(
        Rule(
            "pictures_down",
            gettext_lazy(
                "Codes of pictures that were taken down, so that they do not come back; pictures out of a library"
            ),
            gettext_lazy("2 years, without the picture or its owner; 30 days"),
            OWN_RULE,
            _past_pictures,
        )
    )
    removes(Rule("drafts_checked", gettext_lazy("What was found in drafts"), gettext_lazy("not kept at all"), OWN_RULE))
    removes(
        Rule(
            "ledger",
            gettext_lazy("The record of acts"),
            gettext_lazy("6 years at least; nothing is taken out of the chain"),
            "45 CFR 164.312(b)",
        )
    )
    removes(
        Rule(
            "policies",
            gettext_lazy("Policies and who set them, signatures and trainings"),
            gettext_lazy("6 years at least"),
            "45 CFR 164.316",
        )
    )
    removes(
        Rule(
            "incidents",
            gettext_lazy("Incidents"),
            gettext_lazy("6 years after they are closed"),
            "45 CFR 164.414, 164.530(j)",
            incidents.forget_past,
        )
    )
    removes(Rule("backups", gettext_lazy("Backups"), gettext_lazy("35 days, as the operator set it"), OWN_RULE))
