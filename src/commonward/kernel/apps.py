from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "commonward.kernel"
    label = "kernel"

    def ready(self) -> None:
        from commonward.kernel import connections, nudges, resealing  # noqa: F401  register work and sweeps
