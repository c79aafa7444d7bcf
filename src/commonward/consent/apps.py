from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "commonward.consent"
    label = "consent"
