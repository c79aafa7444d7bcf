from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "commonward.fhir"
    label = "fhir"

    def ready(self) -> None:
        from commonward.fhir import handlers, own_parts, queries
        from commonward.people import connected

        handlers.listen()
        own_parts.listen()
        connected.register(queries.connected_to)
