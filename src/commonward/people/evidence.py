"""Evidence: a picture or PDF of a licence, locked in the database, for its person and for those who verify it.

A model of this context like those of `people.models`, which gathers them. It is no medium of a post: nobody else is
ever shown it, so it is kept as it came, and what it is is told from its first bytes alone.
"""

from datetime import timedelta
from typing import Final

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedBytesField

#: How long it stays after the decision: long enough for the person to disagree.
KEPT_AFTER_DECISION: Final = timedelta(days=30)
#: How long it waits where nobody decides.
KEPT_WAITING: Final = timedelta(days=180)

_HEADS: Final = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}


def form_of(content: bytes) -> str:
    """What a file is by its first bytes: "jpeg", "png", "pdf", or "" for anything else."""
    return next((form for form, head in _HEADS.items() if content.startswith(head)), "")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Who may open which evidence."""

    def visible_to(self, actor: Actor) -> "EvidenceQuerySet":
        """One's own in the seat one acts in, and that of credentials that one answers for."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        credentials = apps.get_model("people", "Credential").objects.to_answer_for(actor)
        return self.filter(Q(credential__seat_id=actor.seat) | Q(credential__in=credentials.values("pk")))

    def past(self) -> "EvidenceQuerySet":
        """What is past its time: decided a while ago, of an ended seat, or waiting for too long."""
        now = clock.now()
        decided = Q(
            credential__decided_at__gte=F("brought_at"), credential__decided_at__lt=now - KEPT_AFTER_DECISION
        ) & ~Q(credential__state="stated")
        return self.filter(decided | Q(credential__seat__ended_at__isnull=False) | Q(brought_at__lt=now - KEPT_WAITING))


class Evidence(models.Model):
    """One picture or PDF that shows a licence."""

    class Form(models.TextChoices):
        JPEG = "jpeg", _("JPEG picture")
        PNG = "png", _("PNG picture")
        PDF = "pdf", _("PDF document")

    id = IdField()
    credential = models.ForeignKey("people.Credential", on_delete=models.CASCADE, related_name="evidence")
    form = models.CharField(max_length=4, choices=Form)
    size = models.PositiveIntegerField()
    content = SealedBytesField()
    brought_at = models.DateTimeField(default=clock.now, editable=False)

    objects = EvidenceQuerySet.as_manager()
