"""What a registered application may be let read: SMART's scopes for reading, by resource, and the same in words.

`user/…` is everything that the person may read in the seat they act in; `patient/…` only what is theirs as a patient.
Read scopes of SMART App Launch 1.0.0 (section 3, "Scopes and Launch Context"), such as `patient/Communication.read`.
"""

from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from oauth2_provider.scopes import BaseScopes

USER: Final = "user"
PATIENT: Final = "patient"

#: The resources there are, and what each is to a patient of themself, and to whoever reads in a seat.
_WORDS: Final = {
    "*": (
        _("Everything of your care: who cares for you, what you permit, all messages"),
        _("Everything of care that this seat may read: patients, teams, what is permitted, all messages"),
    ),
    "Patient": (
        _("Your name and birth date, as places of care know them"),
        _("Names and birth dates of the patients that this seat sees"),
    ),
    "Practitioner": (
        _("Who works in your care teams"),
        _("Who works in the care teams that this seat sees"),
    ),
    "PractitionerRole": (
        _("Who serves in which of your care teams, and since when"),
        _("Who serves in which of these teams, and since when"),
    ),
    "RelatedPerson": (
        _("Who acts for you"),
        _("Who acts for the patients that this seat sees"),
    ),
    "CareTeam": (
        _("With which teams you are in care"),
        _("With which teams the patients that this seat sees are in care"),
    ),
    "Consent": (
        _("What you permit"),
        _("What these patients permit, as far as this seat may know"),
    ),
    "Communication": (
        _("Your messages with care teams"),
        _("The messages that this seat may read"),
    ),
    "AuditEvent": (
        _("Who read your messages"),
        _("Who read the messages of this seat"),
    ),
}
RESOURCES: Final = tuple(name for name in _WORDS if name != "*")


def every() -> list[str]:
    """All scopes there are."""
    return [f"{whose}/{what}.read" for whose in (PATIENT, USER) for what in ("*", *RESOURCES)]


def words(scopes: Collection[str]) -> list[tuple[str, str]]:
    """Scopes in words, in a fixed order: (scope, label)."""
    return [(scope, _label(scope)) for scope in every() if scope in scopes]


def reach(scopes: Collection[str], resource: str) -> str:
    """How far a token reaches for a resource: `USER`, `PATIENT`, or "" for not at all."""
    for whose in (USER, PATIENT):
        if f"{whose}/*.read" in scopes or f"{whose}/{resource}.read" in scopes:
            return whose
    return ""


def _label(scope: str) -> str:
    whose, _slash, what = scope.removesuffix(".read").partition("/")
    return str(_WORDS[what][whose == USER])


class Scopes(BaseScopes):  # type: ignore[misc]  # the library has no types
    """The same for the library that speaks OAuth."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope with its words."""
        return dict(words(every()))

    def get_available_scopes(self, application: Any = None, request: Any = None, **more: Any) -> list[str]:
        """Any registered application may ask for any; the person decides."""
        return every()

    def get_default_scopes(self, application: Any = None, request: Any = None, **more: Any) -> list[str]:
        """None: who asks for nothing gets nothing."""
        return []
