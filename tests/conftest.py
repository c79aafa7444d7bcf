"""The ground of every test: a data folder of its own, no network, the named cast."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from pytest_django import DjangoDbBlocker

from cast import Member, member, organisation
from commonward.config import tables
from commonward.kernel import clock, datakeys
from commonward.kernel.actor import Role
from commonward.people.models import Organisation
from ledger_flush import _ledger_can_be_emptied  # noqa: F401  a fixture for every test

# A busy machine is no fault of the code: nothing in the suite is held to a time.
property_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
property_settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _data_folder() -> Iterator[None]:
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables that every new installation gets; Django made them from the models."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        tables.finish(editor)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Nobody inherits another test's used-up limits, or keys and signed heads of a database that was emptied."""
    cache.clear()
    datakeys.forget()
    shutil.rmtree(settings.LEDGER_HEADS_DIR, ignore_errors=True)


@pytest.fixture
def still() -> Iterator[None]:
    """The clock stands, so that no window of a limit ends in the middle of a test."""
    with clock.at(clock.now()):
        yield


@pytest.fixture
def harbour(db: None) -> Organisation:
    """Harbour Clinic."""
    return organisation("Harbour Clinic", "harbour")


@pytest.fixture
def larkmoor(db: None) -> Organisation:
    """Larkmoor Regional, another organisation."""
    return organisation("Larkmoor Regional", "larkmoor")


@pytest.fixture
def nadia(harbour: Organisation) -> Member:
    """A nurse at Harbour Clinic."""
    return member("Nadia Okafor", Role.PROFESSIONAL, at=harbour, profession="nurse")


@pytest.fixture
def pat(db: None) -> Member:
    """Nadia's patient."""
    return member("Pat Lindqvist", Role.PATIENT)


@pytest.fixture
def priya(harbour: Organisation) -> Member:
    """A physician at Harbour Clinic."""
    return member("Priya Raman", Role.PROFESSIONAL, at=harbour, profession="physician")


@pytest.fixture
def sam(db: None) -> Member:
    """A stranger without an organisation."""
    return member("Sam Ode", Role.PATIENT)


@pytest.fixture
def mo(harbour: Organisation) -> Member:
    """Harbour Clinic's moderator."""
    return member("Mo Tarek", Role.MODERATOR, at=harbour)


@pytest.fixture
def olu(harbour: Organisation) -> Member:
    """Harbour Clinic's privacy officer."""
    return member("Olu Bright", Role.PRIVACY_OFFICER, at=harbour)


@pytest.fixture
def ada(harbour: Organisation) -> Member:
    """Harbour Clinic's administrator."""
    return member("Ada Voss", Role.ADMINISTRATOR, at=harbour)


@pytest.fixture
def remy(larkmoor: Organisation) -> Member:
    """A nurse elsewhere."""
    return member("Remy Laurent", Role.PROFESSIONAL, at=larkmoor, profession="nurse")
