"""A real browser for journeys: the Chromium of this machine, or a skip that says how to get one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

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

Widen = Callable[..., BrowserContext]


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
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Widen]:
    """Opens a window: `window(width=360, color_scheme="dark", java_script_enabled=False)`."""
    opened: list[BrowserContext] = []

    def open_window(*, width: int = 1440, height: int = 900, **options: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(8_000)
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def page(window: Widen) -> Iterator[Page]:
    """A page in a wide window. Any error in a script, or anything the policy stopped, fails the test."""
    opened = window().new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and REPORTED_BY_THE_BROWSER not in message.text:
            complaints.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert not complaints


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` asserts that axe-core finds nothing against WCAG 2.2 AA and its own good practice."""

    def look(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return look
