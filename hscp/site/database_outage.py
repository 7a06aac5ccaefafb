"""The page shown when the database cannot be reached, and the health check for monitors."""

import logging

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from hscp.web.errors import unavailable

logger = logging.getLogger(__name__)


class AvailabilityMiddleware:
    """Answers 503 if a page fails because the database is away, locked or too slow; logs why."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the 503 page for an error that means the database is unavailable; None for any other."""
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        logger.error("The database is not available: %s", request.path, exc_info=exception)
        return unavailable(request)


@never_cache
def health(request):
    """Answer 200 "ok" when the database answers, else 503. Says nothing else, since anyone may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The health check cannot reach the database.")
        return HttpResponse("unavailable", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")
