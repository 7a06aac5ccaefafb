"""The page shown when the database cannot be reached, and the check whether this process lives."""

import logging

from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from hscp.database.outage import is_away, known_of_database, works_without_database
from hscp.web.errors import DATABASE_AWAY_ERRORS, unavailable

logger = logging.getLogger(__name__)


class AvailabilityMiddleware:
    """Answers 503 if a page fails because the database is away, locked or too slow; logs why. The page cache knows first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with known_of_database(request):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return the 503 page where the database is known to be away, before anything waits for it; None otherwise."""
        if is_away(request) and not getattr(view, "works_without_database", False):
            return unavailable(request)
        return None

    def process_exception(self, request, exception):
        """Return the 503 page for an error that means the database is unavailable; None for any other."""
        if not isinstance(exception, DATABASE_AWAY_ERRORS):
            return None
        logger.error("The database is not available: %s", request.path, exc_info=exception)
        return unavailable(request)


@works_without_database
@never_cache
def health(request):
    """Answer 200 "ok" as long as this process answers: without its database it still shows pages as they were."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
