"""The community's addresses. No address holds what a person wrote, but for handles and tags, which are names."""

from django.urls import path

from commonward.community.views import feeds, people, pictures, posts, quality, questions, search, trust, writing

app_name = "community"
urlpatterns = [
    path("", feeds.home, name="home"),
    path("welcome/", feeds.welcome, name="welcome"),
    path("local/", feeds.local, name="local"),
    path("colleagues/", feeds.colleagues, name="colleagues"),
    path("tags/<str:name>/", feeds.tag, name="tag"),
    path("saved/", feeds.saved, name="saved"),
    path("search/", search.search, name="search"),
    path("search/at/<slug:slug>/", search.at, name="people_at"),
    path("write/", writing.write, name="write"),
    path("write/check/", writing.check, name="check"),
    path("write/draft/", writing.draft, name="draft"),
    path("p/<int:pk>/", posts.show, name="post"),
    path("p/<int:pk>/reply/", writing.reply, name="reply"),
    path("p/<int:pk>/edit/", writing.edit, name="edit"),
    path("p/<int:pk>/history/", posts.history, name="history"),
    path("p/<int:pk>/withdraw/", posts.withdraw, name="withdraw"),
    path("p/<int:pk>/report/", posts.report, name="report"),
    path("p/<int:pk>/quality/", quality.show, name="quality"),
    path("p/<int:pk>/mark/", quality.mark, name="mark"),
    path("p/<int:pk>/unmark/", quality.unmark, name="unmark"),
    path("p/<int:pk>/ask/", quality.ask, name="ask_review"),
    path("p/<int:pk>/dispute/", writing.dispute, name="dispute"),
    path("p/<int:pk>/questions/", questions.questions, name="questions"),
    path("p/<int:pk>/thank/", posts.thank, name="thank"),
    path("p/<int:pk>/unthank/", posts.unthank, name="unthank"),
    path("p/<int:pk>/save/", posts.save, name="save"),
    path("p/<int:pk>/unsave/", posts.unsave, name="unsave"),
    path("pictures/<int:pk>/<str:name>", pictures.picture, name="picture"),
    path("@<str:handle>/", people.person, name="person"),
    path("@<str:handle>/follow/", people.follow, name="follow"),
    path("@<str:handle>/distance/", people.distance, name="distance"),
    path("face/", people.face, name="face"),
    path("distances/", people.distances, name="distances"),
    path("chosen-person/", trust.chosen_person, name="chosen_person"),
    path("let-know/", trust.let_know, name="let_know"),
    path("on-their-way/", people.own_posts, name="own_posts"),
]
