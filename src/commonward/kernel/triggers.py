"""The triggers that make the ledger append-only in the database itself, as statements for each kind of database."""

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


def creation(vendor: str) -> list[str]:
    """What creates the triggers. A migration that rebuilds the table on SQLite must run it again at its end."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, event in _SQLITE.items()
        ]
    function = (
        "CREATE FUNCTION kernel_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    triggers = (
        f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION kernel_entry_refuse()" for name, event in _POSTGRESQL.items()
    )
    return [function, *triggers]


def removal(vendor: str) -> list[str]:
    """What drops the triggers: for undoing the migration, and for tests that empty their tables."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]
    triggers = (f"DROP TRIGGER IF EXISTS {name} ON kernel_entry" for name in _POSTGRESQL)
    return [*triggers, "DROP FUNCTION IF EXISTS kernel_entry_refuse()"]
