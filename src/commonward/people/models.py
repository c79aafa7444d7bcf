"""Accounts, seats, organisations, credentials, invitations, notices. Nothing here is shown to others.

What people show of themselves (name, picture, words) is a `community` profile, screened like a post.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.ids import IdField

ROLE_CHOICES = [
    (Role.PATIENT.value, _("Patient")),
    (Role.CAREGIVER.value, _("Family or caregiver")),
    (Role.STUDENT.value, _("Student")),
    (Role.PROFESSIONAL.value, _("Health professional")),
    (Role.SUPPORT_WORKER.value, _("Support worker")),
    (Role.ORGANISATION.value, _("Communication staff")),
    (Role.MODERATOR.value, _("Moderator")),
    (Role.PRIVACY_OFFICER.value, _("Privacy officer")),
    (Role.ADMINISTRATOR.value, _("Administrator")),
]


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts. E-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        """A new account with this address; without a password it can only be entered by other means."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """Somebody who can sign in. Known by e-mail; has no name: names belong to the faces of their seats."""

    id = IdField()
    email = models.EmailField(_("e-mail address"), unique=True, error_messages={"unique": _("Please try another.")})
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, default="", blank=True)
    language = models.CharField(max_length=8, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True, help_text=_("For the right emergency numbers."))
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_lower_case")]


class Organisation(models.Model):
    """A hospital, clinic, association, pharmacy network or school. Its name is set by an administrator, screened."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital")
        CLINIC = "clinic", _("Clinic")
        ASSOCIATION = "association", _("Patient association")
        PHARMACY = "pharmacy", _("Pharmacy network")
        SCHOOL = "school", _("School")

    id = IdField()
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    jurisdiction = models.CharField(max_length=10, default="", blank=True)  # "US-NY"
    country = models.CharField(max_length=2, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)


class Seat(models.Model):
    """A role that a person may act in, of themselves or within an organisation. A membership is a seat that has one.

    An administrator, moderator or privacy officer without an organisation serves the whole platform.
    """

    id = IdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    profession = models.CharField(max_length=60, default="", blank=True)  # code of people.professions
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two constraints, since SQLite takes empty organisations for different ones.
            models.UniqueConstraint(
                fields=["account", "role", "organisation"],
                condition=Q(ended_at=None),
                name="one_open_seat_per_role_and_organisation",
            ),
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=Q(ended_at=None, organisation=None),
                name="one_open_seat_per_role_of_oneself",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="seat_role_is_one_of_the_roles"
            ),
            models.CheckConstraint(
                condition=~Q(role="organisation") | Q(organisation__isnull=False),
                name="seat_of_an_organisation_names_it",
            ),
        ]


class Credential(models.Model):
    """A licence or NPI that a person states, shown as not yet verified until an authorised person verifies it."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("Licence")
        NPI = "npi", _("NPI")
        REGISTRATION = "registration", _("Registration")

    class State(models.TextChoices):
        STATED = "stated", _("Not yet verified")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Could not be verified")

    class Refusal(models.TextChoices):
        """Why it could not be verified, as the person is told."""

        NOT_LISTED = "not_listed", _("The register does not list this number")
        OTHER_NAME = "other_name", _("The register lists it for somebody else")
        LAPSED = "lapsed", _("It has run out or was given up")
        OTHER_PROFESSION = "other_profession", _("It belongs to another profession")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=20, choices=Kind)
    profession = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=10, default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.STATED)
    stated_at = models.DateTimeField(default=clock.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    verifier = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="verified")
    verifier_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    refusal = models.CharField(max_length=20, choices=Refusal, default="", blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stated", decided_at__isnull=True, verifier__isnull=True)
                | (~Q(state="stated") & Q(decided_at__isnull=False, verifier__isnull=False)),
                name="credential_decided_names_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["kind", "number", "jurisdiction"],
                condition=Q(state="verified"),
                name="a_verified_number_belongs_to_one_seat",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refusal="")) | (~Q(state="refused") & Q(refusal="")),
                name="credential_refused_says_why",
            ),
        ]


class Invitation(models.Model):
    """An offer of a seat, sent by e-mail by an administrator. The link holds a token; only its hash is kept."""

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    token_hash = models.CharField(max_length=64, unique=True)
    inviter = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="invitations_made")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class Notice(models.Model):
    """Something a person should know. By construction it has no content: a kind and a reference, nothing else."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # code of people.notices.KINDS
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    about = models.BigIntegerField(null=True, blank=True)  # the profile that did it, where that may be known
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["seat", "-id"]), models.Index(fields=["seat", "read_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "kind", "subject_kind", "subject_id"],
                condition=Q(read_at=None),
                name="one_unread_notice_per_kind_and_subject",
            )
        ]
