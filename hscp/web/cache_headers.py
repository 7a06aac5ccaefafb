"""Cache headers: pages are checked with the server before reuse, and sensitive pages are never stored.

Pages say what is true at this moment, such as whether a number is answered. Some could put a reader at risk if somebody
saw them reading: a view marks such a page with `sensitive` in the template's context, and `base.html` then also shows
"Exit this page". themes/sensitivity.py says what is sensitive, docs/safety.md what follows.
"""

from functools import wraps

# Every Cache-Control that the portal sends. Stored, but checked before reuse: what may change or be withdrawn.
FRESH = "no-cache"
# The same for pages that the page cache keeps; what stands in front of the portal may answer with one for a second.
SHARED_PAGES = "public, max-age=0, s-maxage=1, must-revalidate"
# Never stored: what could put a reader at risk, belongs to one person, or is true only at this moment.
NOT_STORED = "no-store"
NOT_STORED_OR_SHARED = "private, no-store"
# Stored by browsers and proxies alike, for so many seconds.
QR_CODES = "public, max-age=86400"
# Another picture has another address; a record that is withdrawn has none a day later.
PICTURES = "public, max-age=86400"
CALENDAR_FEEDS = FEEDS = "public, max-age=900"
ORGANISATIONS = "public, max-age=300"
API = "public, max-age=60"
OPEN_DATA = "public, max-age=900"
# A version of the script for other sites never changes; the newest may be another one tomorrow.
EMBED_SCRIPT = "public, max-age=31536000, immutable"
EMBED_SCRIPT_NEWEST = "public, max-age=3600"


def cached_as(policy):
    """Decorate a view so that its answers carry `policy`, one of the above, as Cache-Control."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = policy
            return response

        return answer

    return decorate


class FreshPagesMiddleware:
    """Sends pages with `Cache-Control: no-cache`: a browser or proxy that stores one checks it before showing it again.

    A view's own Cache-Control stays.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.has_header("Cache-Control"):
            response["Cache-Control"] = FRESH
        return response


class SensitivePageMiddleware:
    """Sends sensitive pages with `Cache-Control: no-store`, so that no copy stays on disk or for the Back button, and with
    `Referrer-Policy: no-referrer`, so that no log names them as where the reader came from.

    It reads the context of a TemplateResponse, which generic views return. `render()` returns a response without one,
    so a function that serves a sensitive page must return a TemplateResponse. A view's own Cache-Control is overruled; its
    own Referrer-Policy stays, since a page with a form to send needs one that names the site.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        """Return `response`, with the headers if its context is marked as sensitive."""
        if response.context_data and response.context_data.get("sensitive"):
            response["Cache-Control"] = NOT_STORED
            response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response
