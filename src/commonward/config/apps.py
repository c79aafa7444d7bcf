from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "commonward.config"
    label = "config"
    verbose_name = "Composition root"

    def ready(self) -> None:
        from commonward.config import checks  # noqa: F401  registers the system checks
        from commonward.config.keeping import schedule  # noqa: F401  registers the worker's backups
