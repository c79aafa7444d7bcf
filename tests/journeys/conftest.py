"""A real browser for journeys: the Chromium of this machine, or a skip that says how to get one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from cast import Member
from journeys.house import House
from journeys.looking import violations

#: Where Chromium usually is; COMMONWARD_CHROMIUM names another.
USUAL_PLACES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = (
    "No Chromium was found, so journeys through a browser were left out. On Debian `apt install chromium` brings one; "
    "or name yours in COMMONWARD_CHROMIUM."
)
#: What the browser itself reports when a test makes the server refuse.
REPORTED_BY_THE_BROWSER = "Failed to load resource"

#: How long a page may take to become as a test says. Machines that build are slow at times.
PATIENCE_MS = 30_000

Widen = Callable[..., BrowserContext]
Visit = Callable[..., Page]


def chromium() -> str | None:
    """The path of a Chromium, if there is one."""
    named = os.environ.get("COMMONWARD_CHROMIUM")
    candidates = (named,) if named else USUAL_PLACES
    found = (shutil.which(one) for one in candidates if one)
    return next((path for path in found if path and Path(path).exists()), None)


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """The server under test warns when this folder is missing, and warnings are errors here."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    # Playwright keeps an event loop in this thread. Tests still ask the database directly, one thing at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Widen]:
    """Opens a window: `window(width=360, color_scheme="dark", java_script_enabled=False)`.

    Any error in a script, and anything that the page's policy stopped, fails the test.
    """
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and REPORTED_BY_THE_BROWSER not in message.text:
            complaints.append(message.text)

    def open_window(*, width: int = 1440, height: int = 900, **options: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()
    assert not complaints


@pytest.fixture
def page(window: Widen) -> Page:
    """A page in a wide window."""
    return window().new_page()


@pytest.fixture(scope="session")
def house(browser: Browser) -> Iterator[House]:
    """The site, for as long as tests run. Needs the database: `pytest.mark.django_db(transaction=True)`."""
    opened = House()
    yield opened
    opened.stop()


@pytest.fixture
def site(house: House, transactional_db: None) -> Iterator[House]:
    """The site for one test. Links in mail lead to it."""
    with override_settings(SITE_URL=house.url):
        yield house
        house.rest()


@pytest.fixture
def visit(site: House, window: Widen) -> Visit:
    """A page in a window of its own: `visit(nadia, "/local/", width=360)`; nobody named is a visitor."""

    def open_page(member: Member | None = None, path: str = "", **options: object) -> Page:
        context = window(base_url=site.url, **options)
        if member is not None:
            key = member.browser().cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site.url}])
        opened = context.new_page()
        if path:
            opened.goto(path)
        return opened

    return open_page


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` asserts that axe-core finds nothing against WCAG 2.2 AA and its own good practice."""

    def look(page: Page) -> None:
        assert not violations(page)

    return look
