"""The cast without faces: nothing here needs the guard, so that these tests stay fast."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.http import HttpResponse

from cast import Member
from cast.people import seated
from commonward.kernel.actor import Role
from commonward.people.models import Organisation


@pytest.fixture
def nadia(harbour: Organisation) -> Member:
    """A nurse at Harbour Clinic."""
    return seated("nadia", Role.PROFESSIONAL, at=harbour, profession="nurse")


@pytest.fixture
def priya(harbour: Organisation) -> Member:
    """A physician at Harbour Clinic."""
    return seated("priya", Role.PROFESSIONAL, at=harbour, profession="physician")


@pytest.fixture
def pat(db: None) -> Member:
    """Nadia's patient."""
    return seated("pat", Role.PATIENT)


@pytest.fixture
def sam(db: None) -> Member:
    """A stranger without an organisation."""
    return seated("sam", Role.PATIENT)


@pytest.fixture
def mo(harbour: Organisation) -> Member:
    """Harbour Clinic's moderator."""
    return seated("mo", Role.MODERATOR, at=harbour)


@pytest.fixture
def olu(harbour: Organisation) -> Member:
    """Harbour Clinic's privacy officer."""
    return seated("olu", Role.PRIVACY_OFFICER, at=harbour)


@pytest.fixture
def ada(harbour: Organisation) -> Member:
    """Harbour Clinic's administrator."""
    return seated("ada", Role.ADMINISTRATOR, at=harbour)


@pytest.fixture
def pia(db: None) -> Member:
    """An administrator of the whole platform."""
    return seated("pia", Role.ADMINISTRATOR)


@pytest.fixture
def remy(larkmoor: Organisation) -> Member:
    """A nurse elsewhere."""
    return seated("remy", Role.PROFESSIONAL, at=larkmoor, profession="nurse")


@pytest.fixture
def link() -> Callable[[], str]:
    """The path of the link in the newest mail."""

    def newest() -> str:
        found = re.search(r"http://localhost:8000(/(?:accounts|you)/\S+)", str(mail.outbox[-1].body))
        assert found, mail.outbox[-1].body
        return found.group(1)

    return newest


@pytest.fixture
def plain() -> Callable[[HttpResponse], tuple[int, str, str]]:
    """An answer without the tokens that differ from one request to the next: status, where to, words."""

    def of(response: HttpResponse) -> tuple[int, str, str]:
        words = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
        return response.status_code, response.headers.get("Location", ""), words

    return of
