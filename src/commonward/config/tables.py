"""All tables of an empty database at once, as all changes of the tables one after the other would leave them.

Django renders every related model anew at each of some two hundred changes: a minute of work for what takes seconds
when the models are simply there. An empty database has nothing to change, so it gets its tables from the models, and
then what no model tells: triggers and indexes that our migrations install by code. Everything is one transaction, so a
process that is killed leaves an empty database. `tests/config/test_tables.py` holds both ways against each other.
"""

from typing import cast

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

_OURS = "commonward."


def are_missing() -> bool:
    """Whether the database is empty, so that `make` may be called."""
    return not connection.introspection.table_names()


def make() -> None:
    """Make the tables of all models in an empty database, and write down every migration as done."""
    with connection.schema_editor() as editor:
        for app in apps.get_app_configs():
            for model in app.get_models(include_auto_created=False):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        finish(editor)


def finish(editor: BaseDatabaseSchemaEditor) -> None:
    """What comes after tables that were made from the models: code of our migrations, and the history.

    Code that moves data finds none to move. Raises RuntimeError for a kind of change that this module does not know, so
    that nobody adds one and learns of it from an installation that lacks it.
    """
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if type(migration).__module__.startswith(_OURS):
            for operation in migration.operations:
                if isinstance(operation, RunPython):
                    operation.code(cast("StateApps", apps), editor)
                elif isinstance(operation, RunSQL | SeparateDatabaseAndState):
                    raise RuntimeError(f"{migration}: no model tells what this makes. Let it be code: {operation}")
        executor.recorder.record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS)
