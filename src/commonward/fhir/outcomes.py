"""OperationOutcome: how FHIR is told that something will not be done, and what else went wrong around it."""

import json
from typing import Any, Final

from django.http import HttpResponse

from commonward.kernel.errors import Refusal, TooMany

TYPE: Final = "application/fhir+json"
Resource = dict[str, Any]
#: By status: the code of the value set `issue-type`, which FHIR requires.
_CODES: Final = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    429: "throttled",
    503: "transient",
}


class Unfit(Refusal):
    """A request that FHIR does not know, or that is not served here. `issue` is a code of `issue-type`."""

    code = "unfit"

    def __init__(self, sentence: str, *, status: int = 400, issue: str = "") -> None:
        super().__init__(sentence)
        self.status, self.issue = status, issue


def issue(severity: str, code: str, words: str) -> Resource:
    """One issue."""
    return {"severity": severity, "code": code, "details": {"text": words}, "diagnostics": words}


def outcome(*issues: Resource) -> Resource:
    """The resource."""
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def answer(resource: Resource, status: int = 200) -> HttpResponse:
    """A resource as an answer. Kept by nobody on the way."""
    body = json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(body, status=status, content_type=f"{TYPE}; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def failed(status: int, words: str, *, code: str = "") -> HttpResponse:
    """The answer for a status, with the sentence for whoever reads it."""
    severity = "fatal" if status >= 500 else "error"
    told = code or _CODES.get(status, "exception" if status >= 500 else "processing")
    response = answer(outcome(issue(severity, told, words)), status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refused(refusal: Refusal) -> HttpResponse:
    """The answer for a refusal."""
    response = failed(refusal.status, refusal.sentence, code=getattr(refusal, "issue", ""))
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.retry_after)
    return response
