"""Another site, on a port of its own, with the code that our pages give to copy: what a school or a council would put up."""

import html
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen


def code_of(address, element):
    """Return the code to copy that stands in the element of that id on the page at `address`."""
    with urlopen(address) as answer:  # noqa: S310 (our own server)
        page = answer.read().decode()
    return html.unescape(re.search(rf'id="{element}"[^>]*>(.*?)</pre>', page, re.DOTALL)[1])


@contextmanager
def other_site(portal, *codes):
    """Run a site with one page, which has `codes` in it as they were copied; yield its address.

    Its policy allows nothing but the scripts, data and frames of `portal`, an address.
    """
    page = f'<!DOCTYPE html><html lang="en"><title>A school</title><h1>A school</h1>{"".join(codes)}</html>'
    policy = f"default-src 'none'; script-src {portal}; connect-src {portal}; frame-src {portal}"

    class School(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(b"" if self.path == "/favicon.ico" else page.encode())

        def log_message(self, *arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), School)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
