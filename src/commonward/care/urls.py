"""Addresses under /care/. None holds a name, a topic or a word of anybody."""

from django.urls import path

from commonward.care.views import conversations, cover, emergencies, held, home, proxies, relationships, teams, turns

app_name = "care"
urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", relationships.choose, name="choose"),
    path("ask/<int:pk>/", relationships.ask, name="ask"),
    path("relationships/<int:pk>/", relationships.relationship, name="relationship"),
    path("relationships/<int:pk>/acting/", proxies.proxies, name="proxies"),
    path("relationships/<int:pk>/new/", conversations.new_thread, name="new_thread"),
    path("threads/<int:pk>/", conversations.thread, name="thread"),
    path("messages/<int:pk>/change/", conversations.change, name="change"),
    path("messages/<int:pk>/versions/", conversations.history, name="history"),
    path("check/<str:kind>/<int:pk>/", conversations.check, name="check"),
    path("draft/<str:kind>/<int:pk>/", conversations.draft, name="draft"),
    path("emergency/", emergencies.emergency, name="emergency"),
    path("emergency/opened/", emergencies.emergencies, name="emergencies"),
    path("emergency/opened/<int:pk>/", emergencies.review, name="review_emergency"),
    path("held/", held.waiting, name="held"),
    path("held/<int:pk>/", held.entry, name="held_entry"),
    path("threads/<int:pk>/hand-over/", turns.hand_over, name="hand_over"),
    path("alerts/<int:pk>/take/", turns.take, name="take"),
    path("teams/<slug:slug>/calendar/", cover.calendar, name="calendar"),
    path("teams/<slug:slug>/<int:pk>/hours/", cover.hours, name="hours"),
    path("teams/<slug:slug>/<int:pk>/rota/", cover.rota, name="rota"),
    path("teams/<slug:slug>/", teams.teams, name="teams"),
    path("teams/<slug:slug>/<int:pk>/", teams.team, name="team"),
]
