"""The command that gives a place its first administrator."""

import pytest
from django.core.management import CommandError, call_command

from cast.people import newcomer
from commonward.kernel.models import Entry
from commonward.people.models import Organisation, Seat

pytestmark = pytest.mark.django_db


def test_the_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    newcomer("kim")
    call_command("give_seat", "Kim@example.org", "administrator")
    seat = Seat.objects.get()
    assert (seat.role, seat.organisation) == ("administrator", None)
    assert Entry.objects.get(action="seat.granted").actor_name == "setup"
    assert capsys.readouterr().out == "Done.\n"


def test_in_an_organisation(harbour: Organisation) -> None:
    newcomer("kim")
    call_command("give_seat", "kim@example.org", "moderator", organisation="harbour")
    assert Seat.objects.get().organisation == harbour


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["lee@example.org", "patient"], "No account has this address"),
        (["kim@example.org", "patient", "--organisation=nowhere"], "no organisation of this name"),
        (["kim@example.org", "organisation"], "belong to an organisation"),
        (["kim@example.org", "professional"], "Please choose your profession."),
    ],
)
def test_what_it_cannot_do(words: list[str], sentence: str) -> None:
    newcomer("kim")
    with pytest.raises(CommandError, match=sentence):
        call_command("give_seat", *words)
    assert not Seat.objects.exists()
