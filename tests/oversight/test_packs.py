"""An organisation's policy: drafted, tried on stored examples, in force at once, rolled back; milder as allowed."""

import re

import pytest
from django.test import Client

from cast import Member, member
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.models import Post
from commonward.guard import Decision
from commonward.guard.policy import examples
from commonward.guard.policy.catalogue import Column, load
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import packs, policies, trials
from commonward.oversight.models import Pack, Verdict
from commonward.oversight.policies import Change
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db

#: A picture that nobody knows who does not see: a warning in the catalogue.
PICTURE = "Our garden in bloom. [image: ]"
STRICTER = Change("access.alt-text", Column.PUBLIC, Decision.HOLD, "Half of our members can not see well.")


def place(by: Member) -> Organisation:
    """The member's organisation, as a request brings it."""
    organisation = by.fresh_seat().organisation
    assert organisation is not None
    return organisation


def in_draft(by: Member, *wanted: Change) -> Pack:
    """A draft with these changes."""
    for one in wanted:
        packs.change(by.person, place(by), one)
    draft = packs.draft_of(by.person)
    assert draft is not None
    return draft


def _seen(by: Member) -> str:
    """What the page of this administrator says of the draft as it stands."""
    return packs.mark_of(packs.draft_of(by.person))


def in_force(by: Member, *wanted: Change) -> Pack:
    """These changes, tried and activated."""
    in_draft(by, *wanted)
    packs.try_out(by.person, place(by))
    return packs.activate(by.person, place(by), seen=_seen(by))


def verdict(by: Member, text: str = PICTURE) -> str:
    """The strictest that the live check says where this member writes."""
    form = {"text": text, "audience": "public", "key": "new"}
    page = by.client.post("/write/check/", form).content.decode()
    levels = re.findall(r'class="finding" data-level="(\w+)"', page)
    return next((level for level in ("block", "hold", "warn", "note") if level in levels), "allow")


def milder_one() -> Change:
    """A change that the catalogue allows to make a rule milder."""
    rule = next(one for one in load() if one.is_loosenable and one.outcomes[Column.GROUP] > Decision.NOTE)
    return Change(rule.id, Column.GROUP, Decision.NOTE, "Our groups are read along day and night.")


# --- What may be changed --------------------------------------------------------------------------------------------
def test_the_words_of_these_tests_are_a_warning(nadia: Member) -> None:
    assert verdict(nadia) == "warn"


def test_stricter_takes_effect_at_once_for_this_organisation_alone(ada: Member, nadia: Member, remy: Member) -> None:
    pack = in_force(ada, STRICTER)
    assert verdict(nadia) == "hold"
    assert verdict(remy) == "warn"
    outcome = nadia.publishes(PICTURE)
    assert isinstance(outcome, Done)
    assert outcome.post.state == Post.State.HELD
    assert outcome.version.screening.policy == f"{load().version}+harbour.1" == policies.version_of(pack)
    entry = Entry.objects.filter(action="post.submitted").last()
    assert entry is not None
    assert entry.policy == f"{load().version}+harbour.1"


def test_a_draft_judges_nobody(ada: Member, nadia: Member) -> None:
    in_draft(ada, STRICTER)
    packs.try_out(ada.person, place(ada))
    assert verdict(nadia) == "warn"


def test_milder_goes_only_where_the_catalogue_says_so(ada: Member) -> None:
    in_draft(ada, milder_one())
    for rule, decision, sentence in (
        ("phi.name", Decision.NOTE, "may not be made milder"),
        ("crisis.suicide-risk", Decision.BLOCK, "keep somebody from help"),
    ):
        with pytest.raises(Unacceptable) as refused:
            packs.change(ada.person, place(ada), Change(rule, Column.PUBLIC, decision, "We would like to."))
        assert sentence in refused.value.sentence
        assert refused.value.field == "decision"
    assert [one.rule for one in policies.changes_of(packs.draft_of(ada.person))] == [milder_one().rule]


def test_the_catalogues_own_outcome_takes_a_change_out(ada: Member) -> None:
    in_draft(ada, STRICTER)
    own = load().rule(STRICTER.rule).outcomes[Column.PUBLIC]
    draft = in_draft(ada, Change(STRICTER.rule, Column.PUBLIC, own))
    assert draft.changes == []


def test_who_may_not(nadia: Member, mo: Member, remy: Member, sam: Member, ada: Member) -> None:
    organisation = place(ada)
    for one in (nadia, mo, remy, sam):
        with pytest.raises(Denied):
            packs.change(one.person, organisation, STRICTER)
        with pytest.raises(Denied):
            packs.activate(one.person, organisation, seen="")
        with pytest.raises(Denied):
            packs.roll_back(one.person, organisation, 0)
    assert not Pack.objects.exists()


