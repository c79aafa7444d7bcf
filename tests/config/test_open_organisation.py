"""The command that gives a place its first organisation."""

import pytest
from django.core.management import CommandError, call_command

from commonward.guard import GuardUnavailable
from commonward.kernel.models import Entry
from commonward.oversight import guards
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_first_organisation(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("open_organisation", "  Larkmoor   Regional Hospital ", "hospital", "--country=us")
    made = Organisation.objects.get()
    assert (made.name, made.kind, made.country) == ("Larkmoor Regional Hospital", "hospital", "US")
    assert capsys.readouterr().out == f"Done. Its short name is {made.slug}.\n"
    entry = Entry.objects.get(action="organisation.created")
    assert (entry.actor_name, entry.subject_id, entry.detail) == ("setup", made.pk, {"kind": "hospital"})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["L", "hospital"], "a name of 2 to 120 characters"),
        (["Larkmoor", "castle"], "choose from"),
        (["Larkmoor", "hospital", "--country=XX"], "no country of these two letters"),
        (["Larkmoor", "hospital", "--jurisdiction=THE-WHOLE-WORLD"], "such as IE or US-ME"),
        (["Larkmoor", "hospital", "--jurisdiction=Maine"], "such as IE or US-ME"),
        (["Larkmoor", "hospital", "--jurisdiction=XX-ME"], "such as IE or US-ME"),
        (["Larkmoor", "hospital", "--country=IE", "--jurisdiction=US-ME"], "do not belong together"),
        (["Pt Odalys Ferriman", "clinic"], "would give somebody away"),
    ],
)
def test_what_it_cannot_do(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("open_organisation", *words)
    assert "Ferriman" not in str(refusal.value)
    assert not Organisation.objects.exists()


def test_the_same_said_twice_makes_no_second_one_unless_it_is_meant() -> None:
    call_command("open_organisation", "Larkmoor", "hospital", "--jurisdiction=us-me")
    with pytest.raises(CommandError, match="one of this name: larkmoor"):
        call_command("open_organisation", "Larkmoor", "hospital")
    assert Organisation.objects.get().jurisdiction == "US-ME"
    call_command("open_organisation", "Larkmoor", "hospital", "--another")
    assert Organisation.objects.count() == 2


def test_a_guard_that_does_not_answer_is_not_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    def out(_tier: object) -> object:
        raise GuardUnavailable("out of order")

    monkeypatch.setattr(guards, "_loaded", out)
    with pytest.raises(CommandError, match="does not answer"):
        call_command("open_organisation", "Larkmoor", "hospital")
    assert not Organisation.objects.exists()
