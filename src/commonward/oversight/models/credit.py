"""By what pictures are known again, and the pictures that an organisation has a licence for."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.oversight.models.screenings import Licence, Media
from commonward.people.models import Organisation, Seat
from commonward.people.offices import VERIFIERS


class PictureMark(models.Model):
    """The codes of a picture that others may bring again. Of them no picture can be made.

    Of one that was taken down the mark outlives it, without its owner; every other mark goes with its picture.
    """

    class Standing(models.TextChoices):
        SHOWN = "shown", _("Published here")
        WITHDRAWN = "withdrawn", _("Taken back by its author")
        DOWN = "down", _("Taken down")
        LIBRARY = "library", _("In an organisation's library")

    id = IdField()
    media = models.OneToOneField(Media, on_delete=models.SET_NULL, null=True, related_name="mark")
    standing = models.CharField(max_length=10, choices=Standing)
    codes = models.JSONField()  # in hexadecimal, the whole picture first
    since = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["standing", "since"])]


class PictureBand(models.Model):
    """One number by which a marked picture is found. They go with the mark."""

    id = IdField()
    number = models.BigIntegerField()
    mark = models.ForeignKey(PictureMark, on_delete=models.CASCADE, related_name="bands")

    class Meta:
        # All that a look-up asks for stands in the index.
        indexes = [models.Index(fields=["number", "mark"], name="picture_band_by_number")]


class LibraryPictureQuerySet(models.QuerySet["LibraryPicture"]):
    """Who may see what an organisation has a licence for."""

    def visible_to(self, actor: Actor) -> "LibraryPictureQuerySet":
        """Its own people who work there, of what was not taken out: those who keep it all, others what they may use."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.organisation is None or actor.role in _NOT_STAFF:
            return self.none()
        found = self.filter(organisation_id=actor.organisation, taken_out_at=None)
        return found if actor.role in KEEPERS else found.filter(for_whom=LibraryPicture.ForWhom.STAFF)

    def in_force(self) -> "LibraryPictureQuerySet":
        """Those that may be used today."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(clock.now())), taken_out_at=None)


class LibraryPicture(models.Model):
    """A picture that an organisation may use, by which licence, for whom and until when."""

    class ForWhom(models.TextChoices):
        COMMUNICATION = "communication", _("Communication staff only")
        STAFF = "staff", _("Everybody who works here")

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="library")
    media = models.OneToOneField(Media, on_delete=models.PROTECT, related_name="library")
    title = models.CharField(max_length=120)
    licence = models.CharField(max_length=12, choices=Licence)
    source = models.CharField(max_length=200)  # who is credited, and where it is from
    for_whom = models.CharField(max_length=14, choices=ForWhom, default=ForWhom.STAFF)
    ends_on = models.DateField(null=True, blank=True)  # the last day
    added_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    taken_out_at = models.DateTimeField(null=True, blank=True)

    objects = LibraryPictureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"])]


#: Those who add pictures, and change what is said of them.
KEEPERS: Final = VERIFIERS | {Role.ORGANISATION}
_NOT_STAFF = frozenset({Role.PATIENT, Role.CAREGIVER})
