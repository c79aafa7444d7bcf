"""Inviting many from a list: looked through line by line, then all of it or nothing; each link works once."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from cast import Member
from cast.people import newcomer
from commonward.kernel import clock, work
from commonward.kernel.models import Entry, Work
from commonward.people.actions import inviting
from commonward.people.models import Invitation, Organisation, Seat

pytestmark = pytest.mark.django_db

LIST = "email,role\nkim@example.org, Student\nlee@example.org,health professional\n\nbo@example.org,support_worker\n"
PATH = "/you/organisations/harbour/invite-many"


def looks(by: Member, text: str, *, do: str = "look") -> object:
    """The answer to a list."""
    return by.client.post(PATH, {"text": text, "do": do})


def wrongs(page: object) -> dict[int, str]:
    """What the page says of which line."""
    return {line.number: line.wrong for line in page.context["lines"] if line.wrong}  # type: ignore[attr-defined]


def test_a_list_is_looked_through_and_nothing_is_sent_yet(ada: Member, harbour: Organisation) -> None:
    page = looks(ada, LIST)
    assert page.status_code == 200
    assert [(line.number, line.role) for line in page.context["lines"]] == [
        (2, "student"),
        (3, "professional"),
        (5, "support_worker"),
    ]
    assert "Nothing was sent yet." in page.content.decode()
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_then_it_is_sent_and_each_link_works_once(ada: Member, harbour: Organisation) -> None:
    assert looks(ada, LIST, do="send").status_code == 302
    assert Invitation.objects.count() == 3
    assert not mail.outbox  # the worker sends them
    work.drain()
    assert sorted(one.to[0] for one in mail.outbox) == ["bo@example.org", "kim@example.org", "lee@example.org"]
    letter = next(one for one in mail.outbox if one.to == ["kim@example.org"])
    token = str(letter.body).split("/you/invitations/")[1].split()[0]
    browser = Client()
    browser.force_login(newcomer("kim"), backend="django.contrib.auth.backends.ModelBackend")
    link = reverse("people:invitation", args=[token])
    assert browser.post(link).status_code == 302
    assert Seat.objects.filter(organisation=harbour, role="student").count() == 1
    assert browser.post(link).status_code == 404


def test_every_wrong_line_is_named_with_what_to_change(ada: Member, nadia: Member, harbour: Organisation) -> None:
    wrong = ["nobody,student", "lee@example.org,king", "kim@example.org,student"]
    text = "\n".join(["kim@example.org,student", *wrong, f"{nadia.account.email},professional", "lee@example.org"])
    page = looks(ada, text, do="send")
    assert page.status_code == 422
    said = wrongs(page)
    assert set(said) == {2, 3, 4, 5, 6}
    assert "needs an @" in said[2]
    assert "Say as what" in said[3]
    assert "twice" in said[4]
    assert "this seat already" in said[5]
    assert "5 lines need a change" in page.content.decode()
    assert not Invitation.objects.exists()
    assert page.context["form"].initial["text"] == text


@pytest.mark.parametrize("text", ["", "  \n\n", "email,role\n", "\ufeff"])
def test_an_empty_list_is_said_beside_the_field(ada: Member, harbour: Organisation, text: str) -> None:
    page = looks(ada, text, do="send")
    assert page.status_code == 422
    assert "There is nobody in this list yet." in page.content.decode()


def test_more_than_is_taken_at_once(ada: Member, harbour: Organisation) -> None:
    text = "\n".join(f"p{number}@example.org,student" for number in range(inviting.MOST_LINES + 1))
    assert "At most 300 lines at once." in looks(ada, text).content.decode()


def test_a_file_as_table_programs_save_it(ada: Member, harbour: Organisation) -> None:
    data = "\ufeffE-mail;Role\nkim@example.org;Student\n".encode()
    page = ada.client.post(PATH, {"file": SimpleUploadedFile("people.csv", data, "text/csv"), "do": "look"})
    assert [(line.email, line.role, line.wrong) for line in page.context["lines"]] == [
        ("kim@example.org", "student", "")
    ]
    assert "kim@example.org;Student" in page.context["form"].initial["text"]


def test_a_file_that_is_no_text_is_said_kindly(ada: Member, harbour: Organisation) -> None:
    page = ada.client.post(PATH, {"file": SimpleUploadedFile("people.xls", b"\xd0\xcf\x11\xe0" * 9), "do": "look"})
    assert page.status_code == 422
    assert "CSV UTF-8" in page.content.decode()


def test_while_the_mail_server_is_down_nothing_is_lost(ada: Member, harbour: Organisation) -> None:
    looks(ada, LIST, do="send")
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        work.drain()
    assert Work.objects.filter(kind=inviting.SEND, state=Work.State.WAITING).count() == 3
    with clock.at(clock.after(minutes=5)):
        work.drain()
    assert len(mail.outbox) == 3


def test_running_twice_leaves_one_link_that_works(ada: Member, harbour: Organisation) -> None:
    looks(ada, "kim@example.org,student", do="send")
    pk = Invitation.objects.get().pk
    inviting.send(pk)
    inviting.send(pk)
    tokens = [str(one.body).split("/you/invitations/")[1].split()[0] for one in mail.outbox]
    answers = [Client().get(reverse("people:invitation", args=[token])).status_code for token in tokens]
    assert answers == [404, 200]


def test_one_that_was_withdrawn_meanwhile_is_not_sent(ada: Member, harbour: Organisation) -> None:
    looks(ada, "kim@example.org,student", do="send")
    ada.client.post(reverse("people:withdraw_invitation", args=["harbour", Invitation.objects.get().pk]))
    work.drain()
    assert not mail.outbox


def test_the_same_list_again_takes_the_place_of_the_first(ada: Member, harbour: Organisation) -> None:
    for _time in range(2):
        looks(ada, LIST, do="send")
    assert Invitation.objects.count() == 6
    assert Invitation.objects.still_open().count() == 3


def test_a_list_with_an_office_asks_once_more(ada: Member, harbour: Organisation) -> None:
    ada.signed_in_long_ago()
    asked = looks(ada, "kim@example.org,moderator", do="send")
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not Invitation.objects.exists()


def test_no_address_is_on_record(ada: Member, harbour: Organisation) -> None:
    looks(ada, LIST, do="send")
    assert Entry.objects.filter(action="invitation.made").count() == 3
    assert "example" not in "".join(str(vars(entry)) for entry in Entry.objects.all())


def test_others_may_not(nadia: Member, olu: Member, sam: Member, harbour: Organisation) -> None:
    assert [looks(who, LIST, do="send").status_code for who in (nadia, olu, sam)] == [403, 403, 404]
    assert not Invitation.objects.exists()
