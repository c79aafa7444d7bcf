"""Rows that are written by words that were kept: Django writes the words of an `INSERT` or `UPDATE` anew each time.

    message = insert(Message(thread=thread, …))
    update(thread, "last_at", "urgency")

What is written is what `save(force_insert=True)` and `save(update_fields=…)` write: fields, defaults and locked words
as the model has them. For rows that are written again and again within a transaction that others wait for, such as a
message and its record.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from django.db import DatabaseError, connections, router
from django.db.models import Model
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import InsertQuery, UpdateQuery

from commonward.kernel import plans

M = TypeVar("M", bound=Model)
#: By model, kind of database and fields: the words, and the same for `plans`.
_kept: Final[dict[tuple[type[Model], str, tuple[str, ...]], tuple[str, plans.Statement | None]]] = {}


def insert(row: M) -> M:
    """Write a new row, and return it. Raises what `save` raises.

    A row with a value that the database reckons, or a model that somebody listens to, is saved as ever.
    """
    connection: Any = connections[router.db_for_write(type(row), instance=row)]
    fields = row._meta.local_concrete_fields
    values = None if row.pk is None else _values(row, fields, add=True)
    if values is None:
        row.save(force_insert=True)
        return row
    _write(connection, row, (), fields, values)
    row._state.adding, row._state.db = False, connection.alias
    return row


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that is there. Raises what `save` raises.

    A row in which one of them is empty now is saved as ever: Django has other words for that.
    """
    connection: Any = connections[router.db_for_write(type(row), instance=row)]
    fields = [row._meta.get_field(name) for name in names]
    values = _values(row, fields, add=False)
    if values is None or None in values:
        row.save(update_fields=names)
    elif not _write(connection, row, names, [*fields, row._meta.pk], [*values, row.pk]):
        raise DatabaseError("Save with update_fields did not affect any rows.")


def _values(row: Model, fields: "Sequence[Any]", *, add: bool) -> list[Any] | None:
    """What is written in these fields; None where Django has to."""
    model = type(row)
    if row._meta.parents or pre_save.has_listeners(model) or post_save.has_listeners(model):
        return None
    values = [field.pre_save(row, add=add) for field in fields]
    return None if any(hasattr(value, "resolve_expression") for value in values) else values


def _write(connection: Any, row: Model, names: tuple[str, ...], fields: "Sequence[Any]", values: list[Any]) -> int:
    """Write by the words that are kept; how many rows."""
    key = (type(row), connection.vendor, names)
    if key not in _kept:
        _kept[key] = _written(row, fields, values, connection.alias, is_new=not names)
    sql, statement = _kept[key]
    params = [field.get_db_prep_save(value, connection=connection) for field, value in zip(fields, values, strict=True)]
    if statement is not None and plans.asks(connection):
        return plans.written(connection, statement, params)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _written(
    row: Model, fields: "Sequence[Any]", values: list[Any], alias: str, *, is_new: bool
) -> tuple[str, plans.Statement | None]:
    model = type(row)
    query: Any
    if is_new:
        query = InsertQuery(model)
        query.insert_values(fields, [row])
        ((sql, params),) = query.get_compiler(using=alias).as_sql()
    else:
        query = UpdateQuery(model)
        query.add_update_fields([(field, None, value) for field, value in zip(fields[:-1], values, strict=False)])
        query.add_filter("pk", row.pk)
        sql, params = query.get_compiler(using=alias).as_sql()
    assert len(params) == len(fields), "each field has one place"
    return sql, plans.statement(sql, range(len(params)))
