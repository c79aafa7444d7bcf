from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "commonward.ui"
    label = "ui"
