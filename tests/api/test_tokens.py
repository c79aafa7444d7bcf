"""Tokens: shown once, kept as a fingerprint, each with its rights, gone at once."""

import re
from datetime import UTC, datetime

import pytest
from django.db import transaction

from api.asking import EVERY, Program, problem, program_of, token_of
from cast import Member
from commonward.kernel import clock
from commonward.kernel.actor import System
from commonward.kernel.models import Entry
from commonward.people import actions, bearer
from commonward.people.applications import MOST, Application, Scope
from commonward.people.models import Seat

pytestmark = pytest.mark.django_db
PAGE = "/you/applications"


def test_a_token_is_made_on_the_page_and_shown_once(nadia: Member) -> None:
    page = nadia.client.post(PAGE, {"name": "My reader", "scopes": ["read", "notices"]})
    assert page.status_code == 200
    (token,) = re.findall(r'<code class="token">(cwa_[\w-]{43})</code>', page.content.decode())
    assert token not in nadia.client.get(PAGE).content.decode()
    me = Program(token).get("/me")
    assert me == {
        "role": "professional",
        "organisation": "Harbour Clinic",
        "handle": "nadia-okafor",
        "application": "My reader",
        "scopes": ["read", "notices"],
    }


def test_only_a_fingerprint_is_kept(nadia: Member) -> None:
    token = token_of(nadia)
    kept = Application.objects.get()
    assert token not in str(vars(kept))
    assert len(kept.token_hash) == 64
    entry = Entry.objects.filter(action="application.allowed").get()
    assert token not in str(vars(entry))
    assert "A program" not in str(vars(entry))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "", "scopes": ["read"]}, "name-error"),
        ({"name": "x" * 61, "scopes": ["read"]}, "name-error"),
        ({"name": "\u200b", "scopes": ["read"]}, "name-error"),
        ({"name": "Mine"}, "scopes-error"),
        ({"name": "Mine", "scopes": ["everything"]}, "scopes-error"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(nadia: Member, form: dict[str, object], field: str) -> None:
    page = nadia.client.post(PAGE, form)
    assert page.status_code == 422
    assert f'id="{field}"' in page.content.decode()
    assert not Application.objects.exists()


def test_it_can_be_taken_away_at_once(nadia: Member, sam: Member) -> None:
    program = program_of(nadia)
    program.get("/me")
    pk = Application.objects.get().pk
    assert sam.client.post(f"{PAGE}/{pk}/revoke").status_code == 404
    program.get("/me")
    assert nadia.client.post(f"{PAGE}/{pk}/revoke").status_code == 302
    problem(program.ask("GET", "/me"), 401, "unauthenticated")
    assert Entry.objects.filter(action="application.revoked").count() == 1
    assert nadia.client.post(f"{PAGE}/{pk}/revoke").status_code == 302
    assert Entry.objects.filter(action="application.revoked").count() == 1


def test_a_suspended_leaver_acts_by_no_program_either(nadia: Member, ada: Member) -> None:
    program = program_of(nadia)
    program.get("/me")
    Seat.objects.filter(pk=nadia.seat.pk).update(suspended_at=clock.now())
    problem(program.ask("GET", "/me"), 401, "unauthenticated")


def test_it_ends_with_the_seat_and_with_the_account(nadia: Member, sam: Member) -> None:
    of_nadia, of_sam = program_of(nadia), program_of(sam)
    with transaction.atomic():
        actions.end_seat(System("tests"), nadia.seat)
    problem(of_nadia.ask("GET", "/me"), 401, "unauthenticated")
    sam.account.is_active = False
    sam.account.save()
    problem(of_sam.ask("GET", "/me"), 401, "unauthenticated")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic cwa_abc", "Bearer cwa_" + "a" * 43, "Bearer é"])
def test_what_is_no_token_is_nobody(nadia: Member, header: str) -> None:
    token_of(nadia)
    answer = Program().ask("GET", "/me", authorization=header)
    problem(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_counts_for_nothing(nadia: Member) -> None:
    assert nadia.client.get("/api/v1/me").status_code == 401
    assert nadia.client.post("/api/v1/posts", {"text": "x"}, content_type="application/json").status_code == 401


#: One request for each right.
NEEDS = {
    Scope.READ: ("GET", "/feeds/local", None),
    Scope.WRITE: ("GET", "/drafts", None),
    Scope.TIES: ("GET", "/distances", None),
    Scope.NOTICES: ("GET", "/notices", None),
    Scope.REPORT: ("POST", "/posts/7/reports", {"reason": "other"}),
    Scope.CARE_READ: ("GET", "/care/threads", None),
    Scope.CARE_WRITE: ("PUT", "/care/messages/7", {"text": "Well."}),
    Scope.PROFILE: ("PUT", "/profile", {"display_name": "Nadia O", "handle": "nadia-okafor"}),
}


@pytest.mark.parametrize("scope", list(Scope))
def test_each_right_is_asked_for(nadia: Member, scope: Scope) -> None:
    method, path, body = NEEDS[scope]
    without = program_of(nadia, [one for one in EVERY if one != scope.value])
    problem(without.ask(method, path, body), 403, "denied")
    having = program_of(nadia, [scope.value]).ask(method, path, body)
    assert having.status_code in {200, 404}  # the report's post is not there


def test_the_day_of_use_is_kept_and_no_hour(nadia: Member) -> None:
    with clock.at(datetime(2026, 11, 26, 14, 5, tzinfo=UTC)):
        program_of(nadia).get("/me")
    assert str(Application.objects.get().used_on) == "2026-11-26"


def test_a_seat_has_so_many_and_no_more(nadia: Member) -> None:
    for _number in range(MOST):
        token_of(nadia)
    page = nadia.client.post(PAGE, {"name": "One more", "scopes": ["read"]})
    assert page.status_code == 422
    assert "Take one away first" in page.content.decode()


@pytest.mark.usefixtures("still")
def test_too_many_requests_are_told_when_to_come_back(nadia: Member, sam: Member, monkeypatch: object) -> None:
    program, other = program_of(nadia), program_of(sam)
    for _time in range(bearer.REQUESTS.times):
        bearer.limits.spend(bearer.REQUESTS, nadia.person)
    answer = program.ask("GET", "/me")
    problem(answer, 429, "too-many")
    assert 0 < int(answer["Retry-After"]) <= 60
    other.get("/me")
