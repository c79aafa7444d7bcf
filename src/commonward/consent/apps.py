from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "commonward.consent"
    label = "consent"

    def ready(self) -> None:
        from commonward.consent import asking
        from commonward.people import notices

        notices.register_links("consent_question", asking.links)
