"""Oversight's addresses."""

from django.urls import path

from commonward.oversight.views import (
    curating,
    desk,
    ethics,
    figures,
    help,
    incidents,
    lessons,
    own_data,
    packs,
    policy,
    reviews,
    transparency,
)

app_name = "oversight"
urlpatterns = [
    path("review/", reviews.queue, name="queue"),
    path("review/<int:pk>/", reviews.review, name="review"),
    path("review/<int:pk>/appeal/", reviews.appeal, name="appeal"),
    path("review/<int:pk>/decision/", reviews.own_review, name="own_review"),
    path("review/figures/", figures.alarms, name="alarms"),
    path("ethics/", ethics.queries, name="ethics"),
    path("ethics/<int:pk>/", ethics.query, name="ethics_query"),
    path("reports/", reviews.own_reports, name="own_reports"),
    path("your-data/", own_data.own_data, name="own_data"),
    path("your-data/read/", own_data.who_read, name="who_read"),
    path("your-data/correct/", own_data.correct, name="correct"),
    path("desk/", desk.overview, name="desk"),
    path("desk/incidents/", incidents.listed, name="incidents"),
    path("desk/incidents/<int:pk>/", incidents.incident, name="incident"),
    path("desk/retention/", desk.kept, name="retention"),
    path("desk/retention/<int:pk>/end/", desk.end_hold, name="end_hold"),
    path("desk/ledger/", desk.ledger, name="ledger"),
    path("desk/ledger/<str:form>/", desk.take_along, name="export_ledger"),
    path("desk/corrections/<int:pk>/", desk.correction, name="correction"),
    path("your-data/delete/", own_data.delete, name="delete_account"),
    path("your-data/<int:pk>/", own_data.fetch, name="fetch_export"),
    path("transparency/", transparency.transparency, name="transparency"),
    path("told/", lessons.told, name="told"),
    path("help-now/", help.help_now, name="help_now"),
    path("help-now/said/<int:pk>/", help.said_of_help, name="said_of_help"),
    path("policy/", policy.catalogue, name="catalogue"),
    path("policy/here/", packs.here, name="here"),
    path("policy/entries/", curating.entries, name="entries"),
    path("policy/entries/<slug:name>/", curating.entry, name="entry"),
    path("policy/codes/", packs.codes_of_professions, name="codes"),
    path("policy/<str:rule_id>/", policy.rule, name="rule"),
]
