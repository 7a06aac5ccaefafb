"""What stands for the portal behind a proxy: it answers whatever is asked, and keeps what arrived."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Upstream:
    """Listens at 127.0.0.1:`port`. `seen` has (method, path, headers by lower-case name, length of the body) of each request
    that came whole; `begun` the path of each whose headers came.
    """

    def __init__(self, port=0):
        self.seen, self.begun = seen, begun = [], []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                begun.append(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen.append((self.command, self.path, headers, len(body)))
                # As the portal does with a body that does not say its length.
                self.send_response(411 if "transfer-encoding" in headers else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                self.send_header("Content-Security-Policy", "default-src 'self'")
                self.send_header("X-Content-Type-Options", "nosniff")
                self.send_header("Cache-Control", "no-cache")
                self.send_header("Content-Length", "10")
                self.end_headers()
                self.wfile.write(b"the portal")

            do_POST = do_GET

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.block_on_close = False
        self.port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
