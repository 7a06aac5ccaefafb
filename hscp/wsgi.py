"""The WSGI application for the production server. It refuses to start with an unsafe setting."""

import os

from django.core.wsgi import get_wsgi_application

from hscp.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")

application = get_wsgi_application()
refuse_unsafe_start()
