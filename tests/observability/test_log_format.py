"""How lines are written: JSON in production, plain on one's own machine; nothing from outside begins a line."""

import json
import logging
import logging.config
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from hscp.observability import log_format
from hscp.observability.log_format import JsonFormatter, PlainFormatter, logging_settings


def formatted(formatter, message, *args, **more):
    record = logging.makeLogRecord(
        {"msg": message, "args": args, "levelname": "ERROR", "name": "hscp"} | more
    )
    return formatter.format(record)


def test_plain_lines_are_to_read_and_nothing_in_them_begins_another():
    try:
        raise ValueError("a\nINFO forged\x1b[31m")
    except ValueError as error:
        found = formatted(
            PlainFormatter(), "Not %s", "so\nINFO forged", exc_info=(ValueError, error, error.__traceback__)
        )

    first, *others = found.split("\n")
    assert first.endswith("ERROR hscp Not so\\x0aINFO forged")
    assert [line for line in others if not line.startswith("  ")] == []
    assert "\x1b" not in found


def test_json_is_one_object_on_one_line_whatever_is_in_it():
    found = formatted(JsonFormatter(), "Not %s", 'so"}\n{"level": "forged\u2028', stack_info="a\nb")

    assert len(found.splitlines()) == 1
    assert json.loads(found)["message"] == 'Not so"}\n{"level": "forged\u2028'
    assert json.loads(found)["exception"] == "a\nb"


@pytest.mark.parametrize(
    ("given", "default", "formatter"),
    [
        ("", "json", JsonFormatter),
        ("", "plain", PlainFormatter),
        ("plain", "json", PlainFormatter),
        (" JSON ", "plain", JsonFormatter),
    ],
)
def test_the_format_is_the_one_that_is_set(given, default, formatter):
    found = logging_settings(given, default)

    made = logging.config.DictConfigurator(found).configure_formatter(dict(found["formatters"]["line"]))
    assert type(made) is formatter
    assert found["handlers"]["console"]["filters"] == ["without_people"]


def test_another_format_stops_the_start_with_a_message():
    with pytest.raises(ImproperlyConfigured, match="HSCP_LOG_FORMAT must be one of these: json, plain"):
        logging_settings("xml", "json")


def test_what_ends_a_command_or_a_thread_is_logged_and_a_person_who_stops_it_is_not(caplog, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", None)
    monkeypatch.setattr(log_format.threading, "excepthook", None)
    shown = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *given: shown.append(given[0]))
    log_format.log_what_nobody_caught()

    sys.excepthook(ValueError, ValueError("a"), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert [(record.levelname, record.exc_info[0]) for record in caplog.records] == [("CRITICAL", ValueError)]
    assert shown == [KeyboardInterrupt]


def test_time_is_utc_with_milliseconds():
    # 12 March 2027, 14:03:02.5 UTC
    found = json.loads(formatted(JsonFormatter(), "Now", created=1804860182.5))

    assert found["time"] == "2027-03-12T14:03:02.500Z"
