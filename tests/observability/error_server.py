"""A server on this machine that takes error reports, as one that speaks Sentry's protocol does."""

import gzip
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

_UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


class ErrorServer(ThreadingHTTPServer):
    """Keeps what it is sent: `received`, each report as text. While `held`, it answers nobody."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received, self.asked, self.released = [], threading.Event(), threading.Event()
        self.released.set()

    @property
    def dsn(self):
        return f"http://key@127.0.0.1:{self.server_port}/1"

    @property
    def reports(self):
        """The reports as dicts: the third line of an envelope, below its own header and that of the one item in it."""
        return [json.loads(envelope.splitlines()[2]) for envelope in self.received]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked.set()
        self.server.released.wait(20)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = _UNPACK.get(self.headers.get("Content-Encoding"), bytes)
        # The headers too: whatever arrives is looked at.
        self.server.received.append(unpack(body).decode())
        self.server.headers_seen = str(self.headers)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


@contextmanager
def error_server():
    """Yield an ErrorServer that runs during the block."""
    server = ErrorServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
