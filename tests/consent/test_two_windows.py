"""The same thing permitted from two windows at the same moment: one open grant, and nobody sees an error page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from cast import Member
from cast.people import seated
from commonward.consent import actions, queries
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.consent.queries import Scope
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict
from commonward.people.models import Organisation

OFFER = Offer(Scope(Kind.MESSAGING), wording=1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_windows_leave_one_open_grant(harbour: Organisation) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("One writer at a time: what happens here is what happens one after the other.")
    pat: Member = seated("pat", Role.PATIENT)
    person, together = pat.person, Barrier(4)

    def gives() -> str:
        together.wait()
        try:
            actions.give(person, harbour, OFFER)
        except Conflict as refused:
            return refused.sentence
        finally:
            connections.close_all()
        return "given"

    with ThreadPoolExecutor(4) as windows:
        said = [one.result() for one in [windows.submit(gives) for _ in range(4)]]
    assert "given" in said
    assert all(one == "given" or "another window" in one for one in said)
    assert Grant.objects.filter(ended_at=None).count() == 1
    assert Grant.objects.count() == said.count("given")
    assert queries.permits(pat.seat.pk, harbour.pk, OFFER.scope)
