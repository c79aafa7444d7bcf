"""The WSGI application, for servers that run that."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonward.config.settings")
application = get_wsgi_application()
