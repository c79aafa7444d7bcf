"""FHIR's own addresses under /fhir/: its statement, one resource, a search by GET or POST."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from commonward.fhir import capability, outcomes, reading, search
from commonward.fhir.access import reader_of
from commonward.fhir.answers import binaries
from commonward.fhir.answers.common import Kind
from commonward.fhir.answers.kinds import KINDS
from commonward.fhir.outcomes import Unfit
from commonward.kernel.errors import NotFound, Refusal, Unavailable
from commonward.kernel.logs import log_event

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
_JSON: Final = frozenset({"json", "application/json", "application/fhir+json", "text/json", "*/*", "application/*"})
_FORM: Final = "application/x-www-form-urlencoded"


def answered(*methods: str) -> "Callable[[View[P]], View[P]]":
    """A view of FHIR, for these methods: refusals become OperationOutcomes, and only JSON is spoken."""

    def decorate(view: "View[P]") -> "View[P]":
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                if request.method not in methods:
                    refusal = outcomes.failed(405, _("This interface is for reading. The header Allow says how."))
                    refusal["Allow"] = ", ".join(methods)
                    return refusal
                _speaks_json(request)
                return view(request, *args, **kwargs)
            except Refusal as refused:
                return outcomes.refused(refused)
            except OperationalError as error:
                log_event("database.stumbled", error=type(error).__name__)
                words = _("Too much happens at once just now. Ask again in a minute.")
                answer = outcomes.refused(Unavailable(words))
                answer["Retry-After"] = "60"
                return answer

        return guarded

    return decorate


@answered("GET", "HEAD")
def metadata(request: HttpRequest) -> HttpResponse:
    """The CapabilityStatement, for everybody."""
    return outcomes.answer(capability.statement())


@answered("GET", "HEAD")
def resource(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """One resource."""
    reader = reader_of(request)
    told = reading.read(reader, _kind(kind), number)
    response = outcomes.answer(told)
    if version := told.get("meta", {}).get("versionId"):
        response["ETag"] = f'W/"{version}"'
    return response


@csrf_exempt
def binary(request: HttpRequest, number: str) -> HttpResponse:
    """A file of a message: as it was sent, or as a resource for who asks for FHIR's JSON."""
    if request.method in {"GET", "HEAD"} and not _wants_resource(request):
        return _sent_file(request, number)
    return _told_file(request, number)


@answered("GET", "HEAD")
def _told_file(request: HttpRequest, number: str) -> HttpResponse:
    return outcomes.answer(binaries.resource(reading.file(reader_of(request), number)))


def _sent_file(request: HttpRequest, number: str) -> HttpResponse:
    """The bytes, to save and never to open in a browser."""
    try:
        found = reading.file(reader_of(request), number)
        response = HttpResponse(binaries.content(found), content_type=binaries.media_type(found))
    except Refusal as refused:
        return outcomes.refused(refused)
    response["Content-Disposition"] = f'attachment; filename="file-{found.pk}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _wants_resource(request: HttpRequest) -> bool:
    """FHIR gives the bytes unless its own format is asked for by name (R4, "Serving Binary Resources using REST")."""
    wanted = request.GET.get("_format") or request.headers.get("Accept", "")
    return "json" in wanted or "fhir" in wanted


@answered("GET", "HEAD")
def resources(request: HttpRequest, kind: str) -> HttpResponse:
    """A search by GET. What names somebody is better sent by POST, since addresses are kept in many places."""
    return _searched(request, kind, [(name, value) for name, values in request.GET.lists() for value in values])


@answered("POST")
def sent_search(request: HttpRequest, kind: str) -> HttpResponse:
    """A search by POST, with its parameters in the body."""
    if request.content_type != _FORM:
        raise Unfit(_("A search is sent as a form: application/x-www-form-urlencoded."), status=415)
    pairs = [*request.GET.lists(), *request.POST.lists()]
    return _searched(request, kind, [(name, value) for name, values in pairs for value in values])


@answered("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
def elsewhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Whatever else: histories, operations, batches."""
    raise Unfit(_("Nothing is served at this address."), status=404, issue="not-supported")


def _searched(request: HttpRequest, name: str, pairs: list[tuple[str, str]]) -> HttpResponse:
    reader, kind = reader_of(request), _kind(name)
    reading.reach_of(reader, kind)
    strict = "handling=strict" in request.headers.get("Prefer", "").replace(" ", "")
    asked = search.parse(pairs, kind.params, strict=strict, reader=reading.name_of(reader))
    return outcomes.answer(reading.search(reader, kind, asked))


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(_("This type of resource is not served here. The CapabilityStatement has those that are."))
    return KINDS[name]


def _speaks_json(request: HttpRequest) -> None:
    """Raise Unfit for somebody who wants another format, or another version of FHIR. `_format` goes before `Accept`."""
    wanted = request.GET.get("_format") or request.POST.get("_format") or request.headers.get("Accept", "*/*")
    offers = [_media(one) for one in wanted.replace(" +", "+").replace("fhir json", "fhir+json").split(",")]
    fitting = [version for media, version in offers if media in _JSON]
    if not any(version in {"", "4.0"} for version in fitting):
        raise Unfit(_("This interface speaks FHIR 4.0 in JSON: application/fhir+json."), status=406)


def _media(offer: str) -> tuple[str, str]:
    media, *parameters = (part.strip().lower() for part in offer.split(";"))
    versions = [one.partition("=")[2].strip('"') for one in parameters if one.startswith("fhirversion=")]
    return media, versions[0] if versions else ""
