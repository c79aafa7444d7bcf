"""What machines are told: up, ready, how busy; nothing about anybody, and figures to this machine alone."""

import re

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from cast import Member
from commonward.kernel import clock
from commonward.kernel.models import Beat, Work

pytestmark = pytest.mark.django_db
LINE = re.compile(r'commonward_[a-z_]+(\{state="[a-z]+",kind="[a-z._]+"\})? [0-9.e+]+')


def test_it_is_ready_while_the_database_has_its_form(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True, "pending_migrations": 0}
    MigrationRecorder.Migration.objects.filter(app="community").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert client.get("/healthz").status_code == 200


def test_figures_are_for_prometheus_and_about_nobody(client: Client, nadia: Member) -> None:
    nadia.posts("A quiet walk does wonders after a long night shift.")
    Beat.objects.create(worker="one", at=clock.now())
    Work.objects.create(kind="media.inspect", subject_id=81)
    Work.objects.create(kind="media.inspect", subject_id=82, state=Work.State.FAILED, error="OSError")
    page = client.get("/metrics")
    assert page["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in page.content.decode().splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert "commonward_workers 1" in lines
    assert 'commonward_work{state="waiting",kind="media.inspect"} 1' in lines
    assert 'commonward_work{state="failed",kind="media.inspect"} 1' in lines
    assert "nadia" not in page.content.decode().lower()


@pytest.mark.parametrize("meta", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}])
def test_to_everybody_else_there_is_nothing(client: Client, meta: dict[str, str]) -> None:
    hidden = client.get("/metrics", **meta)
    assert hidden.status_code == 404
