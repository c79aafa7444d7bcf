from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonward.people"
    label = "people"

    def ready(self) -> None:
        from commonward.people import recording  # noqa: F401  listens to what happens to accounts
