"""A town that is built once for each module of contracts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import override_settings

from contracts.scene import Town, undone


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Town]:
    """The cast with everything they made. Tests take back what they change with `undone`."""
    with django_db_blocker.unblock(), undone():  # type: ignore[attr-defined]  # pytest-django's blocker
        mail.outbox = []  # type: ignore[attr-defined]  # pytest-django makes it for each test, which is later
        yield Town()


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The static files collected as an installation collects them."""
    folder = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder
