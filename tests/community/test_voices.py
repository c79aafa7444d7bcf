"""Who writes, as the check knows it: whom a text names and who works there, without reading everybody who is here."""

import pytest
from django.db import connection

from cast import Member, member
from commonward.community import voices
from commonward.community.models import Profile
from commonward.community.voices import voice_of
from commonward.kernel.actor import Role
from commonward.people.models import Account, Organisation, Seat

pytestmark = pytest.mark.django_db


def test_colleagues_are_those_of_the_same_place_and_those_whom_the_text_names(
    nadia: Member, priya: Member, sam: Member, larkmoor: Organisation
) -> None:
    bo = member("Bo Lindahl", Role.PROFESSIONAL, at=larkmoor, profession="nurse")
    text = f"Thank you, @{bo.profile.handle} and @{sam.profile.handle}."
    found = voice_of(nadia.person, nadia.seat, text).colleagues
    assert {priya.profile.display_name, bo.profile.display_name} <= set(found)
    assert sam.profile.display_name not in found  # a patient is nobody's colleague
    assert nadia.profile.display_name not in found
    assert bo.profile.display_name not in voice_of(nadia.person, nadia.seat).colleagues


def test_somebody_without_a_place_knows_those_whom_the_text_names(sam: Member, priya: Member) -> None:
    assert voice_of(sam.person, sam.seat, f"Thank you, @{priya.profile.handle}.").colleagues == (
        priya.profile.display_name,
    )
    assert voice_of(sam.person, sam.seat, "Thank you.").colleagues == ()


def many(number: int, like: Profile) -> None:
    """So many people who work nowhere."""
    accounts = Account.objects.bulk_create(Account(email=f"{place}@example.org") for place in range(number))
    seats = Seat.objects.bulk_create(Seat(account=one, role=Role.PATIENT.value) for one in accounts)
    Profile.objects.bulk_create(
        Profile(
            seat=seat,
            handle=f"person-{place}",
            display_name=f"Person {place}",
            screening=like.screening,
            verdict=like.verdict,
        )
        for place, seat in enumerate(seats)
    )


def test_it_looks_them_up_and_reads_nobody_else(nadia: Member, priya: Member, harbour: Organisation) -> None:
    """Each pause in writing asks this: in a town of a hundred thousand it once took seconds of the database."""
    assert nadia.seat.organisation == harbour
    many(2000, nadia.profile)  # PostgreSQL would read a table of three rows as a whole, and be right
    seat = nadia.fresh_seat()
    assert voice_of(nadia.person, seat, f"Thank you, @{priya.profile.handle}.").colleagues
    assert seat.organisation_id is not None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    for question in (
        voices._named(seat.pk, [priya.profile.handle]),
        voices._beside.build(seat.pk, seat.organisation_id),
    ):
        plan = question.explain()
        assert not [line for line in plan.splitlines() if "SCAN" in line or "Seq Scan" in line], plan
