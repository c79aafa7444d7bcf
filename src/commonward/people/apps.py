from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonward.people"
    label = "people"

    def ready(self) -> None:
        from commonward.people import arrivals, birthdays, digests, lapsing, pushing, queries, readiness, recording  # noqa: F401  listen to what happens, and sweep  # noqa: F401  they carry out work, and sweep
        from commonward.people.actions import inviting  # noqa: F401  carries out work

        queries.bring_along("lacks_duty", readiness.lacking)
