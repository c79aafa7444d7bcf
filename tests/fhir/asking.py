"""Connecting an application as one of the cast, in a browser, and asking FHIR with its token."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client as Browser

from cast import Member
from commonward.fhir import actions

BACK = "https://app.example/back"
BASE = f"{settings.SITE_URL}/fhir"


@dataclass(slots=True)
class App:
    """A registered application: what it asks for, and what it keeps."""

    client_id: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    access: str = ""
    refresh: str = ""
    browser: Browser = field(default_factory=Browser)

    @property
    def challenge(self) -> str:
        """The code challenge of RFC 7636, by S256."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    def request(self, scopes: Iterable[str], **more: str) -> str:
        """The address that it sends people to."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": " ".join(scopes),
            "state": "s-1",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        } | more
        return f"/connect/authorize?{urlencode({name: value for name, value in asked.items() if value})}"

    def tokens(self, **form: str) -> HttpResponse:
        """What the address for tokens answers; what is good is kept."""
        answer = self.browser.post("/connect/token", {"client_id": self.client_id, **form})
        if answer.status_code == 200:
            told = answer.json()
            self.access, self.refresh = told["access_token"], told["refresh_token"]
        return answer

    def redeem(self, code: str) -> HttpResponse:
        """Tokens for a code."""
        return self.tokens(grant_type="authorization_code", code=code, redirect_uri=BACK, code_verifier=self.verifier)

    def renew(self) -> HttpResponse:
        """New tokens for the refresh token."""
        return self.tokens(grant_type="refresh_token", refresh_token=self.refresh)

    def ask(self, path: str, *, post: dict[str, str] | None = None, **headers: str) -> HttpResponse:
        """One request to FHIR, with the token."""
        given = {"authorization": f"Bearer {self.access}"} if self.access else {}
        if post is not None:
            form = "application/x-www-form-urlencoded"
            return self.browser.post(f"/fhir/{path}", urlencode(post), content_type=form, headers=given | headers)
        return self.browser.get(f"/fhir/{path}" if not path.startswith("http") else _own(path), headers=given | headers)

    def get(self, path: str, **headers: str) -> Any:
        """What a request that must succeed answers."""
        answer = self.ask(path, **headers)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"].startswith("application/fhir+json")
        assert "no-store" in answer["Cache-Control"]
        return answer.json()

    def found(self, path: str) -> list[Any]:
        """The resources that a search matches, of all its pages."""
        resources, bundle = [], self.get(path)
        while True:
            resources += [one["resource"] for one in bundle.get("entry", []) if one["search"]["mode"] == "match"]
            onward = [one["url"] for one in bundle["link"] if one["relation"] == "next"]
            if not onward:
                return resources
            bundle = self.get(onward[0])


def registered(pia: Member, name: str = "Pocket chart") -> App:
    """An application that the administrator of the place put on the list."""
    return App(actions.register(pia.person, name=name, addresses=BACK).client_id)


def shown(who: Member, app: App, scopes: Iterable[str]) -> str:
    """The address of the page that asks the person."""
    led = who.client.get(app.request(scopes))
    assert led.status_code == 302, led.content
    assert led["Location"].startswith("/connect/asked/"), led["Location"]
    return str(led["Location"])


def code_in(answer: HttpResponse) -> str:
    """The code with which somebody was sent back."""
    assert answer.status_code == 302, answer.content
    assert answer["Location"].startswith(f"{BACK}?"), answer["Location"]
    told = parse_qs(urlsplit(answer["Location"]).query)
    assert told["state"] == ["s-1"]
    assert told["iss"] == [settings.SITE_URL]
    return told["code"][0]


def connected(who: Member, app: App, scopes: Iterable[str] = ("user/*.read",)) -> App:
    """The same application with a token for this member's seat, through the browser."""
    asked = list(scopes)
    page = shown(who, app, asked)
    assert who.client.get(page).status_code == 200
    answer = who.client.post(page, {"scopes": asked, "allow": "yes"})
    mine = App(app.client_id, verifier=app.verifier)
    told = mine.redeem(code_in(answer))
    assert told.status_code == 200, told.content
    return mine


def outcome(answer: HttpResponse, status: int, code: str) -> Any:
    """The OperationOutcome of a refusal, which must be this one."""
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (status, "application/fhir+json"), (
        answer.content
    )
    told = json.loads(answer.content)
    assert told["resourceType"] == "OperationOutcome"
    assert told["issue"][0]["code"] == code, told
    assert told["issue"][0]["diagnostics"]
    return told


def _own(address: str) -> str:
    assert address.startswith(settings.SITE_URL), address
    return address.removeprefix(settings.SITE_URL)
