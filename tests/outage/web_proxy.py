"""nginx in front of several web servers, as docs/releases.md has it."""

import re
import subprocess
import time
from collections import Counter
from pathlib import Path

from tests.outage.readers import get
from tests.outage.web import children

# The part within `http` is that of docs/releases.md.
_CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream portal {{
        {servers}
        keepalive 16;
        keepalive_timeout 60s;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://portal;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $http_x_forwarded_for;
            proxy_connect_timeout 2s;
            proxy_next_upstream error timeout;
        }}
    }}
}}
"""


class WebProxy:
    """nginx on `port` before the web servers on the ports `behind`. It answers once it is made."""

    def __init__(self, folder, port, behind):
        folder.mkdir()
        self._file, self._folder, self._port, self._behind = folder / "nginx.conf", folder, port, behind
        self._write(without=None)
        self._process = subprocess.Popen(self._command(), stderr=subprocess.DEVNULL)  # noqa: S603
        while get(port, "/healthz")[0] != 200:
            time.sleep(0.1)

    def leave_out(self, port):
        """Send nothing new to the web server on `port`; None sends to all."""
        self._write(without=port)
        old = self._workers()
        subprocess.run([*self._command(), "-s", "reload"], check=True, stderr=subprocess.DEVNULL)  # noqa: S603
        while old & self._workers():
            time.sleep(0.05)

    def stop(self):
        self._process.terminate()
        self._process.wait()

    def errors(self):
        """Return what failed since the last call, each kind with its number."""
        path = self._folder / "error.log"
        lines = re.findall(r"\[error\] \S+ \S+ (.*?),", path.read_text())
        path.write_text("")
        return ", ".join(f"{count} × {words}" for words, count in Counter(lines).most_common())

    def _workers(self):
        return set(children(self._process.pid))

    def _command(self):
        return ["nginx", "-e", str(self._folder / "error.log"), "-c", str(self._file)]

    def _write(self, without):
        servers = [
            f"server 127.0.0.1:{port} max_fails=0{' down' if port == without else ''};"
            for port in self._behind
        ]
        text = _CONFIGURATION.format(folder=self._folder, port=self._port, servers="\n        ".join(servers))
        Path(self._file).write_text(text)
