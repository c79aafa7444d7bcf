"""Every page asks the database a fixed number of questions, however much there is: with one of everything, and twenty.

Design section 7 allows twelve. Pages that put a reading on the ledger may ask four more. The numbers are pinned, so
that a page which asks more than before says so here, and one that asks less gets its smaller number.
"""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from contracts.addresses import named, path_of
from contracts.crowd import Crowd
from contracts.scene import Town, undone
from contracts.test_doors import BODIES, DOORS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("counts"), pytest.mark.slow]

MOST = 12
RECORDED = 4
#: Pages whose reading goes on the ledger.
ON_RECORD = frozenset(
    {
        "oversight:fetch_export",
        "oversight:incident",
        "oversight:ledger",
        "oversight:export_ledger",
        "oversight:correction",
        "people:members",
        "people:staff",
        "people:decide_credential",
        "people:open_evidence",
        "oversight:review",
        "oversight:ethics_query",
        "care:thread",
        "care:history",
        "care:held_entry",
        "care:held_file",
        "care:showing",
        "consent:question",
        "care:file",
        "care:file_page",
        "care:file_original",
    }
)

# fmt: off
#: Address, of what, for whom, how many questions.
COUNTS = """
account_login                       | -                       | nobody| 1
people:children                     | -                       | nadia | 5
people:sign_ons                     | -                       | nadia | 6
people:organisation_sign_on         | an organisation         | ada   | 5
account_logout                      | -                       | nadia | 3
account_inactive                    | -                       | nadia | 3
account_signup                      | -                       | nobody| 1
account_reauthenticate              | -                       | nadia | 5
account_email                       | -                       | nadia | 11
account_email_verification_sent     | -                       | nadia | 3
account_change_password             | -                       | nadia | 3
account_reset_password              | -                       | nadia | 3
account_confirm_email               | a link of nobody's      | nadia | 3
account_reset_password_from_key_done| -                       | nadia | 3
account_reset_password_from_key     | a link of nobody's      | nadia | 4
account_reset_password_done         | -                       | nadia | 3
mfa_index                           | -                       | nadia | 6
mfa_index                           | -                       | lena  | 5
mfa_reauthenticate                  | -                       | mo    | 5
mfa_reauthenticate_webauthn         | a passkey               | lena  | 9
mfa_activate_totp                   | -                       | nadia | 7
mfa_deactivate_totp                 | -                       | mo    | 5
mfa_view_recovery_codes             | a passkey               | lena  | 5
mfa_generate_recovery_codes         | a passkey               | lena  | 4
mfa_download_recovery_codes         | a passkey               | lena  | 5
mfa_list_webauthn                   | -                       | lena  | 4
mfa_add_webauthn                    | -                       | nadia | 8
mfa_remove_webauthn                 | a passkey               | lena  | 4
mfa_edit_webauthn                   | a passkey               | lena  | 4
people:entry                        | -                       | pia   | 5
people:invite_many                  | an organisation         | ada   | 4
people:suspend                      | a member                | ada   | 7
people:devices                      | -                       | nadia | 6
people:second_step                  | -                       | una   | 4
people:you                          | -                       | nadia | 7
people:you                          | -                       | olu   | 8
people:new_seat                     | -                       | nadia | 3
people:end_seat                     | a seat                  | nadia | 4
people:settings                     | -                       | nadia | 4
people:profession                   | -                       | nadia | 3
people:credentials                  | -                       | nadia | 7
people:credentials_to_verify        | -                       | olu   | 5
people:restate_credential           | a credential            | nadia | 4
people:evidence                     | a credential            | nadia | 6
people:open_evidence                | a picture of a licence  | olu   | 10
people:decide_credential            | a credential            | olu   | 11
people:members                      | an organisation         | ada   | 13
people:members                      | an organisation         | priya | 6
people:end_membership               | a member                | ada   | 6
people:invitation                   | an invitation           | ada   | 4
people:invitation                   | an invitation           | nobody| 2
people:offices                      | an organisation         | ada   | 5
people:own_offices                  | -                       | olu   | 5
people:readiness                    | -                       | nadia | 5
people:staff                        | an organisation         | ada   | 10
people:publishing                   | -                       | olu   | 5
people:applications                 | -                       | nadia | 6
smart_configuration                 | -                       | nobody| 0
connect:asked                       | a request to connect    | lena  | 5
connect:registered                  | the whole place         | pia   | 4
connect:remove                      | a registered application | pia  | 4
people:notices                      | -                       | nadia | 9
people:notices                      | -                       | lena  | 12
consent:page                        | -                       | lena  | 10
consent:own                         | a kind to permit        | lena  | 4
consent:question                    | a question              | lena  | 6
consent:question                    | a question that the team asked | ivo | 13
consent:studies                     | a study                 | olu   | 5
consent:study_numbers               | a study                 | olu   | 8
consent:receipt                     | a grant                 | lena  | 4
consent:receipt_file                | a grant                 | lena  | 4
care:home                           | -                       | lena  | 6
care:home                           | -                       | ivo   | 12
care:choose                         | -                       | lena  | 4
care:ask                            | a care team             | sam   | 4
care:relationship                   | a relationship          | lena  | 7
care:relationship                   | a relationship of the team | ivo | 10
care:proxies                        | a relationship          | lena  | 5
care:new_thread                     | a relationship          | lena  | 7
care:thread                         | a thread                | lena  | 15
care:thread                         | a thread of the team    | ivo   | 16
care:change                         | a message               | lena  | 6
care:history                        | a message               | lena  | 6
care:emergency                      | the second reader       | hana  | 8
care:emergencies                    | -                       | olu   | 5
care:held                           | the second reader       | hana  | 9
care:held_entry                     | held words              | hana  | 13
care:ask_to_show                    | a relationship of the team | ivo | 7
care:ask_to_permit                  | a relationship of the team | ivo | 8
care:showing                        | a question to show      | lena  | 4
care:showing                        | a question of the team  | ivo   | 10
care:own_teams                      | a team that one serves in | ivo | 8
care:propose                        | a team that one serves in | ivo | 10
care:invited                        | -                       | lena  | 3
care:ready                          | a team that one leads   | ivo   | 9
care:ready_reply                    | a ready reply           | ivo   | 7
care:kept                           | words kept in care      | bo    | 5
care:held_file                      | a held file             | hana  | 13
care:file                           | a file                  | lena  | 4
care:file                           | a file to the team      | ivo   | 10
care:file_original                  | a file to the team      | ivo   | 10
care:file_page                      | a page of a file        | lena  | 5
care:hand_over                      | a thread of the team    | ivo   | 6
care:calendar                       | an organisation         | ada   | 5
care:hours                          | a care team             | ada   | 5
care:rota                           | a care team             | ada   | 8
care:teams                          | an organisation         | ada   | 5
care:team                           | a care team             | ada   | 6
care:check                          | a place to write        | lena  | 5
care:draft                          | a place to write        | lena  | 9
ui:components                       | -                       | nadia | 3
healthz                             | -                       | nadia | 4
people:notice_settings              | -                       | nadia | 6
people:end_digest                   | a digest's link         | nobody| 0
people:push_devices                 | -                       | nadia | 6
people:ways                         | -                       | pia   | 5
oversight:looking_up                | -                       | pia   | 5
ui:push_worker                      | -                       | nadia | 3
arrivals                            | -                       | nadia | 3
readyz                              | -                       | nadia | 5
metrics                             | -                       | nadia | 6
community:search                    | -                       | nadia | 4
community:person_feed               | face of lena            | nadia | 5
community:place_feed                | an organisation         | nadia | 5
community:people_at                 | an organisation         | nadia | 7
oversight:queue                     | -                       | mo    | 7
oversight:review                    | a review                | mo    | 15
oversight:review                    | a report's review       | mo    | 15
oversight:review                    | a review that was taken | mo    | 15
oversight:review                    | an appeal               | olu   | 16
oversight:appeal                    | a refusal               | lena  | 5
oversight:own_review                | a refusal               | lena  | 7
oversight:own_review                | a review                | lena  | 7
oversight:alarms                    | -                       | mo    | 6
oversight:own_reports               | -                       | sam   | 4
oversight:own_data                  | -                       | lena  | 4
oversight:fetch_export              | a copy                  | lena  | 9
oversight:who_read                  | -                       | lena  | 4
oversight:correct                   | -                       | lena  | 4
oversight:desk                      | -                       | olu   | 7
oversight:incidents                 | -                       | olu   | 11
oversight:incident                  | an incident             | olu   | 11
oversight:retention                 | -                       | olu   | 6
oversight:ledger                    | -                       | olu   | 12
oversight:export_ledger             | the ledger as a file    | olu   | 8
oversight:correction                | a correction            | olu   | 10
oversight:delete_account            | -                       | lena  | 5
oversight:branding                  | an organisation         | ada   | 4
oversight:logo                      | a logo                  | nobody| 2
ui:colour                           | a colour                | nobody| 0
oversight:text                      | a text of a house       | nobody| 1
oversight:write_text                | a text of a house       | ada   | 5
oversight:library                   | an organisation         | ada   | 5
oversight:library_add               | an organisation         | ada   | 4
oversight:library_picture           | a picture of a library  | ada   | 5
community:credit                    | a picture for followers | lena  | 4
oversight:transparency              | -                       | lena  | 3
oversight:transparency              | -                       | nobody| 0
oversight:told                      | -                       | lena  | 4
oversight:catalogue                 | -                       | nadia | 4
oversight:here                      | an organisation         | ada   | 5
oversight:here                      | an organisation         | nadia | 5
oversight:entries                   | an organisation         | nadia | 5
oversight:entry                     | an entry                | quiet | 7
oversight:entry                     | an entry                | nadia | 7
oversight:codes                     | -                       | nadia | 4
oversight:rule                      | a rule                  | nadia | 4
community:home                      | -                       | lena  | 10
community:home                      | -                       | nobody| 3
community:home                      | -                       | nadia | 11
community:home                      | -                       | mo    | 8
community:welcome                   | -                       | lena  | 7
community:welcome                   | -                       | nobody| 3
community:local                     | -                       | lena  | 9
community:local                     | -                       | nobody| 3
community:colleagues                | -                       | lena  | 9
community:tag                       | a tag                   | lena  | 9
community:saved                     | -                       | lena  | 9
community:write                     | -                       | lena  | 5
community:post                      | a public post           | lena  | 11
community:post                      | a public post           | nobody| 4
community:post                      | a public post           | priya | 10
community:post                      | an answer               | sam   | 11
community:post                      | a held post             | lena  | 11
community:post                      | a post for followers    | fay   | 10
community:post                      | a health post           | priya | 12
community:post                      | a health post           | nobody| 6
community:quality                   | a health post           | nadia | 12
community:quality                   | a health post           | quiet | 12
community:quality                   | a health post           | nobody| 6
community:dispute                   | a health post           | quiet | 11
community:reply                     | a public post           | lena  | 9
community:edit                      | a public post           | lena  | 8
community:history                   | a public post           | lena  | 8
community:history                   | a public post           | nobody| 4
community:withdraw                  | a public post           | lena  | 7
community:report                    | a public post           | nadia | 8
community:picture                   | a picture for followers | lena  | 4
community:covers                    | a picture for followers | lena  | 6
community:before                    | a picture for followers | lena  | 4
community:picture                   | a picture for followers | fay   | 5
community:person                    | face of lena            | lena  | 9
community:person                    | face of lena            | nobody| 5
community:person                    | face of lena            | priya | 10
community:distance                  | face of lena            | lena  | 5
community:face                      | -                       | lena  | 4
community:privacy                   | -                       | lena  | 3
community:distances                 | -                       | lena  | 4
community:own_posts                 | -                       | lena  | 7
community:chosen_person             | -                       | fay   | 5
community:let_know                  | -                       | sam   | 4
oversight:help_now                  | -                       | lena  | 3
oversight:help_now                  | -                       | nobody| 0
oversight:review                    | a call                  | olu   | 16
oversight:ethics                    | -                       | lena  | 4
oversight:ethics                    | -                       | mo    | 5
oversight:ethics_query              | an ethics query         | lena  | 4
oversight:ethics_query              | an ethics query         | mo    | 10
community:questions                 | a held post             | lena  | 8
community:check                     | -                       | lena  | 7
community:draft                     | -                       | lena  | 12
"""
#: Addresses without a page of their own: they take something and lead on, or answer to nobody with 200.
NO_PAGE = frozenset({
    "account_set_password", "account_confirm_login_code", "demo", "mfa_authenticate", "mfa_login_webauthn",
    "people:organisation_factor", "arrivals_stream",
    "people:child_ask", "people:child_wish",
    "people:sign_on", "people:sign_on_back", "people:sign_on_over",
    "people:sign_on_new", "people:sign_on_connect", "people:sign_on_again",
    "connect:authorize", "connect:token", "connect:revoke", "connect:disconnect",
    "people:switch_seat", "people:remove_credential", "people:invite", "people:withdraw_invitation",
    "people:remove_evidence", "people:ask_training", "people:withdraw_training",
    "people:revoke_application",
    "people:read_notices", "people:open_notice", "people:end_office", "oversight:said_of_help", "oversight:end_hold",
    "consent:give", "consent:narrow", "consent:withdraw",
    "care:review_emergency", "care:take", "care:withdraw_proposal",
    "community:thank", "community:unthank", "community:save", "community:unsave", "community:follow",
    "community:mark", "community:unmark", "community:ask_review",
})
# fmt: on


