from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "commonward.oversight"
    label = "oversight"

    def ready(self) -> None:
        from commonward.oversight import (  # noqa: F401  they register work and sweeps
            branding,
            crisis,
            erasing,
            ethics,
            exporting,
            lessons,
            looking_up,
            notice_links,
            own_parts,
            own_reviews,
            quarantine,
            retention,
        )

        notice_links.register()
        own_parts.listen()
        own_reviews.listen()
        retention.register_own()
