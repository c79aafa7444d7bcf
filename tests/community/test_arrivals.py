"""New posts while home is open: how many, for those who follow their authors."""

import pytest
from django.test import Client

from cast import Member
from commonward.community.actions import gestures
from commonward.community.actions.publishing import Done

pytestmark = pytest.mark.django_db


def _ask(client: Client, query: str) -> tuple[int, dict[str, object]]:
    answer = client.get(f"/arrivals?{query}")
    return answer.status_code, answer.json() if answer.status_code == 200 else {}


def test_posts_of_others_that_home_shows(nadia: Member, priya: Member) -> None:
    gestures.follow(nadia.person, priya.profile)
    first = priya.publishes("Cold hands? Warm gloves help.")
    assert isinstance(first, Done)
    newest = first.post.pk
    assert _ask(nadia.client, "home=0")[1] == {"home": 1}
    assert _ask(nadia.client, f"home={newest}")[1] == {"home": 0}
    assert _ask(priya.client, "home=0")[1] == {"home": 0}
    assert f'data-of="{newest}"' in nadia.client.get("/").content.decode()
