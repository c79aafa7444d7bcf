"""The map of the whole site. `tests/contracts/test_doors.py` holds a row for every name in it."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
