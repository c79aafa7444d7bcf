"""`commonward example`: files for nginx, Caddy and systemd with the place's own name, folders and program in them."""

import sys
from pathlib import Path

import pytest

from commonward.config import verbs_example
from commonward.config.verbs_example import EXAMPLES

ADDRESS = "COMMONWARD_SITE_URL=https://care.harbour.example\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as `init` leaves it."""
    (tmp_path / "commonward.env").write_text(ADDRESS)
    monkeypatch.setenv("COMMONWARD_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("what", EXAMPLES)
def test_each_names_this_place_and_nothing_of_the_example(
    place: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verbs_example.example([what]) == 0
    told = capsys.readouterr()
    assert "commonward.example" not in told.out
    assert "/opt/commonward/" not in told.out
    if what.startswith("systemd"):
        assert f"Environment=COMMONWARD_DATA_DIR={place}\n" in told.out
        assert f"ExecStart={sys.prefix}/bin/commonward " in told.out
    else:
        assert "care.harbour.example" in told.out
    assert EXAMPLES[what][1] in told.err


@pytest.mark.parametrize("what", [name for name in EXAMPLES if name.startswith("systemd")])
def test_a_unit_lets_the_program_write_into_folders_on_other_disks(
    place: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = "COMMONWARD_BACKUP_DIR=/mnt/backups\nCOMMONWARD_KEYS_DIR=/var/lib/commonward/data-keys\n"
    (place / "commonward.env").write_text(ADDRESS + elsewhere)
    verbs_example.example([what])
    unit = capsys.readouterr().out
    assert "ProtectSystem=strict\n" in unit
    assert [line for line in unit.splitlines() if line.startswith("ReadWritePaths=")] == [
        f'ReadWritePaths="-{place}"',
        'ReadWritePaths="-/mnt/backups"',
    ]


def test_an_address_with_a_port_is_listened_at_and_passed_on(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "commonward.env").write_text(f"{ADDRESS.strip()}:8443\nCOMMONWARD_PORT=9000\n")
    verbs_example.example(["nginx"])
    told = capsys.readouterr().out
    assert "server_name care.harbour.example;" in told
    assert "    listen 8443 ssl http2;\n    listen [::]:8443 ssl http2;\n" in told
    assert "return 308 https://$host:8443$request_uri;" in told
    assert "proxy_set_header Host $host:8443;" in told
    assert "proxy_pass http://127.0.0.1:9000;" in told
    assert ":8000" not in told
    verbs_example.example(["caddy"])
    told = capsys.readouterr().out
    assert "\ncare.harbour.example:8443 {" in told
    assert "reverse_proxy 127.0.0.1:9000 {" in told


def test_no_part_of_nginx_notes_what_somebody_read(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verbs_example.example(["nginx"])
    told = capsys.readouterr().out
    assert told.count("server {") == told.count("access_log off;") == 2


def test_a_unit_does_not_hide_a_place_that_lies_in_somebodys_home(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "commonward.env").write_text(f"{ADDRESS}COMMONWARD_BACKUP_DIR={Path('/home') / 'backups'}\n")
    verbs_example.example(["systemd"])
    assert "ProtectHome=read-only\n" in capsys.readouterr().out


def test_before_there_is_a_place_it_is_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COMMONWARD_DATA_DIR", raising=False)
    assert verbs_example.example(["nginx", "--data", str(tmp_path / "nowhere")]) == 0
    assert "server_name commonward.example;" in capsys.readouterr().out


def test_another_wish_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        verbs_example.example(["apache"])
    assert left.value.code == 2
    assert "nginx" in capsys.readouterr().err
