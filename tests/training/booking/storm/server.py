"""gunicorn as docs/operations.md starts it, and a visitor who books by the public form."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

PORT = 8219


@contextmanager
def production_server(*, pause=0):
    """Run gunicorn with 2 workers of 4 threads against the tests' PostgreSQL database; give its process."""
    given = connection.settings_dict
    address = f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "tests.training.booking.storm.app:application",
        f"--bind=127.0.0.1:{PORT}",
    ]
    options = ["--workers=2", "--threads=4", "--timeout=15", "--graceful-timeout=10", "--log-level=critical"]
    environment = {
        **os.environ,
        "HSCP_DATABASE_URL": address,
        "HSCP_STORM_PAUSE": str(pause),
        # Each visitor has an address of their own: what one address may book is limited.
        "HSCP_PROXY_COUNT": "1",
    }
    process = subprocess.Popen(  # noqa: S603
        command + options,
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_up()
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_up():
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if Visitor(1).get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("gunicorn did not start")


def kill_a_worker(process):
    """End the oldest of the server's workers at once, as `kill -9` does; return whether there was one."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    if children:
        os.kill(int(children[0]), signal.SIGKILL)
    return bool(children)


class Visitor:
    """A person with a network address of their own, who opens the form, fills it in and sends it to the server on `port`."""

    def __init__(self, number, port=PORT):
        self.number, self.port = number, port
        self.email = f"visitor-{number}@example.org"
        self.headers = {"X-Forwarded-For": f"10.1.{number // 250}.{number % 250 + 1}", "Host": "localhost"}

    def get(self, path):
        """Return (status, body) of a page, and keep the cookie of its form."""
        return self._ask("GET", path)

    def open_form(self, session):
        """Open the booking form of a session and return the status; keeps what its sending needs."""
        return self.open_form_at(f"/training/dates/{session.pk}/book/")

    def open_form_at(self, path):
        """Open the booking form at `path` and return the status; keeps what its sending needs."""
        self.path = path
        status, page = self.get(self.path)
        self.fields = {
            **dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)),
            "people": "1",
            "name-0": f"Visitor {self.number}",
            "email-0": self.email,
            "role-0": "practitioner",
            "organisation": f"School {self.number}",
            "organisation_type": "school",
        }
        return status

    def send(self):
        """Send the form and return the status: 302 is the promise that the booking is made."""
        return self._ask("POST", self.path, urlencode(self.fields))[0]

    def _ask(self, method, path, body=None):
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            asked.request(method, path, body, self.headers | kind)
            answer = asked.getresponse()
            # Of the cookies, only the form's own is for the form's address.
            for cookie in answer.headers.get_all("Set-Cookie", []):
                if cookie.startswith("csrftoken="):
                    self.headers = self.headers | {"Cookie": cookie.partition(";")[0]}
            return answer.status, answer.read().decode()
        finally:
            asked.close()
