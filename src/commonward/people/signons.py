"""Sign-ons: an organisation's own server that says who its people are (OpenID Connect).

Models of this context like those of `people.models`, which gathers them. How signing in by one works is in
`people.signon`, and why it is as it is in docs/decisions/0061.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.offices import is_platform_administrator

#: Seats that a server's word can give. Nobody becomes a health professional by it, nor sees or decides about others.
GIVEN: Final = {
    Role.SUPPORT_WORKER.value: _("Staff: support worker"),
    Role.STUDENT.value: _("Student"),
    Role.PATIENT.value: _("Member: patient"),
    Role.CAREGIVER.value: _("Member: family or caregiver"),
}


class SignOnQuerySet(models.QuerySet["SignOn"]):
    """Who may see how an organisation's sign-on is set. That there is one, everybody reads on the page to sign in."""

    def visible_to(self, actor: Actor) -> "SignOnQuerySet":
        """The administrators of the organisation, and those of the place."""
        if isinstance(actor, System) or is_platform_administrator(actor):
            return self
        if isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation is not None:
            return self.filter(organisation_id=actor.organisation)
        return self.none()


class SignOn(models.Model):
    """The server of one organisation, and what its word is good for here. Off until an administrator turns it on."""

    id = IdField()
    organisation = models.OneToOneField("people.Organisation", on_delete=models.CASCADE, related_name="sign_on")
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=190)
    secret = SealedTextField()
    domains = models.TextField()  # one a line, lower case
    role = models.CharField(max_length=20, choices=list(GIVEN.items()))
    # Whether a second step shown to the server stands for one shown here.
    counts_factor = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    objects = SignOnQuerySet.as_manager()

    @property
    def key(self) -> str:
        """What connections to it are kept under."""
        return f"sign-on-{self.pk}"


class SignOnEndQuerySet(models.QuerySet["SignOnEnd"]):
    """What servers said of sessions is nobody's to see."""

    def visible_to(self, actor: Actor) -> "SignOnEndQuerySet":
        """Jobs only."""
        return self if isinstance(actor, System) else self.none()


class SignOnEnd(models.Model):
    """A server's word that a session there is over. Kept for an hour, as digests: so that it counts once, and so that
    whoever is on the way in by that session does not arrive.
    """

    id = IdField()
    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=64)
    session = models.CharField(max_length=64, default="", blank=True)
    subject = models.CharField(max_length=64, default="", blank=True)
    heard_at = models.DateTimeField(default=clock.now)

    objects = SignOnEndQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sign_on", "word"], name="a_word_ends_a_session_once")]


class SignOnConnectionQuerySet(models.QuerySet["SignOnConnection"]):
    """Connections are their owner's alone."""

    def visible_to(self, actor: Actor) -> "SignOnConnectionQuerySet":
        """One's own."""
        if isinstance(actor, System):
            return self
        return self.filter(account_id=actor.account) if isinstance(actor, Person) else self.none()


class SignOnConnection(models.Model):
    """An account that its owner connected with a server's name for them. Nothing else that the server says is kept."""

    id = IdField()
    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="connections")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ons")
    subject = models.CharField(max_length=255)
    # Whether the account was opened by it, and so has no other way in while it is on.
    opened = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    used_at = models.DateTimeField(default=clock.now)

    objects = SignOnConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sign_on", "subject"], name="a_subject_is_one_account"),
            models.UniqueConstraint(fields=["sign_on", "account"], name="an_account_is_connected_once"),
        ]
