"""The portal as production starts it, with a folder and a database of its own and the starter content."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.outage.readers import get

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4


class Server:
    """gunicorn with its files below `folder` (a Path) and the database at `address`; what it logs is in the file `log`.

    A worker ends after `max_requests`, if there are any.
    """

    def __init__(self, folder, address, *, port=None, max_requests=0, **environment):
        with socket.create_server(("127.0.0.1", port or 0)) as free:
            self.port = free.getsockname()[1]
        self.log = folder / "logs" / "log"
        self.log.parent.mkdir(exist_ok=True)
        self._max_requests = max_requests
        own = f"http://localhost:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HSCP_")},
            "HSCP_SECRET_KEY": "outage-" + "0123456789abcdef" * 4,
            "HSCP_HTTPS": "false",
            "HSCP_HOSTS": "localhost",
            "HSCP_ADDRESS": own,
            "HSCP_DATABASE_URL": address,
            "HSCP_MEDIA_ROOT": str(folder / "files"),
            "HSCP_SEARCH_INDEX": str(folder / "index"),
            "HSCP_DOCUMENTS": str(folder / "documents"),
            "HSCP_PAGE_COPIES": str(folder / "copies"),
            **environment,
        }
        self._own = own

    def prepare(self):
        """Make static files, tables, roles and the starter content."""
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.manage("prepare", "--address", self._own)

    def manage(self, *command, **environment):
        """Run a command of manage.py and return what it wrote; raise CalledProcessError if it fails."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**self._environment, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def start(self):
        """Start it, and return once it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [
                    *(
                        sys.executable,
                        "-m",
                        "gunicorn",
                        "hscp.page_cache.wsgi",
                        "--bind",
                        f"127.0.0.1:{self.port}",
                    ),
                    *("--workers", str(WORKERS), "--threads", str(THREADS), "--timeout", "15"),
                    *(
                        "--max-requests",
                        str(self._max_requests),
                        "--max-requests-jitter",
                        str(self._max_requests // 2),
                    ),
                ],
                cwd=ROOT,
                env=self._environment,
                stderr=log,
            )
        while get(self.port, "/healthz")[0] != 200:
            time.sleep(0.2)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def workers(self):
        """Return the process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()
