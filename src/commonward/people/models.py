"""Accounts, seats, organisations, credentials, invitations, notices. Nothing here is shown to others.

What people show of themselves (name, picture, words) is a `community` profile, screened like a post.
"""

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.loaded import Loaded
from commonward.kernel.prepared import planned
from commonward.people import entry  # noqa: F401  its models are of this context, too
from commonward.people.ages import Band
from commonward.people.applications import Application as Application  # models of this app, in modules of their own
from commonward.people.evidence import Evidence as Evidence
from commonward.people.halts import Halt as Halt
from commonward.people.house import HouseText as HouseText
from commonward.people.house import Signature as Signature
from commonward.people.house import Training as Training
from commonward.people.invitations import Invitation as Invitation
from commonward.people.notice_rows import Notice as Notice
from commonward.people.notice_rows import NoticeDoer as NoticeDoer
from commonward.people.offices import OfficeKind, answers_for, is_platform_administrator
from commonward.people.parental import ChildWish as ChildWish
from commonward.people.parental import ParentalConsent as ParentalConsent
from commonward.people.pushes import Push as Push
from commonward.people.pushes import PushDevice as PushDevice
from commonward.people.pushes import Ways as Ways
from commonward.people.reaching import Digest as Digest
from commonward.people.reaching import Hush as Hush
from commonward.people.roles import ROLE_CHOICES as ROLE_CHOICES
from commonward.people.signons import SignOn as SignOn
from commonward.people.signons import SignOnConnection as SignOnConnection
from commonward.people.signons import SignOnEnd as SignOnEnd


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts. E-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        """A new account with this address; without a password it can only be entered by other means."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get(self, *args: Q, **kwargs: object) -> "Account":
        """As Django has it; by its number alone, as every page asks who is signed in, with words that are kept."""
        number = kwargs.get("pk")
        if args or len(kwargs) > 1 or not isinstance(number, int):
            return super().get(*args, **kwargs)
        for account in _by_number(number):
            return account
        raise self.model.DoesNotExist

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").lower())


@planned
def _by_number(number: int) -> "models.QuerySet[Account]":
    return Account.objects.filter(pk=number)


class Account(Loaded, AbstractBaseUser):
    """Somebody who can sign in. Known by e-mail; has no name: names belong to the faces of their seats."""

    id = IdField()
    email = models.EmailField(_("e-mail address"), unique=True, error_messages={"unique": _("Please try another.")})
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, default="", blank=True)
    language = models.CharField(max_length=8, default="", blank=True)
    # How old its person is, no finer than needed (people.ages): "" where nobody asked, which counts as an adult.
    age_band = models.CharField(max_length=5, choices=Band, default="", db_default="", blank=True)
    band_ends_on = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, default="", blank=True, help_text=_("For the right emergency numbers."))
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # The invitation that it was opened with, as it is kept there, until that is taken or a mail gave a new password.
    came_with = models.CharField(max_length=64, default="", db_default="", blank=True, editable=False)
    # One more than before ends every session at once, wherever it is.
    session_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_lower_case")]

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this account's: Django's hash of the password, of this epoch."""
        return self._of_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """As above, with the older secret keys."""
        return map(self._of_epoch, super().get_session_auth_fallback_hash())

    def _of_epoch(self, told: str) -> str:
        return f"{told}.{self.session_epoch}" if self.session_epoch else told


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Who may see which organisation from inside."""

    def visible_to(self, actor: Actor) -> "OrganisationQuerySet":
        """The organisation of the seat one acts in; for administrators of the platform and for jobs all of them."""
        if isinstance(actor, System) or is_platform_administrator(actor):
            return self
        if isinstance(actor, Person) and actor.organisation is not None:
            return self.filter(pk=actor.organisation)
        return self.none()


class Organisation(Loaded):
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
    # The pack of oversight that judges here, None for the catalogue as it is. Every seat of a request brings it along,
    # so that a new one takes effect with the next check and costs no question to the database.
    policy_in_force = models.BigIntegerField(null=True, blank=True)
    # The last of its clinicians' decisions about curated entries, for the same reason.
    curated_until = models.BigIntegerField(null=True, blank=True)
    # Asks its own moderators, privacy officers and administrators for a second factor, where the place does not.
    asks_factor = models.BooleanField(default=False, db_default=False)
    # The version of the social media policy that its staff sign, None where there is none (people.readiness).
    staff_text = models.BigIntegerField(null=True, blank=True)
    # Lets staff publish once they were trained.
    asks_training = models.BooleanField(default=False, db_default=False)
    # How it is shown: a colour such as "#0b5c60", the picture that is its logo, and the one that is to be next.
    accent = models.CharField(max_length=7, default="", blank=True, db_default="")
    logo = models.BigIntegerField(null=True, blank=True)
    logo_next = models.BigIntegerField(null=True, blank=True)
    # The version of what its people say outside opening hours, None where there is none (care.standing).
    hours_text = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OrganisationQuerySet.as_manager()


class SeatQuerySet(models.QuerySet["Seat"]):
    """Who may see which seat, and so whose account stands behind it."""

    def visible_to(self, actor: Actor) -> "SeatQuerySet":
        """One's own open seats, and those of the organisation whose members one answers for."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Q(account_id=actor.account)
        if is_platform_administrator(actor):
            seen |= Q(organisation__isnull=False)
        elif (place := answers_for(actor)) is not None:
            seen |= Q(organisation_id=place)
        return self.filter(seen, ended_at=None)


