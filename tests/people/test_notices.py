"""Notices: no content, merged while unread, read when opened."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cast import Member
from commonward.kernel.actor import Person, Role
from commonward.kernel.ref import Ref
from commonward.people import actions, notices
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Subjects and names as the contexts above would register them. Post 9 and profile 9 are hidden."""

    def links(person: Person, ids: list[int]) -> dict[int, str]:
        return {pk: f"/p/{pk}/" for pk in ids if pk != 9}

    def names(person: Person, ids: list[int]) -> dict[int, str]:
        return {pk: f"Name {pk}" for pk in ids if pk != 9}

    monkeypatch.setitem(notices._links, "post", links)
    monkeypatch.setattr(notices, "_names", [names])


def _lines(member: Member) -> list[str]:
    return [line.sentence for line in notices.lines_of(member.person, notices.unread_of(member.person))]


def test_equal_ones_are_counted_and_the_newest_is_named(nadia: Member) -> None:
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 1), about=4)
    assert _lines(nadia) == ["Name 4 thanked you."]
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 1), about=5)
    assert _lines(nadia) == ["2 people thanked you here."]
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 1), about=5)
    assert _lines(nadia) == ["2 people thanked you here."]
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 2), about=5)
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 2), about=5)
    assert _lines(nadia)[0] == "You were thanked 2 times here."
    Notice.objects.filter(subject_id=2).delete()
    notice = Notice.objects.get()
    assert (notice.count, notice.people, notice.about) == (3, 2, 5)
    assert notices.unread_count(nadia.seat.pk) == 1


def test_others_stand_apart(nadia: Member, priya: Member) -> None:
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 1), about=4)
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 2), about=4)
    notices.notify(nadia.seat.pk, "post.replied", Ref("post", 1), about=4)
    notices.notify(priya.seat.pk, "post.thanked", Ref("post", 1), about=4)
    assert notices.unread_count(nadia.seat.pk) == 3
    assert notices.unread_count(priya.seat.pk) == 1


def test_what_was_read_is_not_counted_up(nadia: Member) -> None:
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 1), about=4)
    notices.read_all(nadia.person)
    notices.notify(nadia.seat.pk, "post.thanked", Ref("post", 1), about=5)
    assert list(Notice.objects.order_by("pk").values_list("count", "about")) == [(1, 4), (1, 5)]


def test_the_database_keeps_one_unread(nadia: Member) -> None:
    row = {"seat_id": nadia.seat.pk, "kind": "post.thanked", "subject_kind": "post", "subject_id": 1}
    Notice.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**row)


def test_hidden_doers_and_subjects_stay_hidden(nadia: Member) -> None:
    notices.notify(nadia.seat.pk, "post.replied", Ref("post", 9), about=9)
    (line,) = notices.lines_of(nadia.person, notices.unread_of(nadia.person))
    assert (line.sentence, line.has_link) == ("Somebody answered you.", False)
    assert nadia.client.post(f"/you/notices/{line.pk}")["Location"] == "/you/notices"


def test_a_kind_without_a_sentence(nadia: Member) -> None:
    with pytest.raises(KeyError):
        notices.notify(nadia.seat.pk, "weather.changed", Ref("post", 1))


@pytest.mark.parametrize("code", notices.KINDS)
def test_every_sentence_can_be_said(nadia: Member, code: str) -> None:
    for _twice in range(2):
        notices.notify(nadia.seat.pk, code, Ref("post", 1), about=4)
        (sentence,) = _lines(nadia)
        assert sentence.endswith((".", "?"))
        assert "%" not in sentence
    assert nadia.client.get("/you/notices").status_code == 200


def test_opening_marks_read_and_leads_there(nadia: Member) -> None:
    notices.notify(nadia.seat.pk, "post.replied", Ref("post", 1), about=4)
    pk = Notice.objects.get().pk
    page = nadia.client.get("/you/notices").content.decode()
    assert "Name 4 answered you." in page
    assert notices.unread_count(nadia.seat.pk) == 1  # looking changes nothing
    assert nadia.client.post(f"/you/notices/{pk}")["Location"] == "/p/1/"
    assert notices.unread_count(nadia.seat.pk) == 0
    page = nadia.client.get("/you/notices").content.decode()
    assert "Earlier" in page
    assert nadia.client.get(f"/you/notices/{pk}").status_code == 405


def test_all_at_once(nadia: Member, priya: Member) -> None:
    for post in range(3):
        notices.notify(nadia.seat.pk, "post.replied", Ref("post", post), about=4)
    notices.notify(priya.seat.pk, "post.replied", Ref("post", 1), about=4)
    assert nadia.client.post("/you/notices/read")["Location"] == "/you/notices"
    assert notices.unread_count(nadia.seat.pk) == 0
    assert notices.unread_count(priya.seat.pk) == 1


def test_each_seat_has_its_own(nadia: Member) -> None:
    other = actions.take_seat(nadia.account, Role.PATIENT)
    notices.notify(other.pk, "post.replied", Ref("post", 1), about=4)
    assert "All quiet" in nadia.client.get("/you/notices").content.decode()
    assert nadia.client.post(f"/you/notices/{Notice.objects.get().pk}").status_code == 404
    assert "notices waiting:" in nadia.client.get("/you/").content.decode()


def test_those_of_others_do_not_exist(client: Client, nadia: Member, sam: Member) -> None:
    notices.notify(nadia.seat.pk, "post.replied", Ref("post", 1), about=4)
    pk = Notice.objects.get().pk
    assert sam.client.post(f"/you/notices/{pk}").status_code == 404
    assert client.post(f"/you/notices/{pk}").status_code == 302
    assert client.get("/you/notices")["Location"] == "/accounts/login/?next=/you/notices"
    assert Notice.objects.get().read_at is None


def test_page_by_page(nadia: Member) -> None:
    for post in range(1, 26):
        notices.notify(nadia.seat.pk, "post.replied", Ref("post", post + 100), about=4)
    notices.read_all(nadia.person)
    first = nadia.client.get("/you/notices").content.decode()
    assert first.count("answered you.") == 20
    last = Notice.objects.order_by("-pk")[19].pk
    assert f"?before={last}" in first
    assert nadia.client.get(f"/you/notices?before={last}").content.decode().count("answered you.") == 5
