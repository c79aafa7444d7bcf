"""The two ways to look words up: FTS5 on SQLite, `tsvector` on PostgreSQL. Nothing else in search knows which it is.

Both keep an index over the same column of the same ordinary tables, and the database itself keeps it true: PostgreSQL
as an index of the table, SQLite by triggers. So a row and its place in the index are one write, whoever writes.
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
#: The words as one value: what the index holds and what is asked for must be the same expression.
_VECTOR: Final = "array_to_tsvector(string_to_array(words, ' '))"
_LAST: Final = 2**63 - 1


def newest(table: str, wanted: Wanted, *, before: int | None, most: int) -> list[int]:
    """What the newest rows that meet everything wanted are about, newest first. One question.

    On PostgreSQL the matches are gathered before they are sorted: a planner that took a rare word for a common one
    would otherwise walk through all rows by age.
    """
    if connection.vendor == "sqlite":
        sql, expression = _SQLITE_QUESTIONS[table], _fts5(wanted)
    else:
        sql, expression = _POSTGRESQL_QUESTIONS[table], _tsquery(wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, _LAST if before is None else before, most])
        return [row[0] for row in cursor.fetchall()]


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the indexes. On SQLite a migration that rebuilds one of the tables must remove and install them again."""
    for table, column in TABLES.items():
        if editor.connection.vendor == "sqlite":
            for statement in _sqlite_statements(table, column):
                editor.execute(statement)
        else:
            editor.execute(f"CREATE INDEX {table}_found ON {table} USING gin (({_VECTOR}))")


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
    table: f"SELECT rowid FROM {table}_index WHERE {table}_index MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    for table in TABLES
}
_POSTGRESQL_QUESTIONS: Final = {
    table: (
        f"WITH met AS MATERIALIZED (SELECT {column} AS pk FROM {table} "
        f"WHERE {_VECTOR} @@ %s::tsquery AND {column} < %s) SELECT pk FROM met ORDER BY pk DESC LIMIT %s"
    )
    for table, column in TABLES.items()
}


def _fts5(wanted: Wanted) -> str:
    return _joined(wanted, " AND ", " OR ", lambda token: f'"{token.text}"{"*" if token.is_beginning else ""}')


def _tsquery(wanted: Wanted) -> str:
    return _joined(wanted, " & ", " | ", lambda token: f"'{token.text}'{':*' if token.is_beginning else ''}")


def _joined(wanted: Wanted, every: str, one_of: str, written: Callable[[Token], str]) -> str:
    return every.join(f"({one_of.join(map(written, tokens))})" for tokens in wanted)
