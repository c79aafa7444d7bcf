"""A town of any size on PostgreSQL, filled in the database's own words: a million posts in minutes.

`bench_town.py` makes its rows in Python, with reviews, search and the rest; for a million posts that takes hours. This
one has what a home feed and publishing read: people, follows, posts, tags, numbers of near-copies. Columns that are not
named here hold what the models say. Constraints by keys are not asked while it fills; `_sound` looks afterwards.

    DATABASE_URL=… python tools/bench_big_town.py PEOPLE POSTS FOLLOWS [--followers N] [--copies]

prints what the benchmarks need to know as one line of JSON. The database must have been set up and hold nobody.
"""

import argparse
import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonward.config.settings")

import django

django.setup()

from bench_town import FINGERPRINTS, SENTENCES, _session  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from commonward.community.models import Distance, Follow, Post, Profile, Tag, Version  # noqa: E402
from commonward.kernel import clock, ids  # noqa: E402
from commonward.oversight.models import Fingerprint, Screening  # noqa: E402
from commonward.people.models import Account, Notice, Organisation, Seat  # noqa: E402

#: One in so many works somewhere; an organisation has about so many people.
WORKING, HOUSE = 3, 170
TAGS = 50
#: Who asks: so many people, spread over the town, or over those who follow the first person.
READERS = 100
DAYS = 365


