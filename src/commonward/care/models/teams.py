"""Care teams and who serves in them. Covering staff act through the team, never on their own account."""

from typing import Final

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.people.models import Credential, Organisation, Seat
from commonward.people.offices import answers_for

#: Whose work in care needs a licence that was verified, and whose is delegated by those who have one.
LICENSED = Role.PROFESSIONAL
DELEGATED = Role.SUPPORT_WORKER
#: Nobody else serves in a team, so of nobody else it is asked. A seat's role never changes.
STAFF: Final = frozenset({LICENSED, DELEGATED})


def standing() -> Q:
    """Of memberships: their seat is open and may work in care today, by a name of their own that patients know.

    A licence counts until the day it runs out. Support workers act under those who have one.
    """
    today = timezone.localtime(clock.now()).date()
    licence = Credential.objects.filter(
        seat_id=OuterRef("seat_id"), state=Credential.State.VERIFIED, profession=OuterRef("seat__profession")
    ).filter(Q(expires_on=None) | Q(expires_on__gte=today))
    qualified = Q(seat__role=DELEGATED.value) | (Q(seat__role=LICENSED.value) & Q(Exists(licence)))
    there = Q(
        seat__ended_at=None,
        seat__suspended_at=None,
        seat__account__is_active=True,
        seat__organisation=F("team__organisation"),
        seat__profile__is_pseudonym=False,
    )
    return there & qualified


class TeamQuerySet(models.QuerySet["Team"]):
    """Which teams somebody may know of."""

    def visible_to(self, actor: Actor) -> "TeamQuerySet":
        """Teams can be asked for care, so whoever is signed in may know their names; closed ones only their own."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(closed_at=None) | Q(organisation_id=actor.organisation))


class Team(models.Model):
    """A care team of an organisation: the heart team, the ward on the second floor."""

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="care_teams")
    name = models.CharField(max_length=80)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(closed_at=None), name="open_teams_differ_by_name"
            )
        ]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who may see who serves where, and who serves now."""

    def serving(self) -> "MembershipQuerySet":
        """Those who may work for the team's patients at this moment."""
        return self.filter(standing(), left_at=None, team__closed_at=None)

    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        """One's own, those of the teams that one serves in, and those that one answers for."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        mine = Membership.objects.filter(seat_id=actor.seat, left_at=None).values("team_id")
        seen = Q(seat_id=actor.seat) | Q(team_id__in=mine)
        if (place := answers_for(actor)) is not None:
            seen |= Q(team__organisation_id=place)
        return self.filter(seen)


class Membership(models.Model):
    """One person's service in a team, from a day to a day."""

    id = IdField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_memberships")
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True)
    leads = models.BooleanField(default=False, db_default=False)  # writes what the team keeps ready

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "seat"], condition=Q(left_at=None), name="one_open_membership_per_team_and_seat"
            )
        ]
        indexes = [models.Index(fields=["seat"], condition=Q(left_at=None), name="care_serving")]
