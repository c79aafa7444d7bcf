"""Asking the JSON interface as an application of one of the cast."""

import json
from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.test import Client

from cast import Member
from commonward.people import actions
from commonward.people.applications import Scope

EVERY = tuple(scope.value for scope in Scope)


def token_of(who: Member, scopes: Collection[str] = EVERY) -> str:
    """The token of a new application in this member's seat."""
    return actions.allow_application(who.person, name="A program", scopes=scopes).token


class Program:
    """Something that speaks JSON with a token, or without."""

    def __init__(self, token: str = "") -> None:
        self.headers = {"authorization": f"Bearer {token}"} if token else {}
        self._client = Client()

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """One request; the body as JSON."""
        return self._client.generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={**self.headers, **headers},
        )

    def get(self, path: str) -> Any:
        """What a request that must succeed answers."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.content
        return answer.json()


def program_of(who: Member, scopes: Collection[str] = EVERY) -> Program:
    """A program that acts in this member's seat."""
    return Program(token_of(who, scopes))


def problem(answer: HttpResponse, status: int, code: str) -> Any:
    """The problem document of a refusal, which must be this one."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert "no-store" in answer["Cache-Control"]
    told = answer.json()
    assert (told["status"], told["type"]) == (status, f"urn:commonward:problem:{code}")
    assert told["title"]
    assert told["detail"]
    return told
