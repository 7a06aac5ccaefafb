"""nginx and Caddy with the configuration that we ship, a certificate of their own and free ports, in a folder."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

from django.conf import settings

DEPLOY = Path(settings.BASE_DIR) / "deploy"
HOST = "portal.example.org"


def free_port():
    """Return a port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Proxy:
    """A web server in front of what listens at 127.0.0.1:`upstream`."""

    def __init__(self, folder, upstream):
        self.folder, self.files = Path(folder), Path(folder) / "files"
        self.http, self.https = free_port(), free_port()
        self.upstream = f"127.0.0.1:{upstream}"
        for each in (self.files / "static", self.files / "mirror", self.folder / "temp"):
            each.mkdir(parents=True)
        self._certificate()
        self._output = (self.folder / "log").open("w")
        self._process = subprocess.Popen(  # noqa: S603
            self.command(), env=self.environment(), stdout=self._output, stderr=self._output
        )
        self._wait()

    @property
    def log(self):
        """What it has written so far."""
        return (self.folder / "log").read_text()

    def log_once(self, text):
        """Return the log once `text` is in it: a line is written after the answer."""
        for _ in range(100):
            if text in self.log:
                return self.log
            time.sleep(0.05)
        raise AssertionError(f"{text} is not in the log")

    def stop(self):
        self._process.terminate()
        self._process.wait()
        self._output.close()

    def _certificate(self):
        """Make a certificate for HOST, signed by itself."""
        self.certificate, self.key = self.folder / "fullchain.pem", self.folder / "privkey.pem"
        subprocess.run(  # noqa: S603
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                ),
                *("-keyout", self.key, "-out", self.certificate, "-days", "2", "-subj", f"/CN={HOST}"),
                *("-addext", f"subjectAltName=DNS:{HOST}"),
            ],
            check=True,
            capture_output=True,
        )
        self.key.chmod(0o644)

    def _wait(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.https), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError(self.log)

    def connect(self, host=HOST, server_name=HOST):
        """Return a TLS connection (a socket) on which `ask` sends, and anything else that is no whole request."""
        context = ssl.create_default_context(cafile=self.certificate)
        raw = socket.create_connection(("127.0.0.1", self.https), timeout=10)
        return context.wrap_socket(raw, server_hostname=server_name)

    def ask(self, path, method="GET", headers=(), body=b"", host=HOST):
        """Return (status, headers by lower-case name, body) of one request. The status is 0 where the connection is closed."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body and not any(name == "Transfer-Encoding" for name, _ in headers):
            lines.append(f"Content-Length: {len(body)}")
        with self.connect() as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            return read_answer(connection)


def read_answer(connection):
    """Return (status, headers by lower-case name, body) of one answer; the status is 0 where none comes."""
    whole = b""
    try:
        while piece := connection.recv(65536):
            whole += piece
            head, _, body = whole.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            if length and len(body) >= int(length[1]):
                break
    except OSError:
        pass
    if not whole:
        return 0, {}, b""
    head, _, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    given = {}
    for line in lines:
        name, _, value = line.partition(": ")
        given.setdefault(name.lower(), []).append(value)
    return int(first.split()[1]), given, body


class Nginx(Proxy):
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

    def command(self):
        values = {
            "PORTAL_HOST": HOST,
            "PORTAL_UPSTREAM": self.upstream,
            "PORTAL_HTTP": f"127.0.0.1:{self.http}",
            "PORTAL_HTTPS": f"127.0.0.1:{self.https}",
            "PORTAL_TLS": self.folder,
            "PORTAL_FILES": self.files,
            "PORTAL_TEMP": self.folder / "temp",
        }
        # As envsubst does, which replaces the names that it is given.
        text = (DEPLOY / "nginx.conf").read_text()
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", str(value))
        (self.folder / "nginx.conf").write_text(text)
        if os.getuid() == 0:
            # Its workers are somebody else, who has to get here.
            for each in (self.folder, *self.folder.parents):
                if each.stat().st_uid == 0 and each != Path("/") and each.is_relative_to("/tmp"):  # noqa: S108
                    each.chmod(each.stat().st_mode | 0o011)
            (self.folder / "temp").chmod(0o777)
        return [self.program, "-c", self.folder / "nginx.conf", "-g", "daemon off;"]

    def environment(self):
        return os.environ.copy()


class Caddy(Proxy):
    program = shutil.which("caddy")

    def command(self):
        return [self.program, "run", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]

    def environment(self):
        return os.environ | {
            "PORTAL_HOST": HOST,
            "PORTAL_UPSTREAM": self.upstream,
            "PORTAL_HTTP": str(self.http),
            "PORTAL_HTTPS": str(self.https),
            "PORTAL_TLS": f"{self.certificate} {self.key}",
            "PORTAL_FILES": str(self.files),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
        }
