"""The one page of the design system itself."""

from django.urls import path

from commonward.ui import views

app_name = "ui"

urlpatterns = [path("design/", views.components, name="components")]
