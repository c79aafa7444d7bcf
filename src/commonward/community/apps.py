from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "commonward.community"
    label = "community"
