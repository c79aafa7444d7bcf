"""Settings that contradict each other are found before anything starts, each with what to do about it."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from commonward.config import checks
from commonward.kernel.models import Installation


def found() -> set[str]:
    """The identifiers of our findings."""
    messages = [*checks.check_settings(None), *checks.check_deployment(None)]
    assert all(message.hint for message in messages)
    return {str(message.id).removeprefix("commonward.") for message in messages}


@pytest.fixture(autouse=True)
def _sound(settings: Settings, tmp_path: Path) -> None:
    settings.SITE_URL, settings.LEDGER_HEADS_DIR = "https://ward.example", tmp_path
    settings.SEALING_KEYS_FILE = tmp_path / "sealing_keys"


def test_sound_settings_pass() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "E001"),
        ("SITE_URL", "ward.example", "E003"),
        ("SITE_URL", "ftp://ward.example", "E003"),
        ("SITE_URL", "https://ward.example/commonward", "E003"),
        ("SITE_URL", "http://ward.example", "E004"),
        ("SITE_URL", "http://192.0.2.7:8000", "E004"),
        ("TIME_ZONE", "Mars/Olympus", "E005"),
        ("TIME_ZONE", "../etc/passwd", "E005"),
        ("EMAIL_URL", "mail.example:587", "E008"),
        ("EMAIL_URL", "https://mail.example", "E008"),
        ("SECRET_KEY", "short", "E006"),
        ("SECRET_KEY", "a" * 64, "E006"),
        ("FACTOR_KEY", "", "E030"),
        ("FACTOR_KEY", "short", "E030"),
        ("SEALING_KEYS", "not thirty-two bytes", "E009"),
    ],
)
def test_settings_that_make_no_sense_are_found(settings: Settings, name: str, value: object, code: str) -> None:
    setattr(settings, name, value)
    assert found() == {code}


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000", "https://ward.example"]
)
def test_plain_http_is_for_this_machine(settings: Settings, url: str) -> None:
    settings.SITE_URL = url
    assert found() == set()


def test_debug_is_for_this_machine(settings: Settings) -> None:
    settings.DEBUG, settings.SITE_URL = True, "http://localhost:8000"
    assert found() == set()


def test_heads_beside_the_database_are_warned_of(settings: Settings) -> None:
    settings.LEDGER_HEADS_DIR = settings.DATA_DIR / "ledger-heads"
    assert found() == {"W001"}


def test_keys_beside_the_database_are_warned_of(settings: Settings) -> None:
    settings.SEALING_KEYS_FILE = settings.DATA_DIR / "sealing_keys"
    assert found() == {"W002"}


def test_only_databases_that_keep_the_ledger_append_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "VENDORS", frozenset({"another"}))
    assert found() == {"E007"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("demo", "is_demo", "codes"), [(True, False, ["E002"]), (False, True, ["E002"]), (True, True, [])]
)
def test_a_database_of_the_other_kind_is_found(settings: Settings, demo: bool, is_demo: bool, codes: list[str]) -> None:
    settings.DEMO = demo
    Installation.objects.create(is_demo=is_demo)
    messages = [message for message in run_checks(databases=["default"]) if str(message.id).startswith("commonward.")]
    assert [str(message.id).removeprefix("commonward.") for message in messages] == codes
