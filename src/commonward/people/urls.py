"""Addresses under /you/, mounted by `config`. An invitation's token is the only secret among them."""

from django.urls import path

from commonward.people.views import (
    applications,
    credentials,
    devices,
    entry,
    evidence,
    factors,
    halting,
    inviting,
    news,
    offices,
    organisations,
    readiness,
    seats,
)

app_name = "people"
urlpatterns = [
    path("", seats.you, name="you"),
    path("seats/new", seats.new_seat, name="new_seat"),
    path("seats/<int:pk>/switch", seats.switch_seat, name="switch_seat"),
    path("seats/<int:pk>/end", seats.end_seat, name="end_seat"),
    path("entry", entry.entry, name="entry"),
    path("organisations/<slug:slug>/second-step", entry.organisation_factor, name="organisation_factor"),
    path("organisations/<slug:slug>/members/<int:pk>/suspend", entry.suspend, name="suspend"),
    path("devices", devices.devices, name="devices"),
    path("second-step", factors.second_step, name="second_step"),
    path("settings", seats.settings, name="settings"),
    path("profession", seats.profession, name="profession"),
    path("credentials", credentials.credentials, name="credentials"),
    path("credentials/verify", credentials.queue, name="credentials_to_verify"),
    path("credentials/<int:pk>", credentials.restate, name="restate_credential"),
    path("credentials/<int:pk>/remove", credentials.remove, name="remove_credential"),
    path("credentials/<int:pk>/evidence", evidence.evidence, name="evidence"),
    path("evidence/<int:pk>", evidence.open_file, name="open_evidence"),
    path("evidence/<int:pk>/remove", evidence.remove, name="remove_evidence"),
    path("credentials/<int:pk>/decide", credentials.decide, name="decide_credential"),
    path("organisations/<slug:slug>/members", organisations.members, name="members"),
    path("organisations/<slug:slug>/invite", organisations.invite, name="invite"),
    path("organisations/<slug:slug>/invite-many", inviting.invite_many, name="invite_many"),
    path("organisations/<slug:slug>/invitations/<int:pk>/withdraw", organisations.withdraw, name="withdraw_invitation"),
    path("organisations/<slug:slug>/offices", offices.offices, name="offices"),
    path("organisations/<slug:slug>/offices/<int:pk>/end", offices.end_office, name="end_office"),
    path("offices", offices.own_offices, name="own_offices"),
    path("organisations/<slug:slug>/members/<int:pk>/end", organisations.end_membership, name="end_membership"),
    path("invitations/<str:token>", organisations.invitation, name="invitation"),
    path("before-you-post", readiness.readiness, name="readiness"),
    path("organisations/<slug:slug>/staff", readiness.staff, name="staff"),
    path("organisations/<slug:slug>/staff/training", readiness.ask_training, name="ask_training"),
    path(
        "organisations/<slug:slug>/trainings/<int:pk>/withdraw", readiness.withdraw_training, name="withdraw_training"
    ),
    path("publishing", halting.publishing, name="publishing"),
    path("applications", applications.applications, name="applications"),
    path("applications/<int:pk>/revoke", applications.revoke, name="revoke_application"),
    path("notices", news.page, name="notices"),
    path("notices/read", news.read_all, name="read_notices"),
    path("notices/<int:pk>", news.open_notice, name="open_notice"),
]
