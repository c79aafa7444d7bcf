"""From nothing to a configured place, by options and by questions, and again; wrong answers are told first."""

import os
import pty
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from commonward.config import beginning
from commonward.config.beginning import Refused
from config.browsing import Browser
from config.installed import VERBS, Answer, Installation, until
from config.test_killed_while_publishing import is_up
from config.test_processes import free_port

ADA = "ada@harbour.example"


class TestAnswers:
    """Every answer is looked at, and told kindly what would do."""

    @pytest.mark.parametrize("given", ["https://ward.example", "https://ward.example/", "http://localhost:8000"])
    def test_addresses_that_do(self, given: str) -> None:
        assert beginning.address(given) == given.rstrip("/")

    @pytest.mark.parametrize("given", ["ward.example", "https://ward.example/us", "http://ward.example", "ftp://x", ""])
    def test_addresses_that_do_not(self, given: str) -> None:
        with pytest.raises(Refused, match="https"):
            beginning.address(given)

    @pytest.mark.parametrize(("given", "found"), [("", ""), ("sqlite", ""), ("sqlite:////x/y.db", "sqlite:////x/y.db")])
    def test_databases_that_do(self, given: str, found: str) -> None:
        assert beginning.database(given) == found

    @pytest.mark.parametrize("given", ["mysql://localhost/x", "a place", "postgres://us:secret-words@127.0.0.1:1/none"])
    def test_databases_that_do_not_are_said_without_their_password(self, given: str) -> None:
        with pytest.raises(Refused) as refusal:
            beginning.database(given)
        assert "secret-words" not in str(refusal.value)

    def test_a_file_for_sqlite_is_kept_with_its_whole_path(self, tmp_path: Path) -> None:
        assert beginning.database(str(tmp_path / "us.sqlite3")) == f"sqlite:///{tmp_path}/us.sqlite3"

    @pytest.mark.parametrize("given", ["ada@harbour.example", "keys", "./keys"])
    def test_folders_are_written_from_the_root(self, given: str) -> None:
        with pytest.raises(Refused, match="the whole path"):
            beginning.whole_folder(given)

    def test_mail_comes_from_the_place_where_nothing_else_is_said(self, tmp_path: Path) -> None:
        sender = next(one for one in beginning.questions(tmp_path) if one.option == "mail-from")
        found = {"COMMONWARD_SITE_URL": "https://care.harbour.example", "COMMONWARD_SITE_NAME": "Harbour Clinic"}
        assert beginning.otherwise(sender, found) == "Harbour Clinic <no-reply@care.harbour.example>"
        assert beginning.otherwise(sender, {"COMMONWARD_SITE_URL": "http://localhost:8000"}) == sender.otherwise

    @pytest.mark.parametrize("given", ["mail.example", "https://mail.example", "smtp://"])
    def test_mail_servers_that_do_not(self, given: str) -> None:
        with pytest.raises(Refused, match="smtp://"):
            beginning.mail(given)

    @pytest.mark.parametrize("given", ["ada", "ada@harbour", "a b@harbour.example", ""])
    def test_addresses_for_mail_that_do_not(self, given: str) -> None:
        with pytest.raises(Refused, match="an @"):
            beginning.email(given)

    @pytest.mark.parametrize("given", ["Mars/Olympus", "../etc/passwd", ""])
    def test_time_zones_that_do_not(self, given: str) -> None:
        with pytest.raises(Refused, match="Europe/Berlin"):
            beginning.time_zone(given)

    def test_folders_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(Refused, match="cannot be made"):
            beginning.folder(str(tmp_path / "file" / "below"))

    @pytest.mark.parametrize("given", ["smtp://us:${HOME}@mail.example", "two\nlines"])
    def test_what_a_line_of_the_file_cannot_hold(self, given: str) -> None:
        with pytest.raises(Refused, match="%24"):
            beginning.refuse_unwritable(given)

    def test_what_is_written_is_read_back(self, tmp_path: Path) -> None:
        told = {"A": "it's “ours” # here", "B": "smtp://us:p%40$x@mail.example:587", "C": "back\\slash", "D": ""}
        assert beginning.write(tmp_path, told)
        assert beginning.kept(tmp_path) == told
        assert stat.S_IMODE((tmp_path / "commonward.env").stat().st_mode) == 0o600
        assert not beginning.write(tmp_path, told)
        assert beginning.write(tmp_path, {"A": "anew"})
        assert beginning.kept(tmp_path) == told | {"A": "anew"}

    def test_keys_and_backups_lie_apart(self, tmp_path: Path) -> None:
        together = {"COMMONWARD_KEYS_DIR": str(tmp_path / "k"), "COMMONWARD_BACKUP_DIR": str(tmp_path / "k" / "b")}
        with pytest.raises(Refused, match="lie apart"):
            beginning.refuse_together(tmp_path, together)


