"""The address of a public page: all of a request that the rendering of such a page may depend on."""

from hashlib import sha256
from io import BytesIO
from sys import stderr
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http.request import validate_host

from hscp.page_cache.policies import canonical_query


class Address(NamedTuple):
    """A page of the portal: the scheme, host (with its port), path as WSGI has it, and canonical query of its address."""

    scheme: str
    host: str
    script: str
    path: str
    query: str

    @property
    def digest(self):
        """The key of the page in the table."""
        return sha256("\n".join(self).encode("utf-8", "surrogateescape")).hexdigest()

    def environ(self):
        """Return the WSGI environment of a GET request for the page that says nothing else.

        It has no header of any client, so none can change what others will read.
        """
        name, _, port = self.host.partition(":")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": self.script,
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def address_of(environ):
    """Return the Address of the page that a request asks for; None if the request, or its page, is not for the cache.

    It is for a GET or HEAD without a cookie, without credentials and without a body, at a host that the portal answers to.
    """
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or "HTTP_COOKIE" in environ
        or "HTTP_AUTHORIZATION" in environ
        or "HTTP_TRANSFER_ENCODING" in environ
        or environ.get("CONTENT_LENGTH", "") not in {"", "0"}
    ):
        return None
    scheme, host = _scheme(environ), environ.get("HTTP_HOST", "").lower()
    if (settings.SECURE_SSL_REDIRECT and scheme != "https") or not _is_ours(host, environ):
        return None
    query = canonical_query(get_path_info(environ), environ.get("QUERY_STRING", ""))
    if query is None:
        return None
    return Address(scheme, host, environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"], query)


def _scheme(environ):
    """Return the scheme of a request as Django sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        if header in environ:
            return "https" if environ[header].split(",")[0].strip() == secure else "http"
    return environ["wsgi.url_scheme"]


def _is_ours(host, environ):
    """Return whether `host` is how readers write the portal's own: a port that somebody made up is not."""
    name, _, port = host.partition(":")
    usual = not port or port == environ.get("SERVER_PORT") or host == urlsplit(settings.HSCP_ADDRESS).netloc
    return usual and validate_host(name, settings.ALLOWED_HOSTS)
