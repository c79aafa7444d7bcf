"""The database's own lock on the record: what was filed is neither changed nor removed.

How a held entry was decided may be written once. Locked columns are left out of the comparison: rotating keys writes
them anew, and what is moved from another row does not open (`kernel.sealed`). Columns are named here, so a new one
must be added in a migration that installs the triggers anew.
"""

KEPT = "What is filed in the record stays as it is."

_FIXED = (
    "message_id",
    "number",
    "author_id",
    "role",
    "on_behalf_of_id",
    "patient_id",
    "organisation_id",
    "relationship_id",
    "relationship_step",
    "grant_id",
    "wording",
    "channel",
    "urgency",
    "screening_id",
    "verdict",
    "was_held",
    "filed_at",
    "filed_by",
)


def _changed(differs: str) -> str:
    fixed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _FIXED)
    return f"{fixed} OR (NEW.state {differs} OLD.state AND OLD.state <> 'held')"


def creation(vendor: str) -> list[str]:
    """What creates the triggers. A migration that rebuilds the table on SQLite must run it again at its end."""
    if vendor == "sqlite":
        fail = f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        return [
            f"CREATE TRIGGER care_record_kept BEFORE UPDATE ON care_recordentry WHEN {_changed('IS NOT')} {fail}",
            f"CREATE TRIGGER care_record_stays BEFORE DELETE ON care_recordentry {fail}",
        ]
    return [
        "CREATE FUNCTION care_record_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{KEPT}'; END IF; "
        f"IF {_changed('IS DISTINCT FROM')} THEN RAISE EXCEPTION '{KEPT}'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER care_record_kept BEFORE UPDATE OR DELETE ON care_recordentry "
        "FOR EACH ROW EXECUTE FUNCTION care_record_kept()",
    ]


def removal(vendor: str) -> list[str]:
    """What drops the triggers: for undoing the migration, and for tests that empty their tables."""
    if vendor == "sqlite":
        return ["DROP TRIGGER IF EXISTS care_record_kept", "DROP TRIGGER IF EXISTS care_record_stays"]
    return [
        "DROP TRIGGER IF EXISTS care_record_kept ON care_recordentry",
        "DROP FUNCTION IF EXISTS care_record_kept()",
    ]