def initialised(place: Installation, *more: str) -> Answer:
    database = ("--database", place.database_url) if place.database_url else ()
    return place.run("init", "--no-input", *database, *more)


@pytest.fixture
def nothing(tmp_path: Path, empty_database: str) -> Installation:
    """A place where nothing is yet."""
    return Installation(tmp_path / "data", empty_database)


@pytest.mark.slow
def test_from_nothing_to_an_administrator_who_is_signed_in(nothing: Installation) -> None:
    port = free_port()
    answer = initialised(nothing, "--address", f"http://localhost:{port}", "--administrator", ADA, "--name", "Harbour")
    assert answer.returncode == 0, answer.stderr
    told = nothing.folder / "commonward.env"
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    keys = nothing.folder.with_name("data-keys")
    assert {path.name for path in keys.iterdir()} >= {"secret_key", "ledger_key", "sealing_keys"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert not list(nothing.folder.glob("*_key*"))
    link = re.search(r"http://localhost:\d+(/accounts/password/reset/key/\S+)", answer.stdout)
    assert link is not None

    before = {path: path.read_bytes() for path in [told, *keys.iterdir()]}
    again = initialised(nothing)
    assert again.returncode == 0, again.stderr
    assert "(as it was)" in again.stdout
    assert {path: path.read_bytes() for path in before} == before

    browser = Browser(port)
    with nothing.running("serve"):
        until(lambda: is_up(browser), seconds=100)
        page = browser.get(link.group(1))
        form = page.hidden | {"password1": "a long enough phrase 81", "password2": "a long enough phrase 81"}
        assert browser.post(page.url.removeprefix(f"http://localhost:{port}"), form).status == 200
        entered = Browser(port)
        signing = entered.get("/accounts/login/").hidden | {"login": ADA, "password": "a long enough phrase 81"}
        face = entered.post("/accounts/login/", signing)
        assert (face.url, "Harbour" in face.html) == (f"http://localhost:{port}/you/second-step", True)


@pytest.mark.slow
def test_a_password_from_a_file_and_one_that_is_easily_guessed(nothing: Installation, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("password1234\n")
    options = ("--address", "https://ward.example", "--administrator", ADA, "--password-file", str(password))
    refused = initialised(nothing, *options)
    assert (refused.returncode, "--password-file: This password is too common." in refused.stderr) == (2, True)
    password.write_text("a long enough phrase 81\n")
    answer = initialised(nothing, *options)
    assert answer.returncode == 0, answer.stderr
    assert "/accounts/password/reset/" not in answer.stdout
    assert "phrase" not in answer.stdout + answer.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "Say it with --address."),
        (["--address", "ward.example"], "--address: The address begins with https://"),
        (["--address", "https://ward.example", "--administrator", "ada"], "--administrator: An e-mail address has"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_written(tmp_path: Path, options: list[str], says: str) -> None:
    answer = Installation(tmp_path / "data").run("init", "--no-input", *options)
    assert (answer.returncode, says in answer.stderr) == (2, True), answer.stderr
    assert not (tmp_path / "data" / "commonward.env").exists()


@pytest.mark.slow
def test_somebody_at_a_terminal_is_asked_until_it_fits(nothing: Installation, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    (tmp_path / "password").write_text("a long enough phrase 81\n")
    said = ["ward.example", "https://ward.example", "Harbour", nothing.database_url, "", "", "", "", "", "", "ada", ADA]
    os.write(ours, "".join(f"{line}\n" for line in said).encode())
    try:
        done = subprocess.run(
            [sys.executable, *VERBS, "init", "--password-file", str(tmp_path / "password")],
            env=nothing.environment(),
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("The address people will type") == 2
    assert done.stdout.count("An e-mail address has a name, an @ and a host") == 1
    assert beginning.kept(nothing.folder)["COMMONWARD_SITE_NAME"] == "Harbour"
    code = "from commonward.people.models import Account; print(Account.objects.get().has_usable_password())"
    assert nothing.python(code).stdout == "True\n"
