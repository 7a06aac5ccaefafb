"""What gunicorn does for logs and metrics: deploy/gunicorn.conf.py takes its logger and its hooks from here.

gunicorn imports it before the portal, so nothing here needs the settings.
"""

import logging
import os
import re

from gunicorn.glogging import Logger

from hscp.observability.log_format import formatter_class
from hscp.observability.worker_files import add_up, remove_folder
from hscp.privacy.log_masking import MaskPersonalData

_ADDRESS = re.compile(r"ip=\S+")


class WithoutAddresses(logging.Filter):
    """Leaves out whose request was not valid HTTP."""

    def filter(self, record):
        record.msg, record.args = _ADDRESS.sub("ip=…", record.getMessage()), ()
        return True


class ServerLog(Logger):
    """gunicorn's log in the form of HSCP_LOG_FORMAT, masked. There is no access log: the portal writes a line for each request."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter_class(os.environ.get("HSCP_LOG_FORMAT", ""))())
            handler.addFilter(WithoutAddresses())
            handler.addFilter(MaskPersonalData())


def child_exit(server, worker):
    """Keep what a worker has counted when it ends, however it ends."""
    add_up(worker.pid)


def on_exit(server):
    """Take the counts away with the server."""
    remove_folder()
