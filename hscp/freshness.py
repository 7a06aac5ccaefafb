"""Pages say what holds at this moment: whether a number is answered, what is published. Foundation."""

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
