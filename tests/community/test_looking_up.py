"""Numbers of articles, asked of registers on this machine: off at first, the number alone, once, and failing."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from cast import Member
from cast.people import seated
from commonward.config import doctor
from commonward.kernel import clock, work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.oversight import looking_up, references
from commonward.oversight.models import Article
from community.test_quality import card, verified

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

PAGE = "/policy/articles/"
WORDS = "Fewer falls in a randomised trial (PMID: 31452104), and see https://doi.org/10.1136/BMJ.n71 for more."
KNOWN = {
    "title": "Falls after <i>exercise</i> & rest.",
    "fulljournalname": "Journal of Steps",
    "source": "J Steps",
    "pubdate": "2019 Aug 26",
}


@dataclass
class Register:
    """Both registers at once, and what they were asked."""

    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    dois: dict[str, int] = field(default_factory=lambda: {"10.1136/bmj.n71": 1})
    articles: dict[str, dict[str, str]] = field(default_factory=lambda: {"31452104": KNOWN})
    status: int = 200
    says: bytes | None = None

    def answer(self, path: str) -> tuple[int, bytes]:
        if self.says is not None or self.status != 200:
            return self.status, self.says or b""
        if path.startswith("/handles/"):
            code = self.dois.get(path.removeprefix("/handles/"), 100)
            return (200 if code == 1 else 404), json.dumps({"responseCode": code}).encode()
        number = path.split("id=")[1].split("&")[0]
        found = self.articles.get(number, {"error": "cannot get document summary"})
        return 200, json.dumps({"result": {"uids": [number], number: found}}).encode()


@pytest.fixture
def register(settings: object) -> Iterator[Register]:
    made = Register()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.headers.append({name.lower(): value for name, value in self.headers.items()})
            status, content = made.answer(self.path)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    settings.DOI_REGISTER = f"{here}/handles/"  # type: ignore[attr-defined]
    settings.PUBMED_REGISTER = f"{here}/summary"  # type: ignore[attr-defined]
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def boss(db: None) -> Member:
    """The administrator of the whole place."""
    return seated("boss", Role.ADMINISTRATOR)


@pytest.fixture
def on(boss: Member, nadia: Member, olu: Member, register: Register) -> Register:
    verified(nadia, olu)
    assert boss.client.post(PAGE, {"on": "on"}).status_code == 302
    return register


def test_nothing_is_asked_while_it_is_off(nadia: Member, olu: Member, sam: Member, register: Register) -> None:
    verified(nadia, olu)
    post = nadia.posts(WORDS)
    work.drain()
    assert register.asked == []
    assert not Article.objects.exists()
    assert card(sam.client, post).count("(not looked up)") == 2


def test_an_administrator_turns_it_on_after_reading_what_leaves(boss: Member, nadia: Member) -> None:
    page = boss.client.get(PAGE).content.decode()
    assert "Nothing outside this place is called." in page
    assert "doi.org" in page
    assert "eutils.ncbi.nlm.nih.gov" in page
    assert "They do not learn the post, who wrote it, or who reads it." in page
    assert nadia.client.post(PAGE, {"on": "on"}).status_code == 403
    assert not looking_up.is_on()
    boss.client.post(PAGE, {"on": "on"})
    assert "It is turned on." in boss.client.get(PAGE).content.decode()
    boss.client.post(PAGE, {"on": "off"})
    assert not looking_up.is_on()
    actions = Entry.objects.filter(action__startswith="looking_up.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["looking_up.turned_on", "looking_up.turned_off"]
    assert PAGE in boss.client.get("/you/").content.decode()


def test_the_card_says_what_the_registers_know(nadia: Member, sam: Member, on: Register) -> None:
    post = nadia.posts(WORDS)
    work.drain()
    told = card(sam.client, post)
    assert "exists: Falls after exercise &amp; rest, Journal of Steps, 2019; looked up" in told
    assert "doi:10.1136/BMJ.n71 (exists, looked up" in told
    assert "Given, and there is such an article. Nobody has read for you whether it says this." in told


def test_only_the_number_leaves(nadia: Member, on: Register) -> None:
    nadia.posts(WORDS)
    work.drain()
    assert sorted(on.asked) == [
        "/handles/10.1136/bmj.n71",
        "/summary?db=pubmed&id=31452104&retmode=json&tool=commonward",
    ]
    assert all(headers.keys() == {"host", "accept", "accept-encoding"} for headers in on.headers)


def test_a_number_that_nobody_gave_out(nadia: Member, sam: Member, on: Register) -> None:
    on.dois.clear()
    on.articles.clear()
    post = nadia.posts(WORDS)
    work.drain()
    told = card(sam.client, post)
    assert told.count("(no such number, looked up") == 2
    assert "Given, with a number that nobody gave out." in told


def test_a_number_is_asked_once_and_again_after_half_a_year(nadia: Member, on: Register) -> None:
    nadia.posts(WORDS)
    work.drain()
    nadia.posts(f"{WORDS} Once more.")
    work.drain()
    assert len(on.asked) == 2
    with clock.at(clock.now() + timedelta(days=looking_up.HOLDS_DAYS + 1)):
        Article.objects.filter(form="doi").update(looked_at=clock.now())
        with transaction.atomic():
            looking_up.ask(references.find(WORDS))
        work.drain()
    assert len(on.asked) == 3


@pytest.mark.parametrize(("status", "says"), [(500, None), (302, None), (200, b"<html>"), (200, b"[]"), (200, b"{}")])
def test_a_register_in_trouble_is_tried_again_and_told_to_the_doctor(
    nadia: Member, sam: Member, on: Register, status: int, says: bytes | None
) -> None:
    on.status, on.says = status, says
    post = nadia.posts("Fewer falls, see https://doi.org/10.1136/bmj.n71 for the trial.")
    moment = clock.now()
    for _ in range(work.MOST_ATTEMPTS + 2):
        moment += timedelta(hours=2)
        with clock.at(moment):
            work.drain()
    assert 1 < len(on.asked) <= work.MOST_ATTEMPTS
    assert "/elsewhere" not in on.asked
    with clock.at(moment):
        assert "(not looked up)" in card(sam.client, post)
        assert not doctor._articles().is_well


def test_what_not_everybody_may_read_is_not_asked(nadia: Member, on: Register) -> None:
    nadia.posts("For those who follow me: PMID 31452104", audience="followers")
    work.drain()
    assert on.asked == []


def test_no_more_than_so_many_a_minute(nadia: Member, on: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "MOST_A_MINUTE", 1)
    nadia.posts(WORDS)
    work.drain()
    assert len(on.asked) == 1
    with clock.at(clock.now() + timedelta(minutes=5)):
        work.drain()
    assert len(on.asked) == 2


def test_only_this_machine_is_called_without_a_lock(settings: object) -> None:
    with pytest.raises(ValueError, match="may be called"):
        looking_up._call("http://doi.org/api/handles/10.1/x")
