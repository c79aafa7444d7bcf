"""The ASGI application that an ASGI server runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonward.config.settings")
application = get_asgi_application()
