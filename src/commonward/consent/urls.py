"""Addresses under /you/consent/, mounted by `config`. None of them says what was permitted."""

from django.urls import path

from commonward.consent import views

app_name = "consent"
urlpatterns = [
    path("", views.page, name="page"),
    path("give", views.give, name="give"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/receipt", views.receipt, name="receipt"),
    path("<int:pk>/receipt.json", views.receipt_file, name="receipt_file"),
]
