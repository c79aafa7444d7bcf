"""Light people: accounts with confirmed addresses and seats without faces. For tests that need no words by anybody."""

from cast import PASSWORD, Member, adds_app
from commonward.kernel.actor import Role, System
from commonward.people import actions
from commonward.people.entry import OFFICE_ROLES
from commonward.people.models import Account, Organisation

SYSTEM = System("tests")


def newcomer(name: str) -> Account:
    """Somebody who has confirmed an address and has no seat yet."""
    return actions.open_account(SYSTEM, email=f"{name}@example.org", password=PASSWORD)


def seated(name: str, role: Role, *, at: Organisation | None = None, profession: str = "") -> Member:
    """Somebody with one seat and no face."""
    account = newcomer(name)
    if role in OFFICE_ROLES:
        adds_app(account)
    return Member(account, actions.grant_seat(SYSTEM, account, role, organisation=at, profession=profession))