def main() -> None:
    """Fill, look, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("people", type=int)
    parser.add_argument("posts", type=int)
    parser.add_argument("follows", type=int, help="how many others each follows")
    parser.add_argument("--followers", type=int, default=0, help="so many follow the first person too")
    parser.add_argument("--copies", action="store_true", help="with the numbers by which near-copies are found")
    asked = parser.parse_args()
    if connection.vendor != "postgresql" or Account.objects.exists():
        raise SystemExit("This fills an empty database on PostgreSQL only.")
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SELECT setseed(0.81)")
        first = _people(asked.people, now)
        _posts(asked.people, asked.posts, first, now)
        _tags()
        _follows(asked.people, asked.follows, first)
        if asked.followers:
            _followed_by(asked.followers, first)
        if asked.copies:
            _copies()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as a database has it that has run for a while
    _sound(asked.posts)
    print(json.dumps(_told(asked.people, asked.followers, first)))


def insert(model: type[models.Model], source: str, values: list[Any] | None = None, **said: str) -> None:
    """A row for each of `source`: the columns that are said, in SQL, and of the others what the model holds for none.

    `values` stand for the places in what is said and in the source, in their order.
    """
    columns, expressions, defaults = [], [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        columns.append(connection.ops.quote_name(field.column))
        if field.attname in said:
            expressions.append(said.pop(field.attname))
        else:
            defaults.append(field.get_db_prep_save(field.get_default(), connection))
            expressions.append("%s")
    if said:
        raise SystemExit(f"{model.__name__} has no {', '.join(said)}")
    if values and defaults:  # what is said comes first, so that the places are in order
        order = sorted(range(len(columns)), key=lambda at: expressions[at] == "%s")
        columns, expressions = [columns[at] for at in order], [expressions[at] for at in order]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(expressions)} FROM {source}",
            [*(values or []), *defaults],
        )


def _people(number: int, now: datetime) -> int:
    """Accounts, seats, faces and where some work; the identifier of the first."""
    houses = max(20, number // (WORKING * HOUSE))
    first = ids.at(now - timedelta(days=DAYS + 30))
    people = f"(SELECT n, {first} + n AS pk FROM generate_series(0, {number - 1}) AS n) AS one"
    insert(Organisation, f"generate_series(0, {houses - 1}) AS n", id=f"{first} + n", name="'House ' || n",
           slug="'house-' || n", kind="'hospital'")  # fmt: skip
    insert(Account, people, id="pk", email="'p' || n || '@bench.example'", password="'!'")
    works = f"mod(n, {WORKING}) = 0"
    others = "(ARRAY['patient','caregiver','student'])[1 + mod(n, 7) / 3]"
    insert(
        Seat,
        people,
        id="pk",
        account_id="pk",
        role=f"CASE WHEN {works} THEN 'professional' ELSE {others} END",
        organisation_id=f"CASE WHEN {works} THEN {first} + mod(n / {WORKING}, {houses}) END",
        profession=f"CASE WHEN {works} THEN 'nurse' ELSE '' END",
    )
    kept = {"context": "'public_post'", "verdict": "'allow'", "policy": "'bench'", "digest": "''"}
    insert(Screening, people, id="pk", seat_id="pk", subject_kind="'profile'", subject_id="pk", **kept)
    insert(Profile, people, id="pk", seat_id="pk", handle="'p' || n", display_name="'Person ' || n",
           screening_id="pk", verdict="'allow'", reach_known_at="now()")  # fmt: skip
    return first


def _posts(people: int, number: int, first: int, now: datetime) -> None:
    """A year of them, each by somebody, with its words, which were screened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE said ON COMMIT DROP AS SELECT m, author, at, (floor(extract(epoch FROM at) "
            f"* 1000)::bigint - {ids.EPOCH_MS} << {ids.RANDOM_BITS}) + mod(m, 4096) AS pk, "
            f"CASE WHEN r < 0.08 AND mod(author, {WORKING}) = 0 THEN 'organisation' WHEN r < 0.2 THEN 'followers' "
            "ELSE 'public' END AS audience, array_to_string((%s::text[])[1 + a : 1 + a + b], ' ') AS text "
            f"FROM (SELECT m, floor(random() * {people})::int AS author, random() AS r, floor(random() * 3)::int AS a, "
            f"floor(random() * 5)::int AS b, %s::timestamptz - ({number} - m) * (interval '{DAYS} days' / {number}) "
            f"AS at FROM generate_series(0, {number - 1}) AS m) AS dice",
            [list(SENTENCES), now],
        )
    kept = {"context": "'public_post'", "verdict": "'allow'", "policy": "'bench'", "digest": "''"}
    insert(Screening, "said", id="pk", seat_id=f"{first} + author", subject_kind="'version'", subject_id="pk", **kept)
    insert(Version, "said", id="pk", post_id="pk", number="1", state="'passed'", text="text", passed_at="at",
           html="'<p>' || text || '</p>'", verdict="'allow'", screening_id="pk", created_at="at")  # fmt: skip
    house = f"(SELECT organisation_id FROM people_seat WHERE id = {first} + author)"
    insert(
        Post,
        "said",
        id="pk",
        author_id=f"{first} + author",
        audience="audience",
        organisation_id=f"CASE WHEN audience = 'organisation' THEN {house} END",
        state="'live'",
        live_id="pk",
        created_at="at",
        published_at="at",
    )


def _tags() -> None:
    """One post in five has one, some much more often than others."""
    first = ids.at(clock.now() - timedelta(days=DAYS + 20))
    insert(Tag, f"generate_series(0, {TAGS - 1}) AS n", id=f"{first} + n", name="'tag' || n")
    tag = f"{first} + floor(random() * random() * {TAGS})::int"
    insert(Post.tags.through, "said WHERE mod(m, 5) = 0", post_id="pk", tag_id=tag)


def _follows(people: int, each: int, first: int) -> None:
    """Everybody follows so many others, spread over the whole town."""
    stride = (people - 1) // each
    base = ids.at(clock.now() - timedelta(days=DAYS))
    insert(
        Follow,
        f"generate_series(0, {people - 1}) AS n, generate_series(0, {each - 1}) AS j",
        id=f"{base} + n::bigint * {each} + j",
        follower_id=f"{first} + n",
        followed_id=f"{first} + mod(n + 1 + j * {stride} + floor(random() * {stride})::int, {people})",
    )


def _followed_by(number: int, first: int) -> None:
    """So many people more follow the first one."""
    insert(
        Follow,
        f"generate_series(1, {number}) AS n WHERE NOT EXISTS (SELECT 1 FROM community_follow AS f "
        f"WHERE f.follower_id = {first} + n AND f.followed_id = {first})",
        id=f"{ids.at(clock.now())} + n",
        follower_id=f"{first} + n",
        followed_id=str(first),
    )


def _copies() -> None:
    """As many numbers as posts of usual length have."""
    base = ids.at(clock.now() - timedelta(days=DAYS))
    insert(
        Fingerprint,
        f"said, generate_series(0, {FINGERPRINTS - 1}) AS j",
        id=f"{base} + m::bigint * {FINGERPRINTS} + j",
        number="floor(random() * 4294967296)::bigint",
        subject_kind="'post'",
        subject_id="pk",
    )


def _sound(posts: int) -> None:
    """What the database would have refused is not there. Raises SystemExit where it is."""
    live = Post.objects.filter(state="live", live__post_id=models.F("pk"), live__state="passed")
    if live.filter(author__seat__account__isnull=False).count() != posts:
        raise SystemExit("The town is not as an installation would have it.")


def _told(people: int, followers: int, first: int) -> dict[str, Any]:
    """Sessions of those who ask, with some notices and some whom they keep away from."""
    among = (followers or people) - 8
    step = max(1, among // READERS)
    places = [first + 8 + step * number for number in range(min(READERS, among))]
    readers = list(Profile.objects.filter(pk__in=places).select_related("seat__account").order_by("pk"))
    newest = list(Post.objects.order_by("-pk").values_list("pk", flat=True)[:50])
    for place, reader in enumerate(readers):
        others = [first + 1 + (place * 37 + number * 11) % (people - 1) for number in range(1, 5)]
        for other, kind in zip(others, ("block", "mute", "mute", "mute"), strict=True):
            if other != reader.pk:
                Distance.objects.create(keeper=reader, other_id=other, kind=kind)
        Notice.objects.bulk_create(
            Notice(seat=reader.seat, kind="post.thanked", subject_kind="post", subject_id=post, about=others[0],
                   read_at=None if place % 4 == 0 else clock.now())
            for post in newest
        )  # fmt: skip
    author = Profile.objects.select_related("seat__account").get(pk=first)
    return {
        "sessions": [_session(reader.seat.account) for reader in readers],
        "handles": [reader.handle for reader in readers],
        "author": _session(author.seat.account),
        "first": first,
        "people": people,
        "followers": followers,
    }


if __name__ == "__main__":
    sys.exit(main())
