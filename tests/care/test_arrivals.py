"""What comes in while a page of care is open: numbers for those who may see, and an end when nothing can come."""

import re

import pytest
from django.test import Client

from cast import Member
from cast.caring import Talk
from commonward.care.actions import relating
from commonward.consent import actions as consents
from commonward.consent.models import Grant

pytestmark = pytest.mark.django_db


def _ask(client: Client, query: str) -> tuple[int, dict[str, object]]:
    answer = client.get(f"/arrivals?{query}")
    return answer.status_code, answer.json() if answer.status_code == 200 else {}


def test_messages_of_the_other_side_and_none_of_ones_own(talk: Talk, pat: Member, nadia: Member) -> None:
    query = f"thread={talk.thread.pk}"
    assert _ask(nadia.client, query)[1] == {"thread": 1}
    assert _ask(pat.client, query)[1] == {"thread": 0}
    talk.says(nadia, "Please sit down first, then stand up slowly.")
    assert _ask(pat.client, query)[1] == {"thread": 1}
    page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    newest = re.search(r'data-of="([0-9]+\.[0-9]+)"', page)
    assert newest is not None
    assert _ask(pat.client, f"thread={newest[1]}")[1] == {"thread": 0}
    assert _ask(nadia.client, query)[1] == {"thread": 1}


def test_strangers_learn_nothing(talk: Talk, sam: Member, remy: Member, client: Client) -> None:
    query = f"thread={talk.thread.pk}"
    assert _ask(sam.client, query)[0] == _ask(remy.client, query)[0] == _ask(sam.client, "thread=1")[0] == 410
    assert _ask(sam.client, "board=1")[0] == 410
    assert _ask(client, query)[0] == 302


def test_a_withdrawn_consent_ends_it(talk: Talk, pat: Member, nadia: Member, grant: Grant) -> None:
    query = f"thread={talk.thread.pk}"
    consents.withdraw(pat.person, grant)
    assert _ask(nadia.client, query)[0] == _ask(pat.client, query)[0] == 410


def test_the_board_changes_with_what_waits(talk: Talk, nadia: Member, priya: Member) -> None:
    before = _ask(nadia.client, "board=1")[1]
    assert f'data-known="{before["board"]}"' in nadia.client.get("/care/").content.decode()  # type: ignore[index]
    talk.says(priya, "Please sit down first, then stand up slowly.")
    assert _ask(nadia.client, "board=1")[1] != before


def test_an_ended_relationship_ends_it(talk: Talk, pat: Member, nadia: Member) -> None:
    relating.end(pat.person, talk.relationship)
    query = f"thread={talk.thread.pk}"
    assert _ask(nadia.client, query)[0] == _ask(pat.client, query)[0] == 410
