"""The door matrix: every address of the site, and what each of eight people gets there.

A row says: address, of what, method, then what its owner gets, a colleague without the right, a stranger, and somebody
who is signed out; where an office matters also the moderator, the privacy officer and the administrator of the same
organisation, and the moderator of another. `in` leads to signing in. An address without a row fails; a method without
a row must be refused with 405. What is hidden must answer exactly as what is not there.
"""

import re
from dataclasses import dataclass
from itertools import groupby

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.addresses import named, path_of
from contracts.scene import Thing, Town

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors")]

# fmt: off
TABLE = """
account_login                       | -                                  | GET  | 302 302 302 200
account_login                       | -                                  | POST | 302 302 302 200
account_logout                      | -                                  | GET  | 200 200 200 302
account_logout                      | -                                  | POST | 302 302 302 302
account_inactive                    | -                                  | GET  | 200 200 200 200
account_signup                      | -                                  | GET  | 302 302 302 200
account_signup                      | -                                  | POST | 302 302 302 200
account_reauthenticate              | -                                  | GET  | 200 200 200  in
account_reauthenticate              | -                                  | POST | 200 200 200  in
account_email                       | -                                  | GET  | 200 200 200  in
account_email                       | -                                  | POST | 302 302 302  in
account_email_verification_sent     | -                                  | GET  | 200 200 200 200
account_change_password             | -                                  | GET  | 200 200 200  in
account_change_password             | -                                  | POST | 200 200 200  in
account_set_password                | -                                  | GET  | 302 302 302  in
account_set_password                | -                                  | POST | 302 302 302  in
account_reset_password              | -                                  | GET  | 200 200 200 200
account_reset_password              | -                                  | POST | 200 200 200 200
account_confirm_login_code          | -                                  | GET  | 302 302 302  in
account_confirm_login_code          | -                                  | POST | 302 302 302  in
account_confirm_email               | a link of nobody's                 | GET  | 200 200 200 200
account_confirm_email               | a link of nobody's                 | POST | 404 404 404 404
account_reset_password_from_key_done| -                                  | GET  | 200 200 200 200
account_reset_password_from_key     | a link of nobody's                 | GET  | 200 200 200 200
account_reset_password_from_key     | a link of nobody's                 | POST | 200 200 200 200
account_reset_password_done         | -                                  | GET  | 200 200 200 200
mfa_index                           | -                                  | GET  | 200 200 200  in
mfa_authenticate                    | -                                  | GET  | 302 302 302  in
mfa_authenticate                    | -                                  | POST | 302 302 302  in
mfa_reauthenticate                  | -                                  | GET  | 302 302 302  in | 200 200 200 200
mfa_reauthenticate                  | -                                  | POST | 302 302 302  in | 200 200 200 200
mfa_activate_totp                   | -                                  | GET  | 200 200 200  in | 302 302 302 302
mfa_activate_totp                   | -                                  | POST | 200 200 200  in | 302 302 302 302
mfa_deactivate_totp                 | -                                  | GET  | 404 404 404  in | 200 200 200 200
mfa_deactivate_totp                 | -                                  | POST | 404 404 404  in | 302 302 302 302
mfa_view_recovery_codes             | a passkey                          | GET  | 200 404 404  in
mfa_generate_recovery_codes         | a passkey                          | GET  | 200 200 200  in
mfa_generate_recovery_codes         | a passkey                          | POST | 302 200 200  in
mfa_download_recovery_codes         | a passkey                          | GET  | 200 404 404  in
mfa_list_webauthn                   | -                                  | GET  | 200 200 200  in
mfa_add_webauthn                    | -                                  | GET  | 200 200 200  in
mfa_add_webauthn                    | -                                  | POST | 200 200 200  in
mfa_reauthenticate_webauthn         | a passkey                          | GET  | 200 302 302  in
mfa_reauthenticate_webauthn         | a passkey                          | POST |  in 302 302  in
mfa_remove_webauthn                 | a passkey                          | GET  | 200 404 404  in
mfa_remove_webauthn                 | a passkey                          | POST | 302 404 404  in
mfa_remove_webauthn                 | no passkey                         | GET  | 404 404 404  in
mfa_remove_webauthn                 | no passkey                         | POST | 404 404 404  in
mfa_edit_webauthn                   | a passkey                          | GET  | 200 404 404  in
mfa_edit_webauthn                   | a passkey                          | POST | 302 404 404  in
mfa_edit_webauthn                   | no passkey                         | GET  | 404 404 404  in
mfa_edit_webauthn                   | no passkey                         | POST | 404 404 404  in
mfa_login_webauthn                  | -                                  | GET  | 302 302 302  in
mfa_login_webauthn                  | -                                  | POST | 302 302 302  in
people:entry                        | -                                  | GET  | 403 403 403  in | 403 403 403 403
people:entry                        | -                                  | POST | 403 403 403  in | 403 403 403 403
people:organisation_factor          | an organisation                    | POST | 302 403 404  in | 403 403 302 404
people:organisation_factor          | no organisation                    | POST | 404 404 404  in | 404 404 404 404
people:suspend                      | a member                           | GET  | 200 403 404  in | 403 403 200 404
people:suspend                      | a member                           | POST | 302 403 404  in | 403 403 302 404
people:suspend                      | somebody else's member             | GET  | 404 403 404  in | 403 403 404 404
people:suspend                      | somebody else's member             | POST | 404 403 404  in | 403 403 404 404
people:children                     | -                                  | GET  | 200 200 200  in
people:children                     | -                                  | POST | 302 302 302  in
people:child_ask                    | -                                  | GET  | 302 302 302 302
people:child_ask                    | -                                  | POST | 302 302 302 302
people:child_wish                   | an invitation                      | GET  | 404 404 404 404
people:child_wish                   | an invitation                      | POST | 404 404 404 404
people:sign_on                      | an organisation                    | GET  | 404 404 404 404
people:sign_on_back                 | an organisation                    | GET  | 404 404 404 404
people:sign_on_over                 | an organisation                    | POST | 400 400 400 400
people:sign_on_new                  | -                                  | GET  | 302 302 302  in
people:sign_on_new                  | -                                  | POST | 302 302 302  in
people:sign_on_connect              | -                                  | GET  | 302 302 302  in
people:sign_on_connect              | -                                  | POST | 302 302 302  in
people:sign_on_again                | -                                  | GET  | 302 302 302  in
people:sign_ons                     | -                                  | GET  | 200 200 200  in
people:sign_ons                     | -                                  | POST | 302 302 302  in
people:organisation_sign_on         | an organisation                    | GET  | 200 403 404  in | 403 403 200 404
people:organisation_sign_on         | an organisation                    | POST | 302 403 404  in | 403 403 302 404
people:organisation_sign_on         | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
people:organisation_sign_on         | no organisation                    | POST | 404 404 404  in | 404 404 404 404
people:devices                      | -                                  | GET  | 200 200 200  in
people:devices                      | -                                  | POST | 302 302 302  in
people:second_step                  | -                                  | GET  | 302 302 302  in | 302 302 302 302
people:second_step                  | -                                  | POST | 302 302 302  in | 302 302 302 302
people:you                          | -                                  | GET  | 200 200 200  in
people:new_seat                     | -                                  | GET  | 200 200 200  in
people:new_seat                     | -                                  | POST | 302 302 302  in
people:switch_seat                  | a seat                             | POST | 302 404 404  in
people:switch_seat                  | no seat                            | POST | 404 404 404  in
people:end_seat                     | a seat                             | GET  | 200 404 404  in
people:end_seat                     | a seat                             | POST | 302 404 404  in
people:end_seat                     | no seat                            | GET  | 404 404 404  in
people:end_seat                     | no seat                            | POST | 404 404 404  in
people:settings                     | -                                  | GET  | 200 200 200  in
people:settings                     | -                                  | POST | 302 302 302  in
people:profession                   | -                                  | GET  | 200 200 200  in
people:profession                   | -                                  | POST | 302 302 409  in
people:credentials                  | -                                  | GET  | 200 200 200  in
people:credentials                  | -                                  | POST | 302 302 403  in
people:credentials_to_verify        | -                                  | GET  | 403 403 403  in | 403 200 200 403
people:restate_credential           | a credential                       | GET  | 200 404 404  in
people:restate_credential           | a credential                       | POST | 302 404 404  in
people:restate_credential           | no credential                      | GET  | 404 404 404  in
people:restate_credential           | no credential                      | POST | 404 404 404  in
people:remove_credential            | a credential                       | POST | 302 404 404  in
people:remove_credential            | no credential                      | POST | 404 404 404  in
people:decide_credential            | a credential                       | GET  | 403 403 403  in | 403 200 200 403
people:decide_credential            | a credential                       | POST | 403 403 403  in | 403 302 302 403
people:decide_credential            | a credential behind a chosen name  | GET  | 403 403 403  in | 403 200 200 403
people:decide_credential            | a credential behind a chosen name  | POST | 403 403 403  in | 403 403 302 403
people:decide_credential            | no credential                      | GET  | 403 403 403  in | 403 404 404 403
people:decide_credential            | no credential                      | POST | 403 403 403  in | 403 404 404 403
people:evidence                     | a credential                       | GET  | 200 404 404  in | 404 404 404 404
people:evidence                     | a credential                       | POST | 422 404 404  in | 404 404 404 404
people:evidence                     | no credential                      | GET  | 404 404 404  in
people:evidence                     | no credential                      | POST | 404 404 404  in
people:open_evidence                | a picture of a licence             | GET  | 200 404 404  in | 404 200 200 404
people:open_evidence                | no picture of a licence            | GET  | 404 404 404  in
people:remove_evidence              | a picture of a licence             | POST | 302 404 404  in | 404 404 404 404
people:remove_evidence              | no picture of a licence            | POST | 404 404 404  in
people:members                      | an organisation                    | GET  | 200 200 404  in | 200 200 200 404
people:members                      | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
people:invite                       | an organisation                    | POST | 302 403 404  in | 403 403 302 404
people:invite                       | no organisation                    | POST | 404 404 404  in | 404 404 404 404
people:invite_many                  | an organisation                    | GET  | 200 403 404  in | 403 403 200 404
people:invite_many                  | an organisation                    | POST | 422 403 404 401 | 403 403 422 404
people:invite_many                  | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
people:invite_many                  | no organisation                    | POST | 404 404 404 401 | 404 404 404 404
people:withdraw_invitation          | an invitation                      | POST | 302 403 404  in | 403 403 302 404
people:withdraw_invitation          | no invitation                      | POST | 302 403 404  in | 403 403 302 404
people:end_membership               | a member                           | GET  | 200 403 404  in | 403 403 200 404
people:end_membership               | a member                           | POST | 302 403 404  in | 403 403 302 404
people:end_membership               | somebody else's member             | GET  | 404 403 404  in | 403 403 404 404
people:end_membership               | somebody else's member             | POST | 404 403 404  in | 403 403 404 404
people:invitation                   | an invitation                      | GET  | 200 200 200 200
people:invitation                   | an invitation                      | POST | 302 302 302 200
people:invitation                   | no invitation                      | GET  | 404 404 404 404
people:invitation                   | no invitation                      | POST | 404 404 404 404
people:offices                      | an organisation                    | GET  | 200 403 404  in | 403 200 200 404
people:offices                      | an organisation                    | POST | 302 403 404  in | 403 403 302 404
people:offices                      | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
people:offices                      | no organisation                    | POST | 404 404 404  in | 404 404 404 404
people:end_office                   | an office                          | POST | 302 403 404  in | 403 403 302 404
people:end_office                   | no office                          | POST | 404 403 404  in | 403 403 404 404
people:own_offices                  | -                                  | GET  | 200 200 200  in
people:readiness                    | -                                  | GET  | 200 200 200  in | 200 200 200 200
people:readiness                    | -                                  | POST | 404 404 404  in
people:staff                        | an organisation                    | GET  | 200 403 404  in | 403 200 200 404
people:staff                        | an organisation                    | POST | 422 403 404  in | 403 422 422 404
people:staff                        | no organisation                    | GET  | 404 404 404  in
people:staff                        | no organisation                    | POST | 404 404 404  in
people:ask_training                 | an organisation                    | POST | 302 403 404  in | 403 403 302 404
people:ask_training                 | no organisation                    | POST | 404 404 404  in
people:withdraw_training            | a training                         | POST | 302 403 404  in | 403 302 302 404
people:withdraw_training            | no training                        | POST | 404 403 404  in | 403 404 404 404
people:publishing                   | -                                  | GET  | 403 403 403  in | 200 200 200 200
people:publishing                   | -                                  | POST | 403 403 403  in | 403 302 302 403
people:applications                 | -                                  | GET  | 200 200 200  in
people:applications                 | -                                  | POST | 200 200 200  in
people:revoke_application           | an application                     | POST | 302 404 404  in
people:revoke_application           | no application                     | POST | 404 404 404  in
smart_configuration                 | -                                  | GET  | 200 200 200 200
connect:authorize                   | -                                  | GET  | 404 404 404  in
connect:asked                       | a request to connect               | GET  | 200 404 404  in
connect:asked                       | a request to connect               | POST | 302 404 404  in
connect:asked                       | no request to connect              | GET  | 404 404 404  in
connect:asked                       | no request to connect              | POST | 404 404 404  in
connect:token                       | -                                  | POST | 400 400 400 400
connect:revoke                      | -                                  | POST | 400 400 400 400
connect:disconnect                  | a connection                       | POST | 302 404 404  in
connect:disconnect                  | no connection                      | POST | 404 404 404  in
connect:registered                  | the whole place                    | GET  | 200 403 403  in | 403 403 403 403
connect:registered                  | the whole place                    | POST | 302 403 403  in | 403 403 403 403
connect:remove                      | a registered application           | GET  | 200 403 403  in | 403 403 403 403
connect:remove                      | a registered application           | POST | 302 403 403  in | 403 403 403 403
connect:remove                      | no registered application          | GET  | 404 403 403  in | 403 403 403 403
connect:remove                      | no registered application          | POST | 404 403 403  in | 403 403 403 403
people:notices                      | -                                  | GET  | 200 200 200  in
people:read_notices                 | -                                  | POST | 302 302 302  in
people:open_notice                  | a notice                           | POST | 302 404 404  in
people:open_notice                  | no notice                          | POST | 404 404 404  in
consent:page                        | -                                  | GET  | 403 403 200  in | 403 403 403 403
consent:give                        | -                                  | POST | 403 403 302  in | 403 403 403 403
consent:withdraw                    | a grant                            | POST | 302 404 404  in | 404 404 404 404
consent:withdraw                    | no grant                           | POST | 404 404 404  in | 404 404 404 404
consent:receipt                     | a grant                            | GET  | 200 404 404  in | 404 404 404 404
consent:receipt                     | no grant                           | GET  | 404 404 404  in | 404 404 404 404
consent:receipt_file                | a grant                            | GET  | 200 404 404  in | 404 404 404 404
consent:receipt_file                | no grant                           | GET  | 404 404 404  in | 404 404 404 404
consent:narrow                      | a permission                       | POST | 302 404 404  in | 404 404 404 404
consent:narrow                      | no grant                           | POST | 404 404 404  in | 404 404 404 404
consent:own                         | a kind to permit                   | GET  | 200 403 200  in | 403 403 403 403
consent:own                         | a kind to permit                   | POST | 302 403 302 401 | 403 403 403 403
consent:own                         | no kind to permit                  | GET  | 404 403 404  in | 403 403 403 403
consent:own                         | no kind to permit                  | POST | 404 403 404 401 | 403 403 403 403
consent:question                    | a question                         | GET  | 200 404 404  in | 404 404 404 404
consent:question                    | a question                         | POST | 302 404 404  in | 404 404 404 404
consent:question                    | a question that the team asked     | GET  | 200 404 404  in | 404 404 404 404
consent:question                    | a question that the team asked     | POST | 403 404 404  in | 404 404 404 404
consent:question                    | no question                        | GET  | 404 404 404  in | 404 404 404 404
consent:question                    | no question                        | POST | 404 404 404  in | 404 404 404 404
consent:studies                     | a study                            | GET  | 200 404 404  in | 404 200 404 404
consent:study_numbers               | a study                            | GET  | 200 404 404  in | 404 200 404 404
consent:study_numbers               | no study                           | GET  | 404 404 404  in | 404 404 404 404
care:home                           | -                                  | GET  | 200 200 200  in | 200 200 200 200
care:choose                         | -                                  | GET  | 403 403 200  in | 403 403 403 403
care:ask                            | a care team                        | GET  | 403 403 200  in | 403 403 403 403
care:ask                            | a care team                        | POST | 403 403 302  in | 403 403 403 403
care:ask                            | no care team                       | GET  | 403 403 404  in
care:ask                            | no care team                       | POST | 403 403 404  in
care:relationship                   | a relationship                     | GET  | 200 404 404  in | 404 404 404 404
care:relationship                   | a relationship                     | POST | 302 404 404  in | 404 404 404 404
care:relationship                   | a relationship of the team         | GET  | 200 404 404  in | 404 404 404 404
care:relationship                   | a relationship of the team         | POST | 302 404 404  in | 404 404 404 404
care:relationship                   | an ended relationship              | GET  | 403 404 404  in | 404 404 404 404
care:relationship                   | an ended relationship              | POST | 403 404 404  in | 404 404 404 404
care:relationship                   | no relationship                    | GET  | 404 404 404  in | 404 404 404 404
care:relationship                   | no relationship                    | POST | 404 404 404  in | 404 404 404 404
care:proxies                        | a relationship                     | GET  | 200 404 404  in | 404 404 404 404
care:proxies                        | a relationship                     | POST | 302 404 404  in | 404 404 404 404
care:proxies                        | a relationship of the team         | GET  | 200 404 404  in | 404 404 404 404
care:proxies                        | a relationship of the team         | POST | 422 404 404  in | 404 404 404 404
care:proxies                        | no relationship                    | GET  | 404 404 404  in | 404 404 404 404
care:proxies                        | no relationship                    | POST | 404 404 404  in | 404 404 404 404
care:new_thread                     | a relationship                     | GET  | 200 404 404  in | 404 404 404 404
care:new_thread                     | a relationship                     | POST | 302 404 404 401 | 404 404 404 404
care:new_thread                     | a relationship of the team         | GET  | 200 404 404  in | 404 404 404 404
care:new_thread                     | a relationship of the team         | POST | 302 404 404 401 | 404 404 404 404
care:new_thread                     | a request for care                 | GET  | 403 404 404  in | 404 404 404 404
care:new_thread                     | a request for care                 | POST | 403 404 404 401 | 404 404 404 404
care:new_thread                     | no relationship                    | GET  | 404 404 404  in | 404 404 404 404
care:new_thread                     | no relationship                    | POST | 404 404 404 401 | 404 404 404 404
care:thread                         | a thread                           | GET  | 200 404 404  in | 404 404 404 404
care:thread                         | a thread                           | POST | 302 404 404 401 | 404 404 404 404
care:thread                         | a thread of the team               | GET  | 200 404 404  in | 404 404 404 404
care:thread                         | a thread of the team               | POST | 302 404 404 401 | 404 404 404 404
care:thread                         | an ended thread                    | GET  | 403 404 404  in | 404 404 404 404
care:thread                         | an ended thread                    | POST | 403 404 404 401 | 404 404 404 404
care:thread                         | no thread                          | GET  | 404 404 404  in | 404 404 404 404
care:thread                         | no thread                          | POST | 404 404 404 401 | 404 404 404 404
care:change                         | a message                          | GET  | 200 404 404  in | 404 404 404 404
care:change                         | a message                          | POST | 302 404 404 401 | 404 404 404 404
care:change                         | a message to the team              | GET  | 403 404 404  in | 404 404 404 404
care:change                         | a message to the team              | POST | 403 404 404 401 | 404 404 404 404
care:change                         | no message                         | GET  | 404 404 404  in | 404 404 404 404
care:change                         | no message                         | POST | 404 404 404 401 | 404 404 404 404
care:history                        | a message                          | GET  | 200 404 404  in | 404 404 404 404
care:history                        | a message to the team              | GET  | 200 404 404  in | 404 404 404 404
care:history                        | no message                         | GET  | 404 404 404  in | 404 404 404 404
care:check                          | a place to write                   | POST | 200 404 404 401 | 404 404 404 404
care:check                          | no place to write                  | POST | 404 404 404 401 | 404 404 404 404
care:draft                          | a place to write                   | POST | 204 404 404 401 | 404 404 404 404
care:draft                          | no place to write                  | POST | 404 404 404 401 | 404 404 404 404
care:emergency                      | -                                  | GET  | 403 403 404  in | 404 404 404 404
care:emergency                      | -                                  | POST | 403 403 404 401 | 404 404 404 404
care:emergency                      | the second reader                  | GET  | 200 403 404  in | 404 404 404 404
care:emergency                      | the second reader                  | POST | 302 403 404 401 | 404 404 404 404
care:emergencies                    | -                                  | GET  | 404 404 404  in | 404 200 404 404
care:review_emergency               | an emergency                       | POST | 404 404 404  in | 404 302 404 404
care:review_emergency               | no emergency                       | POST | 404 404 404  in | 404 404 404 404
care:held                           | the second reader                  | GET  | 200 404 404  in | 404 404 404 404
care:held_entry                     | held words                         | GET  | 200 404 404  in | 404 404 404 404
care:held_entry                     | held words                         | POST | 302 404 404 401 | 404 404 404 404
care:held_entry                     | no held words                      | GET  | 404 404 404  in | 404 404 404 404
care:held_entry                     | no held words                      | POST | 404 404 404 401 | 404 404 404 404
care:ask_to_show                    | a relationship of the team         | GET  | 200 404 404  in | 404 404 404 404
care:ask_to_show                    | a relationship of the team         | POST | 302 404 404 401 | 404 404 404 404
care:ask_to_show                    | a relationship                     | GET  | 403 404 404  in | 404 404 404 404
care:ask_to_show                    | a relationship                     | POST | 403 404 404 401 | 404 404 404 404
care:ask_to_show                    | no relationship                    | GET  | 404 404 404  in | 404 404 404 404
care:ask_to_show                    | no relationship                    | POST | 404 404 404 401 | 404 404 404 404
care:ask_to_permit                  | a relationship of the team         | GET  | 200 404 404  in | 404 404 404 404
care:ask_to_permit                  | a relationship of the team         | POST | 302 404 404 401 | 404 404 404 404
care:ask_to_permit                  | a relationship                     | GET  | 403 404 404  in | 404 404 404 404
care:ask_to_permit                  | a relationship                     | POST | 403 404 404 401 | 404 404 404 404
care:ask_to_permit                  | no relationship                    | GET  | 404 404 404  in | 404 404 404 404
care:ask_to_permit                  | no relationship                    | POST | 404 404 404 401 | 404 404 404 404
care:showing                        | a question to show                 | GET  | 200 404 404  in | 404 404 404 404
care:showing                        | a question to show                 | POST | 302 404 404  in | 404 404 404 404
care:showing                        | a question of the team             | GET  | 200 404 404  in | 404 404 404 404
care:showing                        | a question of the team             | POST | 403 404 404  in | 404 404 404 404
care:showing                        | no question to show                | GET  | 404 404 404  in | 404 404 404 404
care:showing                        | no question to show                | POST | 404 404 404  in | 404 404 404 404
care:own_teams                      | a team that one serves in          | GET  | 200 404 404  in | 404 404 404 404
care:propose                        | a team that one serves in          | GET  | 200 404 404  in | 404 404 403 404
care:propose                        | a team that one serves in          | POST | 200 404 404  in | 404 404 403 404
care:propose                        | a team that is not there           | GET  | 404 404 404  in | 404 404 404 404
care:propose                        | a team that is not there           | POST | 404 404 404  in | 404 404 404 404
care:withdraw_proposal              | an offer of care                   | POST | 302 404 404  in | 404 404 404 404
care:withdraw_proposal              | no offer of care                   | POST | 404 404 404  in | 404 404 404 404
care:invited                        | -                                  | GET  | 403 403 200  in | 403 403 403 403
care:invited                        | -                                  | POST | 403 403 422  in | 403 403 403 403
care:ready                          | a team that one leads              | GET  | 200 404 404  in | 404 404 200 404
care:ready                          | a team that one leads              | POST | 302 404 404 401 | 404 404 302 404
care:ready                          | no care team                       | GET  | 404 404 404  in | 404 404 404 404
care:ready                          | no care team                       | POST | 404 404 404 401 | 404 404 404 404
care:kept                           | words kept in care                 | GET  | 200 404 404  in | 404 404 404 404
care:kept                           | words kept in care                 | POST | 302 404 404  in | 404 404 404 404
care:kept                           | no words kept in care              | GET  | 404 404 404  in | 404 404 404 404
care:kept                           | no words kept in care              | POST | 404 404 404  in | 404 404 404 404
care:ready_reply                    | a ready reply                      | GET  | 200 404 404  in | 404 404 200 404
care:ready_reply                    | a ready reply                      | POST | 302 404 404 401 | 404 404 302 404
care:ready_reply                    | no ready reply                     | GET  | 404 404 404  in | 404 404 404 404
care:ready_reply                    | no ready reply                     | POST | 404 404 404 401 | 404 404 404 404
care:held_file                      | a held file                        | GET  | 200 404 404  in | 404 404 404 404
care:held_file                      | a held file                        | POST | 302 404 404 401 | 404 404 404 404
care:held_file                      | no held file                       | GET  | 404 404 404  in | 404 404 404 404
care:held_file                      | no held file                       | POST | 404 404 404 401 | 404 404 404 404
care:file                           | a file                             | GET  | 200 404 404  in | 404 404 404 404
care:file                           | a file to the team                 | GET  | 200 404 404  in | 404 404 404 404
care:file                           | a file not sent                    | GET  | 200 404 404  in | 404 404 404 404
care:file                           | no file                            | GET  | 404 404 404  in | 404 404 404 404
care:file_original                  | a file                             | GET  | 200 404 404  in | 404 404 404 404
care:file_original                  | a file to the team                 | GET  | 200 404 404  in | 404 404 404 404
care:file_original                  | no file                            | GET  | 404 404 404  in | 404 404 404 404
care:file_page                      | a page of a file                   | GET  | 200 404 404  in | 404 404 404 404
care:file_page                      | a page of no file                  | GET  | 404 404 404  in | 404 404 404 404
care:hand_over                      | a thread of the team               | GET  | 200 404 404  in | 404 404 404 404
care:hand_over                      | a thread of the team               | POST | 422 404 404  in | 404 404 404 404
care:hand_over                      | a thread                           | GET  | 403 404 404  in | 404 404 404 404
care:hand_over                      | a thread                           | POST | 403 404 404  in | 404 404 404 404
care:hand_over                      | no thread                          | GET  | 404 404 404  in | 404 404 404 404
care:hand_over                      | no thread                          | POST | 404 404 404  in | 404 404 404 404
care:take                           | an alert                           | POST | 302 404 404  in | 404 404 404 404
care:take                           | no alert                           | POST | 404 404 404  in | 404 404 404 404
care:calendar                       | an organisation                    | GET  | 200 403 404  in | 403 403 200 404
care:calendar                       | an organisation                    | POST | 302 403 404  in | 403 403 302 404
care:calendar                       | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
care:calendar                       | no organisation                    | POST | 404 404 404  in | 404 404 404 404
care:hours                          | a care team                        | GET  | 200 403 404  in | 403 403 200 404
care:hours                          | a care team                        | POST | 302 403 404  in | 403 403 302 404
care:hours                          | no care team                       | GET  | 404 403 404  in | 403 403 404 404
care:hours                          | no care team                       | POST | 404 403 404  in | 403 403 404 404
care:rota                           | a care team                        | GET  | 200 403 404  in | 403 403 200 404
care:rota                           | a care team                        | POST | 422 403 404  in | 403 403 422 404
care:rota                           | no care team                       | GET  | 404 403 404  in | 403 403 404 404
care:rota                           | no care team                       | POST | 404 403 404  in | 403 403 404 404
care:teams                          | an organisation                    | GET  | 200 403 404  in | 403 403 200 404
care:teams                          | an organisation                    | POST | 302 403 404  in | 403 403 302 404
care:teams                          | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
care:teams                          | no organisation                    | POST | 404 404 404  in | 404 404 404 404
care:team                           | a care team                        | GET  | 200 403 404  in | 403 403 200 404
care:team                           | a care team                        | POST | 302 403 404  in | 403 403 302 404
care:team                           | no care team                       | GET  | 404 403 404  in | 403 403 404 404
care:team                           | no care team                       | POST | 404 403 404  in | 403 403 404 404
ui:components                       | -                                  | GET  | 200 200 200 200
demo                                | -                                  | GET  | 404 404 404 404
demo                                | -                                  | POST | 404 404 404 404
healthz                             | -                                  | GET  | 200 200 200 200
people:notice_settings              | -                                  | GET  | 200 200 200  in
people:notice_settings              | -                                  | POST | 422 422 422  in
people:end_digest                   | a digest's link                    | GET  | 200 200 200 200
people:end_digest                   | a digest's link                    | POST | 200 200 200 200
people:push_devices                 | -                                  | GET  | 200 200 200  in
people:push_devices                 | -                                  | POST | 422 422 422  in
oversight:looking_up                | -                                  | GET  | 403 403 403  in | 403 403 403 403
oversight:looking_up                | -                                  | POST | 403 403 403  in | 403 403 403 403
people:ways                         | -                                  | GET  | 403 403 403  in | 403 403 403 403
people:ways                         | -                                  | POST | 403 403 403  in | 403 403 403 403
ui:push_worker                      | -                                  | GET  | 200 200 200 200
arrivals                            | -                                  | GET  | 200 200 200  in
arrivals_stream                     | -                                  | GET  | 204 204 204  in
readyz                              | -                                  | GET  | 200 200 200 200
metrics                             | -                                  | GET  | 200 200 200 200
oversight:queue                     | -                                  | GET  | 403 403 403  in | 200 200 403 200
oversight:review                    | a review                           | GET  | 403 403 403  in | 200 200 403 404
oversight:review                    | a review                           | POST | 403 403 403  in | 302 302 403 404
oversight:review                    | a review that was taken            | GET  | 403 403 403  in | 200 200 403 404
oversight:review                    | a review that was taken            | POST | 403 403 403  in | 302 409 403 404
oversight:review                    | an appeal                          | GET  | 403 403 403  in | 404 200 403 404
oversight:review                    | an appeal                          | POST | 403 403 403  in | 404 302 403 404
oversight:review                    | a report's review                  | GET  | 403 403 403  in | 200 200 403 404
oversight:review                    | a report's review                  | POST | 403 403 403  in | 302 302 403 404
oversight:review                    | a call                             | GET  | 403 403 403  in | 404 200 403 404
oversight:review                    | a call                             | POST | 403 403 403  in | 404 302 403 404
oversight:review                    | no review                          | GET  | 403 403 403  in | 404 404 403 404
oversight:review                    | no review                          | POST | 403 403 403  in | 404 404 403 404
oversight:appeal                    | a refusal                          | GET  | 200 404 404  in | 404 404 404 404
oversight:appeal                    | a refusal                          | POST | 302 404 404 401 | 404 404 404 404
oversight:appeal                    | a review                           | GET  | 403 404 404  in | 404 404 404 404
oversight:appeal                    | a review                           | POST | 403 404 404 401 | 404 404 404 404
oversight:appeal                    | no review                          | GET  | 404 404 404  in | 404 404 404 404
oversight:appeal                    | no review                          | POST | 404 404 404 401 | 404 404 404 404
oversight:own_review                | a refusal                          | GET  | 200 404 404  in | 404 404 404 404
oversight:own_review                | a review                           | GET  | 200 404 404  in | 404 404 404 404
oversight:own_review                | a call                             | GET  | 200 404 404  in | 404 404 404 404
oversight:own_review                | a call                             | POST | 302 404 404  in | 404 404 404 404
oversight:own_review                | a review                           | POST | 302 404 404  in | 404 404 404 404
oversight:own_review                | no review                          | GET  | 404 404 404  in | 404 404 404 404
oversight:own_review                | no review                          | POST | 404 404 404  in | 404 404 404 404
oversight:help_now                  | -                                  | GET  | 200 200 200 200
oversight:ethics                    | -                                  | GET  | 200 200 200  in
oversight:ethics_query              | an ethics query                    | GET  | 200 404 404  in | 200 404 404 404
oversight:ethics_query              | an ethics query                    | POST | 404 404 404 401 | 302 404 404 404
oversight:ethics_query              | no ethics query                    | GET  | 404 404 404  in | 404 404 404 404
oversight:ethics_query              | no ethics query                    | POST | 404 404 404 401 | 404 404 404 404
oversight:said_of_help              | words with help                    | POST | 302 404 404  in | 404 404 404 404
oversight:said_of_help              | no words with help                 | POST | 404 404 404  in | 404 404 404 404
oversight:alarms                    | -                                  | GET  | 403 403 403  in | 200 200 403 200
oversight:own_reports               | -                                  | GET  | 200 200 200  in
oversight:own_data                  | -                                  | GET  | 200 200 200  in
oversight:own_data                  | -                                  | POST | 302 302 302  in
oversight:who_read                  | -                                  | GET  | 200 200 200  in
oversight:correct                   | -                                  | GET  | 200 200 200  in
oversight:correct                   | -                                  | POST | 302 302 302 401
oversight:desk                      | -                                  | GET  | 403 403 403  in | 403 200 200 403
oversight:incidents                 | -                                  | GET  | 403 403 403  in | 403 200 403 403
oversight:incidents                 | -                                  | POST | 403 403 403 401 | 403 302 403 403
oversight:incident                  | an incident                        | GET  | 403 403 403  in | 403 200 403 403
oversight:incident                  | an incident                        | POST | 403 403 403 401 | 403 302 403 403
oversight:incident                  | no incident                        | GET  | 403 403 403  in | 403 404 403 403
oversight:incident                  | no incident                        | POST | 403 403 403 401 | 403 404 403 403
oversight:retention                 | -                                  | GET  | 403 403 403  in | 403 200 200 403
oversight:retention                 | -                                  | POST | 403 403 403  in | 403 302 302 403
oversight:end_hold                  | a hold                             | POST | 403 403 403  in | 403 302 302 403
oversight:end_hold                  | no hold                            | POST | 403 403 403  in | 403 404 404 403
oversight:ledger                    | -                                  | GET  | 403 403 403  in | 403 200 200 403
oversight:export_ledger             | the ledger as a file               | GET  | 403 403 403  in | 403 200 200 403
oversight:export_ledger             | no such file                       | GET  | 403 403 403  in | 403 404 404 403
oversight:correction                | a correction                       | GET  | 403 403 403  in | 403 200 200 403
oversight:correction                | a correction                       | POST | 403 403 403 401 | 403 302 302 403
oversight:correction                | no correction                      | GET  | 403 403 403  in | 403 404 404 403
oversight:correction                | no correction                      | POST | 403 403 403 401 | 403 404 404 403
oversight:delete_account            | -                                  | GET  | 200 200 200  in
oversight:delete_account            | -                                  | POST | 422 422 422  in
oversight:fetch_export              | a copy                             | GET  | 200 404 404  in
oversight:fetch_export              | no copy                            | GET  | 404 404 404  in
oversight:branding                  | an organisation                    | GET  | 200 403 404  in | 403 403 200 404
oversight:branding                  | an organisation                    | POST | 302 403 404  in | 403 403 302 404
oversight:branding                  | no organisation                    | GET  | 404 404 404  in | 404 404 404 404
oversight:branding                  | no organisation                    | POST | 404 404 404  in | 404 404 404 404
oversight:logo                      | a logo                             | GET  | 200 200 200 200 | 200 200 200 200
oversight:logo                      | no logo                            | GET  | 404 404 404 404
ui:colour                           | a colour                           | GET  | 200 200 200 200
oversight:text                      | a text of a house                  | GET  | 200 200 200 200 | 200 200 200 200
oversight:text                      | no text of a house                 | GET  | 302 404 404 404 | 404 302 302 404
oversight:write_text                | a text of a house                  | GET  | 200 403 404  in | 403 200 200 404
oversight:write_text                | a text of a house                  | POST | 302 403 404 401 | 403 302 302 404
oversight:write_text                | no text of a house                 | GET  | 200 403 404  in
oversight:write_text                | no text of a house                 | POST | 302 403 404 401
oversight:library                   | an organisation                    | GET  | 200 200 404  in | 200 200 200 404
oversight:library_add               | an organisation                    | GET  | 200 403 404  in | 403 200 200 404
oversight:library_add               | an organisation                    | POST | 422 403 404  in | 403 422 422 404
oversight:library_picture           | a picture of a library             | GET  | 200 403 404  in | 403 200 200 404
oversight:library_picture           | a picture of a library             | POST | 302 403 404  in | 403 302 302 404
oversight:library_picture           | no picture of a library            | GET  | 404 403 404  in | 403 404 404 404
oversight:library_picture           | no picture of a library            | POST | 404 403 404  in | 403 404 404 404
oversight:transparency              | -                                  | GET  | 200 200 200 200
oversight:told                      | -                                  | GET  | 200 200 200  in
oversight:told                      | -                                  | POST | 302 302 302  in
oversight:catalogue                 | -                                  | GET  | 200 200 200 200
oversight:here                      | an organisation                    | GET  | 200 200 403  in | 200 200 200 200
oversight:here                      | an organisation                    | POST | 302 403 403 401 | 403 302 302 403
oversight:entries                   | an organisation                    | GET  | 200 200 403  in | 200 200 200 200
oversight:entry                     | an entry                           | GET  | 200 200 403  in | 200 200 200 200
oversight:entry                     | an entry                           | POST | 302 403 403  in | 403 403 403 403
oversight:entry                     | no entry                           | GET  | 404 404 403  in | 404 404 404 404
oversight:entry                     | no entry                           | POST | 404 404 403  in | 404 404 404 404
oversight:codes                     | -                                  | GET  | 200 200 200 200
oversight:rule                      | a rule                             | GET  | 200 200 200 200
oversight:rule                      | no rule                            | GET  | 404 404 404 404
community:home                      | -                                  | GET  | 200 200 200 200
community:welcome                   | -                                  | GET  | 200 200 200 200
community:local                     | -                                  | GET  | 200 200 200 200
community:colleagues                | -                                  | GET  | 200 200 200  in
community:tag                       | a tag                              | GET  | 200 200 200 200
community:saved                     | -                                  | GET  | 200 200 200  in
community:write                     | -                                  | GET  | 200 200 200  in
community:write                     | -                                  | POST | 302 302 302 401
community:check                     | -                                  | POST | 200 200 200 401
community:draft                     | -                                  | POST | 204 204 204 401
community:post                      | a public post                      | GET  | 200 200 200 200 | 200 200 200 200
community:post                      | a post for followers               | GET  | 200 404 404 404 | 404 404 404 404
community:post                      | a post for colleagues              | GET  | 200 200 404 404 | 200 200 200 404
community:post                      | an answer                          | GET  | 200 200 200 200 | 200 200 200 200
community:post                      | an answer to followers             | GET  | 200 404 404 404 | 404 404 404 404
community:post                      | a held post                        | GET  | 200 404 404 404 | 404 404 404 404
community:post                      | a post with a held edit            | GET  | 200 200 200 200 | 200 200 200 200
community:post                      | a post with a picture in quarantine| GET  | 200 404 404 404 | 404 404 404 404
community:post                      | a refused post                     | GET  | 200 404 404 404 | 404 404 404 404
community:post                      | a returned post                    | GET  | 200 404 404 404 | 404 404 404 404
community:post                      | a withdrawn post                   | GET  | 404 404 404 404
community:post                      | no post                            | GET  | 404 404 404 404
community:reply                     | a public post                      | GET  | 200 200 200  in
community:reply                     | a public post                      | POST | 302 302 302 401
community:reply                     | a post for followers               | GET  | 200 404 404  in
community:reply                     | a post for followers               | POST | 302 404 404 401
community:reply                     | a post for colleagues              | GET  | 200 200 404  in
community:reply                     | a post for colleagues              | POST | 302 302 404 401
community:reply                     | a held post                        | GET  | 404 404 404  in
community:reply                     | a held post                        | POST | 404 404 404 401
community:reply                     | a withdrawn post                   | GET  | 404 404 404  in
community:reply                     | a withdrawn post                   | POST | 404 404 404 401
community:reply                     | no post                            | GET  | 404 404 404  in
community:reply                     | no post                            | POST | 404 404 404 401
community:edit                      | a public post                      | GET  | 200 403 403  in | 403 403 403 403
community:edit                      | a public post                      | POST | 302 403 403 401 | 403 403 403 403
community:edit                      | a post for colleagues              | GET  | 200 403 404  in | 403 403 403 404
community:edit                      | a post for colleagues              | POST | 302 403 404 401 | 403 403 403 404
community:edit                      | a held post                        | GET  | 200 404 404  in | 404 404 404 404
community:edit                      | a held post                        | POST | 302 404 404 401 | 404 404 404 404
community:edit                      | a withdrawn post                   | GET  | 404 404 404  in
community:edit                      | a withdrawn post                   | POST | 404 404 404 401
community:edit                      | a refused post                     | GET  | 403 404 404  in | 404 404 404 404
community:edit                      | a refused post                     | POST | 403 404 404 401 | 404 404 404 404
community:edit                      | no post                            | GET  | 404 404 404  in
community:edit                      | no post                            | POST | 404 404 404 401
community:history                   | a public post                      | GET  | 200 200 200 200 | 200 200 200 200
community:history                   | a post for followers               | GET  | 200 404 404 404 | 404 404 404 404
community:history                   | a held post                        | GET  | 200 404 404 404 | 404 404 404 404
community:history                   | a withdrawn post                   | GET  | 404 404 404 404
community:history                   | no post                            | GET  | 404 404 404 404
community:withdraw                  | a public post                      | GET  | 200 403 403  in | 403 403 403 403
community:withdraw                  | a public post                      | POST | 302 403 403  in | 403 403 403 403
community:withdraw                  | a post for colleagues              | GET  | 200 403 404  in | 403 403 403 404
community:withdraw                  | a post for colleagues              | POST | 302 403 404  in | 403 403 403 404
community:withdraw                  | a held post                        | GET  | 200 404 404  in | 404 404 404 404
community:withdraw                  | a held post                        | POST | 302 404 404  in | 404 404 404 404
community:withdraw                  | a withdrawn post                   | GET  | 404 404 404  in
community:withdraw                  | a withdrawn post                   | POST | 404 404 404  in
community:withdraw                  | no post                            | GET  | 404 404 404  in
community:withdraw                  | no post                            | POST | 404 404 404  in
community:report                    | a public post                      | GET  | 403 200 200  in
community:report                    | a public post                      | POST | 403 302 422  in
community:report                    | a post for followers               | GET  | 403 404 404  in
community:report                    | a post for followers               | POST | 403 404 404  in
community:report                    | a post for colleagues              | GET  | 403 200 404  in
community:report                    | a post for colleagues              | POST | 403 302 404  in
community:report                    | a held post                        | GET  | 404 404 404  in
community:report                    | a held post                        | POST | 404 404 404  in
community:report                    | a withdrawn post                   | GET  | 404 404 404  in
community:report                    | a withdrawn post                   | POST | 404 404 404  in
community:report                    | no post                            | GET  | 404 404 404  in
community:report                    | no post                            | POST | 404 404 404  in
community:questions                 | a public post                      | GET  | 200 403 403  in | 403 403 403 403
community:questions                 | a public post                      | POST | 302 403 403  in | 403 403 403 403
community:questions                 | a post for colleagues              | GET  | 200 403 404  in | 403 403 403 404
community:questions                 | a post for colleagues              | POST | 302 403 404  in | 403 403 403 404
community:questions                 | a held post                        | GET  | 200 404 404  in | 404 404 404 404
community:questions                 | a held post                        | POST | 302 404 404  in | 404 404 404 404
community:questions                 | a withdrawn post                   | GET  | 404 404 404  in
community:questions                 | a withdrawn post                   | POST | 404 404 404  in
community:questions                 | no post                            | GET  | 404 404 404  in
community:questions                 | no post                            | POST | 404 404 404  in
community:quality                   | a health post                      | GET  | 200 200 200 200 | 200 200 200 200
community:quality                   | a public post                      | GET  | 200 200 200 200
community:quality                   | a post for colleagues              | GET  | 200 200 404 404 | 200 200 200 404
community:quality                   | a held post                        | GET  | 404 404 404 404
community:quality                   | a withdrawn post                   | GET  | 404 404 404 404
community:quality                   | no post                            | GET  | 404 404 404 404
community:mark                      | a health post to appraise          | POST | 409 403 403  in
community:mark                      | a post for colleagues              | POST | 403 403 404  in
community:mark                      | a held post                        | POST | 404 404 404  in
community:mark                      | no post                            | POST | 404 404 404  in
community:unmark                    | a health post to appraise          | POST | 302 302 302  in
community:unmark                    | a held post                        | POST | 404 404 404  in
community:unmark                    | no post                            | POST | 404 404 404  in
community:ask_review                | a health post                      | POST | 422 403 403  in
community:ask_review                | a post for colleagues              | POST | 302 403 404  in
community:ask_review                | no post                            | POST | 404 404 404  in
community:dispute                   | a health post to appraise          | GET  | 200 403 403  in
community:dispute                   | a health post to appraise          | POST | 302 403 403 401
community:dispute                   | a dispute                          | GET  | 403 403 403  in
community:dispute                   | a dispute                          | POST | 403 403 403 401
community:dispute                   | a post for colleagues              | GET  | 403 403 404  in
community:dispute                   | a post for colleagues              | POST | 403 403 404 401
community:dispute                   | a held post                        | GET  | 404 404 404  in
community:dispute                   | a held post                        | POST | 404 404 404 401
community:dispute                   | no post                            | GET  | 404 404 404  in
community:dispute                   | no post                            | POST | 404 404 404 401
community:thank                     | a public post                      | POST | 403 302 302  in
community:thank                     | a post for followers               | POST | 403 404 404  in
community:thank                     | a post for colleagues              | POST | 403 302 404  in
community:thank                     | a held post                        | POST | 404 404 404  in
community:thank                     | a withdrawn post                   | POST | 404 404 404  in
community:thank                     | no post                            | POST | 404 404 404  in
community:unthank                   | a public post                      | POST | 302 302 302  in
community:unthank                   | a post for followers               | POST | 302 404 404  in
community:unthank                   | a post for colleagues              | POST | 302 302 404  in
community:unthank                   | a held post                        | POST | 404 404 404  in
community:unthank                   | a withdrawn post                   | POST | 404 404 404  in
community:unthank                   | no post                            | POST | 404 404 404  in
community:save                      | a public post                      | POST | 302 302 302  in
community:save                      | a post for followers               | POST | 302 404 404  in
community:save                      | a post for colleagues              | POST | 302 302 404  in
community:save                      | a held post                        | POST | 404 404 404  in
community:save                      | a withdrawn post                   | POST | 404 404 404  in
community:save                      | no post                            | POST | 404 404 404  in
community:unsave                    | a public post                      | POST | 302 302 302  in
community:unsave                    | a post for followers               | POST | 302 404 404  in
community:unsave                    | a post for colleagues              | POST | 302 302 404  in
community:unsave                    | a held post                        | POST | 404 404 404  in
community:unsave                    | a withdrawn post                   | POST | 404 404 404  in
community:unsave                    | no post                            | POST | 404 404 404  in
community:picture                   | a picture for followers            | GET  | 200 404 404 404 | 404 404 404 404
community:picture                   | a picture in quarantine            | GET  | 404 404 404 404 | 404 404 404 404
community:picture                   | no picture                         | GET  | 404 404 404 404 | 404 404 404 404
community:covers                    | a picture for followers            | GET  | 200 404 404  in
community:covers                    | a picture for followers            | POST | 302 404 404  in
community:covers                    | a picture in quarantine            | GET  | 200 404 404  in
community:covers                    | a picture in quarantine            | POST | 409 404 404  in
community:covers                    | no picture                         | GET  | 404 404 404  in
community:covers                    | no picture                         | POST | 404 404 404  in
community:credit                    | a picture for followers            | GET  | 200 404 404  in
community:credit                    | a picture for followers            | POST | 302 404 404  in
community:credit                    | no picture                         | GET  | 404 404 404  in
community:credit                    | no picture                         | POST | 404 404 404  in
community:before                    | a picture for followers            | GET  | 200 404 404  in
community:before                    | a picture in quarantine            | GET  | 404 404 404  in
community:before                    | no picture                         | GET  | 404 404 404  in
community:person                    | face of lena                       | GET  | 200 200 200 200
community:person                    | face of quiet                      | GET  | 200 200 200 200
community:person_feed               | face of lena                       | GET  | 200 200 200 200
community:person_feed               | face of quiet                      | GET  | 200 200 200 200
community:place_feed                | an organisation                    | GET  | 200 200 200 200
community:place_feed                | no organisation                    | GET  | 404 404 404 404
community:follow                    | face of lena                       | POST | 403 302 302  in
community:follow                    | face of quiet                      | POST | 403 302 302  in
community:distance                  | face of lena                       | GET  | 200 200 200  in
community:distance                  | face of lena                       | POST | 403 302 302  in
community:distance                  | face of quiet                      | GET  | 200 200 200  in
community:distance                  | face of quiet                      | POST | 403 302 302  in
community:face                      | -                                  | GET  | 200 200 200  in
community:face                      | -                                  | POST | 302 302 302 401
community:privacy                   | -                                  | GET  | 200 200 200  in
community:privacy                   | -                                  | POST | 302 302 302  in
community:distances                 | -                                  | GET  | 200 200 200  in
community:distances                 | -                                  | POST | 302 302 302  in
community:chosen_person             | -                                  | GET  | 200 200 200  in
community:chosen_person             | -                                  | POST | 302 302 302  in
community:let_know                  | -                                  | GET  | 200 200 200  in
community:let_know                  | -                                  | POST | 302 302 302  in
community:search                    | -                                  | GET  | 200 200 200 200
community:search                    | -                                  | POST | 302 302 302 302
community:people_at                 | an organisation                    | GET  | 200 200 200 200 | 200 200 200 200
community:people_at                 | no organisation                    | GET  | 404 404 404 404
community:own_posts                 | -                                  | GET  | 200 200 200  in
"""
# fmt: on

