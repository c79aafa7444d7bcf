"""Reviews: opened when something is held, appealed or reported; claimed by one person; decided with words.

Whoever asks for somebody (`call_for`) is answered the same way: one person takes it and writes.
"""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.oversight import access, objections
from commonward.oversight.events import ReviewRefused, ReviewReleased, ReviewReturned
from commonward.oversight.models import Report, Review, Screening
from commonward.people import notices
from commonward.people.access import require_publishing
from commonward.people.queries import open_seats, reviewing_seats, seats_trained

OPEN = (Review.State.OPEN, Review.State.CLAIMED)
LONGEST_CALL: Final = 2000


def open_review(actor: Actor, subject: Ref, *, author: Person, screening: Screening | None) -> Review:
    """Ask a second person to read something, in the transaction that holds it back."""
    review = Review.objects.create(
        kind=Review.Kind.HELD,
        subject_kind=subject.kind,
        subject_id=subject.id,
        screening=screening,
        author_id=author.seat,
        organisation_id=author.organisation,
    )
    ledger.record(actor, "review.opened", Ref("review", review.pk), policy=screening.policy if screening else "")
    return review


def drop_reviews(actor: Actor, subject: Ref) -> None:
    """Nobody needs to read this any more: it was withdrawn or replaced."""
    for review in Review.objects.select_for_update().filter(
        subject_kind=subject.kind, subject_id=subject.id, state__in=OPEN
    ):
        review.state = Review.State.MOOT
        review.save(update_fields=["state"])
        ledger.record(actor, "review.moot", Ref("review", review.pk))


def close_unread(system: System, subject: Ref) -> None:
    """Its words are gone for good: nobody needs to read them, and whoever reported them hears that it is over."""
    drop_reviews(system, subject)
    _answer_reports(
        Report.objects.filter(
            subject_kind=subject.kind,
            subject_id=subject.id,
            state__in=[Report.State.RECEIVED, Report.State.READING],
        ),
        Report.State.ACTED,
    )


def claim(person: Person, pk: int) -> Review:
    """Take a review, so that nobody else decides it. Taking one's own again changes nothing."""
    with transaction.atomic():
        review = _locked(person, pk)
        if review.state == Review.State.CLAIMED and review.reviewer_id == person.seat:
            return review
        if review.state == Review.State.CLAIMED:
            raise Conflict(_("Somebody else took this a moment ago."))
        if review.state != Review.State.OPEN:
            raise Conflict(_("This was already decided."))
        review.state, review.reviewer_id, review.claimed_at = Review.State.CLAIMED, person.seat, clock.now()
        review.save(update_fields=["state", "reviewer", "claimed_at"])
        ledger.record(person, "review.claimed", Ref("review", review.pk))
    return review


def give_back(person: Person, pk: int) -> Review:
    """Put a review back for somebody else."""
    with transaction.atomic():
        review = _locked(person, pk)
        require(access.may_decide(person, review))
        put_back(person, review)
    return review


def put_back(person: Person, review: Review) -> None:
    """It waits again, for anybody who may read it. Call it inside the transaction of an action."""
    review.state, review.reviewer, review.claimed_at = Review.State.OPEN, None, None
    review.save(update_fields=["state", "reviewer", "claimed_at"])
    ledger.record(person, "review.given_back", Ref("review", review.pk))


def release(person: Person, pk: int, *, words: str = "") -> Review:
    """Let it out as it is."""
    return _decide(person, pk, Review.State.RELEASED, words)


def send_back(person: Person, pk: int, *, words: str) -> Review:
    """Return it to the author with words. Without words the author could not know what to do."""
    if text.is_blank(words):
        raise Unacceptable(_("Tell the author what to change. A line is enough."), field="words")
    return _decide(person, pk, Review.State.RETURNED, words)


def refuse(person: Person, pk: int, *, words: str) -> Review:
    """Decide that it is not published, and say why."""
    if text.is_blank(words):
        raise Unacceptable(_("Tell the author why. They may ask for a second look."), field="words")
    return _decide(person, pk, Review.State.REFUSED, words)


def appeal(person: Person, pk: int, *, plea: str) -> Review:
    """Ask once for a second look, by somebody else."""
    with transaction.atomic():
        review = access.get_own_review(person, pk)
        require(access.may_appeal(person, review))
        second = Review.objects.create(
            kind=Review.Kind.APPEAL,
            subject_kind=review.subject_kind,
            subject_id=review.subject_id,
            screening=review.screening,
            author_id=review.author_id,
            organisation_id=review.organisation_id,
            appeal_of=review,
            plea=text.tidy(plea),
        )
        ledger.record(person, "review.appealed", Ref("review", second.pk), detail={"decision": review.pk})
    return second


