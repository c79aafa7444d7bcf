"""What programs are told of a conversation is what its page shows, fits the description, and leaves the same traces."""

import json
from typing import Any

import pytest
from django.test import Client

from api.asking import program_of, token_of
from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member, member
from cast.caring import Talk, seat_of
from cast.papers import picture
from commonward.care import access, conversation
from commonward.care.actions import proxies
from commonward.care.api.schemas import TalkOut
from commonward.care.models import Message
from commonward.kernel import work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.oversight.problems import whole

pytestmark = pytest.mark.django_db


def _path(talk: Talk) -> str:  # noqa: F811
    return f"/care/threads/{talk.thread.pk}/messages"


def _shown(who: Member, talk: Talk, before: str | None = None) -> dict[str, Any]:  # noqa: F811
    """What the page of this conversation has, as the interface calls it."""
    thread = access.get_thread(who.person, talk.thread.pk)
    part = access.part_of(who.person, thread.relationship)
    page = conversation.talk(who.person, seat_of(who), thread, part, before, unsent=False)
    items = [
        {
            "id": str(one.pk),
            "author": {"name": one.who.name, "role": one.who.role, "is_patient": one.who.is_patient},
            "is_own": one.is_own,
            "text": one.text,
            "sent_at": one.at.isoformat().replace("+00:00", "Z"),
            "state": one.waiting or "filed",
            "version": one.versions,
            "reviewer_words": one.reviewer_words,
            "seen": [{"name": row.who.name, "at": row.at.isoformat().replace("+00:00", "Z")} for row in one.seen],
            "flags": list(one.flags),
            "files": [
                {
                    "id": None if file.pk is None else str(file.pk),
                    "kind": file.kind,
                    "name": file.name,
                    "sentence": file.sentence,
                    "url": whole(file.url),
                }
                for file in one.files
            ],
        }
        for one in reversed(page.bubbles)
    ]
    return {"items": items, "next": page.earlier or None}


@pytest.mark.slow
def test_everybody_is_told_what_their_page_shows(talk: Talk, pat: Member, nadia: Member, priya: Member) -> None:  # noqa: F811
    elsa = member("Elsa Lindqvist", Role.CAREGIVER)
    proxies.name(pat.person, talk.relationship, "@elsa-lindqvist", proof="", scopes=frozenset({"message"}), until="")
    talk.sent(nadia, "Thank you. Sit down when the room turns.")
    talk.sent(elsa, "She fell on the stairs, and her neighbour Odalys Ferriman of 12 Mill Road saw it.")
    talk.sent(pat, "My neighbour Odalys Ferriman, MRN 00482913, born 03/03/1961, has the same rash.")
    upload = {"text": "The tablet.", "publish": "1", "new-file": picture("a tablet")}
    assert pat.client.post(f"/care/threads/{talk.thread.pk}/", upload).status_code == 302
    work.drain()
    pat.client.post(f"/care/messages/{talk.first.pk}/change/", {"text": "I feel light in the head.", "publish": "1"})
    others = "My patient Odalys Ferriman takes warfarin too and she fell on March 3rd."
    held = {"text": others, "publish": "1"}
    nadia.client.post(f"/care/threads/{talk.thread.pk}/", held)
    for who in (pat, nadia, priya, elsa, pat):
        who.client.get(f"/care/threads/{talk.thread.pk}/")  # so that everybody has read what there was before
    for who in (pat, nadia, priya, elsa):
        answer = program_of(who).ask("GET", _path(talk))
        assert answer.json() == _shown(who, talk)
        TalkOut.model_validate_json(answer.content)
        told = answer.json()["items"]
        assert len(told) >= 5
        assert any(one["files"] for one in told)
        assert who is priya or any(one["seen"] for one in told)
    assert any(one["flags"] for one in program_of(nadia).get(_path(talk))["items"])
    assert not any(one["flags"] for one in program_of(elsa).get(_path(talk))["items"])


def test_pages_go_on_where_the_one_before_ended(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    for number in range(22):
        talk.sent(pat, f"It was better today, {number}.")
    nurse = program_of(nadia)
    first = nurse.get(_path(talk))
    assert first == _shown(nadia, talk)
    assert len(first["items"]) == 20
    last = nurse.get(f"{_path(talk)}?before={first['next']}")
    assert last == _shown(nadia, talk, first["next"])
    assert (len(last["items"]), last["next"]) == (3, None)
    assert nurse.get(f"{_path(talk)}?before={talk.first.pk}") == {"items": [], "next": None}
    assert Message.objects.count() == 23


def test_each_reading_of_the_team_is_on_record_and_of_the_patient_the_first(
    talk: Talk,  # noqa: F811
    pat: Member,
    nadia: Member,
) -> None:
    nurse, patient = program_of(nadia), program_of(pat)
    for _time in range(2):
        nurse.get(_path(talk))
    entries = Entry.objects.filter(action="thread.read", subject_id=talk.thread.pk).order_by("sequence")
    assert [(one.seat, one.detail, one.on_behalf_of) for one in entries] == [
        (nadia.seat.pk, {"messages": 1, "new": 1}, pat.seat.pk),
        (nadia.seat.pk, {"messages": 1, "new": 0}, pat.seat.pk),
    ]
    talk.sent(nadia, "Good.")
    for _time in range(2):
        patient.get(_path(talk))
    (own,) = Entry.objects.filter(action="thread.read", seat=pat.seat.pk)
    assert (own.detail, own.on_behalf_of) == ({"messages": 2, "new": 1}, None)


def test_a_session_counts_for_nothing_and_an_unknown_host_is_refused(talk: Talk, pat: Member) -> None:  # noqa: F811
    assert pat.client.get(f"/api/v1{_path(talk)}").status_code == 401
    answer = Client().get(f"/api/v1{_path(talk)}", headers={"host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    answer = Client().get("/api/v1/nothing/here", headers={"authorization": f"Bearer {token_of(pat)}"})
    assert (answer.status_code, json.loads(answer.content)["status"]) == (404, 404)
    assert "Set-Cookie" not in answer.headers
