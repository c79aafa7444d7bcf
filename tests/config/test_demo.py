"""The demo: months of invented life that hang together, betray nobody, and give every seat something to do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from commonward.community.models import ChosenPerson, Draft, Post, Version
from commonward.config import demo, installation
from commonward.kernel import clock
from commonward.kernel.actor import VISITOR
from commonward.kernel.models import Entry
from commonward.oversight import access, desk, transparency
from commonward.oversight.models import LibraryPicture, Media, Review
from commonward.people import access as people_access
from commonward.people import verifying
from commonward.people.models import Credential, Invitation, Notice
from commonward.people.queries import person_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

#: Invented patients whose names stand in held texts, and nowhere else.
KEPT = ("Odalys Ferriman", "Tibor Halvane", "Ilse Brandt", "Lucan Brill", "Priska Holm", "Emil Sandoval", "Marta Ilves")


@pytest.fixture(scope="module", autouse=True)
def _built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One demo for all tests here, gone afterwards."""
    around = transaction.atomic()
    around._from_testcase = True  # as Django's own test cases say of theirs: what runs inside counts as outside
    with django_db_blocker.unblock(), around:
        installation.settle(demo=True)
        assert demo.ensure()
        assert not demo.ensure()
        yield
        transaction.set_rollback(True)


def test_the_public_numbers_are_those_of_a_place_with_a_past() -> None:
    told = {table.name: table.rows for table in transparency.tables()}
    for name, months in (("guard", 5), ("reviews", 4), ("reports", 4), ("doubts", 4), ("halts", 2)):
        lived = [row for row in told[name] if any(cell.number != 0 for cell in row.cells)]
        assert len(lived) >= months, name
    exact = [cell.number for rows in told.values() for row in rows for cell in row.cells if cell.number]
    assert len(exact) >= 12


@pytest.fixture
def seat_page(client: Client, settings: Settings) -> Client:
    settings.DEMO = True
    return client


def _sit(client: Client, handle: str) -> None:
    seat = demo.seats()[handle]
    assert client.post("/demo/", {"seat": seat.pk}).status_code == 302


def test_everything_happened_in_the_order_it_shows() -> None:
    posts = list(Post.objects.order_by("pk"))
    assert len(posts) > 90
    times = [post.created_at for post in posts]
    assert times == sorted(times)
    assert max(times) < clock.now()
    assert (times[-1] - times[0]).days >= 21
    for post in posts:
        if post.state == "live" and post.versions.filter(number=1, review=None, state="passed").exists():
            # A picture may have been looked at a second time, on a machine that has much else to do.
            latest = post.created_at + timedelta(hours=1 if post.live.attachments.exists() else 0)
            assert post.created_at <= post.published_at <= latest


def test_nobody_states_the_number_of_another() -> None:
    """Two professionals once had the same number now and then, and the demo could not be built."""
    numbers = sorted(Credential.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) > 5


def test_the_ledger_tells_it_in_the_same_order() -> None:
    told = list(Entry.objects.order_by("sequence").values_list("at", flat=True))
    assert told == sorted(told)


def test_pictures_are_clean_and_said() -> None:
    shown = Media.objects.all()
    assert shown.count() >= 14
    assert {media.state for media in shown} == {"clean"}
    for version in Version.objects.filter(attachments__isnull=False):
        assert all(len(item.alt) > 20 for item in version.attachments.all())


def test_the_clinic_has_pictures_that_its_staff_may_use() -> None:
    kept = LibraryPicture.objects.visible_to(person_of(demo.seats()["nadia"]))
    assert {str(picture.media.state) for picture in kept} == {"clean"}
    assert {picture.licence for picture in kept} == {"licensed"}
    whole = LibraryPicture.objects.visible_to(person_of(demo.seats()["samira"]))
    assert {picture.licence for picture in whole} == {"licensed", "permission"}
    assert not LibraryPicture.objects.visible_to(person_of(demo.seats()["pat"])).exists()


def test_nobody_is_betrayed() -> None:
    public = Post.objects.visible_to(VISITOR)
    for seat in demo.seats().values():
        public = public | Post.objects.visible_to(person_of(seat)).filter(state="live")
    for version in Version.objects.filter(pk__in=public.values("live_id")):
        assert not any(name in version.text for name in KEPT)
    assert Version.objects.filter(state="held").count() >= 3


@pytest.mark.parametrize(("handle", "least"), [("ravi", 5), ("olu", 4), ("samira", 4)])
def test_those_who_keep_watch_have_work(handle: str, least: int) -> None:
    seat = demo.seats()[handle]
    person = person_of(seat)
    assert desk.waiting(person, seat) >= least
    assert access.reviews_for(person).filter(state__in=["released", "returned", "refused"]).exists()


def test_every_turn_that_words_can_take_is_there() -> None:
    assert set(Review.objects.values_list("state", flat=True)) >= {"open", "claimed", "released", "returned", "refused"}
    assert set(Review.objects.values_list("kind", flat=True)) == {"held", "report", "appeal", "call"}
    assert {"live", "held", "returned", "refused"} <= set(Post.objects.values_list("state", flat=True))
    assert Version.objects.filter(number=2, state="passed").count() >= 2
    assert set(Post.objects.values_list("audience", flat=True)) >= {"public", "organisation"}


def test_somebody_is_asked_for_and_somebody_comes() -> None:
    assert set(Review.objects.filter(kind="call").values_list("state", flat=True)) == {"open", "released"}
    assert ChosenPerson.objects.filter(agreed_at=None).exists()
    assert ChosenPerson.objects.exclude(called_at=None).filter(seen_at=None).exists()
    ravi = demo.seats()["ravi"]
    first = desk.queue(person_of(ravi), "open", None).items[0]
    assert first.is_first


def test_administrators_have_doors_to_open() -> None:
    for handle in ("jonas", "ada"):
        person = person_of(demo.seats()[handle])
        waiting = verifying.to_verify(people_access.credentials_visible_to(person), person)
        assert waiting.count() >= 1
        assert Invitation.objects.filter(organisation_id=person.organisation, accepted_at=None).exists()


def test_some_notices_are_new_and_some_were_read() -> None:
    assert Notice.objects.filter(read_at=None).count() > 10
    assert Notice.objects.exclude(read_at=None).count() > 10
    assert Draft.objects.count() >= 4


def test_the_page_of_seats_names_the_main_ones_first(seat_page: Client) -> None:
    page = seat_page.get("/demo/").content.decode()
    assert page.index("Start with one of these") < page.index("Nadia Okafor") < page.index("Working in care")
    assert page.index("Patients and families") < page.index("quiet river") < page.index("Keeping watch")
    assert page.count('name="seat"') == len(demo.PEOPLE) + 1


def test_one_click_takes_a_seat_and_another_leaves_it(seat_page: Client) -> None:
    _sit(seat_page, "nadia")
    assert "Nadia Okafor" in seat_page.get("/").content.decode()
    answer = seat_page.post("/demo/", {"seat": "visitor"})
    assert answer.headers["Location"] == "/welcome/"
    assert "Nadia Okafor</b>" not in seat_page.get("/welcome/").content.decode()
    assert seat_page.post("/demo/", {"seat": "1"}).status_code == 404


def test_without_demo_mode_there_is_no_such_page(client: Client) -> None:
    assert client.get("/demo/").status_code == 404


@pytest.mark.parametrize("handle", [character.handle for character in demo.PEOPLE if character.named])
def test_every_main_seat_opens_at_home(seat_page: Client, handle: str) -> None:
    _sit(seat_page, handle)
    assert seat_page.get("/").status_code == 200
