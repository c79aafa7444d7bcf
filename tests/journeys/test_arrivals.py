"""What comes in while a page is open, in a real browser: a quiet line, and what it stands for when one presses it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cast import Member
from cast.caring import begun, in_care, licensed, permits, team_of
from commonward.config.streams import Streams
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Organisation
from journeys.conftest import Visit
from journeys.house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("arrivals"),
]


@pytest.fixture(params=[20, 0], ids=["told by a stream", "asked for"])
def house(request: pytest.FixtureRequest, browser: object) -> Iterator[House]:
    """A site of this test's own: one that keeps streams, and one that has no room for any."""
    streams = Streams(request.param)
    opened = House(streams)
    yield opened
    streams.close()
    opened.stop()


def test_a_message_arrives_and_moves_nothing(
    visit: Visit, ada: Member, nadia: Member, pat: Member, harbour: Organisation, house: House
) -> None:
    licensed(nadia, ada, "RN 4411")
    relationship = in_care(pat, nadia, team_of(ada, harbour, nadia))
    permits(pat, harbour)
    talk = begun(pat, relationship, "I feel light in the head when I stand up.")
    page = visit(pat, f"/care/threads/{talk.thread.pk}/")
    words = page.get_by_role("textbox")
    words.fill("One more thing")
    page.wait_for_timeout(1500)
    talk.says(nadia, "Please sit down first, then stand up slowly.")
    show = page.get_by_role("button", name="1 new or changed message: show")
    if not house.keeps_streams:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(show).to_be_visible(timeout=20_000)
    expect(words).to_be_focused()
    expect(page.get_by_text("then stand up slowly")).to_have_count(0)
    show.click()
    expect(page.get_by_text("then stand up slowly")).to_be_visible()
    expect(words).to_have_value("One more thing")
    expect(show).to_have_count(0)


def test_a_new_notice_is_counted(visit: Visit, nadia: Member, house: House) -> None:
    page = visit(nadia, "/you/settings")
    place = page.get_by_label("Places").get_by_role("link", name="Notices")
    expect(place).not_to_contain_text("1")
    page.wait_for_timeout(1500)
    notices.notify(nadia.seat.pk, "seat.reinstated", Ref("seat", nadia.seat.pk))
    if not house.keeps_streams:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(place).to_contain_text("1", timeout=20_000)
