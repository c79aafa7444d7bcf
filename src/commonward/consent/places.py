"""With which organisations a patient has to do, so that the page of what they permit begins with those.

Consent knows grants and nothing of care: whoever knows more registers a reader in the `ready` of its app.
"""

from collections.abc import Callable

from commonward.consent.models import Grant
from commonward.kernel.actor import Person

#: Given the patient: identifiers of the organisations that care for them, or are asked to.
Reader = Callable[[Person], list[int]]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say where a patient has to do with organisations. Registering the same reader twice does no harm."""
    if reader not in _readers:
        _readers.append(reader)


def of(person: Person) -> set[int]:
    """The organisations of this patient: of their seat, of what they permitted so far, of those registered."""
    found = set(Grant.objects.visible_to(person).values_list("organisation_id", flat=True))
    if person.organisation is not None:
        found.add(person.organisation)
    for reader in _readers:
        found.update(reader(person))
    return found