def test_a_privacy_officer_may(olu: Member, nadia: Member) -> None:
    in_force(olu, STRICTER)
    assert verdict(nadia) == "hold"


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("", "Say why"),
        ("Because of our patient Odalys Ferriman.", "without names"),
        ("x" * 301, "under 300"),
    ],
)
def test_the_reason_is_screened_since_members_read_it(ada: Member, why: str, sentence: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        packs.change(ada.person, place(ada), Change(STRICTER.rule, Column.PUBLIC, Decision.HOLD, why))
    assert refused.value.field == "why"
    assert sentence in refused.value.sentence


# --- Tried before it is activated -----------------------------------------------------------------------------------
def test_what_was_not_tried_as_it_stands_is_not_activated(ada: Member) -> None:
    in_draft(ada, STRICTER)
    with pytest.raises(Conflict):
        packs.activate(ada.person, place(ada), seen=_seen(ada))
    packs.try_out(ada.person, place(ada))
    in_draft(ada, milder_one())  # the trial was of the draft before
    with pytest.raises(Conflict):
        packs.activate(ada.person, place(ada), seen=_seen(ada))
    assert place(ada).policy_in_force is None


def test_the_trial_names_exactly_the_examples_that_are_decided_otherwise(ada: Member) -> None:
    in_draft(ada, STRICTER)
    draft = packs.try_out(ada.person, place(ada))
    own = examples.of_rules(frozenset({STRICTER.rule}))
    assert draft.tried == len(own) > 8
    marked = [one for one in own if one.spans and one.author == "professional"]
    named = {row["example"] for row in draft.trial}
    assert {one.name for one in marked} & named
    assert not {one.name for one in own if not one.spans} & named  # what the rule leaves alone stays as it was
    assert {(row["context"], row["after"]) for row in draft.trial} == {("public_post", "hold")}
    assert all(Decision.of(row["before"]) < Decision.HOLD for row in draft.trial)
    entry = Entry.objects.get(action="policy.tried")
    assert entry.detail == {"checks": draft.tried, "differently": len(draft.trial)}


def test_a_trial_of_nothing_finds_nothing() -> None:
    assert trials.try_out(load(), load()) == trials.Trial(0, ())


# --- Versions -------------------------------------------------------------------------------------------------------
def test_an_earlier_version_comes_back_as_the_next(ada: Member, nadia: Member) -> None:
    in_force(ada, STRICTER)
    in_force(ada, Change(STRICTER.rule, Column.PUBLIC, Decision.BLOCK, "No exception."))
    assert verdict(nadia) == "block"
    again = packs.roll_back(ada.person, place(ada), 1)
    assert (again.number, again.returns_to, again.state) == (3, 1, Pack.State.ACTIVE)
    assert verdict(nadia) == "hold"
    packs.roll_back(ada.person, place(ada), 0)
    assert verdict(nadia) == "warn"
    assert list(Pack.objects.order_by("number").values_list("state", flat=True)) == ["retired"] * 3 + ["active"]
    entries = Entry.objects.filter(action__startswith="policy.").order_by("sequence")
    assert list(entries.values_list("action", flat=True)) == [
        "policy.changed", "policy.tried", "policy.activated",
        "policy.changed", "policy.tried", "policy.activated",
        "policy.rolled_back", "policy.rolled_back",
    ]  # fmt: skip
    with pytest.raises(NotFound):
        packs.roll_back(ada.person, place(ada), 9)


def test_a_pack_that_is_gone_lets_words_wait_and_not_pass(ada: Member, nadia: Member) -> None:
    Organisation.objects.filter(pk=place(ada).pk).update(policy_in_force=7)
    outcome = nadia.publishes("A quiet walk.")
    assert isinstance(outcome, Done)
    assert outcome.version.screening.verdict == Verdict.UNAVAILABLE
    assert outcome.post.state == Post.State.WAITING


def test_after_an_upgrade_what_is_no_longer_allowed_falls_back_to_the_catalogue() -> None:
    gone = Change("phi.name", Column.PUBLIC, Decision.NOTE, "x")
    strange = Change("old.rule", Column.PUBLIC, Decision.BLOCK, "x")
    assert policies.left_out([gone, STRICTER, strange]) == (gone, strange)
    policy = policies.policy_with([gone, STRICTER, strange], version="now")
    assert policy.rule("phi.name").outcomes == load().rule("phi.name").outcomes
    assert policy.rule(STRICTER.rule).outcomes[Column.PUBLIC] is Decision.HOLD


def test_a_policy_does_not_tell_where_somebody_with_a_chosen_name_works(
    ada: Member, nadia: Member, sam: Member, harbour: Organisation
) -> None:
    in_force(ada, STRICTER)
    quiet = member("Quiet River", Role.PROFESSIONAL, at=harbour, profession="nurse", pseudonym=True)
    text = "Walking after surgery shortens the stay: PMID 31452104."
    for by, told in ((nadia, True), (quiet, False)):
        post = by.posts(text)
        for path in (f"/p/{post.pk}/", f"/p/{post.pk}/quality/"):
            page = sam.client.get(path).content.decode()
            assert f"by policy {load().version}" in page
            assert ("harbour" in page.lower()) is told, path


# --- The pages ------------------------------------------------------------------------------------------------------
def _form(client: Client, **data: str) -> tuple[int, str]:
    answer = client.post("/policy/here/", data)
    return answer.status_code, answer.content.decode()


def test_trying_what_no_text_decides_says_so(ada: Member) -> None:
    in_draft(ada, Change("access.captions", Column.PUBLIC, Decision.HOLD, "Many of us read along without sound."))
    packs.try_out(ada.person, place(ada))
    page = ada.client.get("/policy/here/").content.decode()
    assert "No stored example can try this" in page
    assert "0 of 0" not in page


def test_the_whole_way_through_the_page(ada: Member, nadia: Member) -> None:
    wanted = {"rule": "access.alt-text", "column": "P", "decision": "hold", "why": STRICTER.why, "do": "change"}
    assert _form(ada.client, **wanted)[0] == 302
    assert "Not tried yet." in ada.client.get("/policy/here/").content.decode()
    _form(ada.client, do="try")
    page = ada.client.get("/policy/here/").content.decode()
    assert "checks would be decided differently" in page
    assert "Put it in force now" in page
    _form(ada.client, do="activate", seen=_seen(ada))
    page = nadia.client.get("/policy/here/").content.decode()
    assert STRICTER.why in page
    assert "Change an outcome" not in page
    rule = nadia.client.get("/policy/access.alt-text/").content.decode()
    assert "At Harbour Clinic" in rule
    card = nadia.client.post("/write/check/", {"text": PICTURE, "audience": "public", "key": "new"}).content.decode()
    assert "<b>Your organisation</b> Half of our members can not see well." in card
    _form(ada.client, do="back:0")
    assert "takes the catalogue as it is" in nadia.client.get("/policy/here/").content.decode()


def test_what_can_not_be_taken_is_said_beside_its_field_and_nothing_is_lost(ada: Member) -> None:
    words = {"rule": "phi.name", "column": "P", "decision": "note", "why": "We know each other.", "do": "change"}
    status, page = _form(ada.client, **words)
    assert status == 422
    error = re.search(r'id="decision-error".*?</p>', page, re.DOTALL)
    assert error is not None
    assert "may not be made milder" in error.group(0)
    assert "We know each other." in page
    assert re.search(r'<option value="phi.name" selected>', page)
    for field in ("rule", "column", "decision"):
        status, page = _form(ada.client, **(words | {field: ""}))
        assert (status, f'id="{field}-error"' in page) == (422, True)


def test_the_draft_is_given_up_and_changes_are_taken_out(ada: Member) -> None:
    in_draft(ada, STRICTER)
    _form(ada.client, do="drop:access.alt-text P")
    draft = packs.draft_of(ada.person)
    assert draft is not None
    assert draft.changes == []
    for _again in range(2):
        _form(ada.client, do="give-up", seen=_seen(ada))
        assert packs.draft_of(ada.person) is None


@pytest.mark.parametrize("do", ["activate", "give-up"])
def test_of_two_administrators_the_second_decides_on_what_they_saw(ada: Member, olu: Member, do: str) -> None:
    """One tries the draft; before they put it in force, the other changes it and tries it, too."""
    in_draft(ada, STRICTER)
    packs.try_out(ada.person, place(ada))
    opened = re.search(r'name="seen" value="(\w+)"', ada.client.get("/policy/here/").content.decode())
    assert opened is not None
    in_draft(olu, milder_one())
    packs.try_out(olu.person, place(olu))
    answer = ada.client.post("/policy/here/", {"do": do, "seen": opened.group(1)}, follow=True)
    assert "Somebody else changed the draft since you opened this page." in answer.content.decode()
    assert place(ada).policy_in_force is None
    assert len(policies.changes_of(packs.draft_of(olu.person))) == 2
    _form(ada.client, do=do, seen=_seen(ada))
    assert (place(ada).policy_in_force is None) == (do == "give-up")


def test_what_blocks_here_stops_here(ada: Member, nadia: Member) -> None:
    in_force(ada, Change("access.alt-text", Column.PUBLIC, Decision.BLOCK, "No exception."))
    assert isinstance(nadia.publishes(PICTURE), Stopped)


def test_strangers_and_seats_without_a_place(sam: Member, remy: Member, ada: Member) -> None:
    in_force(ada, STRICTER)
    assert sam.client.get("/policy/here/").status_code == 403
    assert STRICTER.why not in remy.client.get("/policy/here/").content.decode()
    assert not Pack.objects.visible_to(remy.person).exists()
    assert Client().get("/policy/here/").status_code == 302
