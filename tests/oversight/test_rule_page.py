"""A rule's page: what somebody reads who wants to understand why their words were marked."""

import html
import re

import pytest
from django.test import Client

from commonward.guard.policy import examples
from commonward.oversight.views.policy import LONGEST_EXAMPLE, MOST_EXAMPLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rule", ["conduct.profanity", "phi.name", "attribution.uncredited"])
def test_short_examples_stand_first(rule: str) -> None:
    page = Client().get(f"/policy/{rule}/").content.decode()
    short = [one for one in examples.of_rules(frozenset({rule})) if len(one.text) <= LONGEST_EXAMPLE]
    long = [one for one in examples.of_rules(frozenset({rule})) if len(one.text) > LONGEST_EXAMPLE]
    for spans in (True, False):
        if sum(bool(one.spans) == spans for one in short) >= MOST_EXAMPLES:
            first = _words(re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL))
            assert not [one.name for one in long if bool(one.spans) == spans and _words(one.text)[:60] in first]


def test_the_page_says_what_the_guard_gets_wrong_and_who_wrote_it() -> None:
    page = Client().get("/policy/claims.cure/").content.decode()
    texts = examples.of_rules(frozenset({"claims.cure"}))
    strangers = [one for one in texts if one.is_stranger]
    missed = [one for one in strangers if one.stands == "missed"]
    right = sum(not one.stands for one in strangers)
    assert page.count("by somebody who had not read the code") == len(strangers)
    assert page.count("not found yet") == len(missed) > 0
    assert f"{len(strangers)} were written by people" in page
    assert f"of those it gets {right} right" in page
    shown = _words(page)
    assert not [one.name for one in texts if _words(one.text) not in shown]


def _words(page: str) -> str:
    """What a page says, without its tags and with one space between words."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())