#: What is sent to an address that takes something; each is what its owner could send in earnest.
BODIES = {
    "people:applications": {"name": "A reader", "scopes": ["read"]},
    "connect:asked": {"scopes": ["patient/Patient.read"], "allow": "yes"},
    "connect:registered": {"name": "Pocket chart", "addresses": "https://app.example/back"},
    "community:search": {"q": "walk"},
    "account_login": {"login": "nobody@example.org", "password": "wrong wrong 11"},
    "mfa_edit_webauthn": {"name": "Blue key"},
    "people:new_seat": {"role": "student"},
    "people:settings": {"country": "US"},
    "people:profession": {"profession": "nurse"},
    "people:credentials": {"kind": "licence", "number": "RN 1", "jurisdiction": "US-ME"},
    "people:restate_credential": {"number": "RN 22", "jurisdiction": "US-ME"},
    "people:decide_credential": {"decision": "verify"},
    "people:staff": {"kind": "social", "done_on": "2026-01-02"},
    "oversight:branding": {"do": "accent", "accent": "#c2392b"},
    "oversight:write_text": {"words": "Be kind."},
    "oversight:library_picture": {"title": "A path", "licence": "free", "source": "City archive", "for_whom": "staff"},
    "people:publishing": {"do": "halt", "reason": "exercise"},
    "people:invite": {"email": "new@example.org", "role": "student"},
    "people:invite_many": {"text": "one@example.org, no such role"},
    "people:organisation_sign_on": {"do": "off"},
    "people:offices": {"email": "priya-raman@example.org", "kind": "ethics"},
    "consent:give": {"organisation": "harbour", "kind": "screening", "wording": "1"},
    "consent:own": {
        "recipient": "Bayview Dental",
        "what": "Results",
        "purpose": "A tooth",
        "until": "2027-06-01",
        "wording": "1",
    },
    "consent:narrow": {"part": "sms"},
    "consent:question": {"do": "refuse"},
    "care:ask_to_permit": {
        "kind": "image",
        "what": "The foot",
        "device": "The ward's",
        "parts": "care",
        "until": "2027-06-01",
    },
    "care:ask": {"name": "Sam Ode", "born": "1980-02-03"},
    "care:relationship": {"do": "pause"},
    "care:proxies": {"handle": "fay-lind"},
    "care:new_thread": {"text": "May I come earlier?", "topic": "The next visit", "publish": "1"},
    "care:thread": {"text": "A quiet walk.", "publish": "1"},
    "care:change": {"text": "A quiet walk.", "publish": "1"},
    "care:check": {"text": "A quiet walk."},
    "care:draft": {"text": "A quiet walk."},
    "care:emergency": {"name": "Lena Hart", "born": "1961-04-30", "words": "Unconscious on the ward."},
    "care:review_emergency": {"do": "justified"},
    "care:held_entry": {"do": "return", "words": "Please call her."},
    "care:ask_to_show": {"words": "She walks.", "audience": "colleagues", "purpose": "story", "until": "2027-06-01"},
    "care:showing": {"do": "decline"},
    "care:propose": {"name": "Fern Mills", "born": "1980-02-03", "proof": "visit"},
    "care:invited": {"code": "AAAA BBBB CCCC", "name": "Fern Mills", "born": "1980-02-03"},
    "care:ready": {"title": "Before a visit", "words": "Bring your list of tablets."},
    "care:ready_reply": {"title": "Before a visit", "words": "Bring your list of tablets."},
    "care:held_file": {"do": "return", "words": "This is of somebody else."},
    "care:hours": {"from-0": "09:00", "to-0": "17:00", "urgent": "60", "soon": "480", "routine": "1440"},
    "care:calendar": {"zone": "Europe/Berlin"},
    "care:teams": {"name": "Lung team"},
    "care:team": {"email": "priya-raman@example.org"},
    "oversight:review": {"do": "claim"},
    "oversight:ethics_query": {"view": "fine", "words": "She told it herself."},
    "community:questions": {"ask": "0"},
    "oversight:said_of_help": {"help-close": "closed"},
    "community:chosen_person": {"handle": "lena-hart"},
    "community:let_know": {"to": "moderator"},
    "oversight:here": {
        "rule": "org.confidential",
        "column": "G",
        "decision": "hold",
        "why": "We agreed.",
        "do": "change",
    },
    "oversight:entry": {"do": "approve"},
    "oversight:incidents": {"discovered_at": "2026-01-02T03:04", "words": "A list lay in the hall."},
    "oversight:incident": {"do": "contained", "words": "It is locked away."},
    "oversight:retention": {"handle": "nadia-okafor", "reason": "court"},
    "oversight:correct": {"words": "My role is another one now."},
    "oversight:correction": {"do": "done", "words": "You have it now."},
    "oversight:delete_account": {"password": "wrong wrong 11"},
    "oversight:appeal": {"plea": "Please look again."},
    "community:write": {"text": "A quiet walk.", "audience": "public", "publish": "1", "key": "new"},
    "community:reply": {"text": "A quiet walk.", "publish": "1"},
    "community:edit": {"text": "A quiet walk.", "publish": "1"},
    "community:ask_review": {"colleague": "quiet-river"},
    "community:dispute": {"text": "It counts days, not falls.", "publish": "1"},
    "community:check": {"text": "A quiet walk.", "key": "new"},
    "community:draft": {"text": "A quiet walk.", "key": "new"},
    "community:report": {"reason": "other"},
    "community:distance": {"do": "mute"},
    "community:distances": {"end": "1"},
    "community:face": {"display_name": "Someone Else", "handle": "someone-else"},
}
#: allauth's own addresses.
THEIRS = ("account_", "mfa_")
#: These answer whoever comes back from a server, before there is a seat.
COMING_IN = ("people:sign_on_",)
#: Nothing may change, anywhere, when the answer is one of these.
REFUSED = frozenset({"in", "401", "403", "404", "405"})
#: But here its owner's own words are kept as their draft, where the door closed while they wrote (decision 87).
KEPT_WORDS = frozenset({"care:thread", "care:new_thread"})
_DRAFT = re.compile(r'(?i)^\s*(INSERT INTO|UPDATE)\s+"care_messagedraft"')
_WRITES = re.compile(r"(?i)^\s*(INSERT|UPDATE|DELETE)\b(?!.*django_session)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the table says."""

    name: str
    of: str
    method: str
    cells: tuple[str, ...]


def _rows() -> list[Row]:
    rows = []
    for line in TABLE.strip().splitlines():
        name, of, method, *people = (part.strip() for part in line.split("|"))
        rows.append(Row(name, of, method, tuple(" ".join(people).split())))
    return rows


ROWS = _rows()
DOORS = {name: list(rows) for name, rows in groupby(ROWS, key=lambda row: row.name)}


def test_every_address_has_a_row() -> None:
    missing, gone = sorted(set(named()) - set(DOORS)), sorted(set(DOORS) - set(named()))
    assert not missing, f"Say in TABLE what each person gets at {missing}; add to BODIES what is sent there."
    assert not gone, f"TABLE speaks of addresses that are no more: {gone}."


def test_a_name_stands_in_one_place_of_the_table() -> None:
    assert len(DOORS) == len({row.name for row in ROWS})
    assert all(len(row.cells) in {4, 8} for row in ROWS)
    assert len({(row.name, row.of, row.method) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name} of {row.of}")
def test_what_each_person_gets(town: Town, row: Row) -> None:
    thing = town.things[row.of]
    body = BODIES.get(row.name, {}) if row.method == "POST" else None
    got, wrote = [], []
    for who in people_of(town, thing)[: len(row.cells)]:
        with CaptureQueriesContext(connection) as asked:
            answer = town.ask(who, row.method, path_of(row.name, thing.args), body)
        got.append(_seen(answer))
        wrote.append([query["sql"][:80] for query in asked if _WRITES.match(query["sql"])])
    assert tuple(got) == row.cells
    if row.name in KEPT_WORDS:
        wrote[0] = [sql for sql in wrote[0] if not _DRAFT.match(sql)]
    for answer_given, written in zip(got, wrote, strict=True):
        assert not (answer_given in REFUSED and written), f"refused with {answer_given}, yet wrote: {written}"


@pytest.mark.parametrize("name", DOORS)
def test_what_has_no_row_is_refused(town: Town, name: str) -> None:
    thing = town.things[DOORS[name][0].of]
    # allauth's forms take PUT as POST, with the same checks; whoever is signed in is led on from some of them.
    verbs = {"GET", "POST"} if name.startswith(THEIRS) else {"GET", "POST", "PUT", "PATCH", "DELETE"}
    for method in verbs - {row.method for row in DOORS[name]}:
        for who in (thing.owner.client, town.out):
            # What is for persons asks who is there before it asks what they want.
            assert _seen(town.ask(who, method, path_of(name, thing.args))) in {"405", "in"}, method


def _absent() -> list[tuple[str, str, str]]:
    """Addresses of things that can be hidden, with the row of the same kind of thing that does not exist."""
    found = []
    for name, rows in DOORS.items():
        nothing = next((row.of for row in rows if row.of.startswith("no ")), None)
        found += [(name, row.of, nothing) for row in rows if nothing and row.of != nothing and "404" in row.cells]
    return sorted(set(found))


@pytest.mark.parametrize(("name", "of", "nothing"), _absent(), ids=lambda part: part)
def test_what_is_hidden_answers_like_what_is_not_there(town: Town, name: str, of: str, nothing: str) -> None:
    hidden, absent = town.things[of], town.things[nothing]
    for row in DOORS[name]:
        if row.of != of or "404" not in row.cells:
            continue
        body = BODIES.get(name, {}) if row.method == "POST" else None
        who = people_of(town, hidden)[row.cells.index("404")]
        there = town.ask(who, row.method, path_of(name, hidden.args), body)
        nowhere = town.ask(who, row.method, path_of(name, absent.args), body)
        assert _plain(there) == _plain(nowhere)


def test_somebody_without_a_seat_is_asked_for_one(town: Town) -> None:
    browser = Client()
    browser.force_login(town.newcomer, backend="django.contrib.auth.backends.ModelBackend")
    for name, rows in DOORS.items():
        thing = town.things[rows[0].of]
        if any(row.method == "GET" and row.cells[3] == "in" for row in rows) and not name.startswith(
            (*THEIRS, *COMING_IN)
        ):
            answer = town.ask(browser, "GET", path_of(name, thing.args))
            led = answer.headers.get("Location", "").startswith("/you/seats/new?next=")
            assert led or (name == "people:new_seat" and answer.status_code == 200), name


def test_numbers_larger_than_any_row(town: Town) -> None:
    for name, takes in named().items():
        if "pk" in takes:
            method = "POST" if "GET" not in {row.method for row in DOORS[name]} else "GET"
            thing = town.things[DOORS[name][0].of]
            answer = town.ask(thing.owner.client, method, path_of(name, thing.args | {"pk": 10**30}))
            # Where somebody without the office stands, the office is asked for first; withdrawing twice is no harm.
            assert answer.status_code in {404, 403} or name == "people:withdraw_invitation", name


def people_of(town: Town, thing: Thing) -> list[Client]:
    """The browsers of a row's people, in the order of its cells."""
    members = (thing.owner, town.priya, town.sam, None, town.mo, town.olu, town.ada, town.lew)
    return [town.out if one is None else one.client for one in members]


def _seen(answer: HttpResponse) -> str:
    led = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    return "in" if led else str(answer.status_code)


def _plain(answer: HttpResponse) -> tuple[int, str]:
    """The words of an answer, without the token that differs each time."""
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
