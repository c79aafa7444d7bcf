"""What programs do in care: the same relationships, consent, checks and record as on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.asking import Program, problem, program_of
from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member
from cast.caring import Talk
from commonward.care.actions import relating
from commonward.care.models import Message, Reading, RecordEntry, Relationship, Thread
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel.models import Entry
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db
OTHERS_CHART = "My patient Odalys Ferriman takes warfarin too and she fell on March 3rd."
RED_FLAG = "I have crushing chest pain and my left arm is numb."


def _path(talk: Talk) -> str:  # noqa: F811
    return f"/care/threads/{talk.thread.pk}/messages"


def _said(program: Program, path: str, text: str, **more: object) -> dict[str, object]:
    answer = program.ask("POST", path, {"text": text, **more})
    assert answer.status_code == 201, answer.content
    told: dict[str, object] = answer.json()
    return told


def test_a_message_goes_into_the_record_and_is_read(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    patient, nurse = program_of(pat), program_of(nadia)
    told = _said(patient, _path(talk), "It was better today.", urgency="soon")
    assert (told["state"], told["version"], told["help"]) == ("filed", 1, False)
    entry = RecordEntry.objects.get(message=told["id"])
    assert (entry.channel, entry.urgency, entry.text) == ("program", "soon", "It was better today.")
    told = _said(nurse, _path(talk), "Good. Sit down when the room turns.")
    page = patient.get(_path(talk))
    assert [one["text"] for one in page["items"]] == [
        "Good. Sit down when the room turns.",
        "It was better today.",
        "I feel light in the head when I stand up.",
    ]
    assert page["next"] is None
    newest, own = page["items"][:2]
    assert (newest["is_own"], newest["author"]["name"]) == (False, "Nadia Okafor")
    assert (own["is_own"], own["author"]["is_patient"], own["flags"]) == (True, True, [])
    assert Reading.objects.filter(message=told["id"], reader=pat.seat).count() == 1
    seen = nurse.get(_path(talk))["items"]
    assert [row["name"] for row in seen[0]["seen"]] == ["Pat Lindqvist"]
    assert Entry.objects.filter(action="thread.read", seat=nadia.seat.pk).count() == 1


def test_lists_of_care_are_those_of_the_page(talk: Talk, pat: Member, nadia: Member, sam: Member) -> None:  # noqa: F811
    for who in (pat, nadia):
        program = program_of(who)
        (matter,) = program.get("/care/threads")
        assert (matter["id"], matter["topic"], matter["patient"]) == (
            str(talk.thread.pk),
            "The new tablet",
            "Pat Lindqvist",
        )
        assert matter["answer_by"] is not None
        assert program.get(f"/care/threads/{talk.thread.pk}")["closed"] == ""
        (one,) = program.get("/care/relationships")
        assert (one["id"], one["state"], one["closed"]) == (str(talk.relationship.pk), "established", "")
    assert [one["id"] for one in program_of(nadia).get("/care/threads?waiting=true")] == [str(talk.thread.pk)]
    stranger = program_of(sam)
    assert stranger.get("/care/threads") == stranger.get("/care/relationships") == []


def test_a_matter_is_begun_with_its_first_message(
    relationship: Relationship,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    program, path = program_of(pat), f"/care/relationships/{relationship.pk}/threads"
    told = _said(program, path, "It itches since Monday.", topic="The new cream")
    assert Thread.objects.get().topic == "The new cream"
    assert told["thread"] == str(Thread.objects.get().pk)
    told = problem(program.ask("POST", path, {"text": "It itches.", "topic": " "}), 422, "unacceptable")
    assert told["field"] == "topic"


def test_a_stranger_finds_nothing(talk: Talk, sam: Member) -> None:  # noqa: F811
    program = program_of(sam)
    for method, path in (
        ("GET", f"/care/threads/{talk.thread.pk}"),
        ("GET", _path(talk)),
        ("POST", _path(talk)),
        ("POST", f"/care/threads/{talk.thread.pk}/checks"),
        ("POST", f"/care/relationships/{talk.relationship.pk}/threads"),
        ("PUT", f"/care/messages/{talk.first.pk}"),
        ("GET", f"/care/messages/{talk.first.pk}/versions"),
    ):
        body = None if method == "GET" else {"text": "Hello."} | ({"topic": "Hello"} if "relation" in path else {})
        problem(program.ask(method, path, body), 404, "not-found")
    assert Message.objects.count() == 1


def test_the_same_attempt_is_one_message(talk: Talk, pat: Member) -> None:  # noqa: F811
    program = program_of(pat)
    first, again = (
        program.ask("POST", _path(talk), {"text": "Once."}, **{"idempotency-key": "one"}) for _time in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    other = program.ask("POST", _path(talk), {"text": "Other words."}, **{"idempotency-key": "one"})
    problem(other, 409, "conflict")
    assert Message.objects.filter(thread=talk.thread).count() == 2


def test_what_was_sent_before_is_told_though_nothing_more_may_be(
    talk: Talk,  # noqa: F811
    pat: Member,
    harbour: Organisation,
    grant: Grant,  # noqa: F811
) -> None:
    program = program_of(pat)
    first = program.ask("POST", _path(talk), {"text": "Once."}, **{"idempotency-key": "one"})
    consents.withdraw(pat.person, grant)
    again = program.ask("POST", _path(talk), {"text": "Once."}, **{"idempotency-key": "one"})
    assert again.json() == first.json()
    told = problem(program.ask("POST", _path(talk), {"text": "Twice."}), 403, "denied")
    assert "permit" in told["detail"]


def test_an_ended_relationship_says_why(talk: Talk, pat: Member) -> None:  # noqa: F811
    relating.end(pat.person, talk.relationship)
    program = program_of(pat)
    told = problem(program.ask("POST", _path(talk), {"text": "Hello?"}), 403, "denied")
    assert program.get(f"/care/threads/{talk.thread.pk}")["closed"] == told["detail"]


def test_staff_are_stopped_with_what_was_found(talk: Talk, nadia: Member) -> None:  # noqa: F811
    program = program_of(nadia)
    path = f"/care/threads/{talk.thread.pk}/checks"
    found = program.ask("POST", path, {"text": OTHERS_CHART}).json()
    told = problem(program.ask("POST", _path(talk), {"text": OTHERS_CHART}), 422, "needs-a-change")
    assert told["check"]["findings"] == found["findings"] != []
    assert "Ferriman" not in told["detail"]
    assert Message.objects.filter(thread=talk.thread).count() == 1


def test_a_sign_of_an_emergency_brings_help_and_is_delivered(talk: Talk, pat: Member) -> None:  # noqa: F811
    told = _said(program_of(pat), _path(talk), RED_FLAG)
    assert told["help"] is True
    assert str(told["help_url"]).endswith("/help-now/")
    assert Message.objects.get(pk=told["id"]).is_first


def test_other_words_are_the_next_version(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    program, path = program_of(pat), f"/care/messages/{talk.first.pk}"
    told = program.ask("PUT", path, {"text": "I feel light in the head in the morning."}).json()
    assert (told["version"], told["state"]) == (2, "filed")
    assert [one["number"] for one in program_of(nadia).get(f"{path}/versions")] == [2, 1]
    problem(program_of(nadia).ask("PUT", path, {"text": "Mine now."}), 403, "denied")


def test_pages_ask_as_much_for_twenty_messages_as_for_two(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    asked = {}
    talk.sent(nadia, "Thank you for telling me.")
    for who in (pat, nadia):
        program = program_of(who)
        program.get(_path(talk))
        with CaptureQueriesContext(connection) as few:
            program.get(_path(talk))
        asked[who.seat.pk] = len(few)
    for number in range(11):
        talk.sent(pat, f"It was like that on day {number}.")
        talk.sent(nadia, f"Thank you for telling me of day {number}.")
    for who in (pat, nadia):
        program = program_of(who)
        assert program.get(_path(talk))["next"] is not None
        with CaptureQueriesContext(connection) as many:
            program.get(_path(talk))
        assert len(many) == asked[who.seat.pk]
