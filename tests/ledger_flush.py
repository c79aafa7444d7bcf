"""How tests empty the tables of ledger and record although the database refuses that: the triggers step aside.

Tests that commit (`transactional_db`, `live_server`) end with every table emptied. `conftest` imports the fixture.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from commonward.care import triggers as record
from commonward.kernel import triggers


@contextmanager
def unguarded(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the ledger's rows be changed inside the block, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor) + record.removal(connection.vendor):
            cursor.execute(statement)
        yield
        for statement in triggers.creation(connection.vendor) + record.creation(connection.vendor):
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def _ledger_can_be_emptied() -> Iterator[None]:
    execute = BaseDatabaseOperations.execute_sql_flush

    def empty(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        with unguarded(operations.connection):
            execute(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = empty  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = execute  # type: ignore[method-assign]
