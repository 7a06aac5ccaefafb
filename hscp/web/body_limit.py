"""The largest request that is read: whatever is larger is refused by its length, before a byte of it is."""

from hscp.web.errors import too_large

# Room for the largest file that is accepted, and the form around it.
MOST_BYTES = 25 * 1024 * 1024


class BodyLimitMiddleware:
    """Answers 413 to a request that says it is larger than MOST_BYTES. One that does not say its length has no body for Django."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdecimal() and int(length) > MOST_BYTES:
            return too_large(request)
        return self.get_response(request)
