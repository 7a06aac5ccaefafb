"""How the log is written: one JSON object a line in production, plain lines on one's own machine. Times are UTC.

Nothing that comes from outside can begin a line of its own or change the terminal: JSON escapes it, and plain lines have control
characters written out and the lines of a traceback indented.
"""

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from functools import lru_cache

from django.core.exceptions import ImproperlyConfigured

from hscp.observability.current_request import current_request_id

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_encode = json.JSONEncoder(default=str).encode
logger = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object: time, level, logger, message, request_id, its `fields`, and exception or stack."""

    def format(self, record):
        entry = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := current_request_id():
            entry["request_id"] = number
        entry |= getattr(record, "fields", {})
        if text := _exception(self, record):
            entry["exception"] = text
        return _encode(entry)


class PlainFormatter(logging.Formatter):
    """Writes a record as a line to read, with the lines of a traceback indented below it."""

    def format(self, record):
        parts = [_time(record), record.levelname, record.name, record.getMessage()]
        parts += [f"{name}={value}" for name, value in getattr(record, "fields", {}).items()]
        if number := current_request_id():
            parts.append(f"[{number}]")
        lines = [_escaped(" ".join(parts))]
        lines += [f"  {_escaped(line)}" for line in _exception(self, record).splitlines()]
        return "\n".join(lines)


FORMATS = {"json": JsonFormatter, "plain": PlainFormatter}


def formatter_class(log_format, default="json"):
    """Return the class that writes in `log_format`, one of FORMATS, or in `default` where that is "".

    Raises ImproperlyConfigured for any other format.
    """
    log_format = log_format.strip().lower() or default
    if log_format not in FORMATS:
        raise ImproperlyConfigured(f"HSCP_LOG_FORMAT must be one of these: {', '.join(FORMATS)}.")
    return FORMATS[log_format]


def logging_settings(log_format, default):
    """Return Django's LOGGING that writes in `log_format`, or in `default`, as `formatter_class` has it. Every handler masks."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter_class(log_format, default)}},
        "filters": {"without_people": {"()": "hscp.privacy.log_masking.MaskPersonalData"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["without_people"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Without Django's own handler, which would mail whole requests to ADMINS.
            "django": {"handlers": [], "level": "INFO"},
            # django.request's own lines print the address with its query, which may hold search words.
            "django.request": {"level": "ERROR"},
            # `runserver` writes a line for each request; `hscp.observability.requests` has written it already.
            "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "axes": {"level": "WARNING"},
            # It logs the number of each passkey that is used.
            "fido2": {"level": "WARNING"},
        },
    }


def log_what_nobody_caught():
    """Let an exception that ends a command or a thread be written to the log, masked, in place of the standard traceback."""
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda given: _log_uncaught(given.exc_type, given.exc_value, given.exc_traceback)


def _log_uncaught(kind, error, traceback):
    if issubclass(kind, Exception):
        logger.critical("Ended by an exception", exc_info=(kind, error, traceback))
    elif not issubclass(kind, SystemExit):
        sys.__excepthook__(kind, error, traceback)


def _time(record):
    second, rest = divmod(record.created, 1)
    return f"{_second(second)}.{int(rest * 1000):03d}Z"


@lru_cache(16)
def _second(timestamp):
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%dT%H:%M:%S}"


def _exception(formatter, record):
    """Return the traceback and the stack of a record as text; "" without any."""
    if record.exc_info and not record.exc_text:
        record.exc_text = formatter.formatException(record.exc_info)
    return "\n".join(filter(None, (record.exc_text, record.stack_info)))


def _escaped(text):
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
