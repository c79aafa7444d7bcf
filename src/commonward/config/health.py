"""For whoever watches the machine: is it up, may it be sent people, how busy is it. Says nothing about anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, Min
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commonward.config import groundwork
from commonward.kernel import clock
from commonward.kernel.errors import NotFound
from commonward.kernel.models import Beat, Work

#: A worker that was silent for longer is not counted as there.
_SILENT: Final = timedelta(seconds=60)
_HERE: Final = frozenset({"127.0.0.1", "::1"})
_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be answered, 503 when the database does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return JsonResponse({"ok": False, "error": type(error).__name__}, status=503)
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when this process may be sent people: the database answers and has the form that this version needs."""
    try:
        pending = groundwork.pending_migrations()
    except Error as error:
        return JsonResponse({"ready": False, "error": type(error).__name__}, status=503)
    return JsonResponse({"ready": not pending, "pending_migrations": pending}, status=503 if pending else 200)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure, as Prometheus reads it. Labels are codes of ours."""

    name: str
    says: str
    value: float
    label: str = ""

    def line(self) -> str:
        """The figure in the text format."""
        return f"{self.name}{self.label} {self.value:g}"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, asked from this machine alone; to everybody else there is nothing here.

    The proxy's callers come with their own address, so what it forwards is not from this machine.
    """
    if request.META.get("REMOTE_ADDR") not in _HERE or "HTTP_X_FORWARDED_FOR" in request.META:
        raise NotFound(_("There is nothing at this address."))
    lines: list[str] = []
    told: set[str] = set()
    for measure in _measures():
        if measure.name not in told:
            lines += [f"# HELP {measure.name} {measure.says}", f"# TYPE {measure.name} gauge"]
            told.add(measure.name)
        lines.append(measure.line())
    return HttpResponse("\n".join(lines) + "\n", content_type=_TYPE)


def _measures() -> Iterator[Measure]:
    now = clock.now()
    alive = Beat.objects.filter(at__gte=now - _SILENT).count()
    yield Measure("commonward_workers", "Workers that gave a sign of life in the last minute.", alive)
    waiting = Work.objects.exclude(state=Work.State.DONE).values_list("state", "kind")
    for state, kind, number in waiting.annotate(Count("pk")).order_by("state", "kind"):
        label = f'{{state="{state}",kind="{kind}"}}'
        yield Measure("commonward_work", "Work that is not done.", number, label)
    oldest = Work.objects.filter(state=Work.State.WAITING).aggregate(oldest=Min("created_at"))["oldest"]
    age = (now - oldest).total_seconds() if oldest is not None else 0
    yield Measure("commonward_work_oldest_seconds", "How long the oldest work has been waiting.", max(0, age))
