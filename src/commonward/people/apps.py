from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonward.people"
    label = "people"
