"""A rule's page: what somebody reads who wants to understand why their words were marked."""

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
            begun = [one.text.split("'")[0][:40] for one in long if bool(one.spans) == spans]
            assert not [words for words in begun if re.search(re.escape(words), page)]
