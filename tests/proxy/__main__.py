"""Measure what readers get while large and slow requests come: to gunicorn alone, and through nginx and Caddy as we ship them.

It starts gunicorn with deploy/gunicorn.conf.py, an SQLite database and the starter content in a folder that it deletes. Programs
that are not installed are left out.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# nginx lets one address have 100 connections: these leave room for the readers, who have the same one.
SECONDS, RATE, SLOW, LARGE = 8, 25, 80, 300 * 1024**2
PAGES = (
    "/",
    "/themes/",
    "/themes/neglect/",
    "/contacts/",
    "/toolkits/",
    "/static/img/favicon.svg",
    "/healthz",
)


class Alone:
    """gunicorn without a proxy, asked as `Proxy` is."""

    def __init__(self, port):
        self._port = port

    def connect(self):
        return socket.create_connection(("127.0.0.1", self._port), timeout=30)

    def stop(self):
        pass


def run(folder):
    from tests.proxy.servers import HOST, Caddy, Nginx, free_port

    port, temporary = free_port(), folder / "tmp"
    temporary.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HSCP_")},
        "HSCP_SECRET_KEY": "proxy-" + "0123456789abcdef" * 4,
        "HSCP_HTTPS": "false",
        "HSCP_HOSTS": HOST,
        "HSCP_DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "HSCP_MEDIA_ROOT": str(folder / "files"),
        "HSCP_SEARCH_INDEX": str(folder / "index"),
        "HSCP_DOCUMENTS": str(folder / "documents"),
        "HSCP_PAGE_COPIES": str(folder / "copies"),
        "TMPDIR": str(temporary),
    }
    prepare = [sys.executable, "manage.py", "prepare", "--address", f"https://{HOST}"]
    subprocess.run(prepare, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    server = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"),
            *("--bind", f"127.0.0.1:{port}", "hscp.page_cache.wsgi"),
        ],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        alone = Alone(port)
        while _ask(alone, "/healthz")[0] != 200:
            time.sleep(0.2)
        for name, make in (("gunicorn alone", None), ("nginx", Nginx), ("Caddy", Caddy)):
            if make and not make.program:
                _print(f"{name} is not installed.")
                continue
            front = make(folder / name, port) if make else alone
            if make:
                copy = [sys.executable, "manage.py", "copy_for_proxy", str(front.files)]
                subprocess.run(copy, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            try:
                measure(name, front, server.pid, temporary)
            finally:
                front.stop()
    finally:
        server.terminate()
        server.wait()


def measure(name, front, pid, temporary):
    for path in PAGES:
        _ask(front, path)
    _print(f"{name}:")
    _print(f"  nothing else: {_figures(_read(front))}")
    slow = [_slow(front, "POST") for _ in range(SLOW)]
    dripping = threading.Thread(target=_drip, args=(slow, time.monotonic() + SECONDS))
    dripping.start()
    _print(f"  {SLOW} slow bodies, 1 byte/s: {_figures(_read(front))}")
    dripping.join()
    for connection in slow:
        connection.close()
    for what, headers, ends in (
        (f"{LARGE // 1024**2} MB with its length", f"Content-Length: {LARGE}", b""),
        ("as much without a length", "Transfer-Encoding: chunked", b"\r\n"),
    ):
        before, most, stop = (_memory(pid), _held(temporary)), [0, 0], threading.Event()
        watching = threading.Thread(target=_watch, args=(pid, temporary, most, stop))
        watching.start()
        status, sent = _flood(front, headers, ends)
        time.sleep(0.5)
        stop.set()
        watching.join()
        _print(
            f"  {what}: {status} after {sent / 1024**2:.0f} MB, workers {(most[0] - before[0]) / 1024**2:+.0f} MB, "
            f"{(most[1] - before[1]) / 1024**2:+.0f} MB in the portal's temporary folder"
        )


def _head(method, path, *headers):
    from tests.proxy.servers import HOST

    return "\r\n".join(
        [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", *headers, "", ""]
    ).encode()


def _ask(front, path):
    """Return (status, seconds) of a request for a page."""
    from tests.proxy.servers import read_answer

    started = time.monotonic()
    try:
        with front.connect() as connection:
            connection.sendall(_head("GET", path))
            return read_answer(connection)[0], time.monotonic() - started
    except OSError:
        return 0, time.monotonic() - started


def _read(front):
    """Ask for pages at an even pace; return [(status, seconds)]."""
    answers, threads, until = [], [], time.monotonic() + SECONDS
    while time.monotonic() < until:
        path = random.choice(PAGES)  # noqa: S311
        thread = threading.Thread(target=lambda path=path: answers.append(_ask(front, path)))
        thread.start()
        threads.append(thread)
        time.sleep(1 / RATE)
    for thread in threads:
        thread.join()
    return answers


def _slow(front, method):
    connection = front.connect()
    connection.sendall(_head(method, "/admin/login/", "Content-Length: 5000", "Content-Type: text/plain"))
    return connection


def _drip(connections, until):
    while time.monotonic() < until:
        for connection in connections:
            try:
                connection.sendall(b"a")
            except OSError:
                continue
        time.sleep(1)


def _flood(front, header, ends):
    """Send LARGE bytes of a form with a file; return the status and how many bytes were taken."""
    from tests.proxy.servers import read_answer

    piece = b"a" * 65536
    sent = 0
    with front.connect() as connection:
        kind = "Content-Type: multipart/form-data; boundary=b"
        connection.sendall(_head("POST", "/admin/login/", kind, header))
        start = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.pdf"\r\n\r\n'
        try:
            while sent < LARGE:
                body = start + piece
                connection.sendall(b"%x\r\n%s\r\n" % (len(body), body) if ends else body)
                sent, start = sent + len(body), b""
            connection.sendall(b"0\r\n\r\n" if ends else b"")
        except OSError:
            pass
        return read_answer(connection)[0] or "closed", sent


def _watch(pid, folder, most, stop):
    """Keep the most memory of the workers, and the most bytes in the folder, in the list `most` until `stop` is set."""
    while not stop.wait(0.02):
        most[0] = max(most[0], _memory(pid))
        most[1] = max(most[1], _held(folder))


def _held(folder):
    return sum(_size(path) for path in folder.rglob("*"))


def _size(path):
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _memory(pid):
    """Return the resident bytes of the worker processes of gunicorn's first process `pid` that has the most."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children]
    return max(pages) * os.sysconf("SC_PAGE_SIZE")


def _figures(answers):
    took = sorted(1000 * seconds for _, seconds in answers)
    good = sum(status == 200 for status, _ in answers)
    return f"{good} of {len(answers)} 200, median {took[len(took) // 2]:.0f} ms, p99 {took[int(0.99 * len(took))]:.0f} ms"


def _print(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="hscp-proxy-") as scratch:
        Path(scratch).chmod(0o711)
        run(Path(scratch))