def _rows() -> list[tuple[str, str, str, int]]:
    parts = ([part.strip() for part in line.split("|")] for line in COUNTS.strip().splitlines())
    return [(name, of, who, int(count)) for name, of, who, count in parts]


ROWS = _rows()
Counted = dict[tuple[str, str, str], int]


@pytest.fixture(scope="module")
def grown(town: Town) -> tuple[Counted, Counted]:
    """How much every page asks with one more of everything, and with twenty more on top."""
    Crowd(town, 1)
    few = {(name, of, who): _asked(town, name, of, who) for name, of, who, _count in ROWS}
    Crowd(town, 20)
    return few, {(name, of, who): _asked(town, name, of, who) for name, of, who, _count in ROWS}


def test_every_page_has_a_row() -> None:
    missing = set(named()) - {name for name, *_rest in ROWS} - NO_PAGE
    assert not missing, f"Pin in COUNTS how much {sorted(missing)} ask, and of what; see what it says when it differs."
    assert not {name for name, *_rest in ROWS} & NO_PAGE
    assert set(named()) >= NO_PAGE


def test_what_has_no_page_has_none() -> None:
    for name in NO_PAGE:
        assert not any(row.method == "GET" and "200" in row.cells for row in DOORS[name]), name


@pytest.mark.parametrize(("name", "of", "who", "count"), ROWS, ids=lambda part: str(part))
def test_flat_and_as_few_as_pinned(
    town: Town, grown: tuple[Counted, Counted], name: str, of: str, who: str, count: int
) -> None:
    few, many = (one[name, of, who] for one in grown)
    assert few == many, f"{name} asks {few} questions with one of everything, {many} with twenty: load them together."
    assert many <= MOST + (RECORDED if name in ON_RECORD else 0), f"{name} asks {many} questions; {MOST} are allowed."
    assert many == count, f"{name} asks {many} questions instead of {count}. If that is meant, pin {many} in COUNTS."


def _asked(town: Town, name: str, of: str, who: str) -> int:
    browser = town.out if who == "nobody" else getattr(town, who).client
    path = path_of(name, town.things[of].args)
    page = _page(name)

    def ask() -> HttpResponse:
        return browser.get(path) if page else browser.post(path, BODIES[name])

    with undone():
        ask()  # what is loaded once for a process is loaded now
    with undone(), CaptureQueriesContext(connection) as asked:
        answer = ask()
    assert answer.status_code in {200, 204}, (name, of, who, answer.status_code)
    return len(asked)


def _page(name: str) -> bool:
    return any(row.method == "GET" for row in DOORS[name])
