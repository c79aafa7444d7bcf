"""Requests made from the OpenAPI document, right and wrong: no mistake of ours, and no answer that it does not name.

A few for each operation here; `make fuzz-api` tries hundreds.
"""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.asking import token_of
from cast import Member
from commonward.config.api import api
from contracts.scene import undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The requests stay within the test's transaction, as those of Django's own client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def token(nadia: Member, sam: Member) -> str:
    """A program of somebody's in a small town, with something in it to meet."""
    nadia.posts("A quiet walk does wonders. #walking", audience="organisation")
    sam.posts("Thank you.", parent=nadia.posts("Tea helps too."))
    return token_of(nadia)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_but_those_that_are_named(token: str, case: schemathesis.Case) -> None:
    cache.clear()  # what is tried here is not how often
    with undone():
        case.call_and_validate(
            headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}, checks=CHECKS
        )
