"""The portal as a WSGI application: the page cache, and Django below it. `hscp.wsgi` is what production starts."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")

application = get_wsgi_application()
if not settings.DEBUG:
    # With DEBUG on, templates are read again whenever they change, and pages with them.
    from hscp.page_cache.cache import PageCache

    application = PageCache(application)
