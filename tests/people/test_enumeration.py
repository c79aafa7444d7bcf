"""Nobody learns from us whether an address has an account: same answers, same number of mails, same work."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client

from cast import PASSWORD, Member
from cast.people import newcomer
from commonward.people.models import Account

pytestmark = pytest.mark.django_db

Plain = Callable[[object], tuple[int, str, str]]

FORMS = {
    "/accounts/signup/": {
        "email": "{}",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "born_month": "5",
        "born_year": "1980",
    },
    "/accounts/login/": {"login": "{}", "password": "not this one 42"},
    "/accounts/password/reset/": {"email": "{}"},
}


def _told(client: Client, path: str, address: str, plain: Plain) -> list[tuple[int, str, str]]:
    sent = client.post(path, {name: value.replace("{}", address) for name, value in FORMS[path].items()})
    answers = [plain(sent)]
    if sent.status_code == 302:
        answers.append(plain(client.get(sent["Location"])))
    # The address itself is the one thing that may differ.
    return [(status, where, words.replace(address, "ADDRESS")) for status, where, words in answers]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("state", ["open", "closed", "unconfirmed"])
def test_known_and_unknown_addresses_get_the_same_answer(path: str, state: str, plain: Plain, sam: Member) -> None:
    if state == "closed":
        Account.objects.filter(pk=sam.account.pk).update(is_active=False)
    if state == "unconfirmed":
        sam.account.emailaddress_set.update(verified=False)
    known_browser, unknown_browser = Client(), Client()
    known = _told(known_browser, path, "sam@example.org", plain)
    known_mails = len(mail.outbox)
    unknown = _told(unknown_browser, path, "kim@example.org", plain)
    assert known == unknown
    assert len(mail.outbox) - known_mails == known_mails
    assert set(known_browser.cookies) == set(unknown_browser.cookies)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/"])
def test_both_cost_as_many_password_hashes(
    path: str, plain: Plain, sam: Member, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]  # type: ignore[attr-defined]  # pytest-django's settings
    sam.account.set_password(PASSWORD)
    sam.account.save()
    counts = []
    for address in ("sam@example.org", "kim@example.org"):
        Counting.times = 0
        _told(Client(), path, address, plain)
        counts.append(Counting.times)
    assert counts[0] == counts[1] > 0


class Counting(PBKDF2PasswordHasher):
    """Counts what takes the time."""

    algorithm = "counting"
    iterations = 1
    times = 0

    def encode(self, *args: object, **kwargs: object) -> str:
        Counting.times += 1
        return super().encode(*args, **kwargs)  # type: ignore[arg-type]  # passed through


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/password/reset/"])
def test_a_mail_server_that_does_not_answer_tells_nothing_either(
    path: str, plain: Plain, sam: Member, settings: object
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"  # type: ignore[attr-defined]
    known = _told(Client(), path, "sam@example.org", plain)
    unknown = _told(Client(), path, "kim@example.org", plain)
    assert known == unknown
    assert known[0][0] == 503


class Broken(mail.get_connection("django.core.mail.backends.locmem.EmailBackend").__class__):  # type: ignore[misc]
    """A mail server that is down."""

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError


def test_another_address_that_somebody_has_is_taken_like_any(nadia: Member, sam: Member, plain: Plain) -> None:
    answers = []
    for address in ("sam@example.org", "kim@example.org"):
        browser = nadia.browser()
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        sent = browser.post("/accounts/email/", {"email": address, "action_add": "1"})
        page = browser.get(sent["Location"])
        answers.append((sent.status_code, sent["Location"], plain(page)[2].replace(address, "ADDRESS")))
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [["sam@example.org"], ["kim@example.org"]]


def test_reset_links_of_strangers_and_of_nobody_look_alike(client: Client, sam: Member, plain: Plain) -> None:
    newcomer("lee")
    theirs = client.get("/accounts/password/reset/key/zzzzz-abc-def/")
    nobodys = client.get("/accounts/password/reset/key/1-abc-def/")
    assert plain(theirs) == plain(nobodys)
    assert theirs.status_code == 200
