"""Finds changes of the tables that an older process could not live with while it still runs.

Several machines are upgraded one after another, and an upgrade that fails is undone: for a while older code works on
newer tables. So a change adds what older code need not know of, and what nobody uses any more goes one release later.
Changes of released versions are listed in `released_changes.txt` and not looked at again; what they made is in use.
A change that cannot do without a stop says so, with its reason, in a line `# needs a stop: …` of its file.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

RELEASED = Path(__file__).with_name("released_changes.txt")
OURS = "commonward."
_STOP = re.compile(r"^# needs a stop: \S.{10,}$", re.MULTILINE)
_GONE = "older processes still read and write it. Leave it for one release, then take it away"
_ADDED = "older processes insert rows without it. Give it null=True or a db_default"
_NARROWER = "older processes still write what would not fit any more. Add a new field, and move over"
_CONSTRAINT = "rows that older processes write may break it. Hold it in code for one release, then in the database"


@dataclass(frozen=True, slots=True)
class Unsafe:
    """One change that needs a stop: where it is, what it does, and why that is not safe."""

    migration: str
    what: str
    why: str

    def line(self) -> str:
        return f"{self.migration}: {self.what}: {self.why}; or say why not in a line “# needs a stop: …”."


def unsafe() -> list[Unsafe]:
    """Every change of ours since the last release that is not safe and does not say why."""
    loader = MigrationLoader(None)
    order: list[tuple[str, str]] = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        order += [key for key in loader.graph.forwards_plan(leaf) if key not in order]
    return list(found_in((loader.disk_migrations[key] for key in order), released()))


def released() -> frozenset[str]:
    """The changes of released versions, as “app.name”."""
    return frozenset(RELEASED.read_text(encoding="ascii").split())


def found_in(migrations: Iterable[Migration], known: frozenset[str]) -> Iterator[Unsafe]:
    """What is not safe in these, in the order in which they are made, when the known ones are in use already."""
    state = ProjectState()
    fresh: set[tuple[str, str]] = set()
    for migration in migrations:
        name = f"{migration.app_label}.{migration.name}"
        is_looked_at = migration.__module__.startswith(OURS) and name not in known and not _says_why(migration)
        for operation in _each(migration.operations):
            if is_looked_at and isinstance(operation, operations.CreateModel):
                fresh.add((migration.app_label, operation.name.lower()))
            elif is_looked_at and _table_of(migration.app_label, operation) not in fresh:
                yield from (
                    Unsafe(name, operation.describe(), why) for why in _why(operation, state, migration.app_label)
                )
            operation.state_forwards(migration.app_label, state)


def _says_why(migration: Migration) -> bool:
    file = getattr(sys.modules.get(migration.__module__), "__file__", None)
    return file is not None and _STOP.search(Path(file).read_text(encoding="utf-8")) is not None


def _each(given: Iterable[Operation]) -> Iterator[Operation]:
    for operation in given:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from operation.database_operations
        else:
            yield operation


def _table_of(app: str, operation: Operation) -> tuple[str, str]:
    name = getattr(operation, "model_name", "") or getattr(operation, "name", "") or getattr(operation, "old_name", "")
    return app, str(name).lower()


def _why(operation: Operation, state: ProjectState, app: str) -> Iterator[str]:
    match operation:
        case (
            operations.DeleteModel()
            | operations.RemoveField()
            | operations.RenameModel()
            | operations.RenameField()
            | operations.AlterModelTable()
        ):
            yield _GONE
        case operations.AddField() if not operation.field.null and _has_no_default(operation.field):
            yield _ADDED
        case operations.AlterField():
            before = state.models[app, operation.model_name_lower].get_field(operation.name)
            if _is_narrower(before, operation.field):
                yield _NARROWER
        case operations.AddConstraint() | operations.AlterUniqueTogether():
            yield _CONSTRAINT
        case _:
            return


def _has_no_default(field: models.Field[object, object]) -> bool:
    return not field.many_to_many and getattr(field, "db_default", NOT_PROVIDED) is NOT_PROVIDED


def _is_narrower(before: models.Field[object, object], after: models.Field[object, object]) -> bool:
    if before.get_internal_type() != after.get_internal_type():
        return True
    if before.null and not after.null and _has_no_default(after):
        return True
    longest = (before.max_length, after.max_length)
    return longest[1] is not None and (longest[0] is None or longest[1] < longest[0])
