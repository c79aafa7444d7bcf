"""The demo is built on machines that have much else to do, too."""

import pytest

from cast import Member
from cast.papers import picture
from commonward.config.demo.calendar import carry_out
from commonward.guard import GuardUnavailable
from commonward.oversight import quarantine
from commonward.oversight.models import Media

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_a_picture_that_took_too_long_is_looked_at_again(nadia: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    media, look, tries = quarantine.bring(nadia.person, picture("Small steps")), quarantine.inspect, []

    def twice_too_slow(*given: object, **more: object) -> object:
        tries.append(1)
        if len(tries) < 3:
            raise GuardUnavailable("it took too long")
        return look(*given, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(quarantine, "inspect", twice_too_slow)
    monkeypatch.setattr(quarantine, "self_check", list)
    carry_out()
    media.refresh_from_db()
    assert media.state == Media.State.CLEAN
