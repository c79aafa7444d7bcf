"""How often: every address that takes something has a limit, or a reason why it needs none.

Signing in, signing up and new passwords are held to theirs in tests/people/test_too_often.py; that nothing written is
lost to a limit, in tests/failing.
"""

import pytest
from django.core.cache import cache

from cast import Member
from commonward.care.views.cover import COVER
from commonward.care.views.proposals import ACCEPT, PROPOSE
from commonward.care.views.ready import READY
from commonward.care.views.teams import TEAM
from commonward.care.views.turns import TURN
from commonward.community.views.trust import CALL
from commonward.fhir.views.connecting import CONNECT
from commonward.kernel import limits
from commonward.kernel.limits import Limit
from commonward.oversight.views.own_data import CORRECT, DELETE, EXPORT
from commonward.oversight.views.packs import POLICY
from commonward.people.views.applications import ALLOW
from commonward.people.views.credentials import STATE
from commonward.people.views.inviting import LIST
from commonward.people.views.offices import NAME
from commonward.people.views.organisations import INVITE
from commonward.people.views.reaching import DEVICES
from commonward.people.views.sign_ons import SET
from contracts.addresses import path_of
from contracts.scene import Town, undone
from contracts.test_doors import BODIES, DOORS, THEIRS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors")]

#: What each address that takes something counts as, and of what it is asked here.
LIMITED: dict[str, tuple[Limit, str]] = {
    "community:write": (limits.POST, "-"),
    "community:reply": (limits.POST, "a public post"),
    "community:edit": (limits.POST, "a public post"),
    "community:check": (limits.CHECK, "-"),
    "community:draft": (limits.CHECK, "-"),
    "community:face": (limits.POST, "-"),
    "community:report": (limits.REPORT, "an answer"),
    "community:thank": (limits.GESTURE, "an answer"),
    "community:unthank": (limits.GESTURE, "an answer"),
    "community:save": (limits.GESTURE, "a public post"),
    "community:unsave": (limits.GESTURE, "a public post"),
    "community:mark": (limits.GESTURE, "an answer"),
    "community:unmark": (limits.GESTURE, "an answer"),
    "community:ask_review": (limits.GESTURE, "a public post"),
    "community:dispute": (limits.POST, "a health post"),
    "community:covers": (limits.UPLOAD, "a picture for followers"),
    "community:follow": (limits.GESTURE, "face of priya"),
    "community:distance": (limits.GESTURE, "face of priya"),
    "community:privacy": (limits.GESTURE, "-"),
    "community:distances": (limits.GESTURE, "-"),
    "connect:asked": (CONNECT, "a request to connect"),
    "connect:registered": (CONNECT, "the whole place"),
    "consent:give": (limits.GESTURE, "-"),
    "consent:own": (limits.GESTURE, "a kind to permit"),
    "consent:question": (limits.GESTURE, "a question"),
    "care:ask_to_permit": (limits.POST, "a relationship of the team"),
    "care:ask": (limits.GESTURE, "a care team"),
    "care:relationship": (limits.GESTURE, "a relationship"),
    "care:proxies": (limits.GESTURE, "a relationship"),
    "care:new_thread": (limits.POST, "a relationship"),
    "care:thread": (limits.POST, "a thread"),
    "care:change": (limits.POST, "a message"),
    "care:check": (limits.CHECK, "a place to write"),
    "care:draft": (limits.CHECK, "a place to write"),
    "care:emergency": (limits.REPORT, "-"),
    "care:held_entry": (limits.GESTURE, "held words"),
    "care:ask_to_show": (limits.POST, "a relationship of the team"),
    "care:showing": (limits.GESTURE, "a question to show"),
    "care:propose": (PROPOSE, "a team that one serves in"),
    "care:withdraw_proposal": (PROPOSE, "an offer of care"),
    "care:invited": (ACCEPT, "-"),
    "care:ready": (READY, "a team that one leads"),
    "care:ready_reply": (READY, "a ready reply"),
    "care:kept": (limits.GESTURE, "words kept in care"),
    "care:held_file": (limits.GESTURE, "a held file"),
    "care:hand_over": (TURN, "a thread of the team"),
    "care:take": (TURN, "an alert"),
    "care:calendar": (COVER, "an organisation"),
    "care:hours": (COVER, "a care team"),
    "care:rota": (COVER, "a care team"),
    "care:teams": (TEAM, "an organisation"),
    "care:team": (TEAM, "a care team"),
    "oversight:here": (POLICY, "an organisation"),
    "oversight:own_data": (EXPORT, "-"),
    "oversight:delete_account": (DELETE, "-"),
    "oversight:correct": (CORRECT, "-"),
    "people:credentials": (STATE, "-"),
    "people:restate_credential": (STATE, "a credential"),
    "people:readiness": (limits.GESTURE, "-"),
    "people:staff": (limits.GESTURE, "an organisation"),
    "oversight:branding": (limits.GESTURE, "an organisation"),
    "oversight:write_text": (limits.POST, "a text of a house"),
    "oversight:library_add": (limits.UPLOAD, "an organisation"),
    "oversight:library_picture": (limits.POST, "a picture of a library"),
    "community:credit": (limits.POST, "a picture for followers"),
    "people:evidence": (limits.UPLOAD, "a credential"),
    "people:invite": (INVITE, "an organisation"),
    "people:offices": (NAME, "an organisation"),
    "people:organisation_sign_on": (SET, "an organisation"),
    "people:applications": (ALLOW, "-"),
    "people:push_devices": (DEVICES, "-"),
    "people:invite_many": (LIST, "an organisation"),
    "community:chosen_person": (limits.GESTURE, "-"),
    "community:let_know": (CALL, "-"),
    "community:questions": (limits.GESTURE, "a held post"),
    "community:search": (limits.SEARCH, "-"),
    "oversight:ethics_query": (limits.GESTURE, "an ethics query"),
}
#: Who tries, where only some may.
TRIED_BY = {
    "oversight:here": "ada",
    "people:staff": "ada",
    "oversight:branding": "ada",
    "oversight:write_text": "ada",
    "oversight:library_add": "ada",
    "oversight:library_picture": "ada",
    "community:credit": "lena",
    "people:invite": "ada",
    "people:invite_many": "ada",
    "people:offices": "ada",
    "people:organisation_sign_on": "ada",
    "connect:registered": "pia",
    "community:dispute": "quiet",
    "community:covers": "lena",
} | {
    "care:emergency": "hana",
    "care:held_entry": "hana",
    "care:held_file": "hana",
    "care:ready": "ivo",
    "care:propose": "ivo",
    "care:ask_to_show": "ivo",
    "care:ask_to_permit": "ivo",
    "care:withdraw_proposal": "ivo",
    "care:ready_reply": "ivo",
    "care:kept": "bo",
    "care:hand_over": "ivo",
    "care:take": "ivo",
    "care:calendar": "ada",
    "care:hours": "ada",
    "care:rota": "ada",
    "care:teams": "ada",
    "care:team": "ada",
}
#: Why an address that takes something needs no limit of its own.
FREE = {
    "care:review_emergency": "each is decided once",
    "consent:withdraw": "ends what there is, and nothing may stand in its way",
    "consent:narrow": "the same",
    "people:new_seat": "one seat of each role",
    "people:switch_seat": "changes only whom one acts as",
    "people:end_seat": "ends what there is",
    "people:entry": "by the few administrators of the place",
    "people:organisation_factor": "one of two states",
    "people:suspend": "one of two states",
    "people:devices": "ends what there is",
    "people:children": "ends what there is",
    "people:child_ask": "leads on for everybody who did not sign up as a child (tests/people/test_children.py)",
    "people:child_wish": "works once; how often it is opened has a limit (tests/people/test_children.py)",
    "people:sign_on_over": "counted by the address it comes from (tests/people/test_sign_on_over.py)",
    "people:sign_on_new": "after coming back from a server, which has a limit (tests/people/test_sign_on.py)",
    "people:sign_on_connect": "the same",
    "people:sign_ons": "ends what there is",
    "people:second_step": "changes only whom one acts as",
    "people:settings": "one's own settings",
    "people:notice_settings": "one's own settings",
    "people:end_digest": "ends what there is",
    "oversight:looking_up": "by the few administrators of the place",
    "people:ways": "by the few administrators of the place",
    "people:profession": "one's own profession",
    "people:remove_credential": "ends what there is",
    "people:ask_training": "one of two states",
    "people:withdraw_training": "ends what there is",
    "people:remove_evidence": "ends what there is",
    "people:decide_credential": "each is decided once",
    "people:withdraw_invitation": "ends what there is",
    "people:end_membership": "ends what there is",
    "people:invitation": "works once",
    "people:end_office": "ends what there is",
    "people:revoke_application": "ends what there is",
    "connect:disconnect": "ends what there is",
    "connect:remove": "ends what there is",
    "connect:token": "of programs, limited by their address (tests/fhir)",
    "connect:revoke": "the same",
    "people:publishing": "one pause at a time, and its end",
    "oversight:own_review": "ends what there is",
    "oversight:said_of_help": "of one's own words",
    "oversight:told": "ends what there is",
    "people:read_notices": "one's own notices",
    "people:open_notice": "one's own notices",
    "oversight:review": "each is decided once",
    "oversight:entry": "by the few clinicians of an organisation, each in their name",
    "oversight:incidents": "by the few privacy officers; in an emergency none should be stopped",
    "oversight:incident": "the same",
    "oversight:retention": "one hold for each person, by the few who answer for them",
    "oversight:end_hold": "ends what there is",
    "oversight:correction": "each is answered once",
    "oversight:appeal": "once for each decision",
    "community:withdraw": "ends what there is",
    "demo": "invented people",
}


