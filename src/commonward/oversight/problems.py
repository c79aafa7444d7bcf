"""What the JSON interface has in common, whatever it is about: how refusals and findings are told to programs.

Operations stand in the `api` of the part that they belong to (`community.api`, `care.api`); `config.api` puts them
together. A refusal becomes a problem document (RFC 9457).
"""

from enum import StrEnum
from typing import Annotated, Final, cast
from uuid import UUID, uuid5

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import HeaderEx, P, QueryEx, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound, Refusal, TooMany, Unacceptable, Unavailable
from commonward.kernel.logs import log_event
from commonward.oversight import crisis
from commonward.oversight.screening import Checked, keys_of
from commonward.people.applications import Application
from commonward.people.requests import PersonRequest

#: The largest identifier.
LAST: Final = 2**63 - 1
#: Identifiers are strings: they are larger than a JavaScript number holds.
Number = Annotated[str, Field(pattern=r"^[0-9]{1,18}$", examples=["251559120614861088"])]
#: Whatever somebody writes. Its length is judged where pages' words are, so that the sentence is the same.
Words = Annotated[str, Field(max_length=2_000_000)]
Short = Annotated[str, Field(max_length=500)]
Before = QueryEx[
    str | None, P(pattern=r"^[0-9]{1,18}$", description="`next` of the page before this one; the newest without it.")
]
Key = HeaderEx[
    str | None,
    P(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Names this attempt, so that it is made once.",
    ),
]
#: Names of attempts are made from keys and applications within this space.
_ATTEMPTS: Final = UUID("6f0f2b0e-6f7c-4d1e-9a53-2f1f5a1c7b11")


# --- What is taken and given ----------------------------------------------------------------------------------------
class In(Schema):
    """Something sent. A field that is not known is refused, so that a slip in its name is noticed."""

    model_config = ConfigDict(extra="forbid")


class Level(StrEnum):
    """What follows from a finding, from the mildest to the strictest."""

    NOTE = "note"
    WARN = "warn"
    HOLD = "hold"
    BLOCK = "block"


