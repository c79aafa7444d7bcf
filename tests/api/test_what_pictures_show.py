"""What an author says that a picture shows, by a program: the same second person reads, the same is not made public."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from api.asking import Program, problem, token_of
from cast import Member
from commonward.community.models import Post
from commonward.kernel import work
from commonward.oversight.models import Media
from guard.media import pictures

pytestmark = [pytest.mark.django_db]

WORDS = "A quiet walk does wonders after a long night shift."


def brings(token: str, shows: Sequence[str]) -> HttpResponse:
    file = SimpleUploadedFile("wall.png", pictures.saved(pictures.drawing(300, 200), "PNG"), content_type="image/png")
    return Client().post(
        "/api/v1/pictures", {"file": file, "shows": list(shows)}, headers={"authorization": f"Bearer {token}"}
    )


def brought(token: str, *shows: str) -> str:
    answer = brings(token, shows)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def body(picture: str, **more: object) -> dict[str, Any]:
    return {"text": WORDS, "pictures": [{"id": picture, "alt": "A wall"}]} | more


def test_what_it_shows_is_kept_with_it_and_a_word_that_is_none_is_told(nadia: Member) -> None:
    token = token_of(nadia)
    brought(token, "uniform", "weapon", "weapon")
    assert Media.objects.get().choices["shows"] == ["weapon", "uniform"]
    brought(token)
    assert Media.objects.order_by("pk").last().choices == {}
    problem(brings(token, ["a cat"]), 422, "not-fitting")
    assert Media.objects.count() == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "shows", "state"),
    [
        ("nadia", "weapon", Post.State.HELD),
        ("nadia", "alcohol", Post.State.HELD),
        ("nadia", "uniform", Post.State.LIVE),
        ("pat", "weapon", Post.State.LIVE),
    ],
)
def test_a_second_person_reads_first_what_staff_say_they_show(
    who: str, shows: str, state: Post.State, request: pytest.FixtureRequest
) -> None:
    token = token_of(request.getfixturevalue(who))
    answer = Program(token).ask("POST", "/posts", body(brought(token, shows)))
    assert answer.status_code == 201, answer.content
    work.drain()
    assert Post.objects.get().state == state


@pytest.mark.parametrize("shows", ["wound", "nudity"])
@pytest.mark.parametrize("door", ["post", "reply", "edit", "edit with another audience"])
def test_staff_make_no_wound_public_by_any_door(door: str, shows: str, nadia: Member, pat: Member) -> None:
    token = token_of(nadia)
    program = Program(token)
    beneath = pat.publishes("How do you find sleep after a night shift?")
    mine = program.ask("POST", "/posts", {"text": WORDS}).json()
    picture = brought(token, shows)
    way, address = {
        "post": ("POST", "/posts"),
        "reply": ("POST", f"/posts/{beneath.post.pk}/replies"),
        "edit": ("PUT", f"/posts/{mine['id']}"),
    }[door.split()[0]]
    other = {"audience": "followers"} if "another" in door else {}
    answer = program.ask(way, address, body(picture, **other))
    assert "consent in writing" in problem(answer, 422, "unacceptable")["detail"]
    assert Post.objects.count() == 2
    assert not Post.objects.filter(live__attachments__isnull=False).exists()


def test_a_crafted_form_does_not_bring_a_wound_under_a_public_post(nadia: Member, pat: Member) -> None:
    """The audience of a reply is that of what it answers, whatever the form says."""
    picture = brought(token_of(nadia), "wound")
    beneath = pat.publishes("How do you find sleep after a night shift?")
    form = {"text": WORDS, "audience": "followers", "publish": "1", "media": picture, f"alt-{picture}": "A wall"}
    answer = nadia.client.post(f"/p/{beneath.post.pk}/reply/", form)
    assert answer.status_code == 422
    assert "consent in writing" in answer.content.decode()
    assert Post.objects.count() == 1
