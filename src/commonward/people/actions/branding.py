"""How an organisation is shown: its name, its colour, its logo. Words and pictures were looked at by whoever calls."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import access
from commonward.people.models import Organisation
from commonward.ui import colours

SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 120


def rename_organisation(person: Person, organisation: Organisation, name: str) -> None:
    """Call it otherwise from now on; its address stays. The caller has had the name screened. Raises Denied."""
    require(access.may_brand(person, organisation))
    if name != organisation.name:
        _keep(person, organisation, "name", name=name)


def choose_accent(person: Person, organisation: Organisation, said: str) -> None:
    """Give it a colour, or none with "". Raises Denied, and Unacceptable beside `accent` with the nearest one.

    It is used for edges and never for words, so it needs a contrast of 3 to 1 by day and by lamplight.
    """
    require(access.may_brand(person, organisation))
    if not said.strip():
        _keep(person, organisation, "accent", accent="")
        return
    try:
        accent = colours.read(said)
    except ValueError:
        raise Unacceptable(
            _("A colour is written as six digits or letters from a to f, such as #0b5c60."), field="accent"
        ) from None
    seen = colours.look(accent)
    if seen.by_day < colours.LEAST:
        raise Unacceptable(
            _(
                "This is too light to be seen on light pages: %(found).1f to 1, and 3 to 1 is needed. The nearest that "
                "is seen in the light and in the dark is %(nearest)s."
            )
            % {"found": seen.by_day, "nearest": seen.nearest},
            field="accent",
        )
    if seen.by_lamplight < colours.LEAST:
        raise Unacceptable(
            _(
                "This is too dark to be seen on dark pages: %(found).1f to 1, and 3 to 1 is needed. The nearest that "
                "is seen in the light and in the dark is %(nearest)s."
            )
            % {"found": seen.by_lamplight, "nearest": seen.nearest},
            field="accent",
        )
    _keep(person, organisation, "accent", accent=accent)


def offer_logo(person: Person, organisation: Organisation, media: int | None) -> None:
    """Name a picture that is on its way as the next logo; None takes logo and offer away. Raises Denied."""
    require(access.may_brand(person, organisation))
    fields = {"logo_next": media} if media is not None else {"logo_next": None, "logo": None}
    _keep(person, organisation, "logo", **fields)


def show_logo(system: System, organisation: Organisation, media: int) -> None:
    """The picture that was offered is clean: it is the logo from now on. In the caller's transaction."""
    Organisation.objects.filter(pk=organisation.pk, logo_next=media).update(logo=media, logo_next=None)
    ledger.record(system, "organisation.branded", Ref("organisation", organisation.pk), detail={"what": "logo"})


def _keep(person: Person, organisation: Organisation, what: str, **fields: str | int | None) -> None:
    with transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**fields)
        ledger.record(person, "organisation.branded", Ref("organisation", organisation.pk), detail={"what": what})
    for name, value in fields.items():
        setattr(organisation, name, value)
