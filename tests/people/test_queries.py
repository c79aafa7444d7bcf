"""Pages ask the same number of questions however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Member
from cast.people import SYSTEM, newcomer, seated
from commonward.kernel.actor import Role
from commonward.kernel.ref import Ref
from commonward.people import actions, notices, npi
from commonward.people.models import Credential, Organisation

pytestmark = pytest.mark.django_db

#: Design section 7. Pages that put a reading on record ask four more.
MOST = 12
RECORDED = 4


def _members(harbour: Organisation, ada: Member, count: int) -> None:
    for order in range(count):
        one = seated(f"m{order}-{count}", Role.PROFESSIONAL, at=harbour, profession="nurse")
        first = f"1{count:04d}{order:04d}"
        actions.state_credential(one.person, one.seat, kind=Credential.Kind.NPI, number=first + npi.check_digit(first))
        notices.notify(ada.seat.pk, "post.replied", Ref("post", count * 1000 + order))
        actions.invite(ada.person, harbour, email=f"i{order}-{count}@example.org", role=Role.STUDENT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/you/", 0),
        ("/you/notices", 0),
        ("/you/credentials/verify", 0),
        ("/you/organisations/harbour/members", RECORDED),
    ],
)
def test_flat(path: str, more: int, ada: Member, harbour: Organisation) -> None:
    _members(harbour, ada, 1)
    few = _asked(ada, path)
    _members(harbour, ada, 20)
    many = _asked(ada, path)
    assert few == many, f"{path}: {few} queries with one row, {many} with twenty more. Load them together."
    assert many <= MOST + more, f"{path} asks {many} queries."


def test_many_seats(nadia: Member) -> None:
    few = _asked(nadia, "/you/")
    for order in range(20):
        place = actions.create_organisation(SYSTEM, name=f"Place {order}", kind=Organisation.Kind.CLINIC)
        actions.grant_seat(SYSTEM, nadia.account, Role.PROFESSIONAL, organisation=place, profession="nurse")
    assert _asked(nadia, "/you/") == few


def test_many_credentials(nadia: Member) -> None:
    numbers = [f"RN {order:04d}" for order in range(10)]
    _state_licence(nadia, numbers[0])
    few = _asked(nadia, "/you/credentials")
    for number in numbers[1:]:
        _state_licence(nadia, number)
    assert _asked(nadia, "/you/credentials") == few <= MOST


@pytest.mark.parametrize("path", ["/you/settings", "/you/seats/new", "/you/profession"])
def test_small_pages(nadia: Member, path: str) -> None:
    assert _asked(nadia, path) <= MOST


def test_the_door_asks_only_whose_servers_let_people_in(client: object) -> None:
    with CaptureQueriesContext(connection) as seen:
        client.get("/accounts/login/")  # type: ignore[attr-defined]
    assert len(seen) == 1


def test_unread_is_one_question(nadia: Member, django_assert_num_queries: object) -> None:
    newcomer("kim")
    with django_assert_num_queries(1):  # type: ignore[operator]
        notices.unread_count(nadia.seat.pk)


def _state_licence(member: Member, number: str) -> None:
    actions.state_credential(
        member.person, member.seat, kind=Credential.Kind.LICENCE, number=number, jurisdiction="US-ME"
    )


def _asked(member: Member, path: str) -> int:
    member.client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert member.client.get(path).status_code == 200
    return len(seen)
