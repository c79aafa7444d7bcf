"""How posts, people and refusals are told to programs."""

from collections.abc import Sequence
from typing import Final, cast

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from commonward.community import queries
from commonward.community.api.schemas import (
    CheckOut,
    EditOut,
    FaceOut,
    FieldProblem,
    FindingOut,
    FixOut,
    Level,
    Number,
    PictureOut,
    PostOut,
    PostsOut,
    Problem,
)
from commonward.community.cards import cards_of
from commonward.community.faces import face_of
from commonward.community.models import Post, Profile
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound, Refusal, TooMany, Unacceptable, Unavailable
from commonward.kernel.logs import log_event
from commonward.kernel.paging import Page
from commonward.oversight import crisis
from commonward.oversight.screening import Checked, keys_of
from commonward.people.badges import badges_for
from commonward.people.requests import PersonRequest
from commonward.ui.shapes import Face, PostCard

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


# --- What there is ------------------------------------------------------------------------------------------------
def posts_out(person: Person, page: "Page[Post]") -> PostsOut:
    """A page of posts."""
    return PostsOut(items=all_out(person, page.items), next=page.next or None)


def all_out(person: Person, posts: Sequence[Post]) -> list[PostOut]:
    """These posts, in order."""
    return [_post(post, card) for post, card in zip(posts, cards_of(person, posts), strict=True)]


def post_out(person: Person, post: Post) -> PostOut:
    """One post; to its author with the words that are on their way while none are live."""
    (told,) = all_out(person, [post])
    if post.live is None and post.author_id == person.profile:
        newest = queries.latest_version(post)
        if newest is not None:
            told.text, told.version = newest.text, newest.number
    return told


def _post(post: Post, card: PostCard) -> PostOut:
    version = post.live
    return PostOut(
        id=str(post.pk),
        url=whole(card.url),
        author=_face(post.author, card.face),
        text=version.text if version is not None else "",
        html=version.html if version is not None else "",
        audience=Post.Audience(post.audience),
        state=Post.State(post.state),
        published_at=post.published_at,
        version=version.number if version is not None else 0,
        in_reply_to=_number(post.parent_id),
        conversation=str(post.root_id or post.pk),
        is_dispute=post.disputes_id is not None,
        replies=post.reply_count,
        thanks=post.thanks_count,
        thanked=card.thanked,
        saved=card.saved,
        pictures=[
            PictureOut(url=whole(one.url), alt=one.alt, width=one.width, height=one.height) for one in card.pictures
        ],
    )


def faces_out(profiles: Sequence[Profile]) -> list[FaceOut]:
    """These people, in order. Their seats and organisations should be loaded with them."""
    badges = badges_for({profile.seat_id for profile in profiles})
    return [_face(profile, face_of(profile, badges.get(profile.seat_id))) for profile in profiles]


def _face(profile: Profile, face: Face) -> FaceOut:
    return FaceOut(
        handle=profile.handle,
        name=face.name,
        is_pseudonym=profile.is_pseudonym,
        role=face.role_label,
        verified=face.proof == "verified",
        organisation=face.organisation_name,
        url=whole(face.url),
    )


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


def _number(pk: int | None) -> Number | None:
    return None if pk is None else str(pk)
