"""Pia, who says which applications can be connected; one of them; and Pat with the heart team and her daughter."""

import pytest

from care.conftest import grant, heart, relationship, talk  # noqa: F401  the heart team, for FHIR, too
from cast import Member, member
from cast.caring import Talk
from commonward.care.actions import proxies
from commonward.care.models import Proxy
from commonward.kernel.actor import Role
from fhir.asking import App, registered


@pytest.fixture
def pia(db: None) -> Member:
    """An administrator of the whole place."""
    return member("Pia Ek", Role.ADMINISTRATOR)


@pytest.fixture
def app(pia: Member) -> App:
    return registered(pia)


@pytest.fixture
def elsa(db: None) -> Member:
    """Pat's daughter."""
    return member("Elsa Lindqvist", Role.CAREGIVER)


@pytest.fixture
def proxy(talk: Talk, pat: Member, elsa: Member) -> Proxy:  # noqa: F811  the fixture of the same name
    """Elsa reads and writes for Pat."""
    return proxies.name(
        pat.person, talk.relationship, "elsa-lindqvist", proof="", scopes=frozenset({"message"}), until=""
    )
