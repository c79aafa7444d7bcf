"""A clock that jumps ahead ends nothing for good: what can not be undone waits until somebody looked."""

from datetime import timedelta

import pytest

from cast import Member, member
from cast.caring import Talk
from commonward.care.models import Relationship, Turn
from commonward.config import surroundings, verbs_keeping
from commonward.kernel import clock, timekeeping, upkeep
from commonward.kernel.actor import Role
from commonward.kernel.models import ClockMark, Entry
from commonward.people.models import Account

pytestmark = pytest.mark.django_db

YEARS = timedelta(days=3 * 365)


def _state(relationship: Relationship) -> str:
    return Relationship.objects.values_list("state", flat=True).get(pk=relationship.pk)


def test_a_relationship_outlives_a_clock_that_was_wrong_for_a_while(talk: Talk, pat: Member) -> None:
    upkeep.prune()
    now = clock.now()
    with clock.at(now + YEARS):
        upkeep.prune()
        assert _state(talk.relationship) == "established"
        assert "a year" in pat.client.get(f"/care/relationships/{talk.relationship.pk}/").content.decode()
    with clock.at(now + timedelta(minutes=10)):
        upkeep.prune()
        assert _state(talk.relationship) == "established"
        assert timekeeping.doubted_since() is None
        talk.sent(pat, "I am still here.")


def test_a_jump_of_three_days_is_believed_and_costs_nothing_that_was_said(
    talk: Talk, pat: Member, nadia: Member
) -> None:
    page = f"/care/threads/{talk.thread.pk}/"
    upkeep.prune()
    now = clock.now()
    promised = now + timedelta(days=1)
    Turn.objects.filter(thread=talk.thread).update(answer_by=promised)
    with clock.at(now + timedelta(days=3)):
        upkeep.prune()
        assert timekeeping.doubted_since() is None
        assert _state(talk.relationship) == "established"
        assert "An answer was promised by" in pat.client.get(page).content.decode()
        talk.sent(pat, "Is somebody there?")
    with clock.at(now + timedelta(minutes=10)):
        upkeep.prune()
        assert timekeeping.doubted_since() is None
        assert Turn.objects.get(thread=talk.thread, ended_at=None).answer_by == promised
        assert "An answer is promised by" in pat.client.get(page).content.decode()
        talk.sent(nadia, "I am here now.")
        said = pat.client.get(page).content.decode()
    assert said.count("Is somebody there?") == said.count("I am here now.") == 1
    assert said.index("Is somebody there?") < said.index("I am here now.")


def test_it_ends_early_what_would_have_ended_in_those_days_and_the_record_stays(talk: Talk, pat: Member) -> None:
    upkeep.prune()
    now = clock.now()
    Relationship.objects.filter(pk=talk.relationship.pk).update(until=now + timedelta(days=2))
    with clock.at(now + timedelta(days=3)):
        upkeep.prune()
    assert _state(talk.relationship) == "ended"
    assert talk.first.live is not None
    assert talk.first.live.text in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_when_somebody_says_that_it_is_right_it_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("commonward.config.keeping.entrance.enter", lambda: None)
    upkeep.prune()
    assert verbs_keeping.clock([]) == 0
    with clock.at(clock.now() + YEARS):
        upkeep.prune()
        assert verbs_keeping.clock([]) == 1
        assert "in doubt" in capsys.readouterr().out
        assert verbs_keeping.clock(["--right"]) == 0
        assert "next round" in capsys.readouterr().out
        upkeep.prune()
        assert _state(talk.relationship) == "ended"
        assert verbs_keeping.clock(["--right"]) == 0
    assert Entry.objects.filter(action="clock.believed").count() == 1


def test_doctor_says_so(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_other_clocks", lambda: iter(()))
    upkeep.prune()
    assert surroundings.time_of_day().is_well
    with clock.at(clock.now() + YEARS):
        upkeep.prune()
        answer = surroundings.time_of_day()
    assert not answer.is_well
    assert "commonward clock --right" in answer.line()


def test_nobody_comes_of_age_by_it(db: None) -> None:
    young = member("Mika Lind", Role.PATIENT)
    Account.objects.filter(pk=young.account.pk).update(
        age_band="teen", band_ends_on=clock.now().date() + timedelta(days=400)
    )
    before = Account.objects.values_list("age_band", "band_ends_on").get(pk=young.account.pk)
    upkeep.prune()
    with clock.at(clock.now() + YEARS):
        upkeep.prune()
    assert Account.objects.values_list("age_band", "band_ends_on").get(pk=young.account.pk) == before


@pytest.mark.parametrize("days", [0, 1, 3, -3])
def test_a_few_days_without_a_worker_are_no_reason_to_doubt(days: int, db: None) -> None:
    assert timekeeping.is_believed()
    with clock.at(clock.now() + timedelta(days=days)):
        assert timekeeping.is_believed()


def test_set_back_a_little_the_latest_time_is_kept_and_far_back_it_is_doubted(db: None) -> None:
    now = clock.now()
    with clock.at(now):
        assert timekeeping.is_believed()
    with clock.at(now - timedelta(days=2)):
        assert timekeeping.is_believed()
        assert ClockMark.objects.get().believed_at == now
    with clock.at(now - YEARS):
        assert not timekeeping.is_believed()
    with clock.at(now + timedelta(hours=1)):
        assert timekeeping.is_believed()
