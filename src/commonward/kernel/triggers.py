"""The triggers that make the ledger append-only in the database itself, for each kind of database."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "The ledger is append-only."

_SQLITE = {
    "kernel_entry_no_update": "BEFORE UPDATE ON kernel_entry",
    "kernel_entry_no_delete": "BEFORE DELETE ON kernel_entry",
    # INSERT OR REPLACE removes the old row without asking the delete trigger.
    "kernel_entry_no_replace": (
        "BEFORE INSERT ON kernel_entry WHEN EXISTS (SELECT 1 FROM kernel_entry WHERE sequence = NEW.sequence)"
    ),
}
_POSTGRESQL = {
    "kernel_entry_no_change": "BEFORE UPDATE OR DELETE ON kernel_entry FOR EACH ROW",
    "kernel_entry_no_truncate": "BEFORE TRUNCATE ON kernel_entry FOR EACH STATEMENT",
}


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers. A migration that rebuilds the table must call this again at its end."""
    if editor.connection.vendor == "sqlite":
        for name, event in _SQLITE.items():
            editor.execute(f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        return
    editor.execute(
        "CREATE FUNCTION kernel_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for name, event in _POSTGRESQL.items():
        editor.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION kernel_entry_refuse()")


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers: when the migration is undone, and where tests empty their tables."""
    if editor.connection.vendor == "sqlite":
        for name in _SQLITE:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name in _POSTGRESQL:
        editor.execute(f"DROP TRIGGER IF EXISTS {name} ON kernel_entry")
    editor.execute("DROP FUNCTION IF EXISTS kernel_entry_refuse()")
