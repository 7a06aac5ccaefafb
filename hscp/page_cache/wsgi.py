"""The portal as a WSGI application: each request's number and line, the page cache, and Django below it.

`hscp.wsgi` is what production starts.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from hscp.web.garbage_collection import freeze_when_warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")

application = freeze_when_warm(get_wsgi_application())
if not settings.DEBUG:
    # With DEBUG on, templates are read again whenever they change, and pages with them.
    from hscp.page_cache.cache import PageCache

    application = PageCache(application)

# Their models are there once Django is.
from hscp.observability.requests import RequestLog  # noqa: E402
from hscp.site.metrics import Metrics  # noqa: E402
from hscp.web.last_resort import LastResort  # noqa: E402

application = RequestLog(Metrics(application), LastResort())
