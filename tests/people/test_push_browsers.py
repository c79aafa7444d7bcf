"""A push ends with the sign-out on its device, by hand or from afar, unless its person had it go on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member
from cast.people import seated
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.people.entry import Device
from commonward.people.models import PushDevice
from people.test_devices import IPHONE, signed_in, signs_in
from people.test_pushing import DEVICES, Service, boss, service

__all__ = ["boss", "service"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def kim(boss: Member) -> Member:
    """A patient, where pushes are turned on."""
    assert boss.client.post("/you/ways", {"push": "on"}).status_code == 302
    return seated("kim", Role.PATIENT)


@pytest.fixture
def browser(kim: Member, service: Service) -> Client:
    """A browser on which Kim is signed in and takes pushes."""
    browser = signs_in(kim.account)
    assert browser.post(DEVICES, service.form).status_code == 302
    return browser


def _signs_out(browser: Client) -> None:
    browser.post(reverse("account_logout"))
    assert not signed_in(browser)


def test_it_ends_with_the_sign_out(browser: Client) -> None:
    assert "ends when you sign out there" in browser.get(DEVICES).content.decode()
    _signs_out(browser)
    assert not PushDevice.objects.exists()
    assert list(Entry.objects.filter(action__startswith="push.").values_list("action", flat=True).order_by("pk"))[
        -2:
    ] == ["push.begun", "push.ended"]


def test_it_goes_on_where_its_person_chose_that(kim: Member, service: Service) -> None:
    browser = signs_in(kim.account)
    browser.post(DEVICES, service.form | {"stays": "on"})
    assert "goes on when you sign out there" in browser.get(DEVICES).content.decode()
    _signs_out(browser)
    assert PushDevice.objects.get().stays


def test_one_may_decide_anew(browser: Client, nadia: Member) -> None:
    number = PushDevice.objects.get().pk
    nadia.client.post(DEVICES, {"keep": number})  # somebody else's does not exist
    assert not PushDevice.objects.get().stays
    browser.post(DEVICES, {"keep": number})
    assert PushDevice.objects.get().stays
    browser.post(DEVICES, {"release": number})
    assert not PushDevice.objects.get().stays
    assert Entry.objects.filter(action="push.changed").count() == 2
    assert browser.post(DEVICES, {"keep": "x"}).status_code == 422


def test_another_browser_ends_nothing(browser: Client, kim: Member) -> None:
    _signs_out(signs_in(kim.account, agent=IPHONE))
    assert PushDevice.objects.exists()


def test_being_away_ends_nothing_and_the_sign_out_after_it_does(browser: Client, kim: Member) -> None:
    later = clock.now() + timedelta(hours=3)
    with clock.at(later):
        assert not signed_in(browser)
        assert PushDevice.objects.exists()
        browser.post(reverse("account_login"), {"login": kim.account.email, "password": PASSWORD})
        assert PushDevice.objects.exists()
        _signs_out(browser)
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("stays", [False, True])
def test_a_device_that_is_signed_out_from_afar(browser: Client, kim: Member, stays: bool) -> None:
    if stays:
        browser.post(DEVICES, {"keep": PushDevice.objects.get().pk})
    here = signs_in(kim.account, agent=IPHONE)
    there = Device.objects.get(account=kim.account, system="Linux")
    here.post(reverse("people:devices"), {"end": there.pk})
    assert not signed_in(browser)
    assert PushDevice.objects.exists() is stays


@pytest.mark.parametrize("stays", [False, True])
def test_somebody_else_who_signs_in_there(browser: Client, stays: bool) -> None:
    if stays:
        browser.post(DEVICES, {"keep": PushDevice.objects.get().pk})
    with clock.at(clock.now() + timedelta(hours=3)):
        assert not signed_in(browser)
        other = seated("lou", Role.PATIENT)
        browser.post(reverse("account_login"), {"login": other.account.email, "password": PASSWORD})
        assert signed_in(browser)
        assert PushDevice.objects.exists() is stays


def test_a_cookie_that_somebody_made_names_nothing(browser: Client, kim: Member) -> None:
    stranger = signs_in(seated("lou", Role.PATIENT).account, agent=IPHONE)
    _signs_out(stranger)
    stranger.cookies["push"] = str(PushDevice.objects.get().pk)
    stranger.post(reverse("account_login"), {"login": "lou@example.org", "password": PASSWORD})
    assert PushDevice.objects.exists()
