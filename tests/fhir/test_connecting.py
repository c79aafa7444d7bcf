"""Connecting an application: PKCE and nothing else, by the person's own choice, taken back at once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client as Browser
from oauth2_provider.models import AccessToken, RefreshToken
from oauth2_provider.models import Application as Client
from oauth2_provider.models import Grant as Code

from cast import PASSWORD, Member
from commonward.fhir import access
from commonward.fhir.models import Connection
from commonward.kernel import clock, limits, work
from commonward.kernel.actor import System
from commonward.kernel.models import Entry
from commonward.oversight import erasing, exporting
from commonward.people import actions
from commonward.people.models import Seat
from fhir.asking import BACK, App, code_in, connected, outcome, registered, shown

pytestmark = pytest.mark.django_db
WANTED = ["patient/Communication.read", "patient/Patient.read"]


def test_a_person_connects_an_application_and_sees_it(pat: Member, app: App) -> None:
    page = shown(pat, app, WANTED)
    asked = pat.client.get(page)
    words = asked.content.decode()
    assert "Connect Pocket chart?" in words
    assert "app.example" in words
    assert "Your messages with care teams" in words
    assert "form-action 'self' https://app.example" in asked["Content-Security-Policy"]
    answer = pat.client.post(page, {"scopes": WANTED, "allow": "yes"})
    told = app.redeem(code_in(answer))
    assert told.status_code == 200, told.content
    assert told["Cache-Control"] == "no-store"
    body = told.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert set(body["scope"].split()) == set(WANTED)
    own = pat.client.get("/you/applications").content.decode()
    assert "Pocket chart" in own
    assert "You connected it" in own
    made = Entry.objects.get(action="connection.made")
    assert made.detail["scopes"] == 2
    assert "Pocket" not in str(vars(made))


def test_only_what_was_chosen_is_given(pat: Member, app: App) -> None:
    page = shown(pat, app, WANTED)
    answer = pat.client.post(page, {"scopes": [WANTED[1], "user/*.read"], "allow": "yes"})
    assert app.redeem(code_in(answer)).json()["scope"] == WANTED[1]


def test_choosing_nothing_is_said_beside_the_choice(pat: Member, app: App) -> None:
    page = pat.client.post(shown(pat, app, WANTED), {"allow": "yes"})
    assert page.status_code == 422
    assert 'id="scopes-error"' in page.content.decode()
    assert not Connection.objects.exists()


def test_refusing_sends_back_without_a_code(pat: Member, app: App) -> None:
    answer = pat.client.post(shown(pat, app, WANTED), {"refuse": "yes", "scopes": WANTED})
    assert answer["Location"].startswith(f"{BACK}?error=access_denied")
    assert not Connection.objects.exists()
    assert not Code.objects.exists()


def test_whoever_is_signed_out_signs_in_and_goes_on(pat: Member, app: App) -> None:
    EmailAddress.objects.create(user=pat.account, email=pat.account.email, verified=True, primary=True)
    browser = Browser()
    led = browser.get(app.request(WANTED))
    assert led["Location"] == "/accounts/login/?next=/connect/authorize"
    browser.post(led["Location"], {"login": pat.account.email, "password": PASSWORD})
    onward = browser.get("/connect/authorize")
    assert onward["Location"].startswith("/connect/asked/")
    assert browser.get(onward["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"scope": "user/Patient.write"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"aud": "https://elsewhere.example/fhir"}, "invalid_request"),
    ],
)
def test_what_is_not_allowed_leads_back_with_an_error(
    pat: Member, app: App, change: dict[str, str], error: str
) -> None:
    answer = pat.client.get(app.request(WANTED, **change))
    assert answer.status_code == 302
    assert answer["Location"].startswith(BACK)
    assert f"error={error}" in answer["Location"]
    assert "state=s-1" in answer["Location"]


@pytest.mark.parametrize(
    "change", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/back"}, {"redirect_uri": BACK + "/on"}]
)
def test_nobody_is_sent_where_the_list_does_not_say(pat: Member, app: App, change: dict[str, str]) -> None:
    page = pat.client.get(app.request(WANTED, **change))
    assert page.status_code == 422
    assert "does not know the application" in page.content.decode()


def test_the_request_belongs_to_who_asked(pat: Member, sam: Member, app: App) -> None:
    page = shown(pat, app, WANTED)
    assert sam.client.get(page).status_code == 404
    assert sam.client.post(page, {"scopes": WANTED, "allow": "yes"}).status_code == 404


def test_it_is_asked_once_more_who_sits_here(pat: Member, app: App) -> None:
    page = shown(pat, app, WANTED)
    pat.signed_in_long_ago()
    asked = pat.client.get(page)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    late = pat.client.post(page, {"scopes": WANTED, "allow": "yes"})
    assert late["Location"] == page
    assert not Connection.objects.exists()
    done = pat.client.post(asked["Location"], {"password": PASSWORD})
    assert done["Location"] == page


def test_a_code_is_good_once_and_with_its_verifier_only(pat: Member, app: App) -> None:
    page = shown(pat, app, WANTED)
    code = code_in(pat.client.post(page, {"scopes": WANTED, "allow": "yes"}))
    right, app.verifier = app.verifier, "x" * 60
    assert app.redeem(code).status_code == 400
    app.verifier = right
    assert app.redeem(code).status_code == 200
    assert app.redeem(code).status_code == 400


def test_only_codes_and_refresh_tokens_are_exchanged(pat: Member, app: App) -> None:
    for grant in ("password", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", "", "nonsense"):
        answer = app.tokens(grant_type=grant, username=pat.account.email, password=PASSWORD)
        assert answer.status_code in {400, 401}, (grant, answer.content)
        assert answer.json()["error"]
    assert not AccessToken.objects.exists()


def test_refresh_tokens_rotate_and_a_stolen_one_ends_the_family(pat: Member, app: App) -> None:
    mine = connected(pat, app, WANTED)
    first_access, first = mine.access, mine.refresh
    assert mine.renew().status_code == 200
    assert mine.access != first_access
    stolen = App(app.client_id, refresh=first)
    assert stolen.renew().status_code == 400
    assert mine.renew().status_code == 400, "whoever comes with a used one ends what came of it"


def test_only_fingerprints_of_tokens_are_kept(pat: Member, app: App) -> None:
    mine = connected(pat, app, WANTED)
    assert not [row for row in AccessToken.objects.values() if mine.access in str(row)]
    assert not [row for row in RefreshToken.objects.values() if mine.refresh in str(row)]
    assert not [entry for entry in Entry.objects.all() if mine.access in str(vars(entry))]


def test_taken_back_it_ends_at_once(pat: Member, sam: Member, app: App) -> None:
    mine = connected(pat, app, WANTED)
    pk = Connection.objects.get().pk
    assert sam.client.post(f"/connect/{pk}/end").status_code == 404
    assert mine.ask("Patient").status_code == 200
    assert pat.client.post(f"/connect/{pk}/end").status_code == 302
    outcome(mine.ask("Patient"), 401, "login")
    assert mine.renew().status_code == 400
    assert not AccessToken.objects.exists()
    assert pat.client.post(f"/connect/{pk}/end").status_code == 302
    assert Entry.objects.filter(action="connection.ended").count() == 1


def test_connecting_anew_ends_what_was_before(pat: Member, app: App) -> None:
    before = connected(pat, app, WANTED)
    again = connected(pat, app, WANTED[:1])
    outcome(before.ask("Patient"), 401, "login")
    assert before.renew().status_code == 400
    assert again.ask("Communication").status_code == 200
    assert Connection.objects.filter(ended_at=None).count() == 1


def test_it_ends_with_the_seat(nadia: Member, ada: Member, app: App) -> None:
    mine = connected(nadia, app)
    actions.suspend_member(ada.person, ada.fresh_seat().organisation, nadia.seat)  # type: ignore[arg-type]  # has one
    outcome(mine.ask("Patient"), 401, "login")
    Seat.objects.filter(pk=nadia.seat.pk).update(suspended_at=None)
    outcome(mine.ask("Patient"), 401, "login")


def test_it_ends_with_the_end_of_the_seat_and_with_the_account(pat: Member, sam: Member, app: App) -> None:
    of_pat, of_sam = connected(pat, app), connected(sam, app)
    with transaction.atomic():
        actions.end_seat(System("tests"), pat.seat)
    outcome(of_pat.ask("Patient"), 401, "login")
    erasing.close(sam.person, password=PASSWORD)
    outcome(of_sam.ask("Patient"), 401, "login")
    work.drain()
    assert not Connection.objects.filter(seat=sam.seat).exists()
    assert not RefreshToken.objects.filter(user=sam.account).exists()


def test_an_access_token_is_short(pat: Member, app: App) -> None:
    mine = connected(pat, app)
    with clock.at(clock.now() + timedelta(minutes=11)):
        outcome(mine.ask("Patient"), 401, "login")
    assert mine.renew().status_code == 200
    assert mine.ask("Patient").status_code == 200


def test_an_application_gives_its_token_back(pat: Member, app: App) -> None:
    mine = connected(pat, app)
    answer = mine.browser.post("/connect/revoke", {"client_id": mine.client_id, "token": mine.refresh})
    assert answer.status_code == 200
    outcome(mine.ask("Patient"), 401, "login")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer é", "Bearer cwa_" + "a" * 43])
def test_what_is_no_token_is_nobody(pat: Member, app: App, header: str) -> None:
    answer = Browser().get("/fhir/Patient", headers={"authorization": header})
    outcome(answer, 401, "login")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert pat.client.get("/fhir/Patient").status_code == 401, "a session counts for nothing"


@pytest.mark.usefixtures("still")
def test_too_often_is_told_when_to_come_back(pat: Member, app: App) -> None:
    mine = connected(pat, app)
    for _time in range(access.REQUESTS.times):
        limits.spend(access.REQUESTS, pat.person)
    answer = mine.ask("Patient")
    outcome(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_the_copy_of_what_is_kept_names_them(pat: Member, app: App) -> None:
    connected(pat, app, WANTED)
    part = next(one for one in exporting.parts.parts_of(pat.account.pk) if one.name == "connections")
    assert part.records()[0]["name"] == "Pocket chart"
    assert part.records()[0]["scopes"] == " ".join(WANTED)


# --- The list -----------------------------------------------------------------------------------------------------
LIST = "/connect/applications"


def test_an_administrator_of_the_place_keeps_the_list(pia: Member, pat: Member) -> None:
    done = pia.client.post(LIST, {"name": "Pocket chart", "addresses": f"{BACK}\nhttps://app.example/other"})
    assert done.status_code == 302
    client = Client.objects.get()
    assert (client.client_type, client.authorization_grant_type) == ("public", "authorization-code")
    page = pia.client.get(LIST).content.decode()
    assert client.client_id in page
    mine = connected(pat, App(client.client_id), WANTED)
    assert pia.client.get(f"{LIST}/{client.pk}/remove").status_code == 200
    assert pia.client.post(f"{LIST}/{client.pk}/remove").status_code == 302
    outcome(mine.ask("Patient"), 401, "login")
    assert [one.action for one in Entry.objects.filter(subject_kind="client").order_by("sequence")] == [
        "client.registered",
        "client.removed",
    ]
    assert "Pocket chart" not in pat.client.get("/you/applications").content.decode()


@pytest.mark.parametrize("who", ["ada", "pat", "nadia"])
def test_nobody_else_does(who: str, pia: Member, request: pytest.FixtureRequest) -> None:
    registered(pia)
    other: Member = request.getfixturevalue(who)
    pk = Client.objects.get().pk
    assert other.client.get(LIST).status_code == 403
    assert other.client.post(LIST, {"name": "Mine", "addresses": BACK}).status_code == 403
    assert other.client.post(f"{LIST}/{pk}/remove").status_code == 403
    assert Client.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "", "addresses": BACK}, "name-error"),
        ({"name": "x" * 61, "addresses": BACK}, "name-error"),
        ({"name": "Chart", "addresses": ""}, "addresses-error"),
        ({"name": "Chart", "addresses": "http://app.example/back"}, "addresses-error"),
        ({"name": "Chart", "addresses": "https://*.example/back"}, "addresses-error"),
        ({"name": "Chart", "addresses": "https://app.example/#back"}, "addresses-error"),
        ({"name": "Chart", "addresses": "https://a:b@app.example/"}, "addresses-error"),
        ({"name": "Chart", "addresses": "https://["}, "addresses-error"),
        ({"name": "Chart", "addresses": "javascript:alert(1)"}, "addresses-error"),
        ({"name": "Chart", "addresses": "\n".join(f"{BACK}/{n}" for n in range(6))}, "addresses-error"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(pia: Member, form: dict[str, str], field: str) -> None:
    page = pia.client.post(LIST, form)
    assert page.status_code == 422
    words = page.content.decode()
    assert f'id="{field}"' in words
    assert not Client.objects.exists()


def test_what_is_said_of_smart_is_true(app: App) -> None:
    told = Browser().get("/.well-known/smart-configuration").json()
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint"].endswith("/connect/token")
    assert told["authorization_endpoint"].endswith("/connect/authorize")
    assert not [one for one in told["capabilities"] if one.startswith(("launch", "sso", "context"))]
