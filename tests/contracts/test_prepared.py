"""Questions that are kept as they were written give what they would give if they were written anew, to everybody."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from commonward.care.actions.reading import read
from commonward.care.models import Membership, Message, Relationship, Thread
from commonward.community import drafts, queries
from commonward.community.composition import Composition
from commonward.community.models import Post, Profile, ReviewRequest, ShownUnder, Tag, Version
from commonward.consent.models import Grant
from commonward.kernel import clock
from commonward.kernel.actor import VISITOR, Actor, Person
from commonward.kernel.prepared import KNOWN, Exact, Prepared
from commonward.oversight import originals
from commonward.oversight.models import Fingerprint, Objection
from commonward.people import actions
from commonward.people.applications import digest
from commonward.people.models import Notice, Seat
from commonward.people.session_store import SessionStore
from contracts.scene import Town, undone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors")]

Values = Iterable[tuple[Any, ...]]


def _people(town: Town) -> list[Person]:
    return [one.person for one in town.cast]


def _everybody(town: Town) -> list[Actor]:
    return [*_people(town), VISITOR]


def _faces(town: Town) -> list[tuple[Person, int]]:
    return [(person, person.profile) for person in _people(town) if person.profile is not None]


def _posts() -> list[int]:
    return list(Post.objects.order_by("pk").values_list("pk", flat=True))


def _threads() -> list[int]:
    return list(Thread.objects.order_by("pk").values_list("pk", flat=True))


def _messages() -> list[int]:
    return list(Message.objects.order_by("pk").values_list("pk", flat=True))


def _handles() -> list[str]:
    return list(Profile.objects.order_by("pk").values_list("handle", flat=True))


def _fingerprints() -> list[int]:
    return list(Fingerprint.objects.order_by("pk").values_list("number", flat=True))[:60]


def _sessions() -> list[str]:
    """Two that are there and one that ended."""
    made = []
    for days in (3, 4, -1):
        session = SessionStore()
        session.set_expiry(clock.now() + timedelta(days=days))
        session.create()
        made.append(str(session.session_key))
    return made


def _parts(rows: list[int]) -> list[list[int]]:
    """Lists of every length that pages have, and of different rows at the same length."""
    return [rows[start : start + length] for length in (1, 2, 3, 5, 21) for start in range(0, len(rows), length)]


#: For each question the values with which it is asked: many of the same shape, so that all but the first are answered
#: by what was kept of another's.
ASKED: dict[str, Callable[[Town], Values]] = {
    "people.queries._seats_for_request": lambda town: [
        (account, demo) for account in Seat.objects.values_list("account_id", flat=True) for demo in (True, False)
    ],
    "people.models._by_number": lambda _town: [
        (account,) for account in (*Seat.objects.values_list("account_id", flat=True), 0)
    ],
    "people.badges._stated_in": lambda town: [
        (part,) for part in _parts(list(Seat.objects.order_by("pk").values_list("pk", flat=True)))
    ],
    "community.queries._home_rows": lambda town: [
        (person, before, many)
        for person, _face in _faces(town)
        for before in (None, *_posts()[::3])
        for many in (True, False)
    ],
    "community.queries._local_rows": lambda town: [
        (actor, before) for actor in _everybody(town) for before in (None, *_posts()[::3])
    ],
    "community.queries._beyond_many": lambda town: [(face,) for _person, face in _faces(town)],
    "community.queries._attached": lambda town: [
        (part,) for part in _parts(list(Version.objects.order_by("pk").values_list("pk", flat=True)))
    ],
    "community.beside._newest_unknown": _faces,
    "community.waiting._waiting": lambda town: [(person,) for person in _people(town)],
    "community.cards._marks_on": lambda town: [
        (person, part) for person, _face in _faces(town) for part in _parts(_posts())
    ],
    "care.access._thread_of": lambda town: [(person, pk) for person in _people(town) for pk in _threads()],
    "care.actions.messaging._to_write": lambda town: [(person, pk) for person in _people(town) for pk in _threads()],
    "care.actions.filing._in_force": lambda _town: [
        (pk,) for pk in Relationship.objects.order_by("pk").values_list("pk", flat=True)
    ],
    "care.actions.filing._grant_of": lambda _town: list(Grant.objects.values_list("seat_id", "organisation_id")),
    "care.voices._names": lambda _town: list(Membership.objects.values_list("team_id", "seat_id")),
    "care.conversation._said_in": lambda town: [
        (person, pk, before) for person in _people(town) for pk in _threads() for before in (None, *_messages()[::3])
    ],
    "care.conversation._undelivered": lambda town: [
        (person, part) for person in _people(town) for part in _parts(_messages())
    ],
    "care.conversation._brought": lambda town: [
        (person.seat, pk, part) for person in _people(town) for pk in _threads() for part in _parts(_messages())
    ],
    "care.conversation.seats_of": lambda _town: [
        (part,) for part in _parts(list(Seat.objects.order_by("pk").values_list("pk", flat=True)))
    ],
    "care.actions.turns._waiting": lambda town: [(pk,) for pk in _threads()],
    "care.conversation._read": lambda town: [
        (person, part) for person in _people(town) for part in _parts(_messages())
    ],
    "kernel.ledger._tip": lambda _town: [()],
    "care.api.telling._told_in": lambda town: [
        (person, pk, before) for person in _people(town) for pk in _threads() for before in (None, *_messages()[::3])
    ],
    "people.bearer._holding": lambda town: [
        (Exact(digest(actions.allow_application(one.person, name="A program", scopes=["read"]).token)),)
        for one in town.cast
    ],
    "community.drafts._newest_of": lambda town: [(person,) for person in _people(town)],
    "community.drafts._kept_for": lambda town: [
        (person, Exact(key)) for person in _people(town) for key in ("new", "reply:81")
    ],
    "community.access._post": lambda town: [(actor, pk) for actor in _everybody(town) for pk in _posts()],
    "community.access._profile": lambda town: [
        (actor, Exact(handle)) for actor in _everybody(town) for handle in (*_handles(), "nobody")
    ],
    "community.queries._tagged_rows": lambda town: [
        (actor, before, Exact(tag))
        for actor in _everybody(town)
        for before in (None, *_posts()[::3])
        for tag in (*Tag.objects.values_list("name", flat=True), "nothing")
    ],
    "community.queries._said_rows": lambda town: [
        (actor, before, face)
        for actor in _everybody(town)
        for before in (None, *_posts()[::3])
        for _person, face in _faces(town)
    ],
    "community.queries._reply_rows": lambda town: [
        (actor, after, root) for actor in _everybody(town) for after in (None, *_posts()[::3]) for root in _posts()
    ],
    "community.queries._stands": lambda town: [
        (mine, face) for mine in (None, *(face for _person, face in _faces(town))) for _other, face in _faces(town)
    ],
    "community.notice_links._posts": lambda town: [
        (person, part) for person in _people(town) for part in _parts(_posts())
    ],
    "community.notice_links._names": lambda town: [
        (person, part) for person in _people(town) for part in _parts([face for _person, face in _faces(town)])
    ],
    "people.notices._unread": lambda town: [(person,) for person in _people(town)],
    "people.notices._read": lambda town: [
        (person, before)
        for person in _people(town)
        for before in (None, *list(Notice.objects.order_by("pk").values_list("pk", flat=True))[::3])
    ],
    "oversight.ethics._asked_at": lambda town: [
        (person, Exact(place)) for person in _people(town) for place in ("new", "reply:81")
    ],
    "oversight.objections._objected_at": lambda town: [
        (person, Exact(place)) for person in _people(town) for place in ("new", "reply:81")
    ],
    "oversight.originals._with_one_of": lambda _town: [(part,) for part in _parts(_fingerprints())],
    "oversight.originals._crowded": lambda _town: [(part,) for part in _parts(_fingerprints())],
    "community.originals._of_others": lambda town: [
        (person, part, root, before)
        for person in _people(town)
        for part in _parts(_posts())[::7]
        for root in (None, *_posts()[::5])
        for before in (None, *_posts()[::5])
    ],
    "community.originals._live_text": lambda _town: [(pk,) for pk in _posts()],
    "community.originals._attached_to": lambda _town: [(pk,) for pk in _posts()],
    "community.search.index._live_post": lambda _town: [(pk,) for pk in _posts()],
    "community.search.index._alts_of": lambda _town: [
        (pk,) for pk in Version.objects.order_by("pk").values_list("pk", flat=True)
    ],
    "community.handlers._published": lambda _town: [(pk,) for pk in _posts()],
    "community.handlers._named_in": lambda _town: [(pk,) for pk in _posts()],
    "community.actions.appraising._asked_of": lambda _town: [(pk,) for pk in _posts()],
    "community.pausing._new_to_it": lambda town: [(person,) for person in _people(town)],
    "community.voices._beside": lambda _town: [
        (seat, place) for seat, place in Seat.objects.values_list("pk", "organisation_id") if place is not None
    ],
    "community.actions.advancing._pictures_of": lambda _town: [
        (pk,) for pk in Version.objects.order_by("pk").values_list("pk", flat=True)
    ],
    "community.permitted._grants_under": lambda _town: [
        (pk,) for pk in Version.objects.order_by("pk").values_list("pk", flat=True)
    ],
    "community.drafts._held_for": lambda town: [
        (person, Exact(key)) for person in _people(town) for key in ("new", "reply:81")
    ],
    "people.session_store._by_key": lambda _town: [(Exact(key),) for key in (*_sessions(), "a" * 32)],
}
#: Shapes that are written anew each time, and why.
ANEW = {"community.waiting._waiting": "whoever verifies licences is asked for those of a year ago"}


def _name(question: Prepared[Any, Any]) -> str:
    return f"{question.build.__module__.removeprefix('commonward.')}.{question.build.__qualname__}"


def _told(row: object, above: tuple[object, ...] = ()) -> object:
    """Everything that a row brought along."""
    if not isinstance(row, Model):
        return row
    values = {name: value for name, value in row.__dict__.items() if name != "_state"}
    loaded = {
        name: _told(one, (*above, row)) for name, one in row._state.fields_cache.items() if one not in (*above, row)
    }
    return type(row), values, loaded


@pytest.mark.parametrize("question", KNOWN, ids=_name)
def test_what_is_kept_gives_what_is_written_anew(
    question: Prepared[Any, Any], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MANY", 0)  # so that somebody follows more than many
    monkeypatch.setattr(originals, "MOST_OF_ONE", 2)
    question.forget()
    found = 0
    with undone():
        for one in (town.nadia, town.lena):
            drafts.keep_draft(one.person, Composition(text=f"Half a thought of {one.person.seat}.", draft_key="new"))
        ReviewRequest.objects.update(told_at=None)
        Profile.objects.filter(pk=town.lena.profile.pk).update(reach_known_at=None)
        Objection.objects.create(seat_id=town.lena.person.seat, place="new", mark="a mark", rule="phi.name")
        read(town.ivo.person, town.talk.thread, [town.talk.first])
        Notice.objects.filter(pk__in=list(Notice.objects.order_by("pk").values_list("pk", flat=True))[::2]).update(
            read_at=clock.now()
        )
        for version in Version.objects.order_by("pk")[:3]:
            ShownUnder.objects.create(post_id=version.post_id, version=version, grant=Grant.objects.earliest("pk"))
        for values in ASKED[_name(question)](town):
            rows = [_told(row) for row in question(*values)]
            anew = question.build(*values)
            told = [_told(row) for row in anew]
            # Where a question asks for no order, each database answers in its own.
            assert rows == told if anew.ordered else sorted(rows, key=repr) == sorted(told, key=repr)
            found += len(rows)
            is_kept = question.is_kept(*values)
            assert is_kept or _name(question) in ANEW, f"{_name(question)} is written anew each time for {values}"
    assert found
    question.forget()


def test_every_question_is_asked_here() -> None:
    assert {_name(question) for question in KNOWN} == set(ASKED)
