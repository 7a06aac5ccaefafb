"""gunicorn as in production, on this machine only, and readers that ask it for pages."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.pages_benchmark.cpu import with_children

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTIONS = 8
# As a browser behind the proxy that ends https.
HEADERS = {"Host": "localhost", "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}


class Failed(Exception):
    """A page was not answered with 200."""


class Server:
    """gunicorn with sync workers that runs the WSGI `application`; `environment` is all that it is told."""

    def __init__(self, application, environment, workers=2):
        self.application, self.environment, self.workers = application, environment, workers

    def __enter__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [
            *(sys.executable, "-m", "gunicorn", self.application, "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(self.workers), "--worker-class", "sync", "--timeout", "120"),
        ]
        self.process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise Failed(f"{self.application} does not start")

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()

    def pids(self):
        return with_children(self.process.pid)

    def get(self, path):
        """Return the bytes of the answer as they were sent. Raises Failed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path, headers=HEADERS)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise Failed(f"{path}: {response.status}")
        return body

    def ask(self, path, number):
        """Ask for a page `number` times over CONNECTIONS at once. Raises Failed if one answer was not the page."""
        failed = []

        def reader(count):
            try:
                for _ in range(count):
                    self.get(path)
            except (Failed, OSError, http.client.HTTPException) as error:
                failed.append(str(error))

        shares = [number // CONNECTIONS + (place < number % CONNECTIONS) for place in range(CONNECTIONS)]
        threads = [threading.Thread(target=reader, args=(share,)) for share in shares if share]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise Failed(failed[0])
