"""What stands beside a name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cast import Member
from cast.people import proven, seated
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.people import actions, npi
from commonward.people.badges import Badge, badge_of, badges_for
from commonward.people.models import Credential, Organisation

pytestmark = pytest.mark.django_db


def _number(order: int) -> str:
    first = f"1{order:08d}"
    return first + npi.check_digit(first)


def test_a_plain_role(pat: Member, mo: Member) -> None:
    assert badge_of(pat.seat) == Badge("Patient")
    assert (badge_of(pat.seat).label, badge_of(pat.seat).proof) == ("Patient", "tag")
    assert badge_of(mo.seat).label == "Moderator"


def test_a_claim(nadia: Member) -> None:
    badge = badge_of(nadia.seat)
    assert (badge.label, badge.role_label, badge.proof) == ("Nurse", "Health professional", "unverified")


def test_the_newest_proof_counts(nadia: Member, olu: Member) -> None:
    first = actions.state_credential(nadia.person, nadia.seat, kind=Credential.Kind.NPI, number=_number(1))
    second = actions.state_credential(nadia.person, nadia.seat, kind=Credential.Kind.NPI, number=_number(2))
    proven(second, olu)
    with clock.at(clock.now() + timedelta(days=40)):
        proven(first, olu)
        assert badge_of(nadia.seat).verified_on == timezone.localdate(clock.now())


def test_seats_that_do_not_exist_are_left_out(nadia: Member) -> None:
    assert set(badges_for([nadia.seat.pk, 5])) == {nadia.seat.pk}
    assert badges_for([]) == {}


def test_one_query_however_many(harbour: Organisation, olu: Member, django_assert_num_queries: object) -> None:
    members = [seated(f"n{order}", Role.PROFESSIONAL, at=harbour, profession="nurse") for order in range(20)]
    for order, one in enumerate(members):
        stated = actions.state_credential(one.person, one.seat, kind=Credential.Kind.NPI, number=_number(order))
        if order % 2:
            proven(stated, olu)
    with django_assert_num_queries(1):  # type: ignore[operator]
        badges = badges_for(one.seat.pk for one in members)
    assert [badges[one.seat.pk].state for one in members] == ["unverified", "verified"] * 10
