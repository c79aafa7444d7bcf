from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "commonward.oversight"
    label = "oversight"
