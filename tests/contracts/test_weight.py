"""Every page weighs less than 100 kB without its pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from contracts.pages import Answer, answers
from contracts.scene import Town
from contracts.weights import ACCEPTS, Sent, assert_light

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors"), pytest.mark.slow]


def _pages(town: Town) -> Iterator[Answer]:
    for answer in answers(town, **ACCEPTS):
        html = answer.response.headers.get("Content-Type", "").startswith("text/html")
        if html and not answer.response.streaming and answer.response.status_code == 200:
            yield answer


def test_every_page_is_light(town: Town, static: Path) -> None:
    sent = Sent(Client())
    weights = {answer.where: sent.whole(answer.response) for answer in _pages(town)}
    assert len(weights) > 60
    assert_light(weights)
