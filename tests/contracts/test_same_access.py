"""The interface and the pages give each person the same: every thing of the town, for each of the cast."""

import pytest
from django.http import HttpResponse
from django.test import Client

from api.asking import Program, program_of
from cast import Member
from contracts.scene import Town, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("doors")]
CAST = ["lena", "priya", "sam", "fay", "mo", "lew", "bo", "quiet"]


@pytest.fixture(params=CAST)
def who(request: pytest.FixtureRequest, town: Town) -> Member:
    """Each of some who stand differently to Lena."""
    found: Member = getattr(town, request.param)
    return found


def _posts(town: Town) -> list[int]:
    found = {thing.args["pk"] for name, thing in town.things.items() if "post" in name or "answer" in name}
    return sorted(pk for pk in found if isinstance(pk, int))


def _page(who: Member, path: str) -> int:
    return int(who.client.get(path).status_code)


def test_reading(town: Town, who: Member) -> None:
    with undone():
        program = program_of(who)
        for pk in _posts(town):
            assert program.ask("GET", f"/posts/{pk}").status_code == _page(who, f"/p/{pk}/"), pk
            assert program.ask("GET", f"/posts/{pk}/versions").status_code == _page(who, f"/p/{pk}/history/"), pk
        for other in ("lena", "bo", "quiet", "nadia"):
            handle = getattr(town, other).profile.handle
            assert program.ask("GET", f"/profiles/{handle}").status_code == _page(who, f"/@{handle}/"), handle
        for feed, path in {"home": "/", "local": "/local/", "colleagues": "/colleagues/", "saved": "/saved/"}.items():
            html = who.client.get(path).content.decode()
            items = program.get(f"/feeds/{feed}")["items"]
            assert all(f'id="post-{one["id"]}"' in html for one in items), feed
            assert len(items) == html.count('<article class="post" id="post-'), feed


def test_acting(town: Town, who: Member) -> None:
    allowed = {302: {204, 201, 200}, 303: {204, 201, 200}}
    with undone():
        program = program_of(who)
        for pk in _posts(town):
            for do, method, path in (("thank", "PUT", "thanks"), ("save", "PUT", "saved")):
                page = _posted(who.client, f"/p/{pk}/{do}/", {})
                with undone():
                    given = program.ask(method, f"/posts/{pk}/{path}").status_code
                assert given in allowed.get(page.status_code, {page.status_code}), (do, pk, page.status_code)
            page = _posted(who.client, f"/p/{pk}/reply/", {"text": "Well said.", "publish": "1"})
            with undone():
                given = program.ask("POST", f"/posts/{pk}/replies", {"text": "Well said."}).status_code
            assert given in allowed.get(page.status_code, {page.status_code}), ("reply", pk, page.status_code)
            page = _posted(who.client, f"/p/{pk}/withdraw/", {})
            with undone():
                given = program.ask("DELETE", f"/posts/{pk}").status_code
            assert given in allowed.get(page.status_code, {page.status_code}), ("withdraw", pk, page.status_code)


def _posted(browser: Client, path: str, body: dict[str, str]) -> HttpResponse:
    with undone():
        return browser.post(path, body)


def test_nobody_without_a_token_gets_anything(town: Town) -> None:
    for pk in _posts(town):
        assert Program().ask("GET", f"/posts/{pk}").status_code == 401
