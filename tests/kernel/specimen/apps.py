from django.apps import AppConfig


class SpecimenConfig(AppConfig):
    name = "kernel.specimen"
    label = "specimen"
