"""Every operation of the interface: nobody without token and right, no other method, few questions."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.asking import EVERY, Program, problem, program_of
from cast import Member
from commonward.community.actions import gestures
from commonward.config.api import api
from contracts.scene import undone

pytestmark = pytest.mark.django_db
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
#: What stands in the gaps of addresses.
GAPS = {"pk": "7", "handle": "sam-ode", "feed": "local", "name": "walking", "key": "new", "number": "1"}
MOST = 12


def _operations() -> Iterator[tuple[str, str]]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        filled = re.sub(r"\{(\w+)\}", lambda gap: GAPS[gap.group(1)], path.removeprefix("/api/v1"))
        yield from ((method.upper(), filled) for method in methods)


OPERATIONS = sorted(_operations())
PATHS = sorted({path for _method, path in OPERATIONS})


def test_nobody_comes_in_without_a_token(nadia: Member) -> None:
    for method, path in OPERATIONS:
        problem(Program().ask(method, path, {}), 401, "unauthenticated")
        session = nadia.client.generic(method, f"/api/v1{path}", "{}", content_type="application/json")
        assert session.status_code == 401, (method, path)
        cache.clear()


@pytest.mark.slow
def test_nobody_comes_in_without_the_right(nadia: Member) -> None:
    # Exactly one right opens each operation: with all others it stays shut.
    without = {scope: program_of(nadia, [one for one in EVERY if one != scope]) for scope in EVERY}
    for method, path in OPERATIONS:
        shut = [scope for scope, program in without.items() if _is_shut(program, method, path)]
        assert len(shut) == (0 if path == "/me" else 1), (method, path, shut)


def _is_shut(program: Program, method: str, path: str) -> bool:
    with undone():
        answer = program.ask(method, path, {})
    cache.clear()
    return answer.status_code == 403 and "token does not hold" in answer.json()["detail"]


def test_other_methods_are_refused() -> None:
    for path in PATHS:
        does = {method for method, where in OPERATIONS if where == path}
        for method in METHODS - does:
            answer = Program().ask(method, path)
            problem(answer, 405, "not-done-here")
            assert set(answer["Allow"].replace(" ", "").split(",")) == does


READING = ["/feeds/home", "/feeds/local", "/feeds/saved", "/profiles/nadia-okafor/posts", "/notices", "/drafts"]


@pytest.mark.slow
@pytest.mark.parametrize("path", [*READING, "/distances"])
def test_lists_ask_as_much_for_twenty_as_for_one(nadia: Member, sam: Member, path: str) -> None:
    program = program_of(sam)
    gestures.follow(sam.person, nadia.profile)
    counts = []
    for number in (1, 12):
        for _time in range(number):
            post = nadia.posts("A quiet walk does wonders after a long night shift.")
            gestures.save(sam.person, post)
            nadia.posts("Thank you.", parent=sam.posts("So do I."))
        program.ask("GET", path)
        with CaptureQueriesContext(connection) as asked:
            program.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST


def test_the_root_says_nothing(client: Client) -> None:
    assert client.get("/api/v1/").status_code == 404
