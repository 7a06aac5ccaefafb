"""What browsers and proxies may keep of a page: nothing unasked, and nothing at all of a sensitive one.

Pages say what holds at this moment, such as whether a number is answered. Some could put a reader at risk if somebody saw
them being read: a view marks such a page with `sensitive` in the template's context, and `base.html` then shows "Exit this
page" too. See docs/safety.md.
"""

from django.utils.cache import patch_cache_control


class FreshPagesMiddleware:
    """Sends pages with `Cache-Control: no-cache`: a browser or proxy that keeps one asks again before it shows it.

    What a view says of caching itself stays.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response


class SensitivePageMiddleware:
    """Sends sensitive pages with `Cache-Control: no-store`, so that no copy is kept on disk or for the Back button.

    It reads the context of a TemplateResponse, which generic views return; `render()` answers without one, so a function
    that serves a sensitive page returns a TemplateResponse too. Whatever else the view says of caching gives way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        """Return `response`, with the header if its context is marked as sensitive."""
        if response.context_data and response.context_data.get("sensitive"):
            response["Cache-Control"] = "no-store"
        return response
