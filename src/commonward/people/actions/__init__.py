"""What people do about themselves and their organisations. Each action authorises, writes, records and emits."""

from commonward.people.actions.applications import allow_application, revoke_application
from commonward.people.actions.branding import choose_accent, offer_logo, rename_organisation, show_logo
from commonward.people.actions.children import ask_parent, permit_child, refuse_child, take_back_child
from commonward.people.actions.credentials import (
    record_reading,
    refuse_credential,
    remove_credential,
    restate_credential,
    state_credential,
    verify_credential,
)
from commonward.people.actions.entry import (
    ask_factor_of,
    end_device,
    set_entry_rules,
    sign_out_everywhere,
    take_factors,
)
from commonward.people.actions.evidence import (
    bring_evidence,
    open_evidence,
    remove_evidence,
    remove_past_evidence,
)
from commonward.people.actions.halting import halt_publishing, resume_publishing
from commonward.people.actions.house import (
    ask_training,
    end_hours_text,
    end_policy,
    put_text,
    record_training,
    sign_text,
    withdraw_training,
)
from commonward.people.actions.leaving import reinstate_member, suspend_member
from commonward.people.actions.offices import end_office, give_office
from commonward.people.actions.organisations import (
    accept_invitation,
    create_organisation,
    end_membership,
    invite,
    leave_invitation,
    put_curation_in_force,
    put_policy_in_force,
    withdraw_invitation,
)
from commonward.people.actions.seats import (
    change_profession,
    change_settings,
    end_seat,
    grant_seat,
    open_account,
    switch_seat,
    take_seat,
)
from commonward.people.actions.signing_off import end_by_server
from commonward.people.actions.signing_on import (
    connect_sign_on,
    disconnect_sign_on,
    open_by_sign_on,
    set_sign_on,
    turn_sign_on,
)

__all__ = [
    "accept_invitation",
    "allow_application",
    "ask_factor_of",
    "ask_parent",
    "ask_training",
    "bring_evidence",
    "change_profession",
    "change_settings",
    "choose_accent",
    "connect_sign_on",
    "create_organisation",
    "disconnect_sign_on",
    "end_by_server",
    "end_device",
    "end_hours_text",
    "end_membership",
    "end_office",
    "end_policy",
    "end_seat",
    "give_office",
    "grant_seat",
    "halt_publishing",
    "invite",
    "leave_invitation",
    "offer_logo",
    "open_account",
    "open_by_sign_on",
    "open_evidence",
    "permit_child",
    "put_curation_in_force",
    "put_policy_in_force",
    "put_text",
    "record_reading",
    "record_training",
    "refuse_child",
    "refuse_credential",
    "reinstate_member",
    "remove_credential",
    "remove_evidence",
    "remove_past_evidence",
    "rename_organisation",
    "restate_credential",
    "resume_publishing",
    "revoke_application",
    "set_entry_rules",
    "set_sign_on",
    "show_logo",
    "sign_out_everywhere",
    "sign_text",
    "state_credential",
    "suspend_member",
    "switch_seat",
    "take_back_child",
    "take_factors",
    "take_seat",
    "turn_sign_on",
    "verify_credential",
    "withdraw_invitation",
    "withdraw_training",
]
