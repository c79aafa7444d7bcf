"""The database's own lock on what is visible, for each kind of database.

A post may only be live with a version of its own that has passed; and the words of a version never change, so that
what was screened is what is shown. Check constraints can not look into another table, so these are triggers.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

UNSCREENED = "A post is live only with a version of its own that has passed screening."
REWRITTEN = "The words of a version never change."

_PASSED = (
    "EXISTS (SELECT 1 FROM community_version v WHERE v.id = NEW.live_id AND v.post_id = NEW.id AND v.state = 'passed')"
)
_WORDS = ("text", "html", "post_id", "number")

_SQLITE = {
    "community_post_live_insert": (
        f"BEFORE INSERT ON community_post WHEN NEW.live_id IS NOT NULL AND NOT {_PASSED}",
        UNSCREENED,
    ),
    "community_post_live_update": (
        f"BEFORE UPDATE OF live_id, state ON community_post WHEN NEW.live_id IS NOT NULL AND NOT {_PASSED}",
        UNSCREENED,
    ),
    "community_version_words": (
        "BEFORE UPDATE ON community_version WHEN "
        + " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _WORDS),
        REWRITTEN,
    ),
    "community_version_live": (
        "BEFORE UPDATE OF state ON community_version WHEN NEW.state <> 'passed' AND "
        "EXISTS (SELECT 1 FROM community_post p WHERE p.live_id = NEW.id)",
        UNSCREENED,
    ),
}

_POSTGRESQL_FUNCTIONS = {
    "community_post_live": f"IF NEW.live_id IS NOT NULL AND NOT {_PASSED} THEN RAISE EXCEPTION '{UNSCREENED}'; END IF;",
    "community_version_kept": (
        "IF " + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _WORDS) + " THEN "
        f"RAISE EXCEPTION '{REWRITTEN}'; END IF; "
        "IF NEW.state <> 'passed' AND EXISTS (SELECT 1 FROM community_post p WHERE p.live_id = NEW.id) THEN "
        f"RAISE EXCEPTION '{UNSCREENED}'; END IF;"
    ),
}
_POSTGRESQL = {
    "community_post_live": "BEFORE INSERT OR UPDATE OF live_id, state ON community_post",
    "community_version_kept": "BEFORE UPDATE ON community_version",
}


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers. A migration that rebuilds one of the tables must call this again at its end."""
    if editor.connection.vendor == "sqlite":
        for name, (event, sentence) in _SQLITE.items():
            editor.execute(f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
        return
    for name, body in _POSTGRESQL_FUNCTIONS.items():
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"
        )
    for name, event in _POSTGRESQL.items():
        editor.execute(f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()")


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers, when the migration is undone."""
    if editor.connection.vendor == "sqlite":
        for name in _SQLITE:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, event in _POSTGRESQL.items():
        editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {event.rsplit(' ', 1)[-1]}")
    for name in _POSTGRESQL_FUNCTIONS:
        editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
