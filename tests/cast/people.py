"""Light people: accounts with confirmed addresses and seats without faces. For tests that need no words by anybody."""

from datetime import date

from cast import PASSWORD, Member, adds_app
from commonward.kernel.actor import Role, System
from commonward.people import actions
from commonward.people.entry import OFFICE_ROLES
from commonward.people.models import Account, Credential, Organisation, Seat
from commonward.people.queries import person_of

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


def read_first(credential: Credential, *, expires_on: date | None = None) -> None:
    """Somebody who administers the place found a credential in the register. It waits for a second reader."""
    first = Account.objects.filter(email="first.reader@example.org").first()
    seat = first.seats.get() if first is not None else _first_reader()
    assert not actions.verify_credential(person_of(seat), credential, expires_on=expires_on)


def proven(credential: Credential, by: Member, *, expires_on: date | None = None) -> None:
    """Two people have compared a credential with the register: somebody of the place first, then this member."""
    read_first(credential, expires_on=expires_on)
    assert actions.verify_credential(by.person, credential, expires_on=expires_on)


def _first_reader() -> Seat:
    account = newcomer("first.reader")
    adds_app(account)
    return actions.grant_seat(SYSTEM, account, Role.ADMINISTRATOR)
