"""The two ways to look words up: FTS5 on SQLite, `tsvector` on PostgreSQL. Nothing else in search knows which it is.

Both keep an index over the same column of the same ordinary tables, and the database itself keeps it true, by triggers.
So a row and its place in the index are one write, whoever writes. PostgreSQL keeps the words as one value beside them
(`found`), so that no question has to make it anew from the text of every row.
"""

from collections.abc import Callable, Sequence
from typing import Final

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from commonward.community.search.words import Token

#: Tables that are searched, with the column that names what a row is about.
TABLES: Final = {"community_postwords": "post_id", "community_personwords": "profile_id"}
#: All of these must be met, each by one of its tokens.
Wanted = Sequence[Sequence[Token]]
_VECTOR: Final = "array_to_tsvector(string_to_array({words}, ' '))"
#: So many of the newest rows are looked at one by one first. Those hold enough of a word that is in every fifth text.
_LOOKED_AT: Final = 1000
#: So many rows get their value in one statement, so that no lock on them is held for long.
_FILLED_AT_ONCE: Final = 2000
_LAST: Final = 2**63 - 1


def newest(table: str, wanted: Wanted, *, before: int | None, most: int) -> list[int]:
    """What the newest rows that meet everything wanted are about, newest first. One question.

    PostgreSQL looks at the newest rows first, which answers for common words, and only where they do not hold enough
    gathers all matches by the index and sorts them: both take a bounded time, and no guess of the planner's about how
    common a word is decides between them.
    """
    if connection.vendor == "sqlite":
        sql, expression = _SQLITE_QUESTIONS[table], _fts5(wanted)
    else:
        sql, expression = _POSTGRESQL_QUESTIONS[table], _tsquery(wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"wanted": expression, "before": _LAST if before is None else before, "most": most})
        return [row[0] for row in cursor.fetchall()]


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the indexes. On SQLite a migration that rebuilds one of the tables must remove and install them again."""
    for table, column in TABLES.items():
        if editor.connection.vendor == "sqlite":
            for statement in _sqlite_statements(table, column):
                editor.execute(statement)
        else:
            editor.execute(f"CREATE INDEX {table}_found ON {table} USING gin (({_VECTOR.format(words='words')}))")


def keep_value(editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the words as one value on PostgreSQL, beside running processes: nothing is locked for longer than a moment.

    To be called outside a transaction, where somebody may be writing; a second call goes on where a first one was
    broken off. Within one, which tables that are new have, what it makes is locked until the end.
    """
    if editor.connection.vendor == "sqlite":
        return
    beside = "" if editor.connection.in_atomic_block else "CONCURRENTLY"
    for table, column in TABLES.items():
        editor.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS found tsvector")
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {table}_keep_value() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"NEW.found := {_VECTOR.format(words='NEW.words')}; RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE OR REPLACE TRIGGER {table}_value BEFORE INSERT OR UPDATE OF words ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep_value()"
        )
        _fill(editor, table, column)
        editor.execute(f"DROP INDEX {beside} IF EXISTS {table}_met")  # what a call that was broken off left
        editor.execute(f"CREATE INDEX {beside} {table}_met ON {table} USING gin (found)")
        editor.execute(f"DROP INDEX {beside} IF EXISTS {table}_found")
        editor.execute(f"ANALYZE {table}")


def forget_value(editor: BaseDatabaseSchemaEditor) -> None:
    """Make it anew at every question, as before, when the migration is undone."""
    if editor.connection.vendor == "sqlite":
        return
    for table in TABLES:
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_value ON {table}")
        editor.execute(f"DROP FUNCTION IF EXISTS {table}_keep_value()")
        editor.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS found")  # and its index
        editor.execute(f"CREATE INDEX {table}_found ON {table} USING gin (({_VECTOR.format(words='words')}))")


def _fill(editor: BaseDatabaseSchemaEditor, table: str, column: str) -> None:
    """Give the rows that were there before their value."""
    with editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"UPDATE {table} SET found = {_VECTOR.format(words='words')} WHERE {column} IN "
                f"(SELECT {column} FROM {table} WHERE found IS NULL LIMIT {_FILLED_AT_ONCE})"
            )
            if not cursor.rowcount:
                break


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away, when the migration is undone."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for moment in ("insert", "update", "delete"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_{moment}")
            editor.execute(f"DROP TABLE IF EXISTS {table}_index")
        else:
            editor.execute(f"DROP INDEX IF EXISTS {table}_found")


def _sqlite_statements(table: str, column: str) -> list[str]:
    # The tokenizer takes every sign that is not ASCII as a letter, so that words stay as `words` made them. Nothing
    # asks for phrases, so only which row holds which word is kept.
    index = f"{table}_index"
    forget = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.{column}, old.words);"
    know = f"INSERT INTO {index}(rowid, words) VALUES (new.{column}, new.words);"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='{table}', content_rowid='{column}', "
        "tokenize=\"ascii tokenchars '~_'\", detail=none)",
        f"CREATE TRIGGER {table}_insert AFTER INSERT ON {table} BEGIN {know} END",
        f"CREATE TRIGGER {table}_delete AFTER DELETE ON {table} BEGIN {forget} END",
        f"CREATE TRIGGER {table}_update AFTER UPDATE ON {table} BEGIN {forget} {know} END",
    ]


_SQLITE_QUESTIONS: Final = {
    table: f"SELECT rowid FROM {table}_index WHERE {table}_index MATCH %(wanted)s AND rowid < %(before)s "
    "ORDER BY rowid DESC LIMIT %(most)s"
    for table in TABLES
}
_POSTGRESQL_QUESTIONS: Final = {
    table: (
        f"WITH recent AS MATERIALIZED (SELECT pk FROM (SELECT {column} AS pk, found FROM {table} "
        f"WHERE {column} < %(before)s ORDER BY {column} DESC LIMIT {_LOOKED_AT}) newest "
        "WHERE found @@ %(wanted)s::tsquery ORDER BY pk DESC LIMIT %(most)s), "
        f"rest AS MATERIALIZED (SELECT {column} AS pk FROM {table} WHERE found @@ %(wanted)s::tsquery "
        f"AND {column} < %(before)s AND (SELECT count(*) FROM recent) < %(most)s) "
        "SELECT pk FROM recent WHERE (SELECT count(*) FROM recent) = %(most)s UNION ALL SELECT pk FROM rest "
        "ORDER BY pk DESC LIMIT %(most)s"
    )
    for table, column in TABLES.items()
}


def _fts5(wanted: Wanted) -> str:
    return _joined(wanted, " AND ", " OR ", lambda token: f'"{token.text}"{"*" if token.is_beginning else ""}')


def _tsquery(wanted: Wanted) -> str:
    return _joined(wanted, " & ", " | ", lambda token: f"'{token.text}'{':*' if token.is_beginning else ''}")


def _joined(wanted: Wanted, every: str, one_of: str, written: Callable[[Token], str]) -> str:
    return every.join(f"({one_of.join(map(written, tokens))})" for tokens in wanted)
