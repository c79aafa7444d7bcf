"""What a web process brings in before it takes the first request, so that whoever comes first need not wait for it.

A process that has answered nothing yet has the addresses of its pages, its templates and the guard's models still to
read, some seconds of work; the first people would each wait for it, and for each other, all at once after a restart.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from commonward.kernel.logs import log_event

_PACKAGE: Final = Path(__file__).parents[1]
#: Whose templates most pages are made of. Those of others are read when they are first asked for.
_PARTS: Final = ("ui", "community")
#: A page that anybody gets, and that changes nothing.
_PAGE: Final = "/accounts/login/"


def warm_pages(application: WSGIHandler) -> None:
    """Read addresses and templates, and have one page made as for a visitor.

    A process starts also where that fails, such as without its database: then the first to ask hears of it.
    """
    get_resolver().url_patterns  # noqa: B018  reading it loads them
    try:
        for name in _templates():
            get_template(name)
        status = _asked(application, _PAGE)
    except Exception as error:  # noqa: BLE001  whatever it is, pages that do not need it are to be had
        log_event("web.not_warmed", error=type(error).__name__)
    else:
        if status != HTTPStatus.OK:
            log_event("web.not_warmed", status=status)
    finally:
        connections.close_all()  # this thread answers nobody afterwards


def _templates() -> Iterator[str]:
    for part in _PARTS:
        folder = _PACKAGE / part / "templates"
        for path in sorted(folder.rglob("*.html")):
            yield path.relative_to(folder).as_posix()


def _asked(application: WSGIHandler, path: str) -> int:
    """One request to ourselves, without a socket between."""
    site = urlsplit(settings.SITE_URL)
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "HTTP_HOST": site.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(environ)
    told: list[str] = []

    def begin(status: str, _headers: object, _problem: object = None, /) -> Callable[[bytes], object]:
        told.append(status)
        return len  # nothing of ours writes by it

    answer = application(environ, begin)
    try:
        for _part in answer:
            pass
    finally:
        answer.close()
    return int(told[0].partition(" ")[0])
