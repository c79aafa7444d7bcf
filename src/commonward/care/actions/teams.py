"""Care teams: opening one, who joins it, who leaves it."""

from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.care import access, voices
from commonward.care.models import STAFF, Membership, Relationship, Team
from commonward.care.models.relationships import IN_CARE
from commonward.consent.events import BoundaryDrawn
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.people.models import Organisation, Seat

LONGEST_NAME: Final = 80


def open_team(person: Person, organisation: Organisation, *, name: str) -> Team:
    """Open a care team. Its name is shown to patients who look for one, so it is screened.

    Raises Denied for anybody but an administrator of the organisation, Unacceptable beside `name`.
    """
    require(access.may_manage_teams(person, organisation))
    tidied = text.tidy_name(name)
    if text.is_blank(tidied) or len(tidied) > LONGEST_NAME:
        raise Unacceptable(_("Please give the team a name, as patients would say it."), field="name")
    seat = Seat.objects.visible_to(person).select_related("organisation", "profile").get(pk=person.seat)
    screened = screening.screen(person, voices.voice_of(person, seat), tidied, context="public_post")
    if screened.verdict not in {Verdict.ALLOW, Verdict.NOTE}:
        raise Unacceptable(_("Please choose a name that gives nobody away, such as “Heart team”."), field="name")
    try:
        with transaction.atomic():
            team = Team.objects.create(organisation=organisation, name=screened.text)
            screening.keep(screened, Ref("team", team.pk))
            ledger.record(person, "team.opened", Ref("team", team.pk))
    except IntegrityError:
        raise Unacceptable(_("There is a team of this name already."), field="name") from None
    return team


def join(person: Person, team: Team, seat: Seat) -> Membership:
    """Have a member of the organisation serve in a team. Whether they may act there is asked each time they do."""
    require(access.may_manage_teams(person, team.organisation))
    if seat.organisation_id != team.organisation_id or seat.role not in STAFF:
        raise Unacceptable(_("Health professionals and support workers of this organisation can serve."), field="email")
    try:
        with transaction.atomic():
            membership = Membership.objects.create(team=team, seat=seat)
            ledger.record(person, "team.joined", Ref("team", team.pk), detail={"seat": seat.pk})
            cared_for = Relationship.objects.visible_to(System("care")).filter(team=team, state__in=IN_CARE)
            patients = tuple(cared_for.values_list("chart__seat__account_id", flat=True))
            emit(BoundaryDrawn((seat.account_id,), patients))
    except IntegrityError:
        raise Conflict(_("They serve in this team already.")) from None
    return membership


def lead(person: Person, membership: Membership, *, leads: bool) -> None:
    """Say that somebody leads a team, or no longer: they write what it keeps ready."""
    require(access.may_manage_teams(person, membership.team.organisation))
    with transaction.atomic():
        still = Membership.objects.visible_to(person).filter(pk=membership.pk, left_at=None).exclude(leads=leads)
        if still.update(leads=leads):
            about, detail = Ref("team", membership.team_id), {"seat": membership.seat_id}
            if leads:
                ledger.record(person, "team.lead_named", about, detail=detail)
            else:
                ledger.record(person, "team.lead_ended", about, detail=detail)


def leave(person: Person, membership: Membership) -> None:
    """End somebody's service in a team. From then on its patients' conversations do not exist to them."""
    require(access.may_manage_teams(person, membership.team.organisation))
    with transaction.atomic():
        still = Membership.objects.visible_to(person).filter(pk=membership.pk, left_at=None)
        if still.update(left_at=clock.now()):
            ledger.record(person, "team.left", Ref("team", membership.team_id), detail={"seat": membership.seat_id})
