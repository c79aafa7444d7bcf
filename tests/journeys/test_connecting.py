"""Connecting an application as people meet it: put on the list, asked, let, seen and taken back, with keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from cast import Member, member
from commonward.fhir.models import Connection
from commonward.kernel.actor import Role
from fhir.asking import BACK, App, registered

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
WANTED = ["patient/Communication.read", "patient/Patient.read", "patient/CareTeam.read"]


@pytest.fixture
def pia(db: None) -> Member:
    """An administrator of the whole place."""
    return member("Pia Ek", Role.ADMINISTRATOR)


def leads_out(page: Page) -> list[str]:
    """Where the browser goes outside of this site; it gets an empty page there."""
    went: list[str] = []

    def answer(route: Route) -> None:
        went.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>The application</title>")

    page.route("https://app.example/**", answer)
    return went


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_asked_let_and_taken_back(visit: Visit, pat: Member, pia: Member, script: bool) -> None:
    app = registered(pia)
    page = visit(pat, java_script_enabled=script)
    went = leads_out(page)
    page.goto(app.request(WANTED))
    expect(page.get_by_role("heading", name="Connect Pocket chart?")).to_be_visible()
    page.get_by_label("With which teams you are in care").uncheck()
    page.get_by_role("button", name="Connect it").press("Enter")
    expect(page).to_have_title("The application")
    assert went[0].startswith(f"{BACK}?code=")
    assert set(Connection.objects.get().scopes.split()) == set(WANTED[:2])
    page.goto("/you/applications")
    expect(page.get_by_text("You connected it. It reads, and writes nothing.")).to_be_visible()
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("It may read nothing here any more.").first).to_be_visible()
    assert Connection.objects.get().ended_at is not None


def test_refused_the_application_hears_so(visit: Visit, pat: Member, pia: Member) -> None:
    page = visit(pat, java_script_enabled=False, width=360)
    went = leads_out(page)
    page.goto(registered(pia).request(WANTED))
    page.get_by_role("button", name="Refuse").click()
    expect(page).to_have_title("The application")
    assert "error=access_denied" in went[0]
    assert not Connection.objects.exists()


def test_an_administrator_keeps_the_list(visit: Visit, pia: Member) -> None:
    page = visit(pia, "/you/", java_script_enabled=False)
    page.get_by_role("link", name="Applications that can be connected").click()
    page.get_by_label("The name that people know it by").fill("Pocket chart")
    page.get_by_label("Where people are sent back to").fill("http://app.example/back")
    page.get_by_role("button", name="Put it on the list").click()
    expect(page.get_by_text("One address a line, each beginning with https://")).to_be_visible()
    expect(page.get_by_label("The name that people know it by")).to_have_value("Pocket chart")
    page.get_by_label("Where people are sent back to").fill(BACK)
    page.get_by_role("button", name="Put it on the list").click()
    expect(page.get_by_role("heading", name="Pocket chart")).to_be_visible()
    page.get_by_role("link", name="Take it from the list").click()
    page.get_by_role("button", name="Take it from the list").click()
    expect(page.get_by_role("heading", name="None yet")).to_be_visible()


def test_a_number_of_nobodys_leads_nowhere(visit: Visit, pat: Member, pia: Member) -> None:
    page = visit(pat)
    page.goto(App("nobody").request(WANTED))
    expect(page.get_by_text("does not know the application")).to_be_visible()
