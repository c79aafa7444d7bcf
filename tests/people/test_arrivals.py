"""Arrivals as a page asks for them: numbers for whoever may see, 304 when nothing is new, 410 when it is over."""

import pytest
from django.db import transaction
from django.test import Client

from cast import Member
from commonward.kernel import clock, nudges
from commonward.kernel.ref import Ref
from commonward.people import arrivals, devices, notices
from commonward.people.models import Account

pytestmark = pytest.mark.django_db


def _ask(client: Client, query: str, etag: str = "") -> tuple[int, object, str]:
    answer = client.get(f"/arrivals?{query}", headers={"if-none-match": etag} if etag else {})
    return answer.status_code, answer.json() if answer.status_code == 200 else None, answer.headers.get("ETag", "")


def test_unread_notices_and_304(nadia: Member) -> None:
    status, told, etag = _ask(nadia.client, "notices=1")
    assert (status, told) == (200, {"notices": 0})
    assert _ask(nadia.client, "notices=1", etag)[0] == 304
    notices.notify(nadia.seat.pk, "seat.reinstated", Ref("seat", nadia.seat.pk))
    status, told, other = _ask(nadia.client, "notices=1", etag)
    assert (status, told) == (200, {"notices": 1})
    assert other != etag


@pytest.mark.parametrize(
    "query", ["", "thread=x", "thread=1.2.3", "thread=-1", "weather=1", "thread=" + "9" * 40, "thread=1&thread=²"]
)
def test_what_nobody_looks_after_is_passed_over(nadia: Member, query: str) -> None:
    assert _ask(nadia.client, query)[1] == {}


def test_asking_is_no_sign_of_life(nadia: Member) -> None:
    client = nadia.client
    session = client.session
    session[devices.SEEN_KEY] = int(clock.now().timestamp()) - 600
    session.save()
    _ask(client, "notices=1")
    assert client.session[devices.SEEN_KEY] == session[devices.SEEN_KEY]
    client.get("/you/")
    assert client.session[devices.SEEN_KEY] > session[devices.SEEN_KEY]


def test_a_stream_needs_a_server_that_keeps_it(nadia: Member) -> None:
    assert nadia.client.get("/arrivals/stream?notices=1").status_code == 204


def test_a_page_whose_session_ended_is_given_no_page_for_a_stream(nadia: Member) -> None:
    nadia.client.logout()
    asked = nadia.client.get("/arrivals/stream?notices=1", headers={"accept": "text/event-stream"})
    assert (asked.status_code, asked.content) == (204, b"")
    assert nadia.client.get("/arrivals?notices=1").status_code == 302  # by which the page knows that it is over


def _watch(member: Member) -> arrivals.Watch:
    key = member.client.session.session_key
    assert key is not None
    return arrivals.Watch(key, member.account.pk, member.seat.pk, (("notices", (1,)),))


def test_a_stream_asks_whether_its_session_still_stands(nadia: Member) -> None:
    watch = _watch(nadia)
    found = arrivals.look_again(watch)
    assert found is not None
    assert found.values == {"notices": 0}
    nadia.client.post("/accounts/logout/")
    assert arrivals.look_again(watch) is None


def test_open_pages_are_told_when_the_session_is_over_and_not_before(
    nadia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = _watch(nadia)
    found: list[object] = []
    monkeypatch.setattr(transaction, "on_commit", lambda done: done())  # as outside a test: no transaction is open
    monkeypatch.setattr(nudges, "nudge", lambda *topics: found.append(arrivals.look_again(watch)))
    nadia.client.post("/accounts/logout/")
    assert found == [None]


def test_another_epoch_another_seat_and_no_account_end_it(nadia: Member, pat: Member) -> None:
    watch = _watch(nadia)
    Account.objects.filter(pk=nadia.account.pk).update(session_epoch=4)
    assert arrivals.look_again(watch) is None
    Account.objects.filter(pk=nadia.account.pk).update(session_epoch=0)
    assert arrivals.look_again(watch) is not None
    Account.objects.filter(pk=nadia.account.pk).update(is_active=False)
    assert arrivals.look_again(watch) is None
    other = arrivals.Watch(_watch(pat).session, pat.account.pk, nadia.seat.pk, ())
    assert arrivals.look_again(other) is None


def test_an_idle_session_ends_it(nadia: Member, settings: object) -> None:
    watch = _watch(nadia)
    session = nadia.client.session
    session[devices.SEEN_KEY] = int(clock.now().timestamp()) - 24 * 3600
    session.set_expiry(0)
    session.save()
    assert arrivals.look_again(watch) is None
