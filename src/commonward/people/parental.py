"""Children's accounts: what a parent permits, in which words, and what is kept of it (rules.md 4; COPPA, 16 CFR 312).

Models of this context like those of `people.models`, which gathers them. Whether children have accounts here at all is
decided in `EntryRules`. Why it is as it is stands in docs/decisions/0062.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField

#: A wording is never changed; a new one is added, so that every consent keeps the words it was given under.
_WORDINGS: Final[tuple[Promise, ...]] = (
    _(
        "I am a parent of this child, or their guardian by law. The child may have an account here until they are 13. "
        "It has no name and no picture that others see. Nobody finds the child, and the child cannot write to others, "
        "follow or thank them, or publish anything. The child may read what is public, and be in touch with a care "
        "team that has taken the child up; whether I read along there is settled with the team. Kept about the child "
        "are the address that I give, the month in which they turn 13, and what is said in care. I see what the "
        "account may do, and can take this back at any time, as easily as I gave it: the account is closed at once and "
        "emptied after seven days, and I get a copy."
    ),
)


def newest() -> int:
    """The number of the wording to show today."""
    return len(_WORDINGS)


def wording(number: int) -> str:
    """The words of this number. Raises IndexError for one that never was."""
    if number < 1:
        raise IndexError
    return str(_WORDINGS[number - 1])


class ChildWish(models.Model):
    """A child asked for an account: which parent was written to, and when the child turns 13. Nothing else.

    Goes when the parent answers, or after seven days. Asked for by the token in the mail; only its hash is kept.
    """

    id = IdField()
    parent_email = models.EmailField()
    band_ends_on = models.DateField()
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()


class ParentalConsentQuerySet(models.QuerySet["ParentalConsent"]):
    """Who may see what a parent permitted."""

    def visible_to(self, actor: Actor) -> "ParentalConsentQuerySet":
        """The parent who gave it."""
        if isinstance(actor, System):
            return self
        return self.filter(parent_id=actor.account) if isinstance(actor, Person) else self.none()

    def in_force(self) -> "ParentalConsentQuerySet":
        """Those that hold an account open now."""
        return self.filter(ended_at=None)


class ParentalConsent(models.Model):
    """A parent permits a child's account: who, when, under which wording, and how it ended."""

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", _("You took it back")
        GROWN = "grown", _("The child turned 13")
        LEFT = "left", _("The parent's account was closed")
        CLOSED = "closed", _("The child's account was closed")

    id = IdField()
    child = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="permitted_by")
    parent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="permits")
    called = models.CharField(max_length=40)  # by the parent, for the parent alone
    wording = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=clock.now, editable=False)
    # Since the parent's account is closed: when the child's follows.
    closes_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, default="", blank=True)

    objects = ParentalConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_at=None), name="one_parent_permits_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="an_ended_parental_consent_says_how",
            ),
        ]
