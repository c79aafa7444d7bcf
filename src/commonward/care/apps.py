from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "commonward.care"
    label = "care"

    def ready(self) -> None:
        from commonward.care import arrivals, handlers, notice_links, own_files, own_parts, queries, watching
        from commonward.care.actions import files, proxies, relating  # noqa: F401  they register sweeps and work
        from commonward.consent import boundaries, places
        from commonward.people import queries as people

        arrivals.register()
        handlers.listen()
        watching.listen()
        notice_links.register()
        own_parts.listen()
        own_files.listen()
        places.register(notice_links.organisations)
        boundaries.register(queries.cares_for)
        people.bring_along("care_waiting", queries.waits_for_seat)
