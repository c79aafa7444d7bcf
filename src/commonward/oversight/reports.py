"""Readers' reports: received, read by a moderator as a review, answered to the reader."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import ledger, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight.models import Report, Review
from commonward.oversight.reviews import OPEN, tell_first


def report(person: Person, subject: Ref, *, author: Person, reason: str, words: str) -> Report:
    """Tell the moderators about something. Reports of one thing share a review. Raises Conflict the second time.

    Worry about a person is read first, by somebody who is trained for it (rules.md section 6.3).
    """
    if reason not in Report.Reason.values:
        raise Unacceptable(_("Choose what is wrong, so that the right person reads it."), field="reason")
    with transaction.atomic():
        mine = Report.objects.visible_to(person).filter(
            subject_kind=subject.kind, subject_id=subject.id, reporter_id=person.seat, state__in=["received", "reading"]
        )
        if mine.exists():
            raise Conflict(_("You already told us about this. We will answer you."))
        review = Review.objects.filter(
            kind=Review.Kind.REPORT, subject_kind=subject.kind, subject_id=subject.id, state__in=OPEN
        ).first()
        if review is None:
            review = Review.objects.create(
                kind=Review.Kind.REPORT,
                subject_kind=subject.kind,
                subject_id=subject.id,
                author_id=author.seat,
                organisation_id=author.organisation,
            )
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