def call_for(person: Person, *, words: str) -> Review:
    """Ask for somebody who is trained for crises: the author of this call decides alone, and says as much as they like.

    While one call waits, a second one only adds its words.
    """
    with transaction.atomic():
        waiting = Review.objects.by_author(person).select_for_update().filter(kind=Review.Kind.CALL, state__in=OPEN)
        review = waiting.first()
        said = text.tidy(words)[:LONGEST_CALL]
        if review is not None:
            review.plea = "\n\n".join(part for part in (review.plea, said) if part)[-LONGEST_CALL:]
            review.save(update_fields=["plea"])
            return review
        review = Review.objects.create(
            kind=Review.Kind.CALL,
            subject_kind="seat",
            subject_id=person.seat,
            author_id=person.seat,
            organisation_id=person.organisation,
            is_first=True,
            plea=said,
        )
        ledger.record(person, "help.asked", Ref("review", review.pk))
        tell_first(review)
    return review


def take_back_call(person: Person, pk: int) -> None:
    """It got better, or somebody else is there: nobody needs to come any more."""
    with transaction.atomic():
        call = access.get_own_review(person, pk)
        if call.kind == Review.Kind.CALL and call.state in OPEN:
            Review.objects.by_author(person).filter(pk=pk).update(state=Review.State.MOOT)
            ledger.record(person, "review.moot", Ref("review", pk))


def answer_call(person: Person, pk: int, *, words: str) -> Review:
    """Write to somebody who asked for a person. Without words there is no answer."""
    if text.is_blank(words):
        raise Unacceptable(_("Write to them. A line is enough."), field="words")
    return _decide(person, pk, Review.State.RELEASED, words)


def tell_first(review: Review) -> None:
    """Tell those who read it that something is first in the queue: nothing else, not even what."""
    theirs = set(open_seats(review.author.account_id).values_list("pk", flat=True))
    trained = set(seats_trained(review.organisation_id)) - theirs
    for seat in sorted(trained or set(reviewing_seats(review.organisation_id)) - theirs):
        notices.notify(seat, "help.waits", Ref("review", review.pk))


def read(person: Person, review: Review) -> None:
    """Record that somebody read something that is not public."""
    with transaction.atomic():
        ledger.record(person, "review.read", Ref("review", review.pk))


def _locked(person: Person, pk: int) -> Review:
    access.get_review(person, pk)  # to strangers it does not exist
    return Review.objects.select_for_update().get(pk=pk)


def _decide(person: Person, pk: int, state: Review.State, words: str) -> Review:
    with transaction.atomic():
        review = _locked(person, pk)
        require(access.may_decide(person, review))
        if review.kind == Review.Kind.CALL and state != Review.State.RELEASED:
            raise Conflict(_("Somebody asks for a person. Write to them, or give it back."))
        if state == Review.State.RELEASED and review.kind in {Review.Kind.HELD, Review.Kind.APPEAL}:
            ledger.take_turn()
            require_publishing()
        review.state, review.words, review.decided_at = state, text.tidy(words), clock.now()
        review.save(update_fields=["state", "words", "decided_at"])
        subject = Ref(review.subject_kind, review.subject_id)
        ledger.record(
            person,
            f"review.{state.value}",
            Ref("review", review.pk),
            policy=review.screening.policy if review.screening else "",
            detail={"subject": str(subject)},
        )
        # What is done about a reader's report says nothing of what the guard found.
        objections.settle(subject, agreed=None if review.kind == Review.Kind.REPORT else state == Review.State.RELEASED)
        if review.kind == Review.Kind.REPORT:
            kept = review.state == Review.State.RELEASED
            _answer_reports(Report.objects.filter(review=review), Report.State.KEPT if kept else Report.State.ACTED)
        emit(_EVENTS[state](review.pk, subject))
        if review.kind == Review.Kind.CALL:
            notices.notify(review.author_id, "help.answered", Ref("review", review.pk))
        elif review.kind != Review.Kind.REPORT or state != Review.State.RELEASED:
            notices.notify(review.author_id, f"review.{state.value}", Ref("review", review.pk))
    return review


def _answer_reports(reports: "QuerySet[Report]", state: Report.State) -> None:
    for report in reports:
        report.state, report.answered_at = state, clock.now()
        report.save(update_fields=["state", "answered_at"])
        notices.notify(report.reporter_id, "report.answered", Ref("report", report.pk))


_EVENTS = {
    Review.State.RELEASED: ReviewReleased,
    Review.State.RETURNED: ReviewReturned,
    Review.State.REFUSED: ReviewRefused,
}
