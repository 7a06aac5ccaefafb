"""Measure what readers get while the database is stopped, while it is frozen, and while six clients guess passwords.

It starts a PostgreSQL 15 and gunicorn of its own, with the starter content, in a folder that it deletes.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.outage.database import Database
from tests.outage.readers import figures, get, guess, public_pages, read

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS, RATE, GUESSERS = 20, 30, 6
FORM, STATIC = "/admin/login/", "/static/img/favicon.svg"


def run(folder):
    database = Database(folder / "postgres")
    port = 8000 + os.getpid() % 1000
    address = f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HSCP_")},
        "HSCP_SECRET_KEY": "outage-" + "0123456789abcdef" * 4,
        "HSCP_HTTPS": "false",
        "HSCP_HOSTS": "localhost",
        "HSCP_ADDRESS": address,
        "HSCP_DATABASE_URL": database.address,
        "HSCP_MEDIA_ROOT": str(folder / "files"),
        "HSCP_SEARCH_INDEX": str(folder / "index"),
        "HSCP_DOCUMENTS": str(folder / "documents"),
        "HSCP_PAGE_COPIES": str(folder / "copies"),
    }
    for command in (["collectstatic", "--no-input", "--verbosity", "0"], ["prepare", "--address", address]):
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    server = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "gunicorn", "hscp.page_cache.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--threads", "4", "--timeout", "15"),
        ],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        while get(port, "/healthz")[0] != 200:
            time.sleep(0.2)
        measure(port, database)
    finally:
        server.terminate()
        server.wait()
        database.stop()


def measure(port, database):
    paths = public_pages(port)
    for path in paths:
        get(port, path)
    _print(f"{len(paths)} public pages, {RATE} requests a second for {SECONDS} s, 2 workers of 4 threads")
    for name, lose, give_back in (
        ("stopped", database.stop, database.start),
        ("frozen", database.freeze, database.thaw),
    ):
        lose()
        try:
            _print(f"Database {name}: {figures(read(port, paths, SECONDS, RATE))}")
            others = {path: get(port, path)[0] for path in (FORM, STATIC, "/offline/", "/healthz", "/readyz")}
            _print(f"  meanwhile: {', '.join(f'{path} {status}' for path, status in others.items())}")
        finally:
            give_back()
        started = time.monotonic()
        while any(stale or status != 200 for status, _, stale in read(port, paths, 0.2, RATE)):
            pass
        _print(f"  normal after {time.monotonic() - started:.1f} s")
    _print(f"Nobody guesses: {figures(read(port, paths, SECONDS, RATE))}")
    attempts, until = [], time.monotonic() + SECONDS
    guessers = [
        threading.Thread(target=guess, args=(port, until, number, attempts)) for number in range(GUESSERS)
    ]
    for thread in guessers:
        thread.start()
    _print(f"{GUESSERS} clients guess passwords: {figures(read(port, paths, SECONDS, RATE))}")
    for thread in guessers:
        thread.join()
    _print(f"  {len(attempts)} attempts")


def _print(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hscp-outage-") as scratch:
        Path(scratch).chmod(0o711)
        run(Path(scratch))
