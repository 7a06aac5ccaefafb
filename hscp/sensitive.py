"""Pages that could put a reader at risk if somebody saw them being read. Foundation: imports no app.

A view marks its page with `sensitive` in the template's context: `base.html` then shows "Exit this page", and the
middleware keeps the page out of the browser's store. See docs/safety.md.
"""


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