class Seat(Loaded):
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
    # Nobody acts from a suspended seat; what was said from it stays, and the seat can be given back.
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

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


class OfficeQuerySet(models.QuerySet["Office"]):
    """Who may see who holds which office. Whom somebody may turn to is asked with `held_for`, which names nobody."""

    def held(self, kind: OfficeKind) -> "OfficeQuerySet":
        """Those of a kind that are held now, in seats that are open."""
        return self.filter(
            kind=kind, ended_at=None, seat__ended_at=None, seat__suspended_at=None, seat__account__is_active=True
        )

    def held_for(self, kind: OfficeKind, organisation: object) -> "OfficeQuerySet":
        """Those of a kind that serve an organisation: its own members', and those of the whole place.

        `organisation` is its identifier, None for people without one, or an expression that gives it.
        """
        return self.held(kind).filter(Q(seat__organisation=None) | Q(seat__organisation=organisation))

    def visible_to(self, actor: Actor) -> "OfficeQuerySet":
        """Of the organisation whose members one answers for, and one's own."""
        if isinstance(actor, System) or is_platform_administrator(actor):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Q(seat_id=actor.seat)
        if (place := answers_for(actor)) is not None:
            seen |= Q(seat__organisation_id=place)
        return self.filter(seen)


class Office(models.Model):
    """What a member is named for beside their role: to read what readers worry about, to answer ethics queries."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="offices")
    kind = models.CharField(max_length=10, choices=OfficeKind)
    given_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind"], condition=Q(ended_at=None), name="office_held")]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "kind"], condition=Q(ended_at=None), name="one_office_of_a_kind_per_seat"
            )
        ]


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Who may see the number of which credential."""

    def to_answer_for(self, actor: Actor) -> "CredentialQuerySet":
        """Of open seats, those that this verifier answers for: of their organisation, and those that its members
        stated in a seat of their own. What a member stated in a seat of another organisation is not among them.
        """
        stated = self.filter(seat__ended_at=None)
        if isinstance(actor, System) or is_platform_administrator(actor):
            return stated
        place = answers_for(actor)
        if place is None:
            return self.none()
        members = Seat.objects.filter(organisation_id=place, ended_at=None).values("account_id")
        return stated.filter(Q(seat__organisation_id=place) | Q(seat__organisation=None, seat__account_id__in=members))

    def visible_to(self, actor: Actor) -> "CredentialQuerySet":
        """What one stated in the seat one acts in, and what one answers for."""
        answered = self.to_answer_for(actor)
        return self.filter(seat_id=actor.seat) | answered if isinstance(actor, Person) else answered


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
    # Who compared it with the register first. Somebody else has to agree before it is verified, or verified anew.
    first_reader = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="first_read")
    first_read_at = models.DateTimeField(null=True, blank=True)
    first_expires_on = models.DateField(null=True, blank=True)
    # When those who verify, and its person, were told that it is to be looked up again (people.lapsing).
    recheck_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When its person was told that it runs out soon, and that it has; nobody is told twice (people.lapsing).
    soon_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    lapse_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CredentialQuerySet.as_manager()

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
