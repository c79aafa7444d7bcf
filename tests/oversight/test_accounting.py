"""The ledger for people: privacy officers by person, item, reader and time; everybody, who read what is theirs."""

import csv
import io
import json
from datetime import timedelta

import pytest

from cast import Member, member
from commonward.community.actions import gestures, publishing
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.oversight import accounting
from commonward.oversight.accounting import Sought
from commonward.oversight.models import Review
from commonward.people import actions
from commonward.people.models import Organisation, Seat
from commonward.people.queries import person_of

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night."
NAMES_SOMEBODY = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd."


def _read(pat: Member, mo: Member) -> Review:
    outcome = pat.publishes(NAMES_SOMEBODY)
    assert isinstance(outcome, publishing.Done)
    review = Review.objects.get(author=pat.seat)
    assert mo.client.get(f"/review/{review.pk}/").status_code == 200
    return review


def _acts(page: object) -> list[str]:
    return [line.action for line in page.context["lines"]]  # type: ignore[attr-defined]


def test_everybody_sees_who_read_what_is_theirs(pat: Member, mo: Member, sam: Member) -> None:
    assert "Nobody has opened" in pat.client.get("/your-data/read/").content.decode()
    review = _read(pat, mo)
    page = pat.client.get("/your-data/read/").content.decode()
    for said in ("Mo Tarek", "Moderator, Harbour Clinic", "read words of yours as a second person"):
        assert said in page
    assert str(review.pk) not in page, "numbers are for officers"
    assert "Mo Tarek" not in sam.client.get("/your-data/read/").content.decode()


def test_an_officer_looks_by_person_item_reader_act_and_day(
    pat: Member, nadia: Member, mo: Member, olu: Member
) -> None:
    post = nadia.posts(WORDS)
    review = _read(pat, mo)
    look = olu.client.get
    assert set(_acts(look("/desk/ledger/", {"who": "@nadia-okafor", "act": "post"}))) == {
        "post.submitted",
        "post.published",
    }
    assert _acts(look("/desk/ledger/", {"item": f"post:{post.pk}"})) == ["post.published", "post.submitted"]
    assert _acts(look("/desk/ledger/", {"reader": "mo-tarek"})) == ["review.read"]
    assert _acts(look("/desk/ledger/", {"who": "pat-lindqvist", "act": "review"})) == ["review.read"]
    assert _acts(look("/desk/ledger/", {"who": "nobody-here"})) == []
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    assert _acts(look("/desk/ledger/", {"since": tomorrow})) == []
    assert _acts(look("/desk/ledger/", {"until": tomorrow, "item": f"review:{review.pk}"})) == ["review.read"]


def test_an_officer_reads_words_beside_the_codes(nadia: Member, olu: Member) -> None:
    post = nadia.posts(WORDS)
    page = olu.client.get("/desk/ledger/", {"item": f"post:{post.pk}"}).content.decode()
    assert "published a post" in page
    assert 'href="?act=post.published"' in page


def test_the_desk_counts_one_and_many(pat: Member, olu: Member) -> None:
    pat.publishes(NAMES_SOMEBODY)
    assert "<b>1</b> post or face that is held" in olu.client.get("/desk/").content.decode()
    pat.publishes(NAMES_SOMEBODY.replace("Odalys", "Rosalind"))
    assert "<b>2</b> posts or faces that are held" in olu.client.get("/desk/").content.decode()


def test_looking_is_on_record_and_no_word_is_shown(pat: Member, mo: Member, olu: Member) -> None:
    _read(pat, mo)
    before = Entry.objects.filter(action="ledger.read").count()
    page = olu.client.get("/desk/ledger/")
    assert Entry.objects.filter(action="ledger.read", seat=olu.seat.pk).count() == before + 1
    assert "Odalys" not in page.content.decode()


def test_what_cannot_be_looked_for_is_said_beside_the_field(olu: Member) -> None:
    page = olu.client.get("/desk/ledger/", {"item": "post", "since": "yesterday"})
    assert page.status_code == 422
    said = page.content.decode()
    assert "Write what it is and its number" in said
    assert "Write the day as" in said
    assert olu.client.get("/desk/ledger/csv/", {"item": "post"}).status_code == 422


