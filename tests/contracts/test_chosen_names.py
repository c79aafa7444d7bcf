"""A chosen name tells nobody who stands behind it: neither the address of the account nor the place of work.

Addresses are known to those who answer for an organisation's members, on pages that do not show the chosen name.
"""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client

from cast import Member
from commonward.community.actions import gestures
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref
from commonward.oversight import reports
from contracts.scene import Thing, Town, undone
from contracts.test_doors import DOORS, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors")]

ACCOUNT, FACE, HANDLE = "wilhelmina", "Quiet River", "quiet-river"
#: Where the address of an account stands, and for whom: they verify it, or answer for who is a member.
KNOWN = {("people:members", "ada"), ("people:members", "olu"), ("people:members", "pia")} | {
    ("people:decide_credential", "ada"),
    ("people:decide_credential", "olu"),
    ("people:decide_credential", "pia"),
}


@pytest.fixture
def busy(town: Town) -> Iterator[Town]:
    """The town, where the one behind the chosen name has answered, thanked, followed and been reported."""
    with undone():
        quiet = town.quiet
        said = town.things["a post behind a chosen name"].args["pk"]
        post = quiet.profile.posts.get(pk=said)
        quiet.posts("Thank you for this.", parent=town.public)
        gestures.thank(quiet.person, town.answer)
        gestures.follow(quiet.person, town.sam.profile)
        version = Ref("version", post.live_id or 0)
        report = reports.report(town.sam.person, version, author=quiet.person, reason="other", words="")
        town.things["a report of the chosen name"] = Thing(quiet, {"pk": report.review_id})
        yield town
        del town.things["a report of the chosen name"]


def _pages(town: Town, who: Client) -> Iterator[tuple[str, str]]:
    """Every page that this browser gets."""
    for name, rows in DOORS.items():
        things = {row.of for row in rows if row.method == "GET"}
        if name == "oversight:review":
            things.add("a report of the chosen name")
        if name in {"community:post", "community:history"}:
            things.add("a post behind a chosen name")
        for of in things:
            answer = who.get(path_of(name, town.things[of].args))
            if answer.status_code == 200 and not answer.streaming:
                yield name, answer.content.decode(errors="replace")  # pictures and papers among them


@pytest.mark.slow
@pytest.mark.parametrize("viewer", ["nobody", "priya", "mo", "olu", "ada"])
def test_no_page_tells_who_stands_behind_a_chosen_name(busy: Town, viewer: str) -> None:
    member: Member | None = getattr(busy, viewer, None)
    told, faces = set(), set()
    for name, page in _pages(busy, busy.out if member is None else member.client):
        if ACCOUNT in page.lower():
            told.add((name, viewer))
            assert FACE not in page, f"{name} shows {viewer} the address together with the chosen name."
            assert HANDLE not in page
        if FACE in page:
            faces.add(name)
    assert told <= KNOWN, f"These show the address of an account: {told - KNOWN}"
    assert {"community:local", "community:person", "community:post"} <= faces


@pytest.mark.parametrize("viewer", ["nobody", "sam", "lew"])
def test_a_chosen_name_does_not_say_where_somebody_works(busy: Town, viewer: str) -> None:
    member: Member | None = getattr(busy, viewer, None)
    browser = busy.out if member is None else member.client
    for path in ("/@quiet-river/", path_of("community:post", busy.things["a post behind a chosen name"].args)):
        page = browser.get(path).content.decode()
        assert FACE in page
        assert "Harbour" not in page


def test_a_badge_beside_a_chosen_name_says_when_and_not_by_whom(busy: Town) -> None:
    page = busy.out.get("/@quiet-river/").content.decode()
    assert "Nurse, verified" in page
    assert "By whom is not told" in page


def test_neither_ledger_nor_mail_holds_the_chosen_name(busy: Town) -> None:
    for entry in Entry.objects.all():
        assert FACE.lower() not in str(vars(entry)).lower()
        assert HANDLE not in str(vars(entry))
    assert all(FACE not in str(letter.message()) for letter in mail.outbox)


def test_notices_name_the_chosen_name_and_nothing_else(busy: Town) -> None:
    page = busy.sam.client.get("/you/notices").content.decode()
    assert f"{FACE} follows you now." in page
    assert ACCOUNT not in page
