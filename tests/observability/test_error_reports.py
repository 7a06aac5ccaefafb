"""What an error server is sent: where in the code something failed, and nothing that anybody typed.

Everything that can hold something of a person holds a canary. The control shows that without `scrubbed` they arrive.
"""

import logging
import re
import sys

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client

from hscp.observability import error_reports
from hscp.observability.current_request import CurrentRequest, working_for
from hscp.observability.log_format import _log_uncaught
from tests.factories import make_booking, make_session
from tests.observability.error_server import error_server
from tests.training.booking.booking_pages import book_url, filled
from training.forms.booking import BookingForm
from training.models import Booking

CANARY = "Canaryname"
PERSON = {"name": f"{CANARY} Wren", "email": "canary@example.org", "phone": "01962 555 019"}
HIDDEN = re.compile(r"canary|555.?019", re.IGNORECASE)
NUMBER = "0123-4567-89ab-cdef"


@pytest.fixture
def reported(empty_cache):
    """An ErrorServer to which everything is reported during the test; `.flush()` waits until all has arrived."""
    with error_server() as server:
        error_reports.start(server.dsn, "release-1")
        server.flush = lambda: sentry_sdk.flush(10)
        yield server
        server.released.set()
        sentry_sdk.get_client().close(timeout=0)
        sentry_sdk.get_global_scope().set_client(None)


def fails(*arguments, **given):
    """Fail as code may that handles a person: in a local variable, the words, a cause and a note."""
    who = PERSON["name"]
    error = RuntimeError(f"Nothing found for {who} on {PERSON['phone']}")
    error.add_note(f"It was {who}")
    try:
        raise KeyError(who)
    except KeyError as cause:
        raise error from cause


def everything_that_fails(monkeypatch):
    """Let a view, a form, the database, a job and lines of the log fail."""
    session = make_session()
    visitor = Client(raise_request_exception=False, headers={"referer": f"/{CANARY}/", "x-canary": CANARY})
    visitor.cookies["who"] = CANARY
    with monkeypatch.context() as patch:
        patch.setattr("training.views.booking.book_for_public", fails)
        visitor.post(f"{book_url(session)}?q={CANARY}", filled(PERSON))
    with monkeypatch.context() as patch:
        patch.setattr(BookingForm, "clean", fails)
        visitor.post(f"{book_url(session)}?q={CANARY}", filled(PERSON))
    booking = make_booking(session, **PERSON)
    with monkeypatch.context() as patch:
        patch.setattr("training.views.booking.book_for_public", lambda **given: refused_by_database(booking))
        visitor.post(book_url(session), filled(PERSON))
    try:
        fails()
    except RuntimeError:
        _log_uncaught(*sys.exc_info())
    logging.getLogger("hscp.some_job").error("No mail for %s", PERSON["name"], extra={"person": PERSON})
    logging.getLogger("somebody.elses").error(f"Bad header from {CANARY}")
    logging.getLogger("somebody.elses").error("No answer for %s", PERSON)


def refused_by_database(booking):
    """Write a row that the database refuses, and quotes: its DETAIL has every field of the person."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s", [CANARY])
        Booking.objects.filter(pk=booking.pk).update(state="impossible")


WHERE = ["fails", "fails", "refused_by_database", "fails"]


@pytest.mark.django_db
def test_no_report_holds_anything_of_a_person(reported, monkeypatch):
    with working_for(CurrentRequest(NUMBER, "training:book")):
        everything_that_fails(monkeypatch)
    reported.flush()

    assert len(reported.received) == 7
    assert [HIDDEN.findall(text) for text in reported.received] == [[]] * 7
    assert HIDDEN.findall(reported.headers_seen) == []


@pytest.mark.django_db
def test_without_the_scrubber_a_report_would_hold_the_person(reported, monkeypatch):
    monkeypatch.setattr(error_reports, "scrubbed", lambda event, hint: event)

    everything_that_fails(monkeypatch)
    reported.flush()

    # SQLite alone says nothing of the row that it refuses.
    found = [bool(HIDDEN.search(text)) for text in reported.received]
    assert [*found[:2], *found[3:]] == [True] * 6


@pytest.mark.django_db
def test_a_report_says_where_and_by_which_request(reported, monkeypatch):
    with working_for(CurrentRequest(NUMBER, "training:book")):
        everything_that_fails(monkeypatch)
    reported.flush()

    functions = [
        frame["function"]
        for report in reported.reports[:4]
        for frame in report["exception"]["values"][-1]["stacktrace"]["frames"]
        if frame["module"] == __name__
    ]
    assert [name for name in WHERE if name not in functions] == []
    assert {report["tags"]["request_id"] for report in reported.reports} == {NUMBER}
    assert {report["release"] for report in reported.reports} == {"release-1"}
    assert [report.get("logentry", {}).get("message") for report in reported.reports] == [
        *["%s: %s"] * 3,
        "Ended by an exception",
        "No mail for %s",
        None,
        "No answer for %s",
    ]


ALLOWED = {
    *("event_id", "timestamp", "platform", "level", "logger", "release", "server_name", "sdk"),
    *("exception", "logentry", "tags", "transaction"),
}


@pytest.mark.django_db
def test_a_report_has_no_other_parts(reported, monkeypatch):
    with working_for(CurrentRequest(NUMBER)):
        everything_that_fails(monkeypatch)
    reported.flush()

    found = {name for report in reported.reports for name in report}
    frames = {
        name
        for report in reported.reports[:4]
        for value in report["exception"]["values"]
        for frame in value["stacktrace"]["frames"]
        for name in frame
    }
    assert found - ALLOWED == set()
    assert frames == {"filename", "function", "module", "lineno", "in_app"}


def test_a_server_that_does_not_answer_holds_nobody_up(reported):
    reported.released.clear()

    for number in range(error_reports.MOST_A_MINUTE):
        logging.getLogger("hscp.some_job").error("Failed %s times", number)

    # The first report is on its way, and nobody has waited for it.
    assert reported.asked.wait(10)
    assert reported.received == []


def test_a_server_that_is_not_there_holds_nobody_up():
    with error_server() as server:
        dsn = server.dsn
    error_reports.start(dsn, "release-1")

    logging.getLogger("hscp.some_job").error("Failed")

    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(None)


def test_an_outage_makes_no_more_than_so_many_reports_a_minute(reported):
    for number in range(error_reports.MOST_A_MINUTE + 5):
        logging.getLogger("hscp.some_job").error("Failed %s times", number)
    reported.flush()

    assert len(reported.received) == error_reports.MOST_A_MINUTE


def test_lines_below_errors_are_not_reported(reported):
    logging.getLogger("hscp.some_job").warning("Take care")
    reported.flush()

    assert reported.received == []


def test_an_address_that_is_none_stops_the_start_with_a_message():
    with pytest.raises(ImproperlyConfigured, match="HSCP_ERROR_DSN"):
        error_reports.start("errors.example.org", "release-1")
