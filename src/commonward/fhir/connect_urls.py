"""Addresses under /connect/, mounted by `config`: where people connect applications, and where those get tokens."""

from django.urls import path

from commonward.fhir.views import connecting

app_name = "connect"
urlpatterns = [
    path("authorize", connecting.authorize, name="authorize"),
    path("asked/<str:asked>", connecting.asked, name="asked"),
    path("token", connecting.token, name="token"),
    path("revoke", connecting.revoke, name="revoke"),
    path("<int:pk>/end", connecting.disconnect, name="disconnect"),
    path("applications", connecting.registered, name="registered"),
    path("applications/<int:pk>/remove", connecting.remove, name="remove"),
]
