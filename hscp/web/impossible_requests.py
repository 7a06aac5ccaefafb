"""Requests that no page can answer: by a method that none has, or with a number that no database holds."""

import logging

from django.db import DataError
from django.http import HttpResponseNotAllowed

from hscp.web.errors import bad_request
from hscp.web.problems import is_for_programs

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "OPTIONS", "POST")


class ImpossibleRequestsMiddleware:
    """Answers 405 to other methods, such as TRACE (the JSON says so itself), and 400 where a query fails because a value does not fit its column.

    Django looks records up by what was typed: its lists and choices refuse words for a number, and let every number through.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS and not is_for_programs(request):
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the 400 page for what PostgreSQL (DataError) or SQLite (OverflowError) cannot take; None for other errors."""
        if not isinstance(exception, (DataError, OverflowError)):
            return None
        logger.warning("A value does not fit the database: %s", request.path, exc_info=exception)
        return bad_request(request)
