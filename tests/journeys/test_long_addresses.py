"""An address has no place to break, and some are as long as addresses may be: a narrow page holds them all the same."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import Page, expect

from cast import Member, member
from commonward.kernel.actor import Role
from commonward.people.entry import EntryRules
from commonward.people.models import Account, ParentalConsent
from journeys.looking import wider_than_the_window
from people.test_children import asks, permits

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
#: As long as the part before the sign may be, and a host as long as a label may be.
LONG = f"{'robin' * 12}@{'schoolbythelake' * 4}.example"


@pytest.fixture
def rita() -> Member:
    """Permitted an account whose address is long."""
    EntryRules.objects.create(lets_children=True, asks_factor=False)
    mother = member("Rita Bell", Role.CAREGIVER)
    EmailAddress.objects.create(user=mother.account, email=mother.account.email, verified=True, primary=True)
    permits(mother, asks(mother.account.email))
    Account.objects.filter(pk=ParentalConsent.objects.get().child_id).update(email=LONG)
    return mother


def test_a_childs_address_stays_within_its_sheet(visit: Visit, rita: Member) -> None:
    page = visit(rita, reverse("people:children"), width=360)
    address = page.get_by_text(LONG)
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        expect(address).to_be_visible()
        assert not wider_than_the_window(page)
        box = address.bounding_box()
        assert box is not None
        assert box["width"] > width / 2  # room enough to be read, beside nothing
