"""A reply is read with what stands above it, the same while it is written and when it is sent."""

import pytest

from cast import Member
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.models import Post

pytestmark = pytest.mark.django_db

REPLY = "It was last Tuesday."


def _three_deep(first_words: str, nadia: Member, priya: Member) -> Post:
    root = nadia.posts(first_words)
    between = priya.posts("Oh no.", parent=root)
    return nadia.posts("Thanks for asking.", parent=between)


@pytest.mark.parametrize(
    ("first_words", "is_told"),
    [("Our patient had a stroke on the stairs.", True), ("The choir sang on the stairs.", False)],
)
def test_the_live_check_reads_the_thread_that_publishing_reads(
    first_words: str, is_told: bool, nadia: Member, priya: Member
) -> None:
    above = _three_deep(first_words, nadia, priya)
    told = priya.client.post("/write/check/", {"key": f"reply:{above.pk}", "text": REPLY})
    assert told.status_code == 200
    assert (b"phi.date" in told.content) is is_told
    sent = priya.publishes(REPLY, parent=above)
    if is_told:
        assert isinstance(sent, Stopped)
        assert "phi.date" in {finding.rule for finding in sent.checked.findings}
    else:
        assert isinstance(sent, Done)
        assert not sent.version.screening.findings
