"""Offices: which roles answer for others, and what a member may be named for beside their role.

Known to the models, whose querysets decide who sees which row.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonward.kernel.actor import BOUND_ROLES, Actor, Person, Role

#: Roles that answer for who the members of an organisation are.
VERIFIERS: Final = frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})
#: Roles that read what is held, reported or appealed.
REVIEWERS: Final = frozenset({Role.MODERATOR, Role.PRIVACY_OFFICER})


class OfficeKind(models.TextChoices):
    """What an administrator names a member for (rules.md sections 6.3 and S56)."""

    CRISIS = "crisis", _("Trained for crises")
    ETHICS = "ethics", _("Ethics reviewer")


#: Whoever is trained for crises reads what readers report, so it is one of those who read that.
MAY_HOLD: Final = {OfficeKind.CRISIS: REVIEWERS, OfficeKind.ETHICS: BOUND_ROLES}


def is_platform_administrator(actor: Actor) -> bool:
    """An administrator whose seat has no organisation serves the whole platform."""
    return isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation is None


def answers_for(actor: Actor) -> int | None:
    """The organisation whose members the actor answers for, if there is one."""
    if isinstance(actor, Person) and actor.role in VERIFIERS:
        return actor.organisation
    return None
