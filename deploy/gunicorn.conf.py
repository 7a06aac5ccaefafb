"""How gunicorn runs the portal: `gunicorn --config deploy/gunicorn.conf.py hscp.wsgi`. docs/operations.md says how many workers.

A proxy stands in front, which receives requests whole before it passes them on: a client that sends its headers slowly would
hold a thread here.
"""

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

from gunicorn.systemd import sd_notify

from hscp.observability.gunicorn_server import ServerLog, child_exit, on_exit  # noqa: F401  (gunicorn calls the hooks)
from hscp.observability.worker_files import use_folder

# Its own lines have the form of the portal's, and what all workers count is in one place.
use_folder()
logger_class = ServerLog

bind = "127.0.0.1:8000"
# Processes: two for each core, or as many as WEB_CONCURRENCY says, which gunicorn reads by itself.
workers = 2
# Half of them wait for bodies at most (hscp/web/body_limit.py), three for a PDF (hscp/documents/queue.py).
threads = 4
# A worker that does not say for so many seconds that it lives is ended.
timeout = 15
# What a worker may take to finish what it has begun, when it is replaced. A PDF takes ten seconds at most.
graceful_timeout = 20
# Longer than the proxy keeps a connection unused (deploy/nginx.conf), so that it never asks on one that is just being closed.
keepalive = 75
# A worker is replaced after so many requests, not all workers at the same time.
max_requests, max_requests_jitter = 2000, 400
# The longest address: a pack of one's own choice, and what search is asked.
limit_request_line, limit_request_fields, limit_request_field_size = 4094, 60, 8190
# The sign of life of each worker, where the disk is never waited for.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Nobody steers the server but by signals.
control_socket_disable = True


def pre_request(worker, req):
    """Close the connection of a request with a body once it is answered: else a thread waits for what nobody has read."""
    if any(name in {"CONTENT-LENGTH", "TRANSFER-ENCODING"} for name, _ in req.headers):
        req.force_close()


def post_request(worker, req, environ, resp):
    """Let nobody wait for more of a body after the answer: gunicorn would, for two seconds, while it accepts no connection."""
    if req.must_close:
        with suppress(OSError):
            environ["gunicorn.socket"].shutdown(socket.SHUT_RD)


def post_worker_init(worker):
    """Let the server that this one takes the place of finish, now that a worker answers here.

    `kill -USR2` of a server starts a new one beside it, with the code as it is then and the same socket, so that nobody waits
    for the new code to load and no connection is refused. SIGHUP would end the old workers first.
    """
    replaced = os.environ.get("GUNICORN_PID")
    if replaced:
        sd_notify(f"MAINPID={os.getppid()}", worker.log)
        with suppress(ProcessLookupError):
            os.kill(int(replaced), signal.SIGTERM)
