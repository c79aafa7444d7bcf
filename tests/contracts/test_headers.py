"""Every answer of the site: a strict policy, nothing inline, no copies of private pages, careful cookies."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from cast import PASSWORD
from commonward.kernel import limits
from contracts.pages import Answer, answers, markup
from contracts.scene import Town, undone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors"), pytest.mark.slow]

#: What everything else stands on; a policy that says more is stricter still.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HTTPS = ["SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "CSRF_TRUSTED_ORIGINS"]


@pytest.fixture(scope="module")
def everything(town: Town) -> list[Answer]:
    """Every answer to its owner and to somebody signed out."""
    return list(answers(town))


def _policy(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


#: The form of this page leads out, to the registered address of the application that asks, and nowhere else.
LEADS_OUT = {"GET connect:asked of a request to connect": "'self' https://app.example"}


def test_a_strict_policy_stands_on_everything(everything: list[Answer]) -> None:
    for answer in everything:
        policy = _policy(answer.response)
        if answer.where in LEADS_OUT and answer.response.status_code == 200:
            assert policy.pop("form-action") == LEADS_OUT[answer.where]
            policy["form-action"] = POLICY["form-action"]
        assert POLICY.items() <= policy.items(), answer.where
        assert "unsafe" not in answer.response["Content-Security-Policy"], answer.where
        assert "*" not in answer.response["Content-Security-Policy"], answer.where


def test_nothing_is_sniffed_framed_or_told_to_others(everything: list[Answer]) -> None:
    for answer in everything:
        headers = answer.response.headers
        assert headers["X-Content-Type-Options"] == "nosniff", answer.where
        assert headers["X-Frame-Options"] == "DENY", answer.where
        assert headers["Referrer-Policy"] == "same-origin", answer.where
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", answer.where
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", answer.where
        for feature in ("camera", "microphone", "geolocation"):
            assert f"{feature}=()" in headers["Permissions-Policy"], answer.where


def test_nothing_inline_in_any_page(everything: list[Answer]) -> None:
    read = 0
    for answer in everything:
        if answer.response.headers.get("Content-Type", "").startswith("text/html") and not answer.response.streaming:
            found = markup(answer.response.content.decode())
            assert not found.forbidden, f"{answer.where} holds {found.forbidden}; the policy forbids it."
            assert all(url.startswith("/static/") for url in found.loads), f"{answer.where}: {found.loads}"
            read += 1
    assert read > 100


def test_private_pages_are_kept_nowhere(everything: list[Answer]) -> None:
    for answer in everything:
        said = answer.response["Cache-Control"]
        kept = ("GET community:picture", "GET oversight:logo", "GET ui:colour")
        if answer.where.startswith(kept) and answer.response.status_code == 200:
            # A picture may be shown again for some minutes, by the same browser only.
            assert said == "private, max-age=300"
        elif answer.signed_in and "account_logout" not in answer.where:
            assert "no-store" in said, answer.where
        assert "public" not in said, answer.where
        assert "private" in said or "no-store" in said, answer.where


def test_cookies_are_for_this_site_alone_and_for_no_script(everything: list[Answer]) -> None:
    seen = set()
    for answer in everything:
        for name, cookie in answer.response.cookies.items():
            seen.add(name)
            if cookie["max-age"] == 0:
                continue  # taken away
            assert cookie["httponly"] is True, (answer.where, name)
            assert cookie["samesite"] == "Lax", (answer.where, name)
            assert not cookie["domain"], (answer.where, name)
    assert {"csrf", "messages"} <= seen


# --- What went wrong has the same headers -------------------------------------------------------------------------
def _wrong(town: Town) -> Iterator[tuple[int, HttpResponse]]:
    nadia = town.nadia.client
    for _time in range(limits.CHECK.times):
        limits.spend(limits.CHECK, town.nadia.person)
    yield 429, nadia.post("/write/check/", {"text": "A walk.", "key": "new"})
    yield 404, nadia.get("/nowhere/at/all")
    yield 404, town.out.get("/nowhere/at/all")
    yield 422, nadia.post("/face/", {"display_name": "", "handle": ""})
    yield 401, town.out.post("/write/", {"text": "A walk.", "publish": "1"})
    strict = Client(enforce_csrf_checks=True)
    yield 403, strict.post("/accounts/login/", {"login": "x"})
    yield 400, nadia.post("/write/", {f"field{number}": "x" for number in range(300)})
    yield 400, town.out.get("/", headers={"host": "elsewhere.example"})


@pytest.mark.usefixtures("still")
def test_pages_for_what_went_wrong(town: Town) -> None:
    with undone():
        for status, response in _wrong(town):
            assert response.status_code == status
            assert response["X-Content-Type-Options"] == "nosniff"
            assert "camera=()" in response["Permissions-Policy"]
            assert response["Cache-Control"].startswith("private")
            if response.content:
                assert POLICY.items() <= _policy(response).items(), status
                assert not markup(response.content.decode()).forbidden, status


# --- Behind a certificate -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def https() -> dict[str, object]:
    """The settings of transport and cookies when the site's address is https, as the product derives them."""
    program = (
        "import json; from commonward.config import settings as found;"
        f"print(json.dumps({{n: getattr(found, n) for n in dir(found) if n.startswith({tuple(HTTPS)!r})}}))"
    )
    environment = {**os.environ, "COMMONWARD_SITE_URL": "https://commonward.example"}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(ran.stdout)
    return found | {"ALLOWED_HOSTS": ["commonward.example"]}


def test_behind_a_certificate_everything_stays_there(town: Town, https: dict[str, object]) -> None:
    with override_settings(**https), undone():
        browser = Client(headers={"host": "commonward.example"})
        plain = browser.get("/welcome/")
        assert (plain.status_code, plain["Location"]) == (301, "https://commonward.example/welcome/")
        secure = Client(headers={"host": "commonward.example", "x-forwarded-proto": "https"})
        page = secure.get("/accounts/login/")
        assert page["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        arrived = secure.post("/accounts/login/", {"login": town.sam.account.email, "password": PASSWORD})
        assert arrived.status_code == 302
        assert {"__Host-session", "__Host-csrf"} <= set(secure.cookies)
        for name, cookie in secure.cookies.items():
            assert cookie["secure"] is True, name
            assert cookie["path"] == "/", name


def test_on_this_machine_alone_there_is_no_promise_of_https(town: Town) -> None:
    assert settings.SITE_URL.startswith("http://localhost")
    assert not town.out.get("/welcome/").has_header("Strict-Transport-Security")


@pytest.mark.parametrize(
    "page",
    [
        "<style>p { color: red }</style>",
        "<p style='color: red'>",
        "<script>alert(1)</script>",
        "<button onclick='go()'>",
        "<a href='javascript:go()'>",
    ],
)
def test_what_is_inline_is_found(page: str) -> None:
    assert markup(page).forbidden
