"""By what near-copies are found: a few numbers of every published text, and an organisation's own reference texts."""

from django.db import models
from django.db.models import Q

from commonward.kernel import clock
from commonward.kernel.ids import IdField
from commonward.people.models import Organisation


class Fingerprint(models.Model):
    """One number of a text that is published or kept for reference. Which text it is of, its kind knows.

    A text has about one for eight words (`guard.text.copies`). They go with the text.
    """

    id = IdField()
    number = models.BigIntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()

    class Meta:
        indexes = [
            # All that a look-up asks for stands in the index.
            models.Index(fields=["number", "subject_kind", "subject_id"], name="fingerprint_by_number"),
            models.Index(fields=["subject_kind", "subject_id"], name="fingerprint_of_subject"),
        ]


class ReferenceText(models.Model):
    """A text, or a part of a long one, that an organisation's people are compared with; without one, everybody."""

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="references")
    name = models.CharField(max_length=120)  # what it is called where it is quoted
    part = models.PositiveIntegerField(default=0)
    text = models.TextField()
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "part"], name="reference_part_once"),
            models.UniqueConstraint(
                fields=["name", "part"], condition=Q(organisation__isnull=True), name="reference_for_all_part_once"
            ),
        ]


class CareWord(models.Model):
    """One number of words that were filed in care. It tells neither the words, nor whose they are (`care_words`)."""

    number = models.BigIntegerField(primary_key=True)
