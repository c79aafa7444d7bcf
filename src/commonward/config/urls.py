"""The map of the whole site. `tests/contracts/test_doors.py` holds a row for every name in it."""

from django.urls import include, path

from commonward.config import demo_views, health
from commonward.config.api import api
from commonward.fhir.views import connecting
from commonward.people.views import arrivals

urlpatterns = [
    path("api/v1/", api.urls),  # first: places are tried in their order, and programs ask most often
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("you/", include("commonward.people.urls")),
    path("you/consent/", include("commonward.consent.urls")),
    path("", include("commonward.ui.urls")),
    path("demo/", demo_views.seats, name="demo"),
    path("arrivals", arrivals.tallies, name="arrivals"),
    path("arrivals/stream", arrivals.stream, name="arrivals_stream"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("care/", include("commonward.care.urls")),
    path("connect/", include("commonward.fhir.connect_urls")),
    path("fhir/", include("commonward.fhir.urls")),
    path(".well-known/smart-configuration", connecting.smart_configuration, name="smart_configuration"),
    path("", include("commonward.oversight.urls")),
    path("", include("commonward.community.urls")),
]

#: allauth asks for this name when somebody tries too often.
handler429 = "commonward.people.entrance.too_many"
handler400 = "commonward.config.errors.unreadable"
handler500 = "commonward.config.errors.broken"
