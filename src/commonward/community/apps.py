from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "commonward.community"
    label = "community"

    def ready(self) -> None:
        from commonward.community import arrivals, handlers, notice_links, originals, own_parts, purging, subjects
        from commonward.community.actions import trust  # noqa: F401  registers its sweep

        arrivals.register()
        handlers.listen()
        notice_links.register()
        originals.register()
        own_parts.listen()
        purging.register()
        subjects.register()
