"""Applications: a person lets one act in the seat they are in, and ends that."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Denied, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import birthdays
from commonward.people.applications import LONGEST_NAME, MOST, Application, Scope, digest, new_token


@dataclass(frozen=True, slots=True)
class Allowed:
    """An application that may act from now on, and its token, which nobody can be shown again."""

    application: Application
    token: str = field(repr=False)


def allow_application(person: Person, *, name: str, scopes: Collection[str]) -> Allowed:
    """Let an application act in the person's seat. Raises Unacceptable beside `name` or `scopes`."""
    if birthdays.is_child(person.account):
        raise Denied(_("Until you are 13 no program acts for you."))
    name = text.tidy_name(name)
    if not 1 <= len(name) <= LONGEST_NAME or text.is_blank(name):
        raise Unacceptable(_("Give it a name of up to 60 characters, so that you know it again."), field="name")
    wanted = [scope.value for scope in Scope if scope.value in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise Unacceptable(_("Choose at least one thing that it may do."), field="scopes")
    token = new_token()
    with transaction.atomic():
        if Application.objects.visible_to(person).filter(revoked_at=None).count() >= MOST:
            raise Unacceptable(_("This seat has 20 applications. Take one away first."), field="name")
        made = Application.objects.create(
            seat_id=person.seat, name=name, token_hash=digest(token), scopes=" ".join(wanted)
        )
        ledger.record(person, "application.allowed", Ref("application", made.pk), detail={"scopes": "+".join(wanted)})
    return Allowed(made, token)


def revoke_application(person: Person, pk: int) -> None:
    """Take its right away, at once. Doing it twice does no harm."""
    own = Application.objects.visible_to(person).filter(pk=pk)
    if not own.exists():
        raise NotFound(_("There is no such application in this seat."))
    with transaction.atomic():
        if own.filter(revoked_at=None).update(revoked_at=clock.now()):
            ledger.record(person, "application.revoked", Ref("application", pk))
