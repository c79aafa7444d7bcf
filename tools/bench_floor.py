"""The floor that `bench_site.py` compares the home feed with: the same query, a bare template, no middleware."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonward.config.settings")

import django
from django.conf import settings

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.urls import path  # noqa: E402

from commonward.community import queries  # noqa: E402
from commonward.people.queries import person_of, seat_for_request  # noqa: E402

BARE = Engine().from_string(
    "<!doctype html><title>Floor</title>{% for post in posts %}<article><b>{{ post.author.display_name }}</b>"
    "<p>{{ post.live.text }}</p></article>{% endfor %}"
)


def feed(request: HttpRequest) -> HttpResponse:
    """The home feed's posts, as bare as can be."""
    session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    account = session.get("_auth_user_id")
    if account is None:
        return HttpResponse("nobody")
    seat = seat_for_request(int(account), None)
    assert seat is not None
    page = queries.home_page(person_of(seat), None)
    return HttpResponse(BARE.render(Context({"posts": page.items})))


urlpatterns = [path("", feed)]


def main() -> None:
    """Serve the floor on loopback with the product's own server."""
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = __name__
    import waitress

    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=4)


if __name__ == "__main__":
    main()
