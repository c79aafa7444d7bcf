"""The ethics query: an author asks somebody about a rule that was found in their words; the answer says why.

Beside an objection ("this is not so", read by whoever reads the text) stands this question: "is the rule right here?".
An organisation names who answers (`people.offices`); the author asks all of them or one by name. By asking they show
those words, the rule and their question to whoever answers, and to nobody else. An answer is advice and stays at the
text: it lets nothing out. The ledger says that somebody asked and that somebody answered, never what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.guard.policy.catalogue import load
from commonward.kernel import clock, ledger, text
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.prepared import Exact, planned
from commonward.kernel.ref import Ref
from commonward.oversight.models import EthicsQuery
from commonward.oversight.objections import mark_of
from commonward.people import notices
from commonward.people.models import Office, OfficeQuerySet
from commonward.people.offices import OfficeKind
from commonward.ui.findings import Inquiry

#: Ask whoever answers first.
ANY: Final = "any"
#: People offered by name; a larger committee is asked as a whole.
MOST_NAMED: Final = 12
#: Open questions of one seat; more is no question but a habit.
MOST_OPEN: Final = 20
LONGEST_QUESTION: Final = 1000
LONGEST_ANSWER: Final = 4000
#: How long the words that were asked about are kept after the answer (rules.md section 7).
KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class About:
    """A finding as it is asked about: the rule, where it stands, what follows, by which policy."""

    rule: str
    start: int | None
    end: int | None
    level: str
    policy: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A finding as a screening keeps it, so far as a question needs to know it."""

    rule: str
    start: int | None
    end: int | None
    decision: str


