"""A browser as far as an installation's processes need one: cookies, forms, pictures, over HTTP."""

import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode

PATIENCE_SECONDS = 60
_FIELD = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')
_WORDS = re.compile(r'<textarea[^>]*name="text"[^>]*>\n(.*?)</textarea>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: where it came from in the end, its status, its words."""

    url: str
    status: int
    html: str = field(repr=False)

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms, the first of each name."""
        found: dict[str, str] = {}
        for name, value in _FIELD.findall(self.html):
            found.setdefault(name, value)
        return found

    @property
    def words(self) -> str:
        """What stands in the composer."""
        match = _WORDS.search(self.html)
        assert match is not None, "There is no composer on this page."
        return match.group(1)


class Browser:
    """Somebody at a screen. Refusals are pages like others."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._base = f"http://localhost:{port}"
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Page:
        """The page at this address."""
        return self._answer(urllib.request.Request(self._base + path))

    def post(self, path: str, data: Mapping[str, str], files: Mapping[str, bytes] | None = None) -> Page:
        """What comes of sending a form."""
        if files is None:
            return self._answer(urllib.request.Request(self._base + path, urlencode(data).encode()))
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in data.items()
        ]
        for name, content in files.items():
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="../../{name}.jpg"\r\n'
            parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), content, b"\r\n"]
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._answer(urllib.request.Request(self._base + path, body, kind))

    def sign_in(self, address: str, password: str) -> None:
        """Through the page where everybody signs in."""
        form = self.get("/accounts/login/").hidden
        token = form["csrfmiddlewaretoken"]
        page = self.post("/accounts/login/", {"csrfmiddlewaretoken": token, "login": address, "password": password})
        assert page.url == f"{self._base}/", f"{page.url} {page.status}"

    def form(self, path: str = "/write/") -> dict[str, str]:
        """The hidden fields of the composer there."""
        return self.get(path).hidden

    def _answer(self, request: urllib.request.Request) -> Page:
        if request.data is not None:
            request.add_header("Origin", self._base)  # as browsers do with every form
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                return Page(answer.url, answer.status, answer.read().decode())
        except urllib.error.HTTPError as refused:
            return Page(refused.url, refused.code, refused.read().decode())
