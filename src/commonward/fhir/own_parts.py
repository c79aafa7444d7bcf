"""What a person's own copy says of the applications they connected."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commonward.fhir.models import Connection
from commonward.oversight.parts import Part, register, register_owned


def listen() -> None:
    """Register it. Called once, when the app is ready."""
    register(_connected)
    register_owned("connection", lambda seats: Connection.objects.filter(seat__in=seats).values_list("pk", flat=True))


def _connected(account: int) -> Iterator[Part]:
    own = Connection.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "connections",
        _("Applications that you connected"),
        (
            ("name", _("Name")),
            ("scopes", _("May read")),
            ("given_at", _("Since")),
            ("used_on", _("Last used")),
            ("ended_at", _("Until")),
        ),
        tuple(own.values_list("client__name", "scopes", "given_at", "used_on", "ended_at")),
    )
