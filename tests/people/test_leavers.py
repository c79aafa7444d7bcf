"""A leaver: suspended at once in every seat of the organisation and on every device; and taken back."""

import pytest
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member
from cast.people import SYSTEM, proven, seated
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.people import actions, queries
from commonward.people.applications import Application, digest
from commonward.people.badges import badge_of
from commonward.people.models import Credential, Notice, Office, Organisation, Seat
from commonward.people.offices import OfficeKind

pytestmark = pytest.mark.django_db


def suspends(by: Member, who: Member, *, do: str = "suspend") -> object:
    """The answer to the button."""
    return by.client.post(reverse("people:suspend", args=["harbour", who.seat.pk]), {"do": do})


def test_they_are_out_at_once_on_every_device(ada: Member, nadia: Member, harbour: Organisation) -> None:
    first, second = nadia.client, nadia.browser()
    assert first.get(reverse("people:you")).status_code == 200
    assert suspends(ada, nadia).status_code == 302
    assert [one.get(reverse("people:you")).status_code for one in (first, second)] == [302, 302]
    again = Client()
    again.post(reverse("account_login"), {"login": nadia.account.email, "password": PASSWORD})
    assert again.get(reverse("people:members", args=[harbour.slug])).url.startswith(reverse("people:new_seat"))
    page = ada.client.get(reverse("people:members", args=[harbour.slug])).content.decode()
    assert "Suspended" in page
    assert nadia.account.email in page


def test_words_sent_a_moment_later_do_not_go_out_and_are_given_back(ada: Member, nadia: Member) -> None:
    assert nadia.client.get(reverse("people:you")).status_code == 200
    suspends(ada, nadia)
    page = nadia.client.post(reverse("community:write"), {"text": "One last thing", "audience": "public"})
    assert page.status_code == 401
    assert "One last thing" in page.content.decode()


def test_every_seat_there_and_no_other(ada: Member, nadia: Member, harbour: Organisation) -> None:
    second = actions.grant_seat(SYSTEM, nadia.account, Role.STUDENT, organisation=harbour)
    own = actions.take_seat(nadia.account, Role.PATIENT)
    suspends(ada, nadia)
    held = set(Seat.objects.filter(account=nadia.account).exclude(suspended_at=None).values_list("pk", flat=True))
    assert held == {nadia.seat.pk, second.pk}
    assert [seat.pk for seat in queries.open_seats(nadia.account.pk)] == [own.pk]
    assert Notice.objects.get(seat=own).kind == "seat.suspended"


def test_offices_and_badges_go(ada: Member, nadia: Member, olu: Member) -> None:
    actions.give_office(ada.person, nadia.seat, OfficeKind.ETHICS)
    stated = actions.state_credential(
        nadia.person, nadia.seat, kind=Credential.Kind.LICENCE, number="RN 4411", jurisdiction="US-ME"
    )
    proven(stated, olu)
    assert badge_of(nadia.fresh_seat()).state == "verified"
    suspends(ada, nadia)
    assert badge_of(nadia.fresh_seat()).state == "unverified"
    assert not Office.objects.filter(ended_at=None).exists()
    assert queries.seats_holding(OfficeKind.ETHICS, nadia.seat.organisation_id) == []


def test_tokens_go_and_do_not_come_back(ada: Member, nadia: Member) -> None:
    made = actions.allow_application(nadia.person, name="Calendar", scopes=["read"])
    suspends(ada, nadia)
    suspends(ada, nadia, do="reinstate")
    assert not Application.objects.holding(digest(made.token)).exists()
    assert Entry.objects.filter(action="application.revoked").count() == 1


def test_a_suspended_moderator_is_told_of_nothing_any_more(ada: Member, mo: Member, harbour: Organisation) -> None:
    assert mo.seat.pk in queries.reviewing_seats(harbour.pk)
    suspends(ada, mo)
    assert mo.seat.pk not in queries.reviewing_seats(harbour.pk)


def test_the_seats_are_given_back_and_offices_are_not(ada: Member, nadia: Member) -> None:
    actions.give_office(ada.person, nadia.seat, OfficeKind.ETHICS)
    suspends(ada, nadia)
    assert suspends(ada, nadia, do="reinstate").status_code == 302
    nadia.account.refresh_from_db()
    assert nadia.browser().get(reverse("people:you")).status_code == 200
    assert not Office.objects.filter(ended_at=None).exists()
    assert Notice.objects.filter(seat=nadia.seat, kind="seat.reinstated").count() == 1


def test_doing_it_twice_does_no_harm(ada: Member, nadia: Member) -> None:
    for _time in range(2):
        assert suspends(ada, nadia).status_code == 302
    for _time in range(2):
        assert suspends(ada, nadia, do="reinstate").status_code == 302
    acts = list(Entry.objects.filter(action__startswith="seat.").values_list("action", flat=True))
    assert acts.count("seat.suspended") == acts.count("seat.reinstated") == 1


def test_nobody_suspends_themselves_or_the_last_administrator(ada: Member, harbour: Organisation) -> None:
    assert suspends(ada, ada).status_code == 403
    other = seated("second", Role.ADMINISTRATOR, at=harbour)
    assert suspends(other, ada).status_code == 302
    assert suspends(other, other).status_code == 403
    assert not Seat.objects.get(pk=other.seat.pk).suspended_at


def test_a_suspended_administrator_does_not_count_as_the_one_who_remains(
    ada: Member, pia: Member, harbour: Organisation
) -> None:
    other = seated("second", Role.ADMINISTRATOR, at=harbour)
    suspends(ada, other)
    assert ada.client.post(reverse("people:end_seat", args=[ada.seat.pk])).status_code == 409
    assert suspends(pia, ada).status_code == 409


def test_others_may_not(nadia: Member, priya: Member, mo: Member, olu: Member, remy: Member, sam: Member) -> None:
    answers = [suspends(who, nadia).status_code for who in (priya, mo, olu, remy, sam)]
    assert answers == [403, 403, 403, 404, 404]
    assert not Seat.objects.exclude(suspended_at=None).exists()


def test_it_asks_once_more(ada: Member, nadia: Member) -> None:
    ada.signed_in_long_ago()
    assert suspends(ada, nadia).url.startswith(reverse("account_reauthenticate"))
    assert not Seat.objects.exclude(suspended_at=None).exists()