class Asked(Protocol):
    """What a question needs to know of a finding."""

    @property
    def rule(self) -> str: ...

    @property
    def start(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...

    @property
    def decision(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Where:
    """The text that it stands in: a draft by its place, or what was sent; `written` are its earlier versions."""

    text: str = field(repr=False)
    place: str = ""
    subject: Ref | None = None
    written: tuple[Ref, ...] = ()


def about(found: Asked, policy: str) -> About:
    """What is asked of a finding."""
    return About(found.rule, found.start, found.end, str(found.decision), policy)


def whom(person: Person) -> tuple[tuple[str, str], ...]:
    """Whom this person can ask: anybody of the committee, or one by name; nobody where none is named. One query."""
    held = _committee(person).select_related("seat__profile")
    seats = [office.seat for office in held.order_by("pk")]
    if not seats:
        return ()
    named = [(str(seat.pk), name_of(seat)) for seat in seats if name_of(seat)][:MOST_NAMED]
    return ((ANY, _("Whoever of them answers first")), *named)


def ask(person: Person, where: Where, it: About, *, to: str = ANY, question: str = "") -> EthicsQuery:
    """Ask about a finding. Whoever is asked reads the text, the rule and the question.

    Raises Denied where nobody answers, Conflict when it is asked already or too much is open, Unacceptable beside
    `question` for one that is too long.
    """
    words = text.tidy(question)
    if len(words) > LONGEST_QUESTION:
        raise Unacceptable(_("Keep the question under 1,000 characters. Your words are kept."), field="question")
    asked = _asked(person, to)
    mark = _mark(where.text, it)
    mine = EthicsQuery.objects.visible_to(person).filter(seat_id=person.seat, answered_at=None)
    if mine.filter(_in_text(where), mark=mark).exists():
        raise Conflict(_("You asked about this already. You hear from us when there is an answer."))
    if mine.count() >= MOST_OPEN:
        raise Conflict(_("Many of your questions are still open. Wait for an answer, or take one back."))
    try:
        with transaction.atomic():
            query = EthicsQuery.objects.create(
                seat_id=person.seat,
                organisation_id=person.organisation,
                asked_id=asked,
                place=where.place,
                subject_kind=where.subject.kind if where.subject is not None else "",
                subject_id=where.subject.id if where.subject is not None else None,
                rule=it.rule,
                policy=it.policy,
                mark=mark,
                level=it.level,
                text=text.storable(where.text),
                start=it.start,
                end=it.end,
                question=words,
            )
            ledger.record(
                person, "ethics.asked", Ref("ethics_query", query.pk), policy=it.policy, detail={"rule": it.rule}
            )
            for seat in [asked] if asked is not None else _committee(person).values_list("seat_id", flat=True):
                notices.notify(seat, "ethics.asked", Ref("ethics_query", query.pk))
    except IntegrityError:
        raise Conflict(_("You asked about this already. You hear from us when there is an answer.")) from None
    return query


def take_back(person: Person, query: EthicsQuery) -> None:
    """The question is answered by itself: it goes, with the words that went along."""
    with transaction.atomic():
        pk = query.pk
        gone, _rows = (
            EthicsQuery.objects.visible_to(person).filter(pk=pk, seat_id=person.seat, answered_at=None).delete()
        )
        if gone:
            notices.forget("ethics.asked", Ref("ethics_query", pk))
            ledger.record(person, "ethics.withdrawn", Ref("ethics_query", pk))


def answer(person: Person, pk: int, *, view: str, words: str) -> EthicsQuery:
    """Say what one would do, and why. Once.

    Raises NotFound for whoever does not answer it, Conflict when somebody has, Unacceptable beside `view` or `words`.
    """
    reason = text.tidy(words)
    if view not in EthicsQuery.View.values:
        raise Unacceptable(_("Choose what you would do."), field="view")
    if text.is_blank(reason):
        raise Unacceptable(_("Say why. A line is enough."), field="words")
    if len(reason) > LONGEST_ANSWER:
        raise Unacceptable(_("Keep it under 4,000 characters. Your words are kept."), field="words")
    with transaction.atomic():
        query = EthicsQuery.objects.select_for_update().filter(pk=get_to_answer(person, pk).pk).first()
        if query is None or query.answered_at is not None:
            raise Conflict(_("Somebody has answered this, or it was taken back."))
        query.view, query.answer, query.answerer_id, query.answered_at = view, reason, person.seat, clock.now()
        query.save(update_fields=["view", "answer", "answerer", "answered_at"])
        ledger.record(
            person, "ethics.answered", Ref("ethics_query", pk), policy=query.policy, detail={"rule": query.rule}
        )
        notices.notify(query.seat_id, "ethics.answered", Ref("ethics_query", pk))
    return query


def read(person: Person, query: EthicsQuery) -> None:
    """Record that somebody read words that are not public. Reading one's own is nobody's business."""
    if query.seat_id != person.seat:
        with transaction.atomic():
            ledger.record(person, "ethics.read", Ref("ethics_query", query.pk))


def get_query(person: Person, pk: int) -> EthicsQuery:
    """The one way a view obtains a query: for whoever asked, and for whoever answers."""
    found = EthicsQuery.objects.visible_to(person).select_related(*_SHOWN).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no question here for you."))
    return found


def get_to_answer(person: Person, pk: int) -> EthicsQuery:
    """A query that this person may answer."""
    found = EthicsQuery.objects.to_answer_by(person).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no question here for you."))
    return found


def inquiries(person: Person, where: Where, found: Sequence[Asked], policy: str) -> dict[int, Inquiry]:
    """What was asked about these findings and what was answered, by their numbers. One query, none for no finding."""
    if not found:
        return {}
    marks = {number: _mark(where.text, about(one, policy)) for number, one in enumerate(found)}
    mine = EthicsQuery.objects.visible_to(person).filter(_in_text(where), seat_id=person.seat, mark__in=marks.values())
    newest = {query.mark: query for query in mine.select_related("answerer__profile", "asked__profile").order_by("pk")}
    return {number: _shown(newest[mark]) for number, mark in marks.items() if mark in newest}


def query_about(person: Person, where: Where, it: About) -> EthicsQuery | None:
    """The person's open query about this finding."""
    mine = EthicsQuery.objects.visible_to(person).filter(_in_text(where), seat_id=person.seat, answered_at=None)
    return mine.filter(mark=_mark(where.text, it)).first()


def sent(person: Person, place: str, subject: Ref) -> None:
    """The text went on its way: what was asked about it goes with it. Called in the transaction that writes it."""
    asked = _asked_at(person, Exact(place)) if place else []
    if asked:
        here = EthicsQuery.objects.visible_to(person).filter(pk__in=asked)
        here.update(place="", subject_kind=subject.kind, subject_id=subject.id)


@planned
def _asked_at(person: Person, place: Exact) -> "QuerySet[EthicsQuery, int]":
    """What was asked about a draft. Of most texts nothing was, and all that are sent are looked at."""
    return EthicsQuery.objects.visible_to(person).filter(seat_id=person.seat, place=place).values_list("pk", flat=True)


def forget(person: Person, place: str) -> None:
    """The draft was thrown away. The question stays with whoever asked it, who can take it back."""
    EthicsQuery.objects.visible_to(person).filter(seat_id=person.seat, place=place).exclude(place="").update(place="")


def back_to(query: EthicsQuery) -> str:
    """Where its author goes on writing: the page of the draft; "" once it was sent or thrown away."""
    kind, _colon, number = query.place.partition(":")
    match kind:
        case "new":
            return reverse("community:write")
        case "face":
            return reverse("community:face")
        case "reply" | "edit" | "dispute":
            return reverse(f"community:{kind}", args=[number])
        case _:
            return ""


def forget_words() -> int:
    """Ninety days after an answer the words and the question go; the rule and the answer stay with the author."""
    past = EthicsQuery.objects.visible_to(System("upkeep")).filter(answered_at__lt=clock.now() - KEPT)
    return past.exclude(text="", question="").update(text="", question="", start=None, end=None)


_SHOWN: Final = ("seat__profile", "seat__organisation", "asked__profile", "answerer__profile")


def _committee(person: Person) -> "OfficeQuerySet":
    held = Office.objects.held_for(OfficeKind.ETHICS, person.organisation)
    return held.exclude(seat__account_id=person.account)


def _asked(person: Person, to: str) -> int | None:
    """The seat that is asked by name, None for whoever answers first. Raises Denied where nobody is there to ask."""
    seats = set(_committee(person).values_list("seat_id", flat=True))
    if not seats:
        raise Denied(_("Nobody is named here who answers such questions. Ask an administrator to name somebody."))
    return int(to) if to.isascii() and to.isdigit() and len(to) < 20 and int(to) in seats else None


def _mark(words: str, it: About) -> str:
    return mark_of(it.rule, words[it.start : it.end] if it.start is not None else "")


def _in_text(where: Where) -> Q:
    here = Q(place=where.place) if where.place else Q(pk__in=[])
    for subject in (*where.written, *((where.subject,) if where.subject is not None else ())):
        here |= Q(subject_kind=subject.kind, subject_id=subject.id)
    return here


def name_of(seat: object) -> str:
    """How somebody is called here; not by a chosen name, which is not to be tied to an office."""
    profile = getattr(seat, "profile", None)
    return profile.display_name if profile is not None and not profile.is_pseudonym else ""


def _shown(query: EthicsQuery) -> Inquiry:
    return Inquiry(
        url=reverse("oversight:ethics_query", args=[query.pk]),
        to=name_of(query.asked) or _("the ethics reviewers"),
        view=str(query.get_view_display()) if query.view else "",
        words=query.answer,
        by=name_of(query.answerer) or _("An ethics reviewer"),
    )


def rule_title(rule: str) -> str:
    """What a rule is called today."""
    known = load().rules.get(rule)
    return known.title if known is not None else rule
