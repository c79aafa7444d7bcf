"""Time zone, language, country, profession."""

import pytest

from cast import Member
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.models import Account, Seat

pytestmark = pytest.mark.django_db


def test_kept(sam: Member) -> None:
    done = sam.client.post("/you/settings", {"time_zone": "America/New_York", "language": "en", "country": "US"})
    assert done["Location"] == "/you/settings"
    account = Account.objects.get(pk=sam.account.pk)
    assert (account.time_zone, account.language, account.country) == ("America/New_York", "en", "US")
    page = sam.client.get("/you/settings").content.decode()
    assert '<option value="America/New_York" selected>' in page
    assert Entry.objects.get(action="settings.changed").subject_id == sam.account.pk


def test_all_of_it_can_be_left_open(sam: Member) -> None:
    assert sam.client.post("/you/settings", {}).status_code == 302


@pytest.mark.parametrize(
    "change", [{"time_zone": "Nowhere/Land"}, {"language": "tlh"}, {"country": "XX"}], ids=lambda it: next(iter(it))
)
def test_from_the_list_only(sam: Member, change: dict[str, str]) -> None:
    page = sam.client.post("/you/settings", {"time_zone": "UTC", "language": "en", "country": "US"} | change)
    assert page.status_code == 422
    assert "Please choose one from the list." in page.content.decode()
    with pytest.raises(Unacceptable) as refusal:
        actions.change_settings(sam.person, **({"time_zone": "UTC", "language": "en", "country": "US"} | change))
    assert refusal.value.field == next(iter(change))
    assert Account.objects.get(pk=sam.account.pk).country == ""


def test_a_zone_that_the_machine_forgot_locks_nobody_out(sam: Member) -> None:
    Account.objects.filter(pk=sam.account.pk).update(time_zone="Atlantis/Capital")
    assert sam.client.get("/you/").status_code == 200


def test_another_profession(nadia: Member) -> None:
    done = nadia.client.post("/you/profession", {"profession": "midwife"})
    assert done["Location"] == "/you/credentials"
    assert Seat.objects.get(pk=nadia.seat.pk).profession == "midwife"
    assert Entry.objects.get(action="seat.changed").detail == {"profession": "midwife"}


def test_patients_have_none(sam: Member) -> None:
    with pytest.raises(Conflict):
        actions.change_profession(sam.person, sam.seat, "midwife")


def test_an_unknown_profession(nadia: Member) -> None:
    assert nadia.client.post("/you/profession", {"profession": "wizard"}).status_code == 422
    with pytest.raises(Unacceptable):
        actions.change_profession(nadia.person, nadia.seat, "wizard")
