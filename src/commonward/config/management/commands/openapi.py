"""`commonward manage openapi`: the JSON interface's OpenAPI document, as `tests/api/openapi.json` pins it."""

import json

from django.core.management.base import BaseCommand

from commonward.config.api import api


class Command(BaseCommand):
    """Writes the document to standard output."""

    help = "Write the OpenAPI document of the JSON interface."

    def handle(self, *args: object, **options: object) -> None:
        """Print it, in a fixed order."""
        self.stdout.write(json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, default=str))
