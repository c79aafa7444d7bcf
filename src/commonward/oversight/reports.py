"""Readers' reports: received, read by a moderator as a review, answered to the reader."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import ledger, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight.models import Report, Review
from commonward.oversight.reviews import OPEN, put_back, tell_first


def report(person: Person, subject: Ref, *, author: Person, reason: str, words: str) -> Report:
    """Tell the moderators about something. Reports of one thing share a review. Raises Conflict the second time.

    Worry about a person is read first, by somebody who is trained for it (rules.md section 6.3).
    A moderator who reports something else leaves it to others: nobody judges their own report.
    """
    if reason not in Report.Reason.values:
        raise Unacceptable(_("Choose what is wrong, so that the right person reads it."), field="reason")
    with transaction.atomic():
        mine = Report.objects.visible_to(person).filter(
            subject_kind=subject.kind, subject_id=subject.id, reporter_id=person.seat, state__in=["received", "reading"]
        )
        if mine.exists():
            raise Conflict(_("You already told us about this. We will answer you."))
        standing = Review.objects.filter(
            kind=Review.Kind.REPORT, subject_kind=subject.kind, subject_id=subject.id, state__in=OPEN
        )
        review = standing.select_related("reviewer").first()
        if review is None:
            review = Review.objects.create(
                kind=Review.Kind.REPORT,
                subject_kind=subject.kind,
                subject_id=subject.id,
                author_id=author.seat,
                organisation_id=author.organisation,
            )
        elif review.reviewer is not None and review.reviewer.account_id == person.account:
            put_back(person, review)  # whoever reports something too does not judge it
        if reason == Report.Reason.WORRIED and not review.is_first:
            review.is_first = True
            review.save(update_fields=["is_first"])
            tell_first(review)
        made = Report.objects.create(
            subject_kind=subject.kind,
            subject_id=subject.id,
            reporter_id=person.seat,
            reason=reason,
            words=text.tidy(words)[:2000],
            review=review,
        )
        ledger.record(person, "report.made", Ref("report", made.pk), detail={"reason": reason, "review": review.pk})
    return made
