"""Search on PostgreSQL: the words are kept as one value by the database itself, and no question reads every row."""

import random

import pytest
from django.db import connection

from cast import Member
from commonward.community.models import PostWords
from commonward.community.search import answers, database
from commonward.community.search.answers import Question
from commonward.community.search.words import Token
from commonward.kernel.actor import VISITOR

TABLE = "community_postwords"
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")


def _ask(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def _town_of_words(rows: int) -> dict[int, set[str]]:
    """So many rows in a table of the same name that lasts as long as the connection; what each holds."""
    dice = random.Random(7)
    _ask(f"CREATE TEMPORARY TABLE {TABLE} (post_id bigint PRIMARY KEY, words text NOT NULL, found tsvector)")
    held: dict[int, set[str]] = {}
    for pk in range(1, rows + 1):
        held[pk] = {"_p"} if dice.random() < 0.9 else {"_o1"}
        held[pk] |= {
            word for word, share in {"tea": 0.5, "lantern": 0.1, "harp": 0.01}.items() if dice.random() < share
        }
    held[5].add("zither")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} VALUES (%s, %s, array_to_tsvector(string_to_array(%s, ' ')))",
            [(pk, " ".join(words), " ".join(words)) for pk, words in held.items()],
        )
        cursor.execute(f"ANALYZE {TABLE}")
    return held


@pytest.mark.django_db
def test_common_and_rare_words_are_found_alike_from_any_place() -> None:
    rows = 3000
    held = _town_of_words(rows)
    try:
        for words in ({"tea"}, {"lantern"}, {"harp"}, {"zither"}, {"tea", "harp"}, {"nothing"}):
            for before in (None, rows, 2000, 1001, 1000, 6, 5, 1):
                for most in (1, 20, 200):
                    wanted = [*((Token(word),) for word in sorted(words)), (Token("_p"),)]
                    meant = [pk for pk in held if words | {"_p"} <= held[pk] and (before is None or pk < before)]
                    met = database.newest(TABLE, wanted, before=before, most=most)
                    assert met == sorted(meant, reverse=True)[:most], (words, before, most)
    finally:
        _ask(f"DROP TABLE pg_temp.{TABLE}")


@pytest.mark.django_db
def test_a_rare_word_is_looked_up_and_a_common_one_read_from_the_newest() -> None:
    _town_of_words(20_000)
    try:
        _ask(f"CREATE INDEX ON {TABLE} USING gin (found)")
        for word, is_common in (("tea", True), ("zither", False)):
            sql = f"EXPLAIN (ANALYZE, TIMING OFF) {database._POSTGRESQL_QUESTIONS[TABLE]}"
            values = {"wanted": f"'{word}' & '_p'", "before": 2**62, "most": 200}
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                plan = [line for (line,) in cursor.fetchall()]
            looked_up = [line for line in plan if "Bitmap Heap Scan" in line or "Seq Scan" in line]
            assert len(looked_up) == 1
            assert ("never executed" in looked_up[0]) == is_common, plan
            assert is_common or "Bitmap Heap Scan" in looked_up[0], plan
    finally:
        _ask(f"DROP TABLE pg_temp.{TABLE}")


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_get_their_value_while_others_write(nadia: Member) -> None:
    """As an upgrade makes it, and an upgrade that was broken off and is begun again."""
    post = nadia.posts("A lantern by the harbour.")
    with connection.schema_editor(atomic=False) as editor:
        database.forget_value(editor)
    assert PostWords.objects.filter(pk=post.pk).exists()
    _ask(f"ALTER TABLE {TABLE} ADD COLUMN found tsvector")  # so far came the one that was broken off
    with connection.schema_editor(atomic=False) as editor:
        database.keep_value(editor)
    later = nadia.posts("A lantern in the rain.")
    assert _ask(f"SELECT count(*) FROM {TABLE} WHERE found IS NULL") == [(0,)]
    assert answers.posts(VISITOR, Question.of("lantern")).items == [later, post]
    indexes = {name for (name,) in _ask(f"SELECT indexname FROM pg_indexes WHERE tablename = '{TABLE}'")}
    assert f"{TABLE}_met" in indexes
    assert f"{TABLE}_found" not in indexes


@pytest.mark.django_db
def test_the_value_goes_with_the_words_whoever_writes_them(nadia: Member) -> None:
    post = nadia.posts("A lantern by the harbour.")
    _ask(f"UPDATE {TABLE} SET words = 'candle _p' WHERE post_id = {post.pk}")
    assert answers.posts(VISITOR, Question.of("lantern")).items == []
    assert answers.posts(VISITOR, Question.of("candle")).items == [post]
