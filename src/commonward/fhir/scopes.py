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

#: The resources there are, by what stands behind each.
RESOURCES: Final = {
    "Patient": _("names and birth dates of patients"),
    "Practitioner": _("who works in care teams"),
    "PractitionerRole": _("who serves in which care team"),
    "RelatedPerson": _("who acts for patients"),
    "CareTeam": _("who is in whose care"),
    "Consent": _("what is permitted"),
    "Communication": _("messages with care teams"),
    "AuditEvent": _("who read these messages"),
}
_ALL: Final = _("all of this")


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
    whose, _slash, what = scope.partition("/")
    what = what.removesuffix(".read")
    meant = {
        "what": _ALL if what == "*" else RESOURCES[what],
        "all": ", ".join(str(label) for label in RESOURCES.values()),
    }
    if what == "*":
        if whose == PATIENT:
            return str(_("Read everything of yours as a patient: %(all)s") % meant)
        return str(_("Read everything of care that this seat may read: %(all)s") % meant)
    if whose == PATIENT:
        return str(_("Read of yours as a patient: %(what)s") % meant)
    return str(_("Read, as far as this seat may: %(what)s") % meant)


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
