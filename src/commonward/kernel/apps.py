from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "commonward.kernel"
    label = "kernel"

    def ready(self) -> None:
        from commonward.kernel import resealing  # noqa: F401  registers its work and its sweep
