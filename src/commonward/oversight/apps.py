from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "commonward.oversight"
    label = "oversight"

    def ready(self) -> None:
        from commonward.oversight import crisis, ethics, lessons, notice_links, quarantine  # noqa: F401  they register work and sweeps

        notice_links.register()
