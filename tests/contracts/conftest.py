"""A town that is built once for each module of contracts."""

from collections.abc import Iterator

import pytest
from django.core import mail

from contracts.scene import Town, undone


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Town]:
    """The cast with everything they made. Tests take back what they change with `undone`."""
    with django_db_blocker.unblock(), undone():  # type: ignore[attr-defined]  # pytest-django's blocker
        mail.outbox = []  # type: ignore[attr-defined]  # pytest-django makes it for each test, which is later
        yield Town()
