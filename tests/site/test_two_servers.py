"""Two web servers with search indexes and copies of pages of their own: an edit on one is soon seen on the other."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import httpx
import pytest
from django.conf import settings
from django.db import connection

from tests.admin.pages import address, filled_in
from tests.factories import make_contact_change, make_contact_point, make_pathway, make_theme

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one server"),
]
SOON = 10  # seconds: it takes one, on a machine that has nothing else to do
OLD, NEW = "01962 876364", "01962 845000"


@contextmanager
def two_servers(folder):
    """Run two web servers on the database of the tests; give their addresses."""
    given = connection.settings_dict
    database = f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    started = []
    try:
        for name in ("a", "b"):
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            told = {
                **os.environ,
                # Its folders for the index and for copies are new ones, for each process that reads it.
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "HSCP_DATABASE_URL": database,
            }
            command = [
                *(sys.executable, "-m", "gunicorn", "hscp.page_cache.wsgi", "--bind", f"127.0.0.1:{port}"),
                *("--threads", "2"),
            ]
            with (folder / name).open("wb") as log:
                process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=told, stderr=log)  # noqa: S603
            started.append((process, f"http://localhost:{port}"))
        for _, server in started:
            soon(lambda server=server: answers(server), within=60)
        yield [server for _, server in started]
    finally:
        for process, _ in started:
            process.terminate()
        for process, _ in started:
            process.wait()


def answers(server):
    with suppress(httpx.TransportError):
        return httpx.get(f"{server}/healthz").status_code == 200


def soon(is_so, within=SOON):
    """Ask `is_so` until it is so. Raises AssertionError if it is not within so many seconds."""
    until = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < until, "It is not seen."
        time.sleep(0.05)


def browser(server, client):
    """Return an httpx client for `server` that is signed in as the Django `client` is."""
    name = settings.SESSION_COOKIE_NAME
    return httpx.Client(base_url=server, cookies={name: client.cookies[name].value}, timeout=60)


def test_an_edit_on_one_server_is_seen_on_the_other(tmp_path, signed_in, person):
    theme = make_theme(title="Neglect")
    point = make_contact_point(make_pathway(title="MASH"), value=OLD)
    change = make_contact_change(point.pathway, contact_point=point, proposed_by=person("editor"))
    publisher, verifier = signed_in("publisher"), signed_in("verifier")
    page, numbers = theme.get_absolute_url(), point.pathway.get_absolute_url()

    with two_servers(tmp_path) as (here, there):

        def shows(path, words):
            return words in httpx.get(f"{there}{path}", timeout=60).text

        seen = shows(page, "Neglect"), shows("/search/?q=starving", "Starving infants"), shows(numbers, OLD)

        with browser(here, publisher) as editing:
            form = editing.get(address(theme, "change"))
            saved = editing.post(
                address(theme, "change"), data=filled_in(form, title="Starving infants", _save="Save")
            )
        with browser(here, verifier) as editing:
            form = editing.get(address(change, "change"))
            confirmed = editing.post(address(change, "change"), data=filled_in(form, confirm="1"))

        assert (seen, saved.status_code, confirmed.status_code) == ((True, False, True), 302, 302)
        soon(lambda: shows(page, "Starving infants"))
        soon(lambda: shows("/search/?q=starving", "Starving infants"))
        soon(lambda: shows(numbers, NEW) and not shows(numbers, OLD))
