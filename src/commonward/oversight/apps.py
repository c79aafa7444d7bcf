from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "commonward.oversight"
    label = "oversight"

    def ready(self) -> None:
        from commonward.oversight import notice_links, quarantine  # noqa: F401  quarantine registers its work

        notice_links.register()