class EditOut(Schema):
    """A change of a text: put `text` in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


class FixOut(Schema):
    """One way to put a finding right."""

    label: str
    edits: list[EditOut]


class FindingOut(Schema):
    """A rule that was broken, and where. Offsets count Unicode code points."""

    key: str
    rule: str
    start: int | None
    end: int | None
    level: Level
    reason: str
    source: str
    fixes: list[FixOut]


class CheckOut(Schema):
    """What was found in a text, and what would follow. `help`: numbers to call belong beside it."""

    verdict: str
    policy: str
    findings: list[FindingOut]
    help: bool
    help_url: str


class FieldProblem(Schema):
    """What a field needs."""

    field: str
    detail: str


class Problem(Schema):
    """Why something was not done (RFC 9457). `detail` is a sentence for a person, in their language."""

    type: str = Field(description="A URN that names the kind of problem, for programs.")
    title: str
    status: int
    detail: str
    field: str | None = Field(None, description="The field it is about, where it is about one.")
    errors: list[FieldProblem] | None = None
    check: CheckOut | None = Field(None, description="What was found in the words, where that is the reason.")


# --- Refusals -------------------------------------------------------------------------------------------------------
TYPE: Final = "application/problem+json"
#: What may go wrong with any request that holds a token.
REFUSALS: Final[dict[int, type[Problem]]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), Problem)
_TITLES: Final = {
    400: "Not understood",
    401: "Nobody is signed in",
    403: "Not permitted",
    404: "Not here",
    405: "Not done here",
    409: "Changed meanwhile",
    413: "Too large",
    422: "Needs a change",
    429: "Too often",
    500: "Our mistake",
    503: "Not just now",
}


class Answer(Refusal):
    """A refusal that brings along what was found in the words."""

    def __init__(self, sentence: str, *, status: int, code: str, check: CheckOut, field: str = "") -> None:
        super().__init__(sentence)
        self.status, self.code, self.check, self.field = status, code, check, field


def person_in(request: HttpRequest) -> PersonRequest:
    """The request as one of a person, which it is once the token was read."""
    seen = cast(PersonRequest, request)
    assert isinstance(seen.actor, Person)
    return seen


def problem(status: int, code: str, detail: str, **more: object) -> HttpResponse:
    """A problem document (RFC 9457)."""
    told = Problem.model_validate(
        {
            "type": f"urn:commonward:problem:{code}",
            "title": _TITLES.get(status, "Refused"),
            "status": status,
            "detail": detail,
            **more,
        }
    )
    response = HttpResponse(told.model_dump_json(exclude_none=True), content_type=TYPE, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refused(request: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    """The one translator from refusals to problem documents."""
    assert isinstance(refusal, Refusal)
    more: dict[str, object] = {}
    if isinstance(refusal, Unacceptable | Answer) and refusal.field:
        more["field"] = refusal.field
    if isinstance(refusal, Answer):
        more["check"] = refusal.check
    sentence = refusal.sentence or _("This can not be done.")
    response = problem(refusal.status, refusal.code, sentence, **more)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def not_fitting(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """What was sent is not what the document says. No value is repeated."""
    assert isinstance(error, ValidationError)
    errors = [
        FieldProblem(field=".".join(str(part) for part in one["loc"][1:])[:200], detail=str(one["msg"])[:200])
        for one in error.errors
        if one["type"] != "extra_forbidden"
    ]
    unknown = sum(one["type"] == "extra_forbidden" for one in error.errors)
    if unknown:
        errors.append(FieldProblem(field="", detail=f"{unknown} fields are not known here."))
    return problem(422, "not-fitting", _("What was sent does not fit the description of this address."), errors=errors)


def not_understood(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """The body is no JSON, or the like."""
    assert isinstance(error, HttpError)
    return problem(error.status_code, "not-understood", _("What was sent could not be read."))


def not_here(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    """No such address."""
    return problem(404, NotFound.code, _("There is nothing at this address."))


def out_of_breath(request: HttpRequest, error: OperationalError | type[OperationalError]) -> HttpResponse:
    """The database does not answer just now."""
    log_event("database.stumbled", error=OperationalError.__name__)
    response = problem(503, Unavailable.code, _("Too much happens at once just now. Send it again in a minute."))
    response["Retry-After"] = "60"
    return response


# --- What both need -------------------------------------------------------------------------------------------------
def check_out(checked: Checked) -> CheckOut:
    """What was found in words at hand."""
    keys = keys_of([finding.rule for finding in checked.findings])
    return CheckOut(
        verdict=checked.verdict.value,
        policy=checked.policy,
        findings=[
            FindingOut(
                key=key,
                rule=finding.rule,
                start=finding.start,
                end=finding.end,
                level=Level(str(finding.decision)),
                reason=str(finding.reason),
                source=str(finding.source),
                fixes=[
                    FixOut(
                        label=str(fix.label),
                        edits=[EditOut(start=edit.start, end=edit.end, text=edit.text) for edit in fix.edits],
                    )
                    for fix in finding.fixes
                ],
            )
            for key, finding in zip(keys, checked.findings, strict=True)
            if str(finding.decision) != "allow"
        ],
        help=bool(crisis.card_for(checked.tier)),
        help_url=whole(reverse("oversight:help_now")),
    )


def whole(path: str) -> str:
    """The address with the site's name before it."""
    return f"{settings.SITE_URL}{path}" if path else ""


def told(answer: BaseModel, *, status: int = 200) -> HttpResponse:
    """An answer as it is, for operations that are asked often: ninja would look at each of its fields once more."""
    return HttpResponse(answer.model_dump_json(), content_type="application/json; charset=utf-8", status=status)


def told_as_it_is(answer: dict[str, object]) -> HttpResponse:
    """The same for an answer made of what is known to be well formed. A test holds it against its schema."""
    return HttpResponse(to_json(answer), content_type="application/json; charset=utf-8")


def attempt(request: HttpRequest, key: str | None) -> UUID | None:
    """The attempt that a key names. Another application, or another seat's, names another by the same key."""
    application: Application = request.auth  # type: ignore[attr-defined]  # set by the token's reader
    return None if key is None else uuid5(_ATTEMPTS, f"{application.pk}:{key}")
