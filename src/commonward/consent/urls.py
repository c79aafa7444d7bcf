"""Addresses under /you/consent/, mounted by `config`. None of them says what was permitted."""

from django.urls import path

from commonward.consent import studies, views

app_name = "consent"
urlpatterns = [
    path("", views.page, name="page"),
    path("give", views.give, name="give"),
    path("at/<slug:slug>/<str:kind>/", views.own, name="own"),
    path("questions/<int:pk>/", views.question, name="question"),
    path("studies/", studies.studies, name="studies"),
    path("studies/<str:item>/list.csv", studies.numbers, name="study_numbers"),
    path("<int:pk>/narrow", views.narrow, name="narrow"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/receipt", views.receipt, name="receipt"),
    path("<int:pk>/receipt.json", views.receipt_file, name="receipt_file"),
]
