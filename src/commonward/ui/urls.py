"""The page of the design system itself, and the script that has to stand at the root."""

from django.urls import path

from commonward.ui import views

app_name = "ui"

urlpatterns = [
    path("push-worker.js", views.push_worker, name="push_worker"),
    path("colour/<str:value>.css", views.colour, name="colour"),
    path("design/", views.components, name="components"),
]
