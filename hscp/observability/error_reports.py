"""Reports errors to a server that speaks Sentry's protocol, if HSCP_ERROR_DSN names one, with nothing of a person in them.

A report is written anew from a list of what may be in it: kinds of exceptions, where in the code they were raised, the words that
stand in the code of the log, the route, and the number of the request, by which the log of the host has the rest. The words of
an exception are never sent: they may quote what somebody typed, and names look like any other words.
"""

import logging
import socket
import threading
import time
from collections import deque

from hscp.observability.current_request import current_request
from hscp.privacy.log_masking import masked

MOST_A_MINUTE = 30  # of one process: an outage needs no thousand reports
WAIT_AT_END = 2  # seconds for which a command that ends waits for its reports to be sent
# Their log lines are our own; of others' only those with values to fill in are words of the code.
_OURS = ("hscp", "themes", "resources", "contacts", "training")
_OF_FRAME = ("filename", "function", "module", "lineno", "in_app")
_KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "server_name", "sdk")


def start(dsn, release):
    """Report every error that is logged from now on to `dsn`, as one of the `release`. Nothing waits for the server there.

    Raises ImproperlyConfigured for a DSN that is none.
    """
    import sentry_sdk
    from django.core.exceptions import ImproperlyConfigured
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn=dsn,
            release=release,
            server_name=socket.gethostname(),
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[
                LoggingIntegration(level=None, sentry_logs_level=None, event_level=logging.ERROR),
                AtexitIntegration(callback=lambda pending, timeout: None),
            ],
            shutdown_timeout=WAIT_AT_END,
            before_send=Scrubber(),
            max_breadcrumbs=0,
            include_local_variables=False,
            include_source_context=False,
            auto_session_tracking=False,
            send_client_reports=False,
            enable_backpressure_handling=False,
        )
    except BadDsn as error:
        raise ImproperlyConfigured(f"HSCP_ERROR_DSN is not an address of an error server: {error}") from None


class Scrubber:
    """Sentry's `before_send`: returns a report with what may be sent alone, None once there are too many in a minute."""

    def __init__(self):
        self._sent = deque(maxlen=MOST_A_MINUTE)
        self._mutex = threading.Lock()

    def __call__(self, event, hint):
        if not self._has_room():
            return None
        return scrubbed(event, hint)

    def _has_room(self):
        now = time.monotonic()
        with self._mutex:
            if len(self._sent) == MOST_A_MINUTE and now - self._sent[0] < 60:
                return False
            self._sent.append(now)
            return True


def scrubbed(event, hint):
    """Return a new report with what may be sent of `event`, of which `hint` may have the record of the log."""
    report = {name: event[name] for name in _KEPT if name in event}
    if "exception" in event:
        report["exception"] = {"values": [_exception(each) for each in event["exception"]["values"]]}
    if words := _words(hint.get("log_record")):
        report["logentry"] = {"message": words}
    if request := current_request():
        report["tags"] = {"request_id": request.id, "route": request.route or "none"}
        report["transaction"] = request.route or "none"
    return report


def _exception(found):
    """Return the kind of an exception and where it was raised."""
    frames = (found.get("stacktrace") or {}).get("frames") or []
    return {
        "type": found.get("type"),
        "module": found.get("module"),
        "stacktrace": {
            "frames": [{name: frame[name] for name in _OF_FRAME if name in frame} for frame in frames]
        },
    }


def _words(record):
    """Return the words of the code for a record of the log, without the values; "" where they may be somebody's own."""
    if record is None:
        return ""
    template = getattr(record, "template", record.msg)
    has_values = getattr(record, "has_values", bool(record.args))
    is_ours = record.name.partition(".")[0] in _OURS
    return masked(template) if isinstance(template, str) and (is_ours or has_values) else ""
