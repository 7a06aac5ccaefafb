"""Pages that Django's test client made beforehand, shown by Chromium with their own headers: no server, and any state of the portal."""

from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

ORIGIN = "http://testserver"


class Answers:
    """What a browser window is given: `given` is {path: (status, headers, body)}; `elsewhere` lists addresses of other sites."""

    def __init__(self, page):
        self.given, self.elsewhere = {}, []
        page.route("**/*", self._answer)

    def _answer(self, route):
        url = urlsplit(route.request.url)
        path = f"{url.path}?{url.query}" if url.query else url.path
        if url.scheme.startswith("chrome"):
            route.continue_()  # the browser's own viewer of PDFs
        elif f"{url.scheme}://{url.netloc}" != ORIGIN:
            self.elsewhere.append(route.request.url)
            route.abort()
        elif path in self.given:
            status, headers, body = self.given[path]
            route.fulfill(status=status, headers=headers, body=body)
        elif url.path.startswith("/static/") and (file := finders.find(url.path.removeprefix("/static/"))):
            route.fulfill(path=file)
        else:
            route.fulfill(status=404, body="")


def as_given(response):
    """Return (status, headers, body) of a response of the test client."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return response.status_code, headers, body
