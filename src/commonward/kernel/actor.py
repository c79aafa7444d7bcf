"""Who acts. The first argument of every action, never optional.

`Person` is somebody signed in, acting in one seat; `System` is a job with a name; `Visitor` is somebody who has not
signed in. All three are small values, safe to log and to pass to a worker.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a seat is for (rules.md S5). A person may hold several seats and acts in one at a time."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    STUDENT = "student"
    PROFESSIONAL = "professional"
    SUPPORT_WORKER = "support_worker"
    ORGANISATION = "organisation"
    MODERATOR = "moderator"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


#: Roles whose seats are given by an administrator or an invitation, never chosen at sign-up.
GRANTED_ROLES = frozenset({Role.ORGANISATION, Role.MODERATOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})
#: Roles bound by the catalogue's columns in full (author caps, rules.md 2).
BOUND_ROLES = frozenset(
    {
        Role.PROFESSIONAL,
        Role.STUDENT,
        Role.SUPPORT_WORKER,
        Role.ORGANISATION,
        Role.MODERATOR,
        Role.PRIVACY_OFFICER,
        Role.ADMINISTRATOR,
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person in one of their seats. `profile` is the public face of that seat, once it has one."""

    account: int
    seat: int
    role: Role
    organisation: int | None = None
    profile: int | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A job that acts by itself, by name: `System("screening")`."""

    name: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is not signed in."""


Actor = Person | System | Visitor
VISITOR = Visitor()
