"""The answer when Django cannot even make its error page: a middleware, the addresses or a template failed.

It was made when the process started, so that nothing can fail any more, and has the headers of every other page.
"""

import sys
from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.utils.module_loading import import_string

from hscp.observability.current_request import CurrentRequest, current_request_id, working_for
from hscp.web import errors
from hscp.web.cache_headers import NOT_STORED

# Stands for the number of the request in the page that is made beforehand.
_NUMBER = "0000-0000-0000-0000"
# Those of the settings' MIDDLEWARE that add headers to any answer.
_ADD_HEADERS = (
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hscp.security.headers.ResourcePolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
)
_HTTPS_REQUEST = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "443",
    "wsgi.url_scheme": "https",
    "wsgi.input": BytesIO(),
}


class LastResort:
    """The WSGI application that answers 500 with the page of `hscp.web.errors`, kept in memory."""

    def __init__(self):
        with working_for(CurrentRequest(_NUMBER)):
            response = errors.server_error(None)
        response["Cache-Control"] = NOT_STORED
        for name in _ADD_HEADERS:
            if name in settings.MIDDLEWARE:
                response = import_string(name)(_always(response))(WSGIRequest(dict(_HTTPS_REQUEST)))
        self._status = f"{response.status_code} {response.reason_phrase}"
        self._headers = list(response.headers.items())
        self._before, self._after = response.content.split(_NUMBER.encode())

    def completed(self, headers):
        """Return `headers`, pairs of str, with those of every page that are not among them."""
        there = {name.lower() for name, _ in headers}
        return [*headers, *(pair for pair in self._headers if pair[0].lower() not in there)]

    def __call__(self, environ, start_response):
        body = self._before + current_request_id().encode() + self._after
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        # Takes the place of an answer that had begun, as long as nothing of it was sent.
        start_response(self._status, headers, sys.exc_info())
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _always(response):
    return lambda request: response