def _takes() -> set[str]:
    return {name for name, rows in DOORS.items() if any(row.method == "POST" for row in rows)}


def test_every_address_that_takes_something_has_a_limit_or_a_reason() -> None:
    ours = {name for name in _takes() if not name.startswith(THEIRS)}
    missing = sorted(ours - set(LIMITED) - set(FREE))
    assert not missing, f"Say in LIMITED what {missing} count as, or in FREE why they need no limit."
    assert not (set(LIMITED) | set(FREE)) - ours


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("name", LIMITED)
def test_at_the_limit_one_is_told_when_to_come_back(town: Town, name: str) -> None:
    limit, of = LIMITED[name]
    thing = town.things[of]
    who: Member = getattr(town, TRIED_BY.get(name, "nadia" if name.startswith("people:") else "lena"))
    with undone():
        cache.clear()
        for _time in range(limit.times):
            limits.spend(limit, who.person)
        body = BODIES.get(name, {}) | {"publish": "1"}
        page = who.client.post(path_of(name, thing.args), body)
        assert page.status_code == 429, f"{name} counts as something else than {limit.name}, or not at all."
        assert 0 < int(page["Retry-After"]) <= limit.seconds
        other = town.sam.client.post("/write/check/", BODIES["community:check"])
        assert other.status_code == 200, "Somebody else's tries stop nobody."
