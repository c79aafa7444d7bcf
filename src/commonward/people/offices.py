"""Offices: which roles answer for others. Known to the models, whose querysets decide who sees which row."""

from typing import Final

from commonward.kernel.actor import Actor, Person, Role

#: Roles that answer for who the members of an organisation are.
VERIFIERS: Final = frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})
#: Roles that read what is held, reported or appealed.
REVIEWERS: Final = frozenset({Role.MODERATOR, Role.PRIVACY_OFFICER})


def is_platform_administrator(actor: Actor) -> bool:
    """An administrator whose seat has no organisation serves the whole platform."""
    return isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation is None


def answers_for(actor: Actor) -> int | None:
    """The organisation whose members the actor answers for, if there is one."""
    if isinstance(actor, Person) and actor.role in VERIFIERS:
        return actor.organisation
    return None
