"""A new installation has what an old one has after all changes: columns, locks, indexes, triggers, history."""

import json
import sqlite3
from pathlib import Path

import pytest
from psycopg import connect

from config.installed import Installation

pytestmark = pytest.mark.slow
ONE_BY_ONE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
PLAN = (
    "from django.db import connection; from django.db.migrations.executor import MigrationExecutor; "
    "graph = MigrationExecutor(connection).loader.graph; "
    "print(len(MigrationExecutor(connection).migration_plan(graph.leaf_nodes())))"
)
#: Each line: what a thing is called, and what it is.
_POSTGRESQL = {
    "columns": "SELECT table_name || '.' || column_name, data_type || ' ' || udt_name || ' ' || is_nullable || ' ' || "
    "coalesce(column_default, '') || coalesce(character_maximum_length::text, '') || is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "history": "SELECT app || '.' || name, '' FROM django_migrations",
    "kinds": "SELECT app_label || '.' || model, '' FROM django_content_type",
    "permissions": "SELECT codename, name FROM auth_permission",
}
_SQLITE = {
    "schema": "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master",
    "history": _POSTGRESQL["history"],
    "kinds": _POSTGRESQL["kinds"],
    "permissions": _POSTGRESQL["permissions"],
}
#: Of tables that others made: a key that their migrations make wider, and what one unique column's index is called.
#: Django finds it by its column.
OTHERS = (
    "auth_group_permissions.id",
    "oauth2_provider_accesstoken_token_checksum",
    "oauth2_provider_accesstoken.oauth2_provider_accesstoken_token_checksum",
)
Shape = dict[str, dict[str, str]]


def parts(statement: str) -> list[str]:
    """The columns and constraints of CREATE TABLE, in no order; any other statement as it is."""
    head, opening, body = statement.partition("(")
    if not head.startswith("CREATE TABLE") or "VIRTUAL" in head:
        return [statement]
    found, depth, now = [head.replace('"', "") + opening], 0, ""
    for sign in body:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append(now.strip())
            now = ""
        else:
            now += sign
    return sorted([*found, now.strip().removesuffix(")")])


def shape(installation: Installation) -> Shape:
    """Everything that its database is made of."""
    if installation.database_url:
        with connect(installation.database_url) as server:
            return {kind: dict(server.execute(question).fetchall()) for kind, question in _POSTGRESQL.items()}
    with sqlite3.connect(installation.folder / "commonward.sqlite3") as file:
        found = {kind: dict(file.execute(question).fetchall()) for kind, question in _SQLITE.items()}
    return found | {"schema": {name: json.dumps(parts(sql)) for name, sql in found["schema"].items()}}


def differing(new: dict[str, str], old: dict[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """What is not the same, but for three names and a width (`OTHERS`)."""
    names = {name for name in new.keys() | old.keys() if not name.startswith(OTHERS)}
    return {name: (new.get(name), old.get(name)) for name in names if new.get(name) != old.get(name)}


def test_made_at_once_they_are_what_all_changes_leave(
    installed: Installation, tmp_path: Path, empty_database: str
) -> None:
    changed = Installation(tmp_path / "changed", empty_database)
    changed.folder.mkdir()
    answer = changed.python(ONE_BY_ONE)
    assert answer.returncode == 0, answer.stderr
    new, old = shape(installed), shape(changed)
    assert all(old.values())
    assert {kind: differing(new[kind], things) for kind, things in old.items()} == {kind: {} for kind in old}
    assert installed.python(PLAN).stdout == "0\n"


@pytest.mark.parametrize("moment", ['CREATE TABLE "people_account"', "django_migrations"])
def test_a_process_that_is_killed_leaves_an_empty_database(tmp_path: Path, empty_database: str, moment: str) -> None:
    """The tables come all or none, so that the next start makes them."""
    place = Installation(tmp_path / "data", empty_database)
    killed = place.python(
        "import os; from django.db import connection; from commonward.config import groundwork, tables\n"
        "groundwork.make_folders()\n"
        "def stop(execute, sql, params, many, context):\n"
        f"    if {moment!r} in sql and not sql.startswith('SELECT'): os.kill(os.getpid(), 9)\n"
        "    return execute(sql, params, many, context)\n"
        "with connection.execute_wrapper(stop): tables.make()\n"
    )
    assert killed.returncode == -9, killed.stderr
    assert place.python("from commonward.config import tables; print(tables.are_missing())").stdout == "True\n"
    answer = place.run("setup")
    assert answer.returncode == 0, answer.stderr
