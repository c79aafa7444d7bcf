"""Takes the pictures of the README from the running product: `make screenshots`.

Serves a fresh demo in a folder of its own, takes seats as a visitor would, and writes docs/pictures/*.png, each at
most 250 kB. Needs a Chromium (`tools/find_chromium.sh` brings one where it can; COMMONWARD_CHROMIUM names another).
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
MOST_BYTES: Final = 250_000
PATIENCE_SECONDS: Final = 90.0
NAMES: Final = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none")
WIDE: Final[ViewportSize] = {"width": 1440, "height": 940}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
GAP: Final = 24


@dataclass(frozen=True, slots=True)
class Shot:
    """One view of one page: whose seat, where, what must be there first, and the light."""

    seat: str
    path: str
    ready: str
    dark: bool = False
    view: ViewportSize | None = None


#: A picture is one shot, or several side by side.
SHOTS: Final[dict[str, tuple[Shot, ...]]] = {
    "home": (Shot("Nadia Okafor", "/", ".finding"),),
    "review": (Shot("Ravi Menon", "/review/?tab=mine", ".queue-row"),),
    "dark": (Shot("Pat Lindqvist", "/", ".figure img", dark=True),),
    "narrow": (
        Shot("Nadia Okafor", "/", ".finding", view=NARROW),
        Shot("Ravi Menon", "/review/?tab=mine", ".queue-row", view=NARROW),
        Shot("Pat Lindqvist", "/local/", ".figure img", dark=True, view=NARROW),
    ),
}


def main() -> int:
    """Take every picture. 0 when all are there, 1 when something stands in the way."""
    chromium = _chromium()
    if chromium is None:
        print("No Chromium was found. Run tools/find_chromium.sh, or name one in COMMONWARD_CHROMIUM.")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for name, shots in SHOTS.items():
            parts = [_taken(browser, site, shot) for shot in shots]
            kept = _packed(_beside(parts))
            (PICTURES / f"{name}.png").write_bytes(kept)
            print(f"docs/pictures/{name}.png  {len(kept) // 1000} kB")
        browser.close()
    return 0


def _chromium() -> str | None:
    named = os.environ.get("COMMONWARD_CHROMIUM")
    return next((path for name in ([named] if named else NAMES) if (path := shutil.which(name))), None)


@contextmanager
def _served() -> Iterator[str]:
    """The address of a demo that was built just now and ends with this block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="commonward-pictures-") as data:
        told = {"COMMONWARD_DEMO": "1", "COMMONWARD_DATA_DIR": data, "COMMONWARD_SITE_URL": site}
        command = [sys.executable, "-m", "commonward.config.verbs", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env={**os.environ, **told}, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"{site}/demo/")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, TimeoutError):  # the port is open before the pages are
            time.sleep(0.3)
    raise SystemExit("The demo did not start.")


def _taken(browser: Browser, site: str, shot: Shot) -> Image.Image:
    context = browser.new_context(
        viewport=shot.view or WIDE,
        is_mobile=shot.view is NARROW,
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        locale="en-US",
    )
    page = context.new_page()
    page.goto(f"{site}/demo/")
    page.get_by_role("button", name=shot.seat).first.click()
    page.goto(site + shot.path)
    page.wait_for_selector(shot.ready)
    if "/review/" in shot.path:
        page.locator(".queue-row").first.click()
        page.wait_for_selector(".dossier .finding")
    _settle(page)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return picture


def _settle(page: Page) -> None:
    """Letters and pictures have arrived."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_function(
        "[...document.images].filter(i => i.getBoundingClientRect().top < innerHeight).every(i => i.complete)"
    )


def _beside(parts: list[Image.Image]) -> Image.Image:
    if len(parts) == 1:
        return parts[0]
    width = sum(part.width for part in parts) + GAP * (len(parts) - 1)
    sheet = Image.new("RGB", (width, max(part.height for part in parts)), "#ffffff")
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width + GAP
    return sheet


def _packed(picture: Image.Image) -> bytes:
    """As PNG, with as many colours as fit. Pages have few; photographs of drawings take the rest."""
    for colours in (256, 192, 128, 96, 64):
        out = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise SystemExit(f"This picture does not fit in {MOST_BYTES} bytes. Show less, or make it smaller.")


if __name__ == "__main__":
    raise SystemExit(main())
