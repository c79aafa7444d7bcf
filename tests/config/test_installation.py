"""What a database is for is written down once; invented people and real ones never share one."""

import pytest

from cast import Member
from commonward.config import installation
from commonward.kernel.models import Installation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("demo", [True, False])
def test_an_empty_database_may_become_either(demo: bool) -> None:
    assert installation.refusal(demo=demo) == ""
    assert installation.settle(demo=demo)
    assert not installation.settle(demo=demo)
    assert Installation.objects.get().is_demo == demo
    assert installation.refusal(demo=demo) == ""


def test_it_never_changes_sides() -> None:
    installation.settle(demo=False)
    assert "holds a real installation" in installation.refusal(demo=True)
    installation.settle(demo=True)
    assert not Installation.objects.get().is_demo


def test_the_demo_s_database_is_for_the_demo() -> None:
    installation.settle(demo=True)
    assert "made by demo mode" in installation.refusal(demo=False)


def test_people_whom_nobody_declared_are_taken_for_real(nadia: Member) -> None:
    assert "holds a real installation" in installation.refusal(demo=True)
    assert installation.refusal(demo=False) == ""
