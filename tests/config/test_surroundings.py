"""What the doctor sees around an installation: clock, keys, backups, mail, proxy, and what was broken off."""

import http.server
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import transaction
from pytest_django import Settings

from commonward.config import surroundings
from commonward.kernel import clock, ledger
from commonward.kernel.actor import System
from commonward.kernel.ref import Ref

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = settings.KEYS_DIR = tmp_path / "data"
    settings.SEALING_KEYS_FILE = tmp_path / "data" / "sealing_keys"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.DATA_DIR.mkdir()
    settings.BACKUP_DIR.mkdir()


class TestClock:
    def test_a_clock_that_others_agree_with_is_well(self) -> None:
        assert surroundings.time_of_day().is_well

    def test_one_that_was_set_back_before_the_ledger_s_last_entry(self) -> None:
        with transaction.atomic():
            ledger.record(System("tests"), "ledger.opened", Ref("ledger", 0))
        with clock.at(clock.now() - timedelta(days=1)):
            answer = surroundings.time_of_day()
        assert (answer.is_well, "the ledger was written at" in answer.found) == (False, True)
        assert "NTP" in answer.remedy

    def test_one_that_runs_ahead_of_the_others(self) -> None:
        with clock.at(clock.now() + timedelta(hours=1)):
            answer = surroundings.time_of_day()
        assert (answer.is_well, "the file system's says" in answer.found) == (False, True)


class TestKeys:
    def test_keys_that_others_can_read(self, settings: Settings) -> None:
        (settings.KEYS_DIR / "secret_key").touch(mode=0o600)
        assert surroundings.key_files().is_well
        (settings.KEYS_DIR / "secret_key").chmod(0o644)
        answer = surroundings.key_files()
        assert (answer.is_well, answer.remedy) == (False, f"chmod 600 {settings.KEYS_DIR / 'secret_key'}")

    def test_keys_among_the_backups(self, settings: Settings) -> None:
        settings.KEYS_DIR = settings.BACKUP_DIR / "keys"
        settings.KEYS_DIR.mkdir()
        (settings.KEYS_DIR / "ledger_key").touch(mode=0o600)
        assert surroundings.key_files().found == "they lie with the backups that they open."


class TestBackups:
    @pytest.mark.parametrize(("hours", "is_well"), [(0, True), (40, True), (49, False), (-3, False)])
    def test_their_age(self, settings: Settings, hours: int, is_well: bool) -> None:
        at = clock.now() - timedelta(hours=hours)
        (settings.BACKUP_DIR / f"commonward-{at:%Y%m%dT%H%M%SZ}.tar.gz").touch()
        assert surroundings.backups().is_well is is_well

    def test_one_from_a_time_to_come_is_a_matter_of_the_clock(self, settings: Settings) -> None:
        at = clock.now() + timedelta(hours=3)
        (settings.BACKUP_DIR / f"commonward-{at:%Y%m%dT%H%M%SZ}.tar.gz").touch()
        answer = surroundings.backups()
        assert answer.found.endswith("was made 3 hours after what this clock says.")
        assert answer.remedy.startswith("Look at the clock first.")

    def test_none_yet_and_none_ever(self, settings: Settings) -> None:
        assert surroundings.backups().found.startswith("there is none in")
        settings.BACKUP_DIR = None
        assert surroundings.backups().remedy.startswith("Set COMMONWARD_BACKUP_DIR")
        settings.DEMO = True
        assert surroundings.backups().is_well


def test_what_was_broken_off_is_said_first(settings: Settings) -> None:
    assert list(surroundings.broken_off()) == []
    (settings.DATA_DIR / ".restoring").mkdir()
    (settings.DATA_DIR / ".restoring" / "journal.json").write_text(json.dumps({"entries": 3, "aside": "x"}))
    note = {"backup": "x", "version": "0.1.0", "entries": 3, "tip": "0"}
    (settings.DATA_DIR / ".upgrade.json").write_text(json.dumps(note))
    assert [answer.about for answer in surroundings.broken_off()] == ["Restore", "Upgrade"]


class _Greeter(socketserver.StreamRequestHandler):
    """A mail server as far as a greeting, without STARTTLS."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 here\r\n")


class TestMail:
    def test_files_will_do_on_this_machine_only(self, settings: Settings) -> None:
        settings.EMAIL_URL, settings.SITE_URL = "", "http://localhost:8000"
        assert surroundings.mail().is_well
        settings.SITE_URL = "https://ward.example"
        assert not surroundings.mail().is_well

    @pytest.fixture
    def _smtp(self, settings: Settings) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "smtp://127.0.0.1", "127.0.0.1", True

    @pytest.mark.usefixtures("_smtp")
    def test_no_mail_server(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            settings.EMAIL_PORT = probe.getsockname()[1]
        assert surroundings.mail().found == "the server does not answer as it should (ConnectionRefusedError)."

    @pytest.mark.usefixtures("_smtp")
    def test_one_that_would_send_in_the_clear(self, settings: Settings) -> None:
        with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Greeter)) as port:
            settings.EMAIL_PORT = port
            assert surroundings.mail().found == "the server offers no STARTTLS, and nothing is sent in the clear."
            settings.EMAIL_USE_TLS = False
            assert surroundings.mail().is_well


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path, *, days: int) -> Path:
    """A certificate for localhost that vouches for itself, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    bare = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, bare)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


class TestProxy:
    """A proxy before us, as its own answers show it."""

    @pytest.fixture(params=[90])
    def answers(
        self, request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[list[int]]:
        """The status that the proxy answers with."""
        status = [200]

        class Proxy(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status[0])
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        pem = certificate(tmp_path, days=request.param)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        with serving(server) as port:
            settings.SITE_URL = f"https://localhost:{port}"
            yield status

    def test_one_that_passes_everything_on(self, answers: list[int]) -> None:
        answer = surroundings.proxy()
        assert (answer.is_well, answer.found.endswith("its certificate is good for 90 days.")) == (True, True)

    @pytest.mark.parametrize(
        ("status", "found"), [(301, "pages lead in a circle"), (400, "the name of the host"), (502, "it answers 502")]
    )
    def test_what_it_does_not_pass_on(self, answers: list[int], status: int, found: str) -> None:
        answers[0] = status
        answer = surroundings.proxy()
        assert (answer.is_well, found in answer.found) == (False, True)

    @pytest.mark.parametrize(
        ("answers", "found"), [(5, "good for 5 days"), (-2, "certificate has expired")], indirect=["answers"]
    )
    @pytest.mark.usefixtures("answers")
    def test_a_certificate_that_runs_out(self, found: str) -> None:
        answer = surroundings.proxy()
        assert (answer.is_well, found in answer.found) == (False, True)

    def test_a_certificate_that_nobody_vouches_for(
        self, answers: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "other").mkdir()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path / "other", days=9)))
        assert surroundings.proxy().found.startswith("the certificate is not good")

    def test_nobody_there_and_none_needed(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            settings.SITE_URL = f"https://localhost:{probe.getsockname()[1]}"
        assert "does not answer from here" in surroundings.proxy().found
        settings.SITE_URL = "http://localhost:8000"
        assert surroundings.proxy().is_well
