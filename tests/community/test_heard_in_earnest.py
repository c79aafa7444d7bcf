"""The same without a double: what the guard of this release hears brings help, and the pause."""

import pytest

from cast import Member, member
from commonward.community.actions.publishing import Done
from commonward.kernel.actor import Role
from commonward.oversight.models import Review
from commonward.people.models import Organisation


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("I do not want to wake up any more.", "You matter. Help is here now"),
        ("I want to kill myself tonight.", "You matter. Help is here now"),
        ("My sister says that she wants to kill herself.", "You are worried about someone"),
    ],
)
def test_help_comes_and_nothing_is_held(sam: Member, text: str, title: str) -> None:
    live = sam.client.post("/write/check/", {"text": text, "audience": "public", "key": "new"}).content.decode()
    assert title in live
    assert 'class="finding"' not in live
    done = sam.publishes(text)
    assert isinstance(done, Done)
    assert done.version.state == "passed"
    assert title in sam.client.get(f"/p/{done.post.pk}/").content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("text", ["What a shit night shift.", "Work was a fucking mess today."])
def test_a_trainee_is_asked_once_more_for_conduct(harbour: Organisation, text: str) -> None:
    student = member("Lena Fischer", Role.STUDENT, at=harbour)
    kept = {"reason-conduct.profanity-1": "It was one."}
    said = {"text": text, "audience": "public", "key": "new", "publish": "1"} | kept
    page = student.client.post("/write/", said)
    assert "Before this goes out" in page.content.decode()
    assert "Something in it may come back to you." in page.content.decode()
