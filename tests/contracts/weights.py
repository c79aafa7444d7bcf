"""What a page weighs as it is sent: compressed as the site compresses it.

Counted are the page, its style sheets, scripts with what they import, the sheet of icons, and those of its fonts that a
browser loads for it: a font whose `unicode-range` holds none of the page's characters is not asked for (CSS Fonts 4).
"""

import gzip
import re
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client

from contracts.pages import markup

MOST = 100_000
#: Bytes that are not worth compressing.
SMALL = 300
_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")
_IMPORT = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*[\"'](\.[^\"']+)")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
#: What a browser that understands everything accepts; the site answers with what it has.
ACCEPTS = {"accept-encoding": "gzip, deflate, br, zstd"}


class Sent:
    """The static files as they are sent, each asked for once."""

    def __init__(self, browser: Client) -> None:
        self._browser = browser
        self._weights: dict[str, int] = {}
        self._needs: dict[str, set[str]] = {}
        self._ranges: dict[str, list[range]] = {}  # of a font: the characters it is for

    def whole(self, page: HttpResponse) -> int:
        """Bytes on the wire for a page with everything that it loads."""
        compressed = page.headers.get("Content-Encoding") == "gzip"
        assert compressed or len(page.content) < SMALL, "This page goes uncompressed."
        html = gzip.decompress(page.content) if compressed else page.content
        words = {ord(character) for character in html.decode()}
        wanted: set[str] = set()
        for url in markup(html.decode()).loads:
            self._closure(url, wanted)
        return len(page.content) + sum(self._weigh(one) for one in wanted if self._is_asked_for(one, words))

    def _is_asked_for(self, url: str, words: set[int]) -> bool:
        ranges = self._ranges.get(url)
        return ranges is None or any(not words.isdisjoint(one) for one in ranges)

    def _closure(self, url: str, seen: set[str]) -> set[str]:
        if url not in seen:
            seen.add(url)
            self._weigh(url)
            for needed in self._needs[url]:
                self._closure(needed, seen)
        return seen

    def _weigh(self, url: str) -> int:
        if url not in self._weights:
            answer = self._browser.get(url, headers=ACCEPTS)
            assert answer.status_code == 200, url
            self._weights[url] = len(answer.getvalue())
            if not url.endswith((".woff2", ".png", ".jpg")):
                assert answer.headers.get("Content-Encoding") or self._weights[url] < SMALL, f"{url} goes uncompressed."
            assert "immutable" in answer["Cache-Control"], f"{url} is not kept by the browser."
            self._needs[url] = self._needed(url)
        return self._weights[url]

    def _needed(self, url: str) -> set[str]:
        if not url.endswith((".css", ".js")):
            return set()
        text = self._browser.get(url).getvalue().decode()
        for face in _FACE.findall(text) if url.endswith(".css") else ():
            ranges = [range(int(a, 16), int(b or a, 16) + 1) for a, b in _RANGE.findall(face)]
            if ranges:  # a font without them is for every character
                self._ranges |= {urljoin(url, font): ranges for font in _URL.findall(face)}
        pattern = _URL if url.endswith(".css") else _IMPORT
        return {urljoin(url, one).split("#")[0] for one in pattern.findall(text) if not one.startswith("data:")}


def assert_light(weights: dict[str, int]) -> None:
    """Fail for pages that are not, and say which."""
    too_heavy = {where: weight for where, weight in weights.items() if weight >= MOST}
    assert not too_heavy, f"These weigh 100 kB or more as sent: {too_heavy}"
