"""What programs do: the same actions as on the pages, the same access, refusals as problem documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from api.asking import Program, problem, program_of, token_of
from cast import Member, member
from commonward.community.actions import gestures
from commonward.community.models import Draft, Post, Version
from commonward.config.api import api
from commonward.kernel.actor import Role
from commonward.oversight.models import Report
from contracts.scene import picture_file

pytestmark = pytest.mark.django_db
WORDS = "A quiet walk does wonders after a long night shift."
NAMES_SOMEBODY = "My friend Odalys Ferriman has cancer."
SNAPSHOT = Path(__file__).with_name("openapi.json")


# --- The document -------------------------------------------------------------------------------------------------
def test_the_document_is_the_one_that_was_agreed_on() -> None:
    # Programs rely on it. Where a change is meant: `commonward manage openapi > tests/api/openapi.json`.
    now = json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, default=str)
    assert now == SNAPSHOT.read_text(encoding="utf-8").rstrip("\n")


def test_everybody_may_read_the_document() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_every_operation_names_what_may_go_wrong() -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "404", "422", "429", "503"} <= {str(code) for code in operation["responses"]}, path
            assert operation["description"], (method, path)
            assert operation["security"] == [{"Bearer": []}]


# --- Writing ------------------------------------------------------------------------------------------------------
def _said(program: Program, text: str, **more: object) -> dict[str, Any]:
    answer = program.ask("POST", "/posts", {"text": text, **more})
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_post_is_said_and_read(nadia: Member, sam: Member) -> None:
    told = _said(program_of(nadia), f"{WORDS} #walking")
    assert (told["state"], told["audience"], told["version"]) == ("live", "public", 1)
    assert told["author"]["handle"] == "nadia-okafor"
    assert told["url"].endswith(f"/p/{told['id']}/")
    reader = program_of(sam)
    assert reader.get(f"/posts/{told['id']}")["text"] == f"{WORDS} #walking"
    assert [one["id"] for one in reader.get("/feeds/local")["items"]] == [told["id"]]
    assert [one["id"] for one in reader.get("/tags/walking/posts")["items"]] == [told["id"]]
    assert [one["id"] for one in reader.get("/profiles/nadia-okafor/posts")["items"]] == [told["id"]]


def test_an_answer_a_change_and_a_withdrawal(nadia: Member, sam: Member) -> None:
    author, reader = program_of(nadia), program_of(sam)
    post = _said(author, WORDS)
    answer = reader.ask("POST", f"/posts/{post['id']}/replies", {"text": "Thank you for saying so."})
    assert answer.status_code == 201
    assert answer.json()["in_reply_to"] == post["id"]
    assert [one["text"] for one in author.get(f"/posts/{post['id']}/replies")["items"]] == ["Thank you for saying so."]
    changed = author.ask("PUT", f"/posts/{post['id']}", {"text": "A short walk does wonders."})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert [one["number"] for one in reader.get(f"/posts/{post['id']}/versions")] == [2, 1]
    problem(reader.ask("PUT", f"/posts/{post['id']}", {"text": "Mine now."}), 403, "denied")
    problem(reader.ask("DELETE", f"/posts/{post['id']}"), 403, "denied")
    assert author.ask("DELETE", f"/posts/{post['id']}").status_code == 204
    problem(reader.ask("GET", f"/posts/{post['id']}"), 404, "not-found")


def test_what_is_held_is_told_to_its_author_alone(sam: Member, nadia: Member) -> None:
    author = program_of(sam)
    told = _said(author, NAMES_SOMEBODY)
    assert (told["state"], told["text"]) == ("held", NAMES_SOMEBODY)
    problem(program_of(nadia).ask("GET", f"/posts/{told['id']}"), 404, "not-found")


def test_what_is_stopped_says_what_was_found_and_writes_nothing(nadia: Member) -> None:
    answer = program_of(nadia).ask("POST", "/posts", {"text": "My patient Odalys Ferriman, MRN 00482913, went home."})
    told = problem(answer, 422, "needs-a-change")
    found = {one["rule"] for one in told["check"]["findings"]}
    assert {"phi.name", "phi.mrn"} <= found
    assert told["field"] == "text"
    assert "Ferriman" not in told["detail"]
    assert not Post.objects.exists()


def test_a_warning_goes_out_with_a_reason(sam: Member) -> None:
    program = program_of(sam)
    text = "Call me about the walk on 207-555-0142."
    told = problem(program.ask("POST", "/posts", {"text": text}), 422, "needs-a-change")
    assert told["field"] == "reasons"
    keys = [one["key"] for one in told["check"]["findings"] if one["level"] == "warn"]
    _said(program, text, reasons=dict.fromkeys(keys, "It is my own number."))


def test_first_public_words_are_looked_at_once_more(harbour: object) -> None:
    newcomer = member("Noor Haddad", Role.PROFESSIONAL, at=harbour, profession="nurse", wrote_before=False)  # type: ignore[arg-type]
    program = program_of(newcomer)
    told = problem(program.ask("POST", "/posts", {"text": WORDS}), 409, "look-again")
    assert told["field"] == "considered"
    _said(program, WORDS, considered=True)


def test_a_check_keeps_nothing(nadia: Member) -> None:
    program = program_of(nadia)
    found = program.ask("POST", "/checks", {"text": "Mrs. Odalys Ferriman went home on March 3rd."}).json()
    assert {one["rule"] for one in found["findings"]} >= {"phi.name", "phi.date"}
    assert all(one["fixes"] is not None and one["reason"] for one in found["findings"])
    assert not Post.objects.exists()
    assert not Draft.objects.exists()


def test_a_text_that_is_too_long_is_refused_as_on_the_page(nadia: Member) -> None:
    told = problem(program_of(nadia).ask("POST", "/posts", {"text": "word " * 20_000}), 422, "unacceptable")
    assert told["field"] == "text"


# --- The same attempt twice -----------------------------------------------------------------------------------------
def test_the_same_attempt_is_made_once(nadia: Member) -> None:
    program = program_of(nadia)
    first = program.ask("POST", "/posts", {"text": WORDS}, **{"idempotency-key": "one"})
    again = program.ask("POST", "/posts", {"text": WORDS}, **{"idempotency-key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert Version.objects.count() == 1
    _other = program.ask("POST", "/posts", {"text": WORDS}, **{"idempotency-key": "two"})
    assert Version.objects.count() == 2


def test_a_key_stands_for_one_thing(nadia: Member, sam: Member) -> None:
    program = program_of(nadia)
    program.ask("POST", "/posts", {"text": WORDS}, **{"idempotency-key": "one"})
    problem(program.ask("POST", "/posts", {"text": "Other words."}, **{"idempotency-key": "one"}), 409, "conflict")
    theirs = program_of(sam).ask("POST", "/posts", {"text": "Other words."}, **{"idempotency-key": "one"})
    assert theirs.status_code == 201
    reply = program.ask("POST", f"/posts/{theirs.json()['id']}/replies", {"text": WORDS}, **{"idempotency-key": "one"})
    assert reply.status_code in {201, 409}
    assert Version.objects.count() == 2


# --- Drafts, pictures, faces ----------------------------------------------------------------------------------------
def test_drafts_are_kept_read_and_forgotten(nadia: Member, sam: Member) -> None:
    program = program_of(nadia)
    kept = program.ask("PUT", "/drafts/new", {"text": "Not sent yet."}).json()
    assert program.get("/drafts/new") == kept
    assert [one["key"] for one in program.get("/drafts")] == ["new"]
    problem(program_of(sam).ask("GET", "/drafts/new"), 404, "not-found")
    told = program.ask("PUT", "/drafts/new", {"text": "Other words.", "state": "20200101"})
    problem(told, 409, "conflict")
    assert program.ask("PUT", "/drafts/new", {"text": "Other words.", "state": kept["state"]}).status_code == 200
    assert program.ask("DELETE", "/drafts/new").status_code == 204
    problem(program.ask("GET", "/drafts/new"), 404, "not-found")
    problem(program.ask("PUT", "/drafts/somewhere", {"text": "x"}), 422, "not-fitting")


def test_what_somebody_writes_on_the_page_stays_when_a_program_posts(nadia: Member) -> None:
    nadia.client.post("/write/draft/", {"text": "Half a thought.", "audience": "public", "key": "new"})
    _said(program_of(nadia), WORDS)
    assert Draft.objects.get().text == "Half a thought."


@pytest.mark.slow
def test_a_picture_is_brought_and_waits_to_be_looked_at(nadia: Member) -> None:
    token = token_of(nadia)
    brought = Client().post("/api/v1/pictures", {"file": picture_file()}, headers={"authorization": f"Bearer {token}"})
    assert brought.status_code == 201, brought.content
    told = _said(Program(token), WORDS, pictures=[{"id": brought.json()["id"], "alt": "A path"}])
    assert told["state"] == "waiting"
    other = Program(token).ask("POST", "/posts", {"text": WORDS, "pictures": [{"id": "7"}]})
    assert problem(other, 422, "unacceptable")["field"] == "pictures"


def test_a_face_is_changed_and_checked(nadia: Member) -> None:
    program = program_of(nadia)
    shown = program.ask("PUT", "/profile", {"display_name": "Nadia O.", "handle": "nadia-o", "biography": "Tea."})
    assert shown.json() == {"state": "shown", "handle": "nadia-o"}
    assert program.get("/profiles/nadia-o")["biography"] == "Tea."
    told = program.ask("PUT", "/profile", {"display_name": "N", "handle": "nadia-o"})
    assert problem(told, 422, "unacceptable")["field"] == "display_name"


# --- Among people ---------------------------------------------------------------------------------------------------
def test_gestures_are_made_and_taken_back(nadia: Member, sam: Member) -> None:
    post, program = nadia.posts(WORDS), program_of(sam)
    for path, flag in ((f"/posts/{post.pk}/thanks", "thanked"), (f"/posts/{post.pk}/saved", "saved")):
        for method, now in (("PUT", True), ("PUT", True), ("DELETE", False), ("DELETE", False)):
            assert program.ask(method, path).status_code == 204
            assert program.get(f"/posts/{post.pk}")[flag] is now
    for method, now in (("PUT", True), ("DELETE", False)):
        assert program.ask(method, "/profiles/nadia-okafor/follow").status_code == 204
        assert program.get("/profiles/nadia-okafor")["follows"] is now
    problem(program.ask("PUT", "/profiles/sam-ode/follow"), 403, "denied")


def test_a_block_hides_and_can_be_taken_back(nadia: Member, sam: Member) -> None:
    post, program = nadia.posts(WORDS), program_of(sam)
    assert program.ask("PUT", "/profiles/nadia-okafor/block").status_code == 204
    problem(program.ask("GET", f"/posts/{post.pk}"), 404, "not-found")
    problem(program.ask("GET", "/profiles/nadia-okafor"), 404, "not-found")
    (row,) = program.get("/distances")
    assert (row["handle"], row["kind"]) == ("nadia-okafor", "block")
    problem(program_of(nadia).ask("DELETE", f"/distances/{row['id']}"), 404, "not-found")
    assert program.ask("DELETE", f"/distances/{row['id']}").status_code == 204
    program.get(f"/posts/{post.pk}")


def test_a_report_arrives_once(nadia: Member, sam: Member) -> None:
    post, program = nadia.posts(WORDS), program_of(sam)
    made = program.ask("POST", f"/posts/{post.pk}/reports", {"reason": "other", "words": "Look here."})
    assert made.status_code == 201
    assert Report.objects.get().words == "Look here."
    problem(program.ask("POST", f"/posts/{post.pk}/reports", {"reason": "other"}), 409, "conflict")
    problem(program_of(nadia).ask("POST", f"/posts/{post.pk}/reports", {"reason": "other"}), 403, "denied")
    wrong = program_of(nadia).ask("POST", f"/posts/{sam.posts('Well.').pk}/reports", {"reason": "nothing"})
    assert problem(wrong, 422, "unacceptable")["field"] == "reason"


def test_notices_are_read(nadia: Member, sam: Member) -> None:
    gestures.thank(sam.person, nadia.posts(WORDS))
    program = program_of(nadia)
    told = program.get("/notices")
    assert told["unread"] == 1
    assert told["items"][0]["sentence"] == "Sam Ode thanked you."
    problem(program_of(sam).ask("POST", f"/notices/{told['items'][0]['id']}/read"), 404, "not-found")
    assert "/p/" in program.ask("POST", f"/notices/{told['items'][0]['id']}/read").json()["url"]
    assert program.get("/notices")["unread"] == 0
    gestures.follow(sam.person, nadia.profile)
    assert program.ask("POST", "/notices/read").status_code == 204
    assert program.get("/notices")["unread"] == 0


def test_search_goes_in_the_body(nadia: Member, sam: Member) -> None:
    post = nadia.posts("A lantern by the harbour. #evening")
    nadia.posts("The lantern for us.", audience="organisation")
    program = program_of(sam)
    found = program.ask("POST", "/search/posts", {"q": "lantren"}).json()
    assert ([one["id"] for one in found["items"]], found["near"], found["next"]) == ([str(post.pk)], True, None)
    people = program.ask("POST", "/search/people", {"q": "okafor"}).json()
    assert [one["handle"] for one in people["items"]] == ["nadia-okafor"]
    assert program.ask("POST", "/search/topics", {"q": "even"}).json() == ["evening"]
    problem(program.ask("GET", "/search/posts"), 405, "not-done-here")


# --- What does not fit ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "not-understood"),
        ("[]", 422, "not-fitting"),
        ('{"text": 7}', 422, "not-fitting"),
        ('{"text": "Ferriman", "txet": 1}', 422, "not-fitting"),
        ('{"text": "x", "audience": "Ferriman"}', 422, "not-fitting"),
        ('{"text": "x", "pictures": [{"id": "Ferriman"}]}', 422, "not-fitting"),
        ('{"text": "\\ud800"}', 422, "not-fitting"),
        ('{"text": "a\\u0000b"}', 201, ""),
        ("\xff", 400, "not-understood"),
    ],
)
def test_what_does_not_fit_is_told_without_repeating_it(nadia: Member, body: str, status: int, code: str) -> None:
    answer = Client().generic(
        "POST",
        "/api/v1/posts",
        body.encode("latin-1"),
        content_type="application/json",
        headers={"authorization": f"Bearer {token_of(nadia)}"},
    )
    if status == 201:
        assert answer.status_code == 201
        return
    problem(answer, status, code)
    assert b"Ferriman" not in answer.content


@pytest.mark.parametrize(
    "path", ["/nowhere", "/posts/7", "/posts/99999999999999999999", "/posts/x", "/profiles/nobody"]
)
def test_what_is_not_there(nadia: Member, path: str) -> None:
    answer = program_of(nadia).ask("GET", path)
    assert answer.status_code in {404, 422}
    problem(answer, answer.status_code, answer.json()["type"].rpartition(":")[2])


def test_pages_of_a_list_go_on_by_cursor(nadia: Member, sam: Member) -> None:
    posts = [str(nadia.posts(f"{WORDS} {number}").pk) for number in range(23)]
    program = program_of(sam)
    first = program.get("/feeds/local")
    second = program.get(f"/feeds/local?before={first['next']}")
    assert [one["id"] for one in [*first["items"], *second["items"]]] == posts[::-1]
    assert second["next"] is None
    problem(program.ask("GET", "/feeds/local?before=x"), 422, "not-fitting")
    problem(program.ask("GET", "/feeds/elsewhere"), 422, "not-fitting")
