"""What others are about to see is read by both networks, in the draft already; what stays in care, by one."""

import pytest
from django.conf import LazySettings

from cast import Member
from commonward.guard.contract import Context, Tier
from commonward.guard.engine import Guard
from commonward.oversight import guards, screening
from commonward.oversight.screening import Voice

pytestmark = pytest.mark.django_db
CLOCKS = "The wee man who winds the town hall clock finally let us look at his leg. Gangrene, and he still climbed up."
NURSE = Voice(author="professional", profession="nurse")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Tier]:
    """The tiers that were asked, in order."""
    tiers: list[Tier] = []
    one = guards.guard

    def guard(tier: Tier = "live") -> Guard:
        tiers.append(tier)
        return one()

    monkeypatch.setattr(screening, "guard", guard)
    return tiers


@pytest.mark.parametrize(
    ("context", "tier"),
    [
        ("public_post", "release"),
        ("closed_group", "release"),
        ("professional_case", "release"),
        ("direct_message", "release"),
        ("care_conversation", "live"),
    ],
)
def test_what_others_are_about_to_see(nadia: Member, asked: list[Tier], context: Context, tier: Tier) -> None:
    screening.screen(nadia.person, NURSE, "Wash your hands.", context=context)
    screening.preview(NURSE, "Wash your hands.", context=context)
    assert asked == [tier, tier]


def test_a_draft_shows_what_sending_will_find(nadia: Member) -> None:
    """Buttons of cards name findings by their number: the next check has to find the same."""
    sent = screening.screen(nadia.person, NURSE, CLOCKS, context="public_post")
    draft = screening.preview(NURSE, CLOCKS, context="public_post")
    assert draft.findings == sent.checked.findings != ()


def test_an_operator_may_turn_it_off(nadia: Member, asked: list[Tier], settings: LazySettings) -> None:
    settings.SECOND_HEARING = False
    screening.screen(nadia.person, NURSE, "Wash your hands.", context="public_post")
    assert asked == ["live"]
