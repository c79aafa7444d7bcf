"""The heart team of Harbour Clinic: Nadia and Priya serve in it, Pat is in its care and permits messages."""

import pytest

from cast import Member
from cast.caring import Talk, begun, in_care, licensed, permits, team_of
from commonward.care.models import Relationship, Team
from commonward.consent.models import Grant
from commonward.people.models import Organisation


@pytest.fixture
def heart(ada: Member, nadia: Member, priya: Member, harbour: Organisation) -> Team:
    licensed(nadia, ada, "RN 4411")
    licensed(priya, ada, "MD 9912")
    return team_of(ada, harbour, nadia, priya)


@pytest.fixture
def relationship(heart: Team, pat: Member, nadia: Member) -> Relationship:
    return in_care(pat, nadia, heart)


@pytest.fixture
def grant(pat: Member, harbour: Organisation) -> Grant:
    return permits(pat, harbour)


@pytest.fixture
def talk(relationship: Relationship, grant: Grant, pat: Member) -> Talk:
    return begun(pat, relationship, "I feel light in the head when I stand up.")
