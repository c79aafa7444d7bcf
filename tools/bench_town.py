"""The invented town that `bench_site.py` measures in: people, posts, answers, tags, follows, notices, reviews.

Rows are written in bulk, past the actions, since a hundred thousand posts by way of the guard would take an hour. What
the rows hold is what the actions would have written; the constraints and triggers of the database see to that.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models, transaction
from django.db.models import F, OuterRef, Subquery

from commonward.community.models import (
    Distance,
    Follow,
    PersonWords,
    Post,
    PostWords,
    Profile,
    Saved,
    Tag,
    Thanks,
    Version,
)
from commonward.community.search.index import words_of_person, words_of_post
from commonward.guard.text.copies import fingerprints
from commonward.kernel import clock, ids
from commonward.oversight.models import Fingerprint, Review, Screening
from commonward.oversight.originals import MOST_OF_ONE
from commonward.people.models import Account, Credential, Notice, Organisation, Seat

SENTENCES = (
    "A quiet walk does wonders after a long night shift.",
    "Count lamp posts instead of minutes; it works for me.",
    "How do you keep your own back well between two call bells?",
    "Small steps count, and so do rests.",
    "Ask for one thing: could somebody cook this week?",
    "Thank you for giving it a name.",
    "Feeling tired of it is not a failure. It has a name, and it is common.",
)
ORGANISATIONS = 20
FOLLOWS_EACH = 8
ANSWERS = 200
FINGERPRINTS = 8
COMMON_TAG, RARE_TAG = "nightshift", "harp"
#: Readers by how many people they follow.
READERS = {"nobody": 0, "a few": 3, "fifty": 50, "some": 200, "many": 2000}


@dataclass(frozen=True, slots=True)
class Town:
    """What the benchmark needs to know of it: session keys by who reads, and things to look at."""

    sessions: dict[str, str]
    moderator: str
    post: int
    handle: str
    middle: int  # a cursor half way down
    bottom: int  # a cursor near the oldest post

    def as_dict(self) -> dict[str, object]:
        """For a file beside the data."""
        return asdict(self)


def build(people: int, posts: int, checked: str) -> Town:
    """Fill the database; many posts are a little like `checked`.

    It must be empty: raises SystemExit when somebody lives there.
    """
    if Account.objects.exists():
        raise SystemExit("This database has people in it. The benchmark fills an empty one only.")
    dice = random.Random(81)
    with transaction.atomic():
        organisations, seats = _people(people, dice)
        profiles = _profiles(seats)
        rows = _posts(profiles, posts, dice)
        asked = _answers(profiles, rows[-1], dice)
        _tags(rows, dice)
        _fingerprints(rows, checked, dice)
        _ties(profiles, rows, dice)
        moderator = _oversight(seats, organisations[0], rows)
        _words_to_find()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database that has run for a while has statistics; autovacuum makes them
    readers = dict(zip(READERS, profiles, strict=False))
    return Town(
        sessions={name: _session(profile.seat.account) for name, profile in readers.items()},
        moderator=_session(moderator),
        post=asked.pk,
        handle=profiles[0].handle,
        middle=rows[len(rows) // 2].pk,
        bottom=rows[min(len(rows) - 1, 200)].pk,
    )


def _words_to_find() -> None:
    """What search keeps of every post and face."""
    posts = Post.objects.filter(state="live").select_related("live", "root").iterator(chunk_size=2000)
    for part in batched(posts, 2000):
        _bulk(PostWords, (PostWords(post=one, words=words_of_post(one, one.live.text)) for one in part if one.live))
    faces = Profile.objects.filter(is_shown=True)
    _bulk(PersonWords, (PersonWords(profile=one, words=words_of_person(one)) for one in faces))


def batched(rows: Iterable[Post], size: int) -> Iterator[list[Post]]:
    """The rows in lists of so many."""
    part: list[Post] = []
    for row in rows:
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    yield part


def _bulk(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=2000)


def _people(number: int, dice: random.Random) -> tuple[list[Organisation], list[Seat]]:
    organisations = [Organisation(name=f"House {n}", slug=f"house-{n}", kind="hospital") for n in range(ORGANISATIONS)]
    _bulk(Organisation, organisations)
    accounts = [Account(email=f"p{n}@bench.example", password="!") for n in range(number)]
    _bulk(Account, accounts)
    seats = []
    for n, account in enumerate(accounts):
        if n % 3 == 0:
            house = organisations[n % ORGANISATIONS]
            seats.append(Seat(account=account, role="professional", organisation=house, profession="nurse"))
        else:
            seats.append(Seat(account=account, role=dice.choice(["patient", "caregiver", "student"])))
    _bulk(Seat, seats)
    administrator = Seat.objects.create(
        account=accounts[-1], role="administrator", organisation=organisations[0], profession=""
    )
    verified = {"state": "verified", "decided_at": clock.now(), "verifier": administrator}
    _bulk(
        Credential,
        (
            Credential(seat=seat, kind="licence", profession="nurse", number=f"N{n}", jurisdiction="US-NY", **verified)
            for n, seat in enumerate(seats)
            if seat.role == "professional" and n % 2 == 0
        ),
    )
    return organisations, seats


def _screening(seat: Seat, kind: str, pk: int, verdict: str = "allow") -> Screening:
    return Screening(
        seat=seat, subject_kind=kind, subject_id=pk, context="public_post", verdict=verdict, policy="bench", digest=""
    )


def _profiles(seats: list[Seat]) -> list[Profile]:
    kept = [_screening(seat, "profile", seat.pk) for seat in seats]
    _bulk(Screening, kept)
    profiles = [
        Profile(
            seat=seat,
            handle=f"p{n}",
            display_name=f"Person {n}",
            screening=screening,
            verdict="allow",
            reach_known_at=clock.now(),  # their first public words are past
        )
        for n, (seat, screening) in enumerate(zip(seats, kept, strict=True))
    ]
    _bulk(Profile, profiles)
    return profiles


def _posts(profiles: list[Profile], number: int, dice: random.Random) -> list[Post]:
    step = timedelta(days=365) / number  # a year of posts, so that age and identifier agree
    now = clock.now()
    rows = []
    for n in range(number):
        author = dice.choice(profiles)
        at = now - step * (number - n)
        audience = dice.choices(["public", "followers", "organisation"], [80, 12, 8])[0]
        house = author.seat.organisation
        if audience == "organisation" and house is None:
            audience = "public"
        rows.append(
            Post(
                pk=_id_of(at, n),
                author=author,
                audience=audience,
                organisation=house if audience == "organisation" else None,
                created_at=at,
            )
        )
    _say(rows, dice)
    return rows


def _id_of(at: datetime, n: int) -> int:
    return (int(at.timestamp() * 1000) - ids.EPOCH_MS << ids.RANDOM_BITS) + n % (1 << ids.RANDOM_BITS)


def _say(rows: list[Post], dice: random.Random) -> None:
    """Give posts their words and let them be seen, as an action would: screening, version, live."""
    _bulk(Post, rows)
    kept = [_screening(post.author.seat, "version", post.pk) for post in rows]
    _bulk(Screening, kept)
    versions = []
    for post, screening in zip(rows, kept, strict=True):
        text = " ".join(dice.choices(SENTENCES, k=dice.randint(1, 5)))
        versions.append(
            Version(
                post=post,
                number=1,
                state="passed",
                text=text,
                html=f"<p>{text}</p>",
                verdict="allow",
                screening=screening,
            )
        )
    _bulk(Version, versions)
    words = Version.objects.filter(post_id=OuterRef("pk")).values("pk")[:1]
    Post.objects.filter(live=None).update(live=Subquery(words), state="live", published_at=F("created_at"))


def _answers(profiles: list[Profile], root: Post, dice: random.Random) -> Post:
    Post.objects.filter(pk=root.pk).update(audience="public", organisation=None, reply_count=ANSWERS)
    answers = [Post(author=dice.choice(profiles), root=root, parent=root) for _ in range(ANSWERS)]
    _say(answers, dice)
    return root


def _tags(rows: list[Post], dice: random.Random) -> None:
    common, rare = Tag.objects.create(name=COMMON_TAG), Tag.objects.create(name=RARE_TAG)
    through = Post.tags.through
    _bulk(through, (through(post_id=post.pk, tag_id=common.pk) for post in rows if dice.random() < 0.1))
    _bulk(through, (through(post_id=post.pk, tag_id=rare.pk) for post in dice.sample(rows, 30)))


def _fingerprints(rows: list[Post], checked: str, dice: random.Random) -> None:
    """As many numbers as posts of usual length have. Those of the checked text are as crowded as they can be."""
    _bulk(
        Fingerprint,
        (
            Fingerprint(number=dice.getrandbits(32), subject_kind="post", subject_id=post.pk)
            for post in rows
            for _ in range(FINGERPRINTS)
        ),
    )
    _bulk(
        Fingerprint,
        (
            Fingerprint(number=number, subject_kind="post", subject_id=post.pk)
            for number in fingerprints(checked)
            for post in dice.sample(rows, min(MOST_OF_ONE, len(rows)))
        ),
    )


def _ties(profiles: list[Profile], rows: list[Post], dice: random.Random) -> None:
    readers = profiles[: len(READERS)]
    others = profiles[len(READERS) :]
    follows = [
        Follow(follower=reader, followed=other)
        for reader, number in zip(readers, READERS.values(), strict=True)
        for other in dice.sample(others, min(number, len(others)))
    ]
    follows += [
        Follow(follower=one, followed=other)
        for one in others
        for other in dice.sample(profiles, FOLLOWS_EACH)
        if other is not one
    ]
    _bulk(Follow, follows)
    for reader in readers:
        kept_from = dice.sample(others, 10)
        _bulk(Distance, (Distance(keeper=reader, other=other, kind="block") for other in kept_from[:5]))
        _bulk(Distance, (Distance(keeper=reader, other=other, kind="mute") for other in kept_from[5:]))
        _bulk(Saved, (Saved(profile=reader, post=post) for post in dice.sample(rows, min(500, len(rows)))))
        _bulk(Thanks, (Thanks(profile=reader, post=post) for post in dice.sample(rows, min(500, len(rows)))))
        read_at = [None if n < 60 else clock.now() for n in range(1000)]
        _bulk(
            Notice,
            (
                Notice(
                    seat=reader.seat,
                    kind="post.thanked",
                    subject_kind="post",
                    subject_id=post.pk,
                    about=dice.choice(others).pk,
                    read_at=at,
                )
                for post, at in zip(dice.sample(rows, min(1000, len(rows))), read_at, strict=False)
            ),
        )


def _oversight(seats: list[Seat], house: Organisation, rows: list[Post]) -> Account:
    """A moderator of the whole platform, with some things to read and many that were read."""
    account = Account.objects.create(email="moderator@bench.example", password="!")
    moderator = Seat.objects.create(account=account, role="moderator")
    screening = _screening(seats[0], "profile", seats[0].pk)
    Profile.objects.create(
        seat=moderator, handle="moderator", display_name="Moderator", verdict="allow", screening=_kept(screening)
    )
    versions = Version.objects.filter(post__in=rows[-3000:]).select_related("post__author__seat")
    reviews = []
    for n, version in enumerate(versions):
        decided = n % 10 != 0
        reviews.append(
            Review(
                subject_kind="version",
                subject_id=version.pk,
                screening_id=version.screening_id,
                author=version.post.author.seat,
                state="released" if decided else "open",
                reviewer=moderator if decided else None,
                claimed_at=clock.now() if decided else None,
                decided_at=clock.now() - timedelta(days=n % 90) if decided else None,
            )
        )
    _bulk(Review, reviews)
    return account


def _kept(screening: Screening) -> Screening:
    screening.save()
    return screening


def _session(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)
