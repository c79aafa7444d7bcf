from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "commonward.kernel"
    label = "kernel"
