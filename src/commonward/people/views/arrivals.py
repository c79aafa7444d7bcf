"""What came in while a page is open: asked for again and again, or told by a stream."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from commonward.kernel import nudges
from commonward.people import arrivals
from commonward.people.requests import ActorRequest, PersonRequest, for_persons


@require_safe
@for_persons
def tallies(request: PersonRequest) -> HttpResponseBase:
    """The tallies that a page asks for; 304 when they are as it knows them, 410 when there is no more to come."""
    found = arrivals.look(request.actor, request.seat, arrivals.asked_in(request.GET.dict()))
    if found is None:
        return HttpResponse(status=410)
    answer = JsonResponse(dict(found.values))
    etag = quote_etag(nudges.digest(sorted(found.values.items())))
    answer["ETag"] = etag
    return get_conditional_response(cast(HttpRequest, request), etag=etag, response=answer) or answer


@require_safe
def stream(request: ActorRequest) -> HttpResponseBase:
    """The same as a stream (WHATWG server-sent events); 204 where none can be kept, and the page asks instead.

    Whose session ended while the page was open gets none either: a browser that waits for a stream can not be led to
    sign in. The page asks, and hears of it.
    """
    if request.seat is None and "text/event-stream" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return _kept_open(request)


@for_persons
def _kept_open(request: PersonRequest) -> HttpResponseBase:
    streams = cast("arrivals.Streams | None", request.META.get(arrivals.STREAMS))
    session = request.session.session_key
    if request.method != "GET" or streams is None or session is None or not streams.has_room(session):
        return HttpResponse(status=204)
    asked = arrivals.asked_in(request.GET.dict())
    request.META[arrivals.WATCH] = arrivals.Watch(session, request.actor.account, request.actor.seat, asked)
    # What is compressed is held back until there is enough of it.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    answer = StreamingHttpResponse(iter(()), content_type="text/event-stream")
    answer["X-Accel-Buffering"] = "no"  # proxies of nginx's kind pass it on as it comes
    return answer
