"""The database's own lock on grants: what was permitted never changes, and an end once written stays.

A constraint can not compare a row with what it was, so these are triggers. Columns are named here, so a new one that
says what was permitted must be added in a migration that installs the triggers anew.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REWRITTEN = "A grant never changes but by its end."

_TERMS = (
    "seat_id",
    "organisation_id",
    "kind",
    "wording",
    "item_hash",
    "audience",
    "purpose",
    "given_at",
    "until",
)


def _changed(differs: str, more: tuple[str, ...]) -> str:
    terms = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in (*_TERMS, *more))
    return f"OLD.ended_at IS NOT NULL OR {terms}"


def install(editor: BaseDatabaseSchemaEditor, *more: str) -> None:
    """Create the trigger. A migration that rebuilds the table on SQLite must call this again at its end.

    `more` are columns that came later than this trigger: the first migration can not name them yet.
    """
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER consent_grant_kept BEFORE UPDATE ON consent_grant WHEN {_changed('IS NOT', more)} "
            f"BEGIN SELECT RAISE(ABORT, '{REWRITTEN}'); END"
        )
        return
    editor.execute(
        "CREATE FUNCTION consent_grant_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_changed('IS DISTINCT FROM', more)} THEN "
        f"RAISE EXCEPTION '{REWRITTEN}'; END IF; RETURN NEW; END $$"
    )
    editor.execute(
        "CREATE TRIGGER consent_grant_kept BEFORE UPDATE ON consent_grant FOR EACH ROW "
        "EXECUTE FUNCTION consent_grant_kept()"
    )


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the trigger, when the migration is undone."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER IF EXISTS consent_grant_kept")
        return
    editor.execute("DROP TRIGGER IF EXISTS consent_grant_kept ON consent_grant")
    editor.execute("DROP FUNCTION IF EXISTS consent_grant_kept()")
