"""Pages with the demo's words on them, which are as long and as different as people's, stay light too."""

from pathlib import Path

import pytest
from django.test import Client, override_settings

from cast import Member
from commonward.community.models import Post
from commonward.config import demo
from contracts.weights import ACCEPTS, Sent, assert_light

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@override_settings(DEMO=True)  # where no seat takes a second step
def test_pages_of_the_demo_are_light(static: Path) -> None:
    demo.ensure()
    sent, weights = Sent(Client()), {}
    busiest = Post.objects.filter(state="live", root=None, audience="public").order_by("-reply_count")[0]
    for seat in {
        seat.role: seat for seat in demo.seats().values() if seat.role in {"moderator", "professional"}
    }.values():
        own = f"/@{seat.profile.handle}/"
        for path in ("/", "/local/", own, f"/p/{busiest.pk}/", "/review/", "/you/notices", "/on-their-way/"):
            answer = Member(seat.account, seat).client.get(path, headers=ACCEPTS)
            if answer.status_code == 200:
                weights[f"{path} for a {seat.role}"] = sent.whole(answer)
    assert {"/ for a professional", "/review/ for a moderator"} <= set(weights)
    assert_light(weights)
