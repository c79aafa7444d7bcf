"""What the demo's clinic and hospital wrote for their people, and that their staff signed it and was trained."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils import timezone

from commonward.kernel import clock
from commonward.kernel.actor import Person, Role
from commonward.oversight import house
from commonward.people import actions
from commonward.people.house import STAFF_ROLES, TextKind, Training
from commonward.people.models import Organisation

POLICY: Final = """Speak as if every patient read it, because one day one of them will.

Tell no story by which somebody could be known, not even to themselves. When in doubt, leave it out.

Answer nobody's own questions about their health in public. Lead them to their care team.

Say when you speak for yourself. Only the communication staff speaks for the house.

If something went out that should not have, say so at once. Nobody is blamed for saying so."""

HOUSE_RULES: Final = """Be kind. Nobody here is a case.

Ask before you speak of somebody else, and never with their name.

What you read here is no treatment. Your own team knows you.

If somebody seems to be in danger, tell a moderator. If it is urgent, call for help first."""

OUTSIDE_HOURS: Final = """Nobody reads this now. Your words are kept, and answered when the team is back.

If it cannot wait, call the evening line of the clinic. In an emergency, call your emergency number."""

TERMS: Final = """You may use this place without charge, and leave at any time.

What you write stays yours. You let this place show it to those you chose.

We keep what the law asks us to keep, and nothing for advertising.

If we change these terms, you find the earlier versions here."""


def prepare(administrator: Person, organisation: Organisation, people: Sequence[Person]) -> None:
    """Put the texts in force, have the staff sign the policy, and note that they were trained."""
    policy = house.put(administrator, organisation, TextKind.STAFF, POLICY)
    house.put(administrator, organisation, TextKind.HOUSE, HOUSE_RULES)
    house.put(administrator, organisation, TextKind.TERMS, TERMS)
    house.put(administrator, organisation, TextKind.HOURS, OUTSIDE_HOURS)
    for person in people:
        if person.organisation == organisation.pk and person.role == Role.ADMINISTRATOR:
            actions.choose_accent(person, organisation, "#1f7775")
    actions.ask_training(administrator, organisation, asks=True)
    staff = [person for person in people if person.role in STAFF_ROLES and person.organisation == organisation.pk]
    for person in staff:
        actions.sign_text(person, organisation, policy.pk)
    actions.record_training(
        administrator,
        organisation,
        [person.seat for person in staff],
        kind=Training.Kind.SOCIAL,
        done_on=timezone.localdate(clock.now()),
        expires_on=timezone.localdate(clock.now() + timedelta(days=365)),
    )