def test_it_can_be_taken_along_as_csv_and_json_lines(nadia: Member, olu: Member) -> None:
    post = nadia.posts(WORDS)
    answer = olu.client.get("/desk/ledger/csv/", {"item": f"post:{post.pk}"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert [row["action"] for row in rows] == ["post.published", "post.submitted"]
    assert {row["seat"] for row in rows} == {str(nadia.seat.pk)}
    answer = olu.client.get("/desk/ledger/jsonl/", {"item": f"post:{post.pk}"})
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]  # type: ignore[attr-defined]
    assert [line["action"] for line in lines] == ["post.published", "post.submitted"]
    assert {line["hash"] for line in lines} == set(
        Entry.objects.filter(subject_kind="post", subject_id=post.pk).values_list("hash", flat=True)
    )
    assert Entry.objects.filter(action="ledger.exported", seat=olu.seat.pk).count() == 2
    assert olu.client.get("/desk/ledger/xml/").status_code == 404


def test_an_officer_sees_nothing_of_another_organisation(remy: Member, nadia: Member, olu: Member) -> None:
    theirs, ours = remy.posts(WORDS), nadia.posts(WORDS)
    seen = set(accounting.entries_for(olu.person).filter(subject_kind="post").values_list("subject_id", flat=True))
    assert seen == {ours.pk}
    assert not accounting.search(olu.person, Sought(who="remy-laurent")).exists()
    gestures.thank(remy.person, ours)
    assert accounting.search(olu.person, Sought(item=f"post:{ours.pk}", act="post.thanked")).exists()
    assert theirs.pk not in seen


def test_two_seats_of_one_person_are_not_told_apart_as_one(nadia: Member, priya: Member, olu: Member) -> None:
    """Nadia thanks a colleague as a caregiver: her clinic's officer learns of the seat, and not that it is hers."""
    post = priya.posts(WORDS)
    other = actions.take_seat(nadia.account, Role.CAREGIVER)
    quiet = Member(nadia.account, Seat.objects.get(pk=other.pk))
    quiet.client.post("/face/", {"display_name": "Quiet Fox", "handle": "quiet-fox", "is_pseudonym": "1"})
    gestures.thank(person_of(quiet.fresh_seat()), post)
    asked = accounting.search(olu.person, Sought(item=f"post:{post.pk}", act="post.thanked"))
    line = json.loads(next(accounting.as_json(olu.person, asked)))
    assert (line["seat"], line["actor_id"]) == (other.pk, None)
    assert not accounting.search(olu.person, Sought(who="nadia-okafor")).filter(seat=other.pk).exists()
    assert str(nadia.account.pk) not in olu.client.get("/desk/ledger/", {"act": "post.thanked"}).content.decode()


def test_whoever_answers_for_the_whole_place_sees_everything(remy: Member) -> None:
    pia = member("Pia Ek", Role.ADMINISTRATOR)
    remy.posts(WORDS)
    assert accounting.entries_for(pia.person).count() == Entry.objects.count()


def test_nobody_else_comes_to_the_desk(nadia: Member, mo: Member, pat: Member, harbour: Organisation) -> None:
    for who in (nadia, mo, pat):
        for path in ("/desk/", "/desk/ledger/", "/desk/ledger/csv/"):
            assert who.client.get(path).status_code == 403
        assert not accounting.entries_for(who.person).exists()


def test_the_desk_says_what_waits_and_for_how_long(pat: Member, mo: Member, olu: Member) -> None:
    noon = clock.now().replace(hour=12, minute=0)  # what is older than today is told by its day
    with clock.at(noon - timedelta(hours=3)):
        pat.publishes(NAMES_SOMEBODY)
    with clock.at(noon):
        page = olu.client.get("/desk/").content.decode()
    assert "<b>1</b> post or face that is held" in page
    assert "oldest: 3 h" in page
